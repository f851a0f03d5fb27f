import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Amount, isUnknown } from "./Amount";
import { eventsLink } from "./eventsLink";
import { grainOf } from "./grain";
import type { Row } from "./rows";
import { spendSql } from "./sql";
import { colourOf } from "./stack";
import type { SpendBy } from "./useSpendBy";

interface Props {
  row: Row;
  spend: SpendBy;
  share: string | null;
  /** On whole days only, so that the amounts may differ from that of the row. */
  change: { before: string; now: string; amount?: string; percent?: string } | null;
  isCompared: boolean;
  pressed: boolean;
  dim: boolean;
  onIsolate: () => void;
  onPoint: (on: boolean) => void;
}

/** A value of the legend: a click looks at it alone. */
export function LegendRow({ row, spend, share, change, isCompared, pressed, dim, onIsolate, onPoint }: Props) {
  const { dimension, days, currency } = spend;
  return (
    <tr className={dim ? "overview-dim" : undefined} onPointerEnter={() => onPoint(true)} onPointerLeave={() => onPoint(false)}>
      <th scope="row">
        <button type="button" className="overview-key" aria-pressed={pressed} title={`Look at ${row.label} alone`} onClick={onIsolate}>
          <i className="swatch" style={{ background: colourOf(row, dimension) }} />
          <span className="clip">{row.label}</span>
        </button>
      </th>
      <td className="number">
        {row.kind !== "value" || isUnknown(row.amount, row.unpriced) ? (
          <Amount amount={row.amount} unpriced={row.unpriced} currency={currency} />
        ) : (
          <ExplainedNumber
            title={row.label}
            formula={dimension.value === "provider" ? "Billed where a final bill covers the day, else the effective cost of events." : "Effective cost of its events, or what a bill says of it."}
            inputs={
              change
                ? [
                    { label: "Before", value: formatMoney(change.before, currency) },
                    { label: "Now, whole days", value: formatMoney(change.now, currency) },
                    { label: "Change", value: [change.amount, change.percent && `(${change.percent})`].filter(Boolean).join(" ") },
                  ]
                : []
            }
            result={{ label: "Spent", value: formatTotal(row.amount ?? "0", row.unpriced, currency) }}
            unknown={row.unpriced === "0" ? undefined : `${counted(row.unpriced, "event has", "events have")} no price, so that the true figure is higher.`}
            events={eventsLink(days, dimension, row)}
            sql={spendSql({ days, grain: grainOf(days), dimension, currency, only: row })}
            align="right"
          >
            {formatTotal(row.amount ?? "0", row.unpriced, currency)}
          </ExplainedNumber>
        )}
      </td>
      <td className="number mid">{share ?? <span className="dim">–</span>}</td>
      {isCompared && (
        <td className="number mid" title={change?.amount ? `${change.amount} on ${formatMoney(change.before, currency)}` : undefined}>
          {change?.percent || <span className="dim">–</span>}
        </td>
      )}
    </tr>
  );
}
