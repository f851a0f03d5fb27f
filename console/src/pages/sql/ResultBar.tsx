import type { ReactNode } from "react";
import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { CurlMenu } from "./CurlMenu";
import { type ExportFormat, EXPORTS } from "./download";
import { Elapsed } from "./Elapsed";
import { MOST_EXPORTED } from "./limits";
import type { Ran } from "./useRun";

interface Props {
  ran: Ran | null;
  isRunning: boolean;
  isExporting: boolean;
  text: () => string;
  onExport: (format: ExportFormat) => void;
  /** How the result is drawn. */
  children?: ReactNode;
}

/** What came out, how long it took, and how to get the same elsewhere. */
export function ResultBar({ ran, isRunning, isExporting, text, onExport, children }: Props) {
  const result = ran?.result;
  return (
    <div className="result-bar">
      <h2>Result</h2>
      <span className="small mid tabular clip" role="status">
        {isRunning && (
          <>
            running
            <Elapsed />
          </>
        )}
        {!isRunning && result && `${counted(result.rows.length, "row")} in ${formatDuration(result.elapsedMs)}`}
      </span>
      <span className="grow" />
      {children}
      <span className="small mid hide-narrow" role="status">
        {isExporting ? "Making the file" : "Export"}
      </span>
      <div className="segmented" role="group" aria-label="Export">
        {EXPORTS.map(({ format, label }) => (
          <button
            key={format}
            type="button"
            disabled={!ran || isExporting}
            title={`${label}, up to ${MOST_EXPORTED.toLocaleString("en")} rows`}
            onClick={() => onExport(format)}
          >
            {label}
          </button>
        ))}
      </div>
      <CurlMenu text={text} />
    </div>
  );
}
