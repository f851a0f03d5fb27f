import { ApiError } from "../../api/client";
import { MOST_SECONDS } from "./limits";

const NAMED = /\b(?:column|table|function|name)\b[^"]*"([^"]+)"/i;

/** The character that a refusal is about; where the server does not say it, that of the one place of the name it gives. */
export function placeOf(error: Error, sql: string): number | null {
  if (!(error instanceof ApiError) || error.position !== null) return error instanceof ApiError ? error.position : null;
  const name = NAMED.exec(error.message)?.[1];
  if (!name) return null;
  const places = [...sql.matchAll(/[A-Za-z_]\w*/g)].filter(([word]) => word.toLowerCase() === name.toLowerCase());
  return places.length === 1 ? (places[0]?.index ?? null) : null;
}

/** What SQL refused, with the line and the character; what ran too long, with what to do. */
export function explain(error: Error, sql: string): Error {
  if (!(error instanceof ApiError)) return error;
  if (error.code === "sql_timeout") {
    return new ApiError(408, error.code, `The query ran for ${MOST_SECONDS} s and was stopped`, null, "Narrow its time range.");
  }
  const at = placeOf(error, sql);
  if (at === null) return error;
  const before = sql.slice(0, at).split("\n");
  const place = `line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}`;
  return new ApiError(error.status, error.code, `${error.message.replace(/[.\s]+$/, "")} (${place})`, null, error.hint);
}
