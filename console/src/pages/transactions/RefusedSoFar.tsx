import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keysQuery } from "../../api/queries";
import { counted, sum } from "../../format/number";

/** What does not appear may have been refused. */
export function RefusedSoFar() {
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
