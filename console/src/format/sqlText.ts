/** A text as SQL has it: whatever is in it, it stays one text. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A moment, to the microsecond that it was told with. */
export const timestamp = (moment: string): string =>
  `TIMESTAMP ${literal(moment.replace("T", " ").replace(/Z$/, ""))}`;

/** The time of a calendar, of a column that has UTC. */
export const localTime = (column: string, zone: string): string =>
  zone === "UTC" ? column : `timezone(${literal(zone)}, timezone('UTC', ${column}))`;

/**
 * The quotient of two exact numbers, cut after six places. The database's own division goes through a float, which no cost may.
 */
export const quotient = (top: string, bottom: string): string =>
  `CAST(CAST(${top} * 1000000000000000 AS HUGEINT) // CAST(${bottom} * CAST(1000000000 AS BIGINT) AS HUGEINT) AS DECIMAL(31,0)) * 0.000001`;
