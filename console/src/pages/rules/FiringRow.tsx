import { formatDuration } from "../../format/time";
import { TimeText } from "../../ui/TimeText";
import type { Draft } from "./drafts";
import { againstLive, type Firing, keyParts } from "./firings";
import { type LimitUnit, writeValue } from "./limit";
import { SpentCells } from "./SpentCells";

interface Props {
  draft: Draft;
  firing: Firing;
  unit: LimitUnit;
  until: string;
  isCompared: boolean;
  hasGroup: boolean;
}

export function FiringRow({ draft, firing, unit, until, isCompared, hasGroup }: Props) {
  const { alert } = firing;
  const against = againstLive(firing);
  const lasted = Date.parse(alert.clearedAt ?? until) - Date.parse(alert.openedAt);
  return (
    <tr>
      <td className="nowrap" title={alert.title}>
        <TimeText at={alert.openedAt} />
      </td>
      {hasGroup ? (
        keyParts(alert.key).map(({ dimension, value }) => <td key={dimension}>{value}</td>)
      ) : (
        <td className="firings-title">{alert.title}</td>
      )}
      {isCompared && <td className="nowrap">{against ?? <span className="tag tag-new">new</span>}</td>}
      <td className="number">{alert.value === null ? <span className="dim">–</span> : writeValue(alert.value, unit)}</td>
      <td className="number nowrap">
        {formatDuration(lasted)}
        {alert.clearedAt === null && <small className="dim"> so far</small>}
      </td>
      <SpentCells draft={draft} alert={alert} until={until} />
    </tr>
  );
}
