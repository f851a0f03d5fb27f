import { formatAgo, formatFull, formatTime } from "../format/time";
import { useZone } from "../preferences";

/** A moment; relative only under a minute, whole on hover. */
export function TimeText({ at, relative = false }: { at: string; relative?: boolean }) {
  const zone = useZone();
  const ago = relative ? formatAgo(at) : null;
  return (
    <time dateTime={at} title={formatFull(at, zone)}>
      {ago ?? formatTime(at, zone)}
    </time>
  );
}
