import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { BacktestAlert } from "../../api/types";
import { formatTotal } from "../../format/money";
import { formatCount } from "../../format/number";
import type { Draft } from "./drafts";
import { eventsOf, spentQuery } from "./spentQuery";

interface Props {
  draft: Draft;
  alert: BacktestAlert;
  until: string;
}

/** What was still spent after an alert, and the way to the calls. */
export function SpentCells({ draft, alert, until }: Props) {
  const filters = eventsOf(alert, until, draft);
  const total = useQuery(spentQuery(filters)).data;
  if (!filters) {
    return (
      <>
        <td className="number dim">–</td>
        <td className="number dim">–</td>
      </>
    );
  }
  return (
    <>
      <td className="number">{total && total.cost !== null && formatTotal(total.cost, total.unpriced, total.currency ?? "USD")}</td>
      <td className="number">
        <Link className="link" to="/transactions" search={filters}>
          {total ? formatCount(total.events) : "Open"}
        </Link>
      </td>
    </>
  );
}
