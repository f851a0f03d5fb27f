import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { priceBookQuery } from "../../api/queries";
import type { UnpricedGroup } from "../../api/types";
import { nearestModels, wordsFor } from "./nearest";

/** The listed models that an unpriced one is likely priced as. */
export function useNearest({ provider, model, meters, tool }: UnpricedGroup) {
  const wanted = useMemo(() => (model === null || tool !== null ? null : { provider, model, meters }), [provider, model, meters, tool]);
  const listed = useQueries({
    queries: (wanted ? wordsFor(wanted) : []).map(priceBookQuery),
    combine: (answers) => answers.flatMap(({ data }) => data?.items ?? []),
  });
  return useMemo(() => (wanted ? nearestModels(wanted, listed) : []), [wanted, listed]);
}
