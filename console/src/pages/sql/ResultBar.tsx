import type { SqlResult } from "../../api/types";
import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { CopyButton } from "../../ui/CopyButton";
import { Icon } from "../../ui/Icon";
import { curlFor } from "./curl";

interface Props {
  result: SqlResult | null;
  running: boolean;
  text: () => string;
  onCsv: () => void;
}

/** What came out, how long it took, and how to get the same elsewhere. */
export function ResultBar({ result, running, text, onCsv }: Props) {
  return (
    <div className="result-bar">
      <h2>Result</h2>
      <span className="small mid tabular" role="status">
        {running && "running"}
        {!running && result && `${counted(result.rows.length, "row")} in ${formatDuration(result.elapsedMs)}`}
      </span>
      <span className="grow" />
      <button type="button" className="button button-small" disabled={!result} onClick={onCsv}>
        <Icon name="download" />
        CSV
      </button>
      <span className="row result-curl small mid">
        curl
        <CopyButton text={() => Promise.resolve(curlFor(window.location.origin, text()))} label="Copy as curl" />
      </span>
    </div>
  );
}
