/** One message of a conversation, as far as its text can be told. */
export interface Message {
  role: string;
  text: string;
}

/** Messages out of the usual JSON forms; null where it is something else, which is shown as it came. */
export function messagesOf(text: string): Message[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed) || parsed.length === 0) return null;
  const messages = parsed.map(messageOf);
  return messages.every((message) => message !== null) ? messages : null;
}

function messageOf(value: unknown): Message | null {
  if (typeof value !== "object" || value === null || !("role" in value) || typeof value.role !== "string") return null;
  const text = textOf("content" in value ? value.content : "parts" in value ? value.parts : null);
  return text === null ? null : { role: value.role, text };
}

/** A text, or parts of which each is one or holds one. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) => {
    if (typeof part === "string") return part;
    if (typeof part !== "object" || part === null) return null;
    if ("text" in part && typeof part.text === "string") return part.text;
    return "content" in part && typeof part.content === "string" ? part.content : null;
  });
  return texts.every((text) => text !== null) ? texts.join("\n") : null;
}
