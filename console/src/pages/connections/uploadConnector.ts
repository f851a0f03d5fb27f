import { ApiError, request } from "../../api/client";
import type { Connector } from "../../api/types";

const LARGEST_MIB = 64;

/** Has a component checked, and asks what it is; nothing is taken in. */
export function tryConnector(file: File): Promise<Connector> {
  if (file.size > LARGEST_MIB * 1024 * 1024) {
    throw new ApiError(413, "too_large", `${file.name} is larger than ${LARGEST_MIB} MiB`);
  }
  return post(file, [["dryRun", "true"]]);
}

/** Takes a connector in that may ask these places and no others. */
export const addConnector = (file: File, granted: readonly string[]): Promise<Connector> =>
  post(file, granted.map((origin) => ["grant", origin]));

const post = (file: File, parameters: string[][]) =>
  request<Connector>("POST", `/api/v1/connectors?${new URLSearchParams(parameters).toString()}`, {
    body: file,
    headers: { "content-type": "application/wasm" },
  });
