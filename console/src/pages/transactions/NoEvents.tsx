import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { statusQuery } from "../../api/queries";
import { useZone } from "../../preferences";
import { Empty } from "../../ui/Empty";
import { DropOne } from "./DropOne";
import { type EventRange, eventRangeText } from "./eventRange";
import type { FilterName, Filters } from "./filters";
import { NothingYet } from "./NothingYet";
import { RefusedSoFar } from "./RefusedSoFar";

interface Props {
  filters: Filters;
  range: EventRange;
  onSet: (name: FilterName, value: string | undefined) => void;
  onRange: (range: EventRange) => void;
}

/** Why there is no row, and what to drop so that there are some. */
export function NoEvents({ filters, range, onSet, onRange }: Props) {
  const zone = useZone();
  const status = useQuery(statusQuery).data;
  if (status?.events === "0") return <NothingYet />;
  const filtered = Object.keys(filters).length > 0;
  return (
    <div className="log-empty">
      <Empty
        title="No event matched"
        action={
          filtered && (
            <Link className="button" to="/transactions" search={range}>
              Drop all filters
            </Link>
          )
        }
      >
        <p>
          {filtered ? "No event has all of this" : "No event arrived"}. Times: {eventRangeText(range, zone)}.
        </p>
        <RefusedSoFar />
        <DropOne filters={filters} range={range} onSet={onSet} onRange={onRange} />
      </Empty>
    </div>
  );
}
