import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keysQuery, statusQuery } from "../../api/queries";
import { counted, formatCount, sum } from "../../format/number";
import { Empty } from "../../ui/Empty";
import { describeFilter, type FilterName, type Filters } from "./filters";
import { filterEntries, RANGES, type Range } from "./search";
import { fetchEvents } from "./useEventLog";

interface Props {
  filters: Filters;
  range: Range;
  onSet: (name: FilterName, value: string | undefined) => void;
  onRange: (range: Range) => void;
}

/** Why there is no row, and what to drop so that there are some. */
export function NoEvents({ filters, range, onSet, onRange }: Props) {
  const status = useQuery(statusQuery).data;
  if (status?.events === "0") return <NothingYet />;
  const entries = filterEntries(filters);
  return (
    <div className="log-empty">
      <Empty
        title="No event matched"
        action={
          range !== "all" && (
            <button type="button" className="button" onClick={() => onRange("all")}>
              Look at all times
            </button>
          )
        }
      >
        <p>
          {entries.length === 0 ? "Nothing arrived" : "Nothing with these filters arrived"} {inRange(range)}.
        </p>
        <Refused />
        {entries.length > 0 && <WithoutOne filters={filters} range={range} onSet={onSet} />}
      </Empty>
    </div>
  );
}

/** What does not appear may have been refused. */
function Refused() {
  const keys = useQuery(keysQuery).data ?? [];
  const refused = sum(...keys.map((key) => key.refused));
  if (refused === null || refused === "0") return null;
  return (
    <p>
      {counted(refused, "record was", "records were")} refused so far.{" "}
      <Link className="link" to="/transactions/refused">
        See why
      </Link>
    </p>
  );
}

function inRange(range: Range): string {
  if (range === "all") return "so far";
  const label = RANGES.find(({ value }) => value === range)?.label.toLowerCase() ?? "";
  return `in the ${label.startsWith("last") ? label : `last ${label}`}`;
}

function WithoutOne({ filters, range, onSet }: Omit<Props, "onRange">) {
  const entries = filterEntries(filters).slice(0, 5);
  const totals = useQueries({
    queries: entries.map(([name]) => ({
      queryKey: ["events-without", range, filters, name],
      queryFn: () => fetchEvents({ ...filters, [name]: undefined }, range, 1).then((page) => page.total.events),
    })),
  });
  return (
    <ul className="without">
      {entries.map(([name, value], index) => {
        const matches = totals[index]?.data;
        if (!matches || matches === "0") return null;
        const token = describeFilter(name, value);
        return (
          <li key={name}>
            <button type="button" className="link" onClick={() => onSet(name, undefined)}>
              {formatCount(matches)} match without {token.label} {token.operator} {token.value}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function NothingYet() {
  return (
    <div className="log-empty">
      <Empty
        title="Send the first event"
        action={
          <>
            <Link className="button button-primary" to="/connections" hash="quick-start">
              Open the quick start
            </Link>
            <Link className="button" to="/connections">
              Connect a provider
            </Link>
          </>
        }
      >
        Each AI call appears here within a second: what it cost, who caused it, line by line. Outlay needs one of two things:
        events from your code, or a provider account to read.
        <Refused />
      </Empty>
      <div className="log-ghost" aria-hidden="true">
        {Array.from({ length: 9 }, (_, line) => (
          <div key={`line-${line + 1}`}>
            <i style={{ width: `${12 + ((line * 5) % 9)}%` }} />
            <i style={{ width: `${14 + ((line * 7) % 13)}%` }} />
            <i style={{ width: "8%" }} />
          </div>
        ))}
      </div>
    </div>
  );
}
