const INDENT = "  ";
/** Deeper than that, indenting tells nobody more. */
const DEEPEST = 12;

/**
 * Puts JSON on lines of its own without changing a character of its values: numbers stay as they were written, and a
 * body that is cut off or broken is laid out as far as it goes. Anything else stays as it is.
 */
export function layOut(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let out = "";
  let depth = 0;
  const line = () => `\n${INDENT.repeat(Math.min(depth, DEEPEST))}`;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') {
      const end = endOfText(text, at);
      out += text.slice(at, end);
      at = end - 1;
    } else if (letter === "{" || letter === "[") {
      const empty = /^\s*[}\]]/.exec(text.slice(at + 1, at + 40));
      if (empty) {
        out += letter + empty[0].trim();
        at += empty[0].length;
      } else {
        depth += 1;
        out += letter + line();
      }
    } else if (letter === "}" || letter === "]") {
      // One record a line: the next one begins again at the edge.
      depth = Math.max(depth - 1, 0);
      out += line() + letter;
      if (depth === 0 && /^\s*[{[]/.test(text.slice(at + 1, at + 40))) out += "\n";
    } else if (letter === ",") {
      out += letter + line();
    } else if (letter === ":") {
      out += ": ";
    } else if (!/\s/.test(letter)) {
      out += letter;
    }
  }
  return out;
}

/** After the closing quote, or the end of what there is. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === "\\") at += 1;
    else if (letter === '"') return at + 1;
  }
  return text.length;
}

export interface Line {
  text: string;
  /** It holds the field that is wrong. */
  isMeant: boolean;
}

/** The body line by line. Of a field like `subscriber.email`, the last name is looked for. */
export function bodyLines(body: string, field: string | null): Line[] {
  const name = field?.split(".").at(-1);
  return layOut(body)
    .split("\n")
    .map((text) => ({ text, isMeant: name !== undefined && text.trimStart().startsWith(`"${name}":`) }));
}
