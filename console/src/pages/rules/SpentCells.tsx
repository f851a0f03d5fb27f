import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatTotal } from "../../format/money";
import { formatCount } from "../../format/number";
import type { EventsSearch } from "../../measure/eventsOf";
import { spentQuery } from "./spentQuery";

/** What was still spent after an alert, and the way to the calls; a dash where they cannot be asked for. */
export function SpentCells({ search }: { search: EventsSearch | null }) {
  const total = useQuery(spentQuery(search)).data;
  if (!search) {
    return (
      <>
        <td className="number dim">–</td>
        <td className="number dim">–</td>
      </>
    );
  }
  return (
    <>
      <td className="number">{total && total.cost !== null && formatTotal(total.cost, total.unpriced, total.currency)}</td>
      <td className="number">
        <Link className="link" to="/transactions" search={search}>
          {total ? formatCount(total.events) : "Open"}
        </Link>
      </td>
    </>
  );
}
