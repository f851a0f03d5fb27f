import { SPARK_HEIGHT, SPARK_WIDTH, sparkRuns } from "./spark";
import "./chart.css";

/** How an amount went, without axes; its numbers stand beside it. */
export function Spark({ values, label }: { values: readonly (string | null)[]; label: string }) {
  return (
    <svg className="spark" viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`} role="img" aria-label={label}>
      {sparkRuns(values).map((points) => (
        <polyline key={points} points={points} />
      ))}
    </svg>
  );
}
