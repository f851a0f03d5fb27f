import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { counted } from "../../format/number";
import type { EventRange } from "./eventRange";
import type { Filters } from "./filters";
import { fetchEvents } from "./useEventLog";

interface Props {
  filters: Filters;
  range: EventRange;
}

/** Events without a price are neither small nor large: a filter by cost leaves them out, and says so. */
export function LeftOut({ filters, range }: Props) {
  const without: Filters = { ...filters, minCost: undefined, unpriced: "true" };
  const events = useQuery({
    queryKey: ["events-left-out", range, without],
    queryFn: ({ signal }) => fetchEvents(without, range, 1, signal).then(({ total }) => total.events),
  }).data;
  if (!events || events === "0") return null;
  return (
    <p className="small mid">
      {counted(events, "event has", "events have")} no price and {events === "1" ? "is" : "are"} neither below nor above.{" "}
      <Link className="link" from="/transactions" to="/transactions" search={(old) => ({ ...old, minCost: undefined, unpriced: "true" })}>
        Show {events === "1" ? "it" : "them"}
      </Link>
    </p>
  );
}
