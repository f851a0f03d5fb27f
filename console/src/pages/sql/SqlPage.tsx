import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { ApiError, request, requestBlob } from "../../api/client";
import { tablesQuery } from "../../api/queries";
import type { Schemas, SqlResult, SqlTable } from "../../api/types";
import { TopBar } from "../../shell/TopBar";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Note } from "../../ui/Note";
import { EXAMPLES } from "./examples";
import { ResultBar } from "./ResultBar";
import { ResultTable } from "./ResultTable";
import { SqlEditor, type SqlEditorHandle } from "./SqlEditor";
import { TableList } from "./TableList";
import "./sql.css";

const MOST_ROWS = 10_000;
const NO_TABLES: SqlTable[] = [];

export function SqlPage() {
  const search = useSearch({ from: "/shell/sql" });
  const navigate = useNavigate({ from: "/sql" });
  const editor = useRef<SqlEditorHandle>(null);
  const first = EXAMPLES[0];
  const [chosen, setChosen] = useState<string | null>(search.sql ? null : (first?.title ?? null));
  const [initial] = useState(search.sql ?? first?.sql ?? "");
  const tables = useQuery(tablesQuery);
  const [result, setResult] = useState<SqlResult | null>(null);

  const run = useMutation({
    mutationFn: (sql: string) =>
      request<SqlResult>("POST", "/api/v1/sql", { body: { sql, maxRows: MOST_ROWS } satisfies Schemas["SqlRequest"] }),
    onMutate: (sql) => {
      editor.current?.mark(null);
      void navigate({ search: { sql }, replace: true });
    },
    onSuccess: setResult,
    onError: (error) => editor.current?.mark(error instanceof ApiError ? error.position : null),
  });
  const csv = useMutation({
    mutationFn: (sql: string) =>
      requestBlob("POST", "/api/v1/sql", {
        body: { sql, format: "csv", maxRows: MOST_ROWS } satisfies Schemas["SqlRequest"],
      }),
    onSuccess: (blob) => save(blob, "outlay.csv"),
  });
  const text = () => editor.current?.text() ?? "";
  const runNow = () => {
    const sql = text().trim();
    if (sql && !run.isPending) run.mutate(text());
  };

  const known = tables.data ?? NO_TABLES;
  const examples = EXAMPLES.filter(({ table }) => known.some(({ name }) => name === table));
  const hasNull = result?.rows.some((row) => row.includes(null)) ?? false;
  return (
    <>
      <TopBar title="SQL" about="DuckDB over everything Outlay knows" busy={run.isPending}>
        <span className="small dim hide-narrow">Read only, 30 s and 10,000 rows at most</span>
        <button type="button" className="button button-primary" disabled={run.isPending} onClick={runNow}>
          <Icon name="play" />
          Run <kbd className="hide-narrow">Ctrl ⏎</kbd>
        </button>
      </TopBar>
      <div className="sql">
        <TableList
          examples={examples}
          tables={known}
          chosen={chosen}
          onExample={(example) => {
            editor.current?.replace(example.sql);
            setChosen(example.title);
          }}
        />
        <div className="sql-main">
          <SqlEditor ref={editor} initial={initial} tables={known} onRun={runNow} onEdit={() => setChosen(null)} />
          <ResultBar result={result} running={run.isPending} text={text} onCsv={() => csv.mutate(text())} />
          {(run.error || csv.error || tables.error) && (
            <div className="sql-notes">
              <ErrorNote error={run.error && explain(run.error, run.variables ?? "")} meaning={result ? "The result below is of the query before." : ""} />
              <ErrorNote error={csv.error} meaning="No file was made." />
              <ErrorNote error={tables.error} meaning="Names of tables cannot be completed." />
            </div>
          )}
          {result?.truncated && (
            <div className="sql-notes">
              <Note tone="warn">
                <strong>First {result.rows.length.toLocaleString("en")} rows only.</strong> The query has more. Narrow it, or
                sum in the query.
              </Note>
            </div>
          )}
          {result ? (
            <ResultTable result={result} stale={run.isPending || run.error !== null} />
          ) : (
            <p className="sql-empty mid">Results are shown here, each column with its type. Read only, 30 s and 10,000 rows at most.</p>
          )}
          {hasNull && (
            <p className="sql-null small dim">NULL is unknown, not zero. Sums leave it out, so count it beside them.</p>
          )}
        </div>
      </div>
    </>
  );
}

function explain(error: Error, sql: string): Error {
  if (!(error instanceof ApiError)) return error;
  if (error.code === "sql_timeout") {
    return new ApiError(408, error.code, "The query ran for 30 s and was stopped", null, "Narrow its time range.");
  }
  if (error.position === null) return error;
  const before = sql.slice(0, error.position).split("\n");
  const place = `line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}`;
  return new ApiError(error.status, error.code, `${error.message.replace(/[.\s]+$/, "")} (${place})`, null, error.hint);
}

function save(blob: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
