const BARS = 24;
const WIDTH = 300;
const HEIGHT = 84;

/** Where the chart will be: weeks of nothing known. */
export function GhostBars() {
  const band = WIDTH / BARS;
  return (
    <div className="first-ghost">
      <div className="row between small">
        <span className="mid">Spend per day</span>
        <span className="unknown">no data yet</span>
      </div>
      <svg className="first-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <defs>
          <pattern id="first-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="5" />
          </pattern>
        </defs>
        {Array.from({ length: BARS }, (_, at) => {
          const height = heightOf(at);
          // Bars are all alike and never change places.
          return <rect key={`bar-${at}`} x={at * band + 0.5} y={HEIGHT - height - 0.5} width={band - 2.5} height={height} />;
        })}
      </svg>
    </div>
  );
}

/** Lower on two days of seven, so that it looks like days. */
const heightOf = (at: number): number => (at % 7 > 4 ? 24 : 48) + ((at * 13) % 21);
