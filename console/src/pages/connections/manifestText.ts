/** The first sentence of Markdown as plain text. */
export function firstSentence(markdown: string): string {
  const paragraph =
    markdown
      .split(/\n\s*\n/)
      .map((part) => part.trim())
      .find((part) => part !== "" && !part.startsWith("#")) ?? "";
  const plain = paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]/g, "")
    .replace(/\s+/g, " ");
  return /^.*?[.](?=\s|$)/.exec(plain)?.[0] ?? plain;
}
