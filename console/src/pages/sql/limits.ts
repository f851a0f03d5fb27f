/** How many rows of a result are shown. The server gives no more unless asked, and an export asks. */
export const MOST_ROWS = 10_000;
/** The most that the server gives at all. */
export const MOST_EXPORTED = 1_000_000;
/** How long the server lets a query run. */
export const MOST_SECONDS = 30;

/** Said before a query runs, not after. */
export const LIMITS = `Read only, ${MOST_SECONDS} s and ${MOST_ROWS.toLocaleString("en")} rows at most`;
