import { formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import type { Measure } from "../../measure/measure";
import type { MeasureUnit } from "../../measure/unit";
import { TimeText } from "../../ui/TimeText";
import { againstLive, type Firing, keyParts } from "./firings";
import { SpentCells } from "./SpentCells";

interface Props {
  /** None where what is measured cannot be asked for. */
  measure: Measure | null;
  firing: Firing;
  unit: MeasureUnit | null;
  until: string;
  isCompared: boolean;
  hasGroup: boolean;
}

export function FiringRow({ measure, firing, unit, until, isCompared, hasGroup }: Props) {
  const { alert } = firing;
  const against = againstLive(firing);
  const lasted = Date.parse(alert.clearedAt ?? until) - Date.parse(alert.openedAt);
  return (
    <tr>
      <td className="nowrap" title={alert.title}>
        <TimeText at={alert.openedAt} />
      </td>
      {hasGroup ? (
        keyParts(alert.key).map(({ dimension, value }) => <td key={dimension} className="nowrap">{value}</td>)
      ) : (
        <td className="firings-title">{alert.title}</td>
      )}
      {isCompared && <td className="nowrap">{against ?? <span className="tag tag-new">new</span>}</td>}
      <td className="number">{alert.value === null ? <span className="dim">–</span> : unit ? unit.format(alert.value) : formatCount(alert.value)}</td>
      <td className="number nowrap">
        {formatDuration(lasted)}
        {alert.clearedAt === null && <small className="dim"> so far</small>}
      </td>
      {measure && <SpentCells search={measure.eventsOf(alert.key, alert.openedAt, alert.clearedAt ?? until)} />}
    </tr>
  );
}
