import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keysQuery } from "../../api/queries";
import { shortenId } from "../../format/number";

/** A key by its name; leads to where keys are. */
export function KeyLink({ id }: { id: string | null }) {
  const keys = useQuery(keysQuery).data;
  if (!id) {
    return (
      <span className="dim" title="A signed-in person posted it, without a key">
        no key
      </span>
    );
  }
  const name = keys?.find((key) => key.id === id)?.name;
  if (!name) {
    return (
      <span className="mono dim" title={keys ? `${id}: there is no such key any more` : id}>
        {shortenId(id, 18)}
      </span>
    );
  }
  return (
    <Link className="key-link" to="/connections" hash="keys" title={`${name}: see it on Connections`} onClick={(event) => event.stopPropagation()}>
      {name}
    </Link>
  );
}
