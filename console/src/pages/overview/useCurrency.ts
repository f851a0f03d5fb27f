import { useQuery } from "@tanstack/react-query";
import { forecastQuery, spendNowQuery } from "../../api/overviewQueries";

const USUAL = "USD";

/** The one currency of the page: the one that was chosen, else that in which costs are kept. */
export function useCurrency(chosen: string | undefined): string {
  const forecast = useQuery(forecastQuery).data;
  const now = useQuery(spendNowQuery).data;
  return chosen ?? forecast?.currency ?? now?.items[0]?.currency ?? USUAL;
}
