import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery, rulesQuery } from "../../api/queries";
import { Empty } from "../../ui/Empty";
import { TimeText } from "../../ui/TimeText";
import { headline } from "./headline";
import { useMeasured } from "./useMeasured";

/** Nothing waits for anybody; which alert was the last. */
export function NothingOpen() {
  const last = useQuery(alertsQuery("all")).data?.[0];
  const measured = useMeasured(last);
  const rules = useQuery(rulesQuery).data;
  return (
    <Empty
      title="Nothing open"
      action={
        <Link className="button" to="/rules" search={rules?.length === 0 ? { id: "new" } : {}}>
          {rules?.length === 0 ? "Write the first rule" : "See the rules"}
        </Link>
      }
    >
      {last ? (
        <>
          Last alert <TimeText at={last.openedAt} />: {headline(last, measured)}.
        </>
      ) : (
        "No alert was ever raised. Rules judge each event as it arrives; what they find is shown here and sent to your channels."
      )}
    </Empty>
  );
}
