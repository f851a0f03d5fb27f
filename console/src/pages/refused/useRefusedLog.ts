import { useMemo } from "react";
import { request } from "../../api/client";
import type { List, RefusedRecord } from "../../api/types";
import { type LivePages, useLivePages } from "../transactions/useLivePages";
import { recordIdOf } from "./record";

const PAGE = 100;

export type RefusedLog = LivePages<RefusedRecord, List<RefusedRecord>>;

/** What was refused, of one key or of all. */
export function useRefusedLog(keyId: string | undefined, live: boolean): RefusedLog {
  const listed = useMemo(() => ["refused", keyId ?? null] as const, [keyId]);
  return useLivePages<RefusedRecord, List<RefusedRecord>>({
    listed,
    fetchPage: (signal, cursor) =>
      request<List<RefusedRecord>>("GET", "/api/v1/ingest-errors", { query: { limit: PAGE, cursor, keyId }, signal }),
    idOf: recordIdOf,
    live,
  });
}
