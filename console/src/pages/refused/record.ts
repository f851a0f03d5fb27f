import type { RefusedRecord } from "../../api/types";

/** A refused record has no id of its own: when, by which key, and where in its request tell it apart. */
export const recordIdOf = ({ receivedAt, keyId, item }: RefusedRecord) =>
  [receivedAt, keyId ?? "", item ?? ""].join("_").replace(/_+$/, "");

export const recordTimeOf = (record: RefusedRecord) => record.receivedAt;

/** Which part of the request, counted as the answer to its sender counts. */
export function placeOf({ item }: RefusedRecord): string {
  return item === null ? "The whole request" : `Item ${item} of the request (the first is 0)`;
}

/** Backquotes in messages mark what is code. */
export function pieces(message: string): { text: string; isCode: boolean }[] {
  return message
    .split(/`([^`]*)`/)
    .map((text, at) => ({ text, isCode: at % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
