import { useQuery } from "@tanstack/react-query";
import { ruleLogQuery } from "../../api/queries";
import type { Rule } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";

/** What a rule wrote, and what the server wrote about it. */
export function LogTab({ rule }: { rule: Rule }) {
  const { data, error, isPending } = useQuery(ruleLogQuery(rule.id));
  if (error) return <ErrorNote error={error} meaning="What it wrote cannot be shown now." />;
  if (isPending) return <Skeleton rows={4} />;
  if (data.length === 0) return <p className="mid">The rule has written nothing since the server started.</p>;
  return (
    <ol className="timeline">
      {data.map((line, index) => (
        // Lines of one moment may be equal.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${line.at} ${index}`}>
          <span className="dim">
            <TimeText at={line.at} />
          </span>
          <p className={line.level === "error" ? "mono bad" : "mono"}>{line.message}</p>
        </li>
      ))}
    </ol>
  );
}
