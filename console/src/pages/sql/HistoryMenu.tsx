import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { TimeText } from "../../ui/TimeText";
import { pastQueries } from "./store";

/** What ran in this browser, the newest first; one opens in the editor and does not run. */
export function HistoryMenu({ onOpen }: { onOpen: (sql: string) => void }) {
  const past = pastQueries.use();
  return (
    <Popover
      className="button button-quiet"
      title="History"
      align="right"
      button={
        <>
          <Icon name="clock" />
          History
        </>
      }
    >
      {(close) =>
        past.length === 0 ? (
          <p className="history-none mid">The last 50 queries that ran in this browser are kept here, with their time and rows.</p>
        ) : (
          <>
            <ul className="history">
              {past.map((query) => (
                <li key={query.at}>
                  <button
                    type="button"
                    className="history-query"
                    onClick={() => {
                      close();
                      onOpen(query.sql);
                    }}
                  >
                    <span className="mono clip">{query.sql.replace(/\s+/g, " ").trim()}</span>
                    <span className="small mid tabular">
                      <TimeText at={query.at} /> · {query.truncated && "first "}
                      {counted(query.rows, "row")} in {formatDuration(query.milliseconds)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <div className="history-foot row between small dim">
              Kept in this browser only
              <button
                type="button"
                className="button button-small button-quiet"
                onClick={() => {
                  close();
                  pastQueries.set([]);
                }}
              >
                Clear
              </button>
            </div>
          </>
        )
      }
    </Popover>
  );
}
