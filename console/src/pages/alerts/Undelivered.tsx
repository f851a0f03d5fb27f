import { Link } from "@tanstack/react-router";
import type { Alert } from "../../api/types";
import { Note } from "../../ui/Note";

/** Said where every channel failed: nobody outside of this page knows of the alert. */
export function Undelivered({ alert: { deliveries } }: { alert: Alert }) {
  if (deliveries.length === 0 || deliveries.some(({ status }) => status !== "failed")) return null;
  const names = [...new Set(deliveries.map(({ channelName }) => channelName))].join(" and ");
  return (
    <Note tone="bad">
      Nobody was told: {names} could not be reached. What was tried stands under Who was told.{" "}
      <Link className="link" to="/alerts" search={{ tab: "channels" }}>
        Test the channels
      </Link>
    </Note>
  );
}
