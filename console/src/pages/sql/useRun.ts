import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { serverNow } from "../../clock";
import { request } from "../../api/client";
import type { Schemas, SqlResult } from "../../api/types";
import { MOST_ROWS } from "./limits";
import { rememberQuery } from "./store";

/** A result and the query that it is of. */
export interface Ran {
  sql: string;
  result: SqlResult;
}

/** Runs one query at a time; it can be cancelled, and the result before stays until there is a new one. */
export function useRun(onError: (error: Error, sql: string) => void) {
  const running = useRef<AbortController | null>(null);
  const [ran, setRan] = useState<Ran | null>(null);
  const [cancelled, setCancelled] = useState(false);
  const mutation = useMutation({
    mutationFn: ({ sql, signal }: { sql: string; signal: AbortSignal }) =>
      request<SqlResult>("POST", "/api/v1/sql", { body: { sql, maxRows: MOST_ROWS } satisfies Schemas["SqlRequest"], signal }),
    onSuccess: (result, { sql }) => {
      setRan({ sql, result });
      const { elapsedMs: milliseconds, rows, truncated } = result;
      rememberQuery({ sql, at: serverNow().toISOString(), rows: rows.length, truncated, milliseconds });
    },
    onError: (error, { sql, signal }) => {
      if (!signal.aborted) onError(error, sql);
    },
  });
  return {
    ran,
    cancelled,
    isRunning: mutation.isPending && !cancelled,
    error: cancelled ? null : mutation.error,
    /** The query that `error` is about. */
    sql: mutation.variables?.sql ?? "",
    run: (sql: string) => {
      running.current?.abort();
      running.current = new AbortController();
      setCancelled(false);
      mutation.mutate({ sql, signal: running.current.signal });
    },
    cancel: () => {
      running.current?.abort();
      setCancelled(true);
    },
  };
}
