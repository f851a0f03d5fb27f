export const SPARK_WIDTH = 54;
export const SPARK_HEIGHT = 18;

/** The runs of known values as points of polylines; a gap parts two runs. From zero, so that a level says something. */
export function sparkRuns(values: readonly (string | null)[]): string[] {
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  const highest = Math.max(0, ...numbers.map((value) => value ?? 0));
  const step = values.length > 1 ? SPARK_WIDTH / (values.length - 1) : 0;
  const runs: string[][] = [[]];
  numbers.forEach((value, at) => {
    if (value === null) runs.push([]);
    else {
      const depth = highest > 0 ? 1 - Math.max(value, 0) / highest : 1;
      runs.at(-1)?.push(`${(at * step).toFixed(1)},${(1 + depth * (SPARK_HEIGHT - 2)).toFixed(1)}`);
    }
  });
  // One point alone is a short line, else nothing of it would be seen.
  return runs.filter((run) => run.length > 0).map((run) => (run.length === 1 ? `${run[0]} ${run[0]}` : run.join(" ")));
}
