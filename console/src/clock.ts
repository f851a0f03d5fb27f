// The server's time is what pages call now: days and ranges are its own, and a browser's clock may be wrong.

/** Less is the way of the answer. */
const LEAST_MILLISECONDS = 2_000;
let ahead = 0;

/** Takes over the time that the server just told. */
export function followServer(told: string) {
  const difference = Date.parse(told) - Date.now();
  if (Math.abs(difference - ahead) > LEAST_MILLISECONDS) ahead = difference;
}

export const serverMilliseconds = (): number => Date.now() + ahead;

export const serverNow = (): Date => new Date(serverMilliseconds());
