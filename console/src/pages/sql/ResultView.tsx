import { useMemo } from "react";
import type { SqlResult, SqlTable } from "../../api/types";
import type { ChartLook } from "./ChartChoice";
import type { Drawable } from "./chartOf";
import { NullNote } from "./NullNote";
import { unknownAmounts } from "./nulls";
import { ResultChart } from "./ResultChart";
import { ResultTable } from "./ResultTable";

interface Props {
  result: SqlResult;
  /** A newer query runs or was refused. */
  stale: boolean;
  /** How it can be drawn, if it can. */
  how: Drawable | null;
  look: ChartLook;
  tables: readonly SqlTable[];
  currency: string | null;
}

/** The rows, beside them a chart where they can be drawn, under them what is not known. */
export function ResultView({ result, stale, how, look, tables, currency }: Props) {
  const nulls = useMemo(() => unknownAmounts(result, tables), [result, tables]);
  return (
    <>
      <div className={stale ? "result-view stale" : "result-view"}>
        {result.rows.length === 0 ? (
          <p className="sql-empty mid">
            No row. The query ran to its end and nothing matched: loosen its conditions, or look at what there is with{" "}
            <code className="mono">SELECT count(*)</code>.
          </p>
        ) : (
          <ResultTable result={result} currency={currency} />
        )}
        {how && look !== "none" && <ResultChart result={result} how={how} look={look} currency={currency} />}
      </div>
      {nulls && (
        <div className="sql-null">
          <NullNote nulls={nulls} />
        </div>
      )}
    </>
  );
}
