/** How much room a column takes. */
export interface ColumnSize {
  id: string;
  /** Pixels, at least. */
  width: number;
  /** Its part of what is left over. */
  grow?: number;
  /** Where room is short the column with the highest of these goes first; one without stays. */
  gives?: number;
}

export interface Layout {
  ids: string[];
  widths: number[];
  /** Of all of them; more than there is room for when the person chose them. */
  total: number;
}

/** The columns that fit, and how wide each is. Those that a person chose all stay: the list then scrolls sideways. */
export function layOut(sizes: readonly ColumnSize[], room: number, chosen: boolean): Layout {
  let shown = [...sizes];
  const needed = () => shown.reduce((sum, { width }) => sum + width, 0);
  const giving = chosen ? [] : sizes.filter(({ gives }) => gives !== undefined).toSorted((a, b) => (b.gives ?? 0) - (a.gives ?? 0));
  for (const size of giving) {
    if (needed() <= room) break;
    shown = shown.filter((one) => one !== size);
  }
  const left = Math.max(room - needed(), 0);
  const parts = shown.reduce((sum, { grow = 0 }) => sum + grow, 0);
  const widths = shown.map(({ width, grow = 0 }) => width + (parts > 0 ? Math.floor((left * grow) / parts) : 0));
  return { ids: shown.map(({ id }) => id), widths, total: widths.reduce((sum, width) => sum + width, 0) };
}
