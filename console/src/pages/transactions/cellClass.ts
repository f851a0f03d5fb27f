/** A column's id is also its class, so that style sheets can tell columns apart. */
export const cellClass = (id: string, numeric: ReadonlySet<string> | undefined): string =>
  numeric?.has(id) ? `number t-${id}` : `t-${id}`;
