import { pieces } from "./record";

/** What a sender was told, names of fields in the type of code. */
export function Message({ text }: { text: string }) {
  return pieces(text).map(({ text: piece, isCode }, at) =>
    // Pieces of a text stand in its order.
    // oxlint-disable-next-line react/no-array-index-key
    isCode ? <code key={at} className="mono">{piece}</code> : piece,
  );
}
