/** Lines where rows will be, shown only when the answer takes longer than 150 ms. They do not move. */
export function Skeleton({ rows, height = 34 }: { rows: number; height?: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        // Lines are all alike and never change places.
        <div key={`line-${row}`} style={{ height }}>
          <i style={{ width: `${28 + ((row * 37) % 50)}%` }} />
        </div>
      ))}
    </div>
  );
}
