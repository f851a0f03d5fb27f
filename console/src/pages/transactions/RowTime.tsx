import { formatFull, formatRow } from "../../format/time";
import { useZone } from "../../preferences";

/** A row's moment to the millisecond; what changes least is dim. */
export function RowTime({ at }: { at: string }) {
  const zone = useZone();
  const { day, clock, millis } = formatRow(at, zone);
  return (
    <time dateTime={at} title={formatFull(at, zone)}>
      {day && <span className="dim">{day} </span>}
      {clock}
      <span className="dim">{millis}</span>
    </time>
  );
}
