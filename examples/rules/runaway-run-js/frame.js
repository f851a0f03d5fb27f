// Reads a frame, the buffer that `evaluate` gets. Its layout is described in FRAME.md of Outlay's contract (`wit`).
// Numbers are BigInt: money is counted in 10⁻¹² of the reporting currency and must never pass through a float.

const text = new TextDecoder();
const [INTEGER, TEXT, FLAG] = [1, 2, 3];

/** @returns {{rows: number, column: (name: string) => (row: number) => bigint | string | boolean | undefined}} */
export function readFrame(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at) => view.getUint16(at, true);
  const u32 = (at) => view.getUint32(at, true);
  const name = (at, length) => text.decode(bytes.subarray(at, at + length));
  if (name(0, 4) !== "OLRF" || u16(4) !== 1) {
    throw { message: "this frame is of another layout; build the rule again with the SDK of this Outlay" };
  }

  const columns = new Map();
  for (let column = 0; column < u16(6); column++) {
    const at = 16 + 24 * column;
    const [kind, nulls, values, dictionary, entries] = [view.getUint8(at + 6), u32(at + 8), u32(at + 12), u32(at + 16), u32(at + 20)];
    let read;
    if (kind === INTEGER) {
      const isMissing = (row) => nulls !== 0 && ((view.getUint8(nulls + (row >> 3)) >> (row & 7)) & 1) === 1;
      read = (row) => (isMissing(row) ? undefined : view.getBigInt64(values + 8 * row, true));
    } else if (kind === TEXT) {
      const begin = dictionary + 4 * entries;
      const end = (code) => (code < 0 ? 0 : u32(dictionary + 4 * code));
      const texts = Array.from({ length: entries }, (_, code) => name(begin + end(code - 1), end(code) - end(code - 1)));
      read = (row) => texts[u32(values + 4 * row)];
    } else if (kind === FLAG) {
      read = (row) => [false, true, undefined][view.getUint8(values + row)];
    } else {
      continue; // of a later host
    }
    columns.set(name(u32(at), u16(at + 4)), read);
  }
  return { rows: u32(8), column: (name) => columns.get(name) ?? (() => undefined) };
}

/** A decimal, a text or a number, as BigInt of 10⁻¹². */
export function money(decimal) {
  const parts = /^(\d{1,7})(?:\.(\d{1,12}))?$/.exec(String(decimal));
  if (!parts) return undefined;
  return BigInt(parts[1]) * 10n ** 12n + BigInt((parts[2] ?? "").padEnd(12, "0"));
}

/** The other way round, with at least `places` decimals. */
export function shown(amount, places = 0) {
  const digits = String(amount < 0n ? -amount : amount).padStart(13, "0");
  const fraction = digits.slice(-12).replace(/0+$/, "").padEnd(places, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -12)}${fraction && "."}${fraction}`;
}
