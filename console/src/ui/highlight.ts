export interface Piece {
  text: string;
  /** A class of the snippet's style sheet, or none for plain text. */
  kind: "key" | "str" | "num" | "com" | null;
}

const TOKENS =
  /(?<com>#[^\n]*|\/\/[^\n]*)|(?<str>"(?:[^"\\\n]|\\.)*"|'[^']*')|(?<key>\b(?:import|def|return|async|function|const|await|export|curl)\b)|(?<num>\b\d+\b)/g;

/** Splits a snippet into pieces to colour. Good for the snippets of this page, not a parser of their languages. */
export function highlight(code: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of code.matchAll(TOKENS)) {
    // An address holds `//` and is no comment; so are addresses outside quotes.
    if (match.groups?.["com"]?.startsWith("//") && code.charAt(match.index - 1) === ":") continue;
    if (match.index > at) pieces.push({ text: code.slice(at, match.index), kind: null });
    const kind = (["com", "str", "key", "num"] as const).find((name) => match.groups?.[name] !== undefined) ?? null;
    pieces.push({ text: match[0], kind });
    at = match.index + match[0].length;
  }
  if (at < code.length) pieces.push({ text: code.slice(at), kind: null });
  return pieces;
}
