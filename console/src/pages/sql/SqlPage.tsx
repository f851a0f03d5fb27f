import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { statusQuery, tablesQuery } from "../../api/queries";
import type { SqlTable } from "../../api/types";
import { TopBar } from "../../shell/TopBar";
import { Skeleton } from "../../ui/Skeleton";
import { ChartChoice, type ChartLook, lookFor } from "./ChartChoice";
import { drawable } from "./chartOf";
import { currencyQuery, functionsQuery, type SqlFunction, tableSizesQuery } from "./catalogue";
import type { Known } from "./completion";
import { download, type ExportFormat } from "./download";
import { EXAMPLES } from "./examples";
import { placeOf } from "./explain";
import { Notes } from "./Notes";
import { NothingRun } from "./NothingRun";
import { QueryBar } from "./QueryBar";
import { QueryList } from "./QueryList";
import { ResultBar } from "./ResultBar";
import { ResultView } from "./ResultView";
import { SqlEditor, type SqlEditorHandle } from "./SqlEditor";
import { forgetQuery, type SavedQuery } from "./store";
import { TableList } from "./TableList";
import { useNamedQuery } from "./useNamedQuery";
import { useRun } from "./useRun";
import { useRunKey } from "./useRunKey";
import "./sql.css";

const NO_TABLES: SqlTable[] = [];
const NO_FUNCTIONS: SqlFunction[] = [];
const NO_SIZES = new Map<string, string>();

export function SqlPage() {
  const asked = useSearch({ from: "/shell/sql" }).sql;
  const navigate = useNavigate({ from: "/sql" });
  const editor = useRef<SqlEditorHandle>(null);
  const [initial] = useState(asked ?? EXAMPLES[0]?.sql ?? "");
  const query = useNamedQuery(initial);
  const tables = useQuery(tablesQuery);
  const functions = useQuery(functionsQuery).data ?? NO_FUNCTIONS;
  const currency = useQuery(currencyQuery).data ?? null;
  const sizes = useQuery(tableSizesQuery).data ?? NO_SIZES;
  const events = useQuery(statusQuery).data?.events ?? null;
  const known: Known = useMemo(
    () => ({ tables: tables.data ?? NO_TABLES, functions, currency }),
    [tables.data, functions, currency],
  );

  const { run, cancel, ...state } = useRun((error, sql) => editor.current?.mark(placeOf(error, sql)));
  const saving = useMutation({
    mutationFn: ({ sql, format }: { sql: string; format: ExportFormat }) => download(sql, format),
  });
  const [look, setLook] = useState<ChartLook>("bars");
  const how = useMemo(() => state.ran && drawable(state.ran.result), [state.ran]);
  const text = () => editor.current?.text() ?? "";

  // The address is the query that ran: one that it brings is run, one that runs is in it.
  const inAddress = useRef<string | undefined>(undefined);
  const runText = (sql: string) => {
    if (!sql.trim()) return;
    editor.current?.mark(null);
    saving.reset();
    inAddress.current = sql;
    void navigate({ search: { sql }, replace: true });
    run(sql);
  };
  const arrive = useRef(runText);
  useEffect(() => {
    arrive.current = runText;
  });
  useEffect(() => {
    if (asked === undefined || asked === inAddress.current) return;
    editor.current?.replace(asked);
    arrive.current(asked);
  }, [asked]);

  const open = (sql: string, name: string | null) => {
    query.setName(name);
    editor.current?.replace(sql);
  };
  const openText = (sql: string) => open(sql, query.nameOf(sql));
  const openQuery = ({ name, sql }: SavedQuery) => open(sql, name);
  const runNow = () => runText(text());
  useRunKey(runNow);
  const examples = EXAMPLES.filter(({ table }) => known.tables.some(({ name }) => name === table));
  return (
    <>
      <TopBar title="SQL" about="DuckDB over everything Outlay knows, times in UTC" busy={state.isRunning} times="none" />
      <div className="sql">
        <aside className="sql-side" aria-label="Queries and tables">
          {query.saved.length > 0 && (
            <QueryList title="Saved" queries={query.saved} chosen={query.name} onOpen={openQuery} onForget={forgetQuery} />
          )}
          <QueryList title="Examples" queries={examples} chosen={query.name} onOpen={openQuery} />
          <TableList
            tables={known.tables}
            rowsOf={(name) => (name === "events" ? events : (sizes.get(name) ?? null))}
            onOpen={openText}
            onInsert={(name) => editor.current?.insert(name)}
          />
        </aside>
        <div className="sql-main">
          <QueryBar
            name={query.name}
            edited={query.edited}
            text={text}
            isRunning={state.isRunning}
            onOpen={openText}
            onSaved={query.setName}
            onRun={runNow}
            onCancel={cancel}
          />
          <SqlEditor ref={editor} initial={initial} known={known} onRun={runNow} onEdit={query.setText} />
          <ResultBar
            ran={state.ran}
            isRunning={state.isRunning}
            isExporting={saving.isPending}
            text={text}
            onExport={(format) => state.ran && saving.mutate({ sql: state.ran.sql, format })}
          >
            {how && <ChartChoice how={how} value={look} onChange={setLook} />}
          </ResultBar>
          <Notes {...state} exportError={saving.error} tablesError={tables.error} />
          {state.isRunning && !state.ran && (
            <div className="sql-empty">
              <Skeleton rows={6} height={32} />
            </div>
          )}
          {state.ran ? (
            <ResultView
              result={state.ran.result}
              stale={state.isRunning || state.cancelled || state.error !== null}
              how={how}
              look={how ? lookFor(how, look) : "none"}
              tables={known.tables}
              currency={currency}
            />
          ) : (
            !state.isRunning && <NothingRun onRun={runNow} />
          )}
        </div>
      </div>
    </>
  );
}
