import { useQueries } from "@tanstack/react-query";
import { formatCount } from "../../format/number";
import type { EventRange } from "./eventRange";
import { describeFilter, type FilterName, type Filters } from "./filters";
import { filterEntries } from "./search";
import { fetchEvents } from "./useEventLog";

interface Props {
  filters: Filters;
  range: EventRange;
  onSet: (name: FilterName, value: string | undefined) => void;
  onRange: (range: EventRange) => void;
}

interface Choice {
  /** `without Agent is route-planner`, `at all times`. */
  way: string;
  filters: Filters;
  range: EventRange;
  drop: () => void;
}

const ALL_TIMES: EventRange = { range: "all" };
const MOST = 6;

/** What to drop so that something matches, and how many events then do. */
export function DropOne({ filters, range, onSet, onRange }: Props) {
  const choices: Choice[] = filterEntries(filters).map(([name, value]) => {
    const token = describeFilter(name, value);
    return {
      way: `without ${token.label} ${token.operator} ${token.value}`,
      filters: { ...filters, [name]: undefined },
      range,
      drop: () => onSet(name, undefined),
    };
  });
  if (range.range !== "all") {
    choices.push({ way: "at all times", filters, range: ALL_TIMES, drop: () => onRange(ALL_TIMES) });
  }
  const asked = choices.slice(-MOST);
  const totals = useQueries({
    queries: asked.map((choice) => ({
      queryKey: ["events-total", choice.range, choice.filters],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchEvents(choice.filters, choice.range, 1, signal).then(({ total }) => total.events),
    })),
  });
  const known = totals.every(({ data }) => data !== undefined);
  const helpful = asked.flatMap((choice, at) => {
    const events = totals[at]?.data;
    return events && events !== "0" ? [{ ...choice, events }] : [];
  });
  if (helpful.length === 0) return known && asked.length > 1 ? <p>Dropping one of the filters is not enough.</p> : null;
  return (
    <ul className="without">
      {helpful.map(({ way, events, drop }) => (
        <li key={way}>
          <button type="button" className="link" onClick={drop}>
            {formatCount(events)} {events === "1" ? "matches" : "match"} {way}
          </button>
        </li>
      ))}
    </ul>
  );
}
