import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "../../api/queries";
import { shortenId } from "../../format/number";

/** A key by its name; one that is no longer there by its id. */
export function KeyName({ id }: { id: string | null }) {
  const { data } = useQuery(keysQuery);
  if (id === null) return <span className="dim">–</span>;
  return data?.find((key) => key.id === id)?.name ?? <span className="mono">{shortenId(id)}</span>;
}
