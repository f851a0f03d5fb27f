import type { Decimal } from "../../../api/types";
import type { Units } from "../../../ui/chart/types";
import type { Geometry } from "./geometry";

interface Props {
  name: string;
  limit: Decimal;
  geometry: Geometry;
  units: Units;
}

/** The limit of the version in force, to compare with. */
export function LiveLine({ name, limit, geometry, units }: Props) {
  const y = geometry.yOf(Number(limit));
  return (
    <>
      <line className="limit-live" x1={geometry.left} x2={geometry.right} y1={y} y2={y} />
      <text x={geometry.right} y={y - 5} textAnchor="end">
        {name} {units.axis(limit)}
      </text>
    </>
  );
}
