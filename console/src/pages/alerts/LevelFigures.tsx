import type { ReactNode } from "react";
import type { Alert, Decimal } from "../../api/types";
import { formatTotal } from "../../format/money";
import { formatCount } from "../../format/number";
import type { MeasureUnit } from "../../measure/unit";
import { Figure } from "../../ui/Figure";
import { FigureStrip } from "../../ui/FigureStrip";
import { TimeText } from "../../ui/TimeText";
import { Unknown } from "../../ui/Unknown";
import type { AlertFacts, CurvePoint } from "./alertQueries";
import { LastedFigure } from "./LastedFigure";

interface Props {
  alert: Alert;
  unit: MeasureUnit | null;
  /** The highest point of the curve, where there is one; the lowest, where little is looked for. */
  peak: CurvePoint | null;
  isLow: boolean;
  facts: AlertFacts | null;
  currency: string;
}

/** What was measured against which limit, of alerts that are not about an amount that adds up. */
export function LevelFigures({ alert, unit, peak, isLow, facts, currency }: Props) {
  const write = (value: Decimal | null): ReactNode =>
    value === null ? <span className="dim">–</span> : (unit?.format ?? formatCount)(value);
  return (
    <FigureStrip label="What was measured">
      {peak ? (
        <Figure
          label={isLow ? "Lowest" : "Highest"}
          meaning={
            <>
              on the curve, <TimeText at={peak.moment} />
            </>
          }
        >
          {write(peak.value)}
        </Figure>
      ) : (
        <Figure label="Measured" meaning={alert.status === "open" ? "when it was last told" : "when it closed"}>
          {write(alert.value)}
        </Figure>
      )}
      <Figure label="Limit">{write(alert.limit)}</Figure>
      <LastedFigure alert={alert} />
      {facts ? (
        <>
          <Figure label="Calls">{formatCount(facts.events)}</Figure>
          {facts.events !== "0" && (
            <Figure label="Spent">
              {facts.spent === null ? <Unknown>unpriced</Unknown> : formatTotal(facts.spent, facts.unpriced, currency)}
            </Figure>
          )}
        </>
      ) : (
        <Figure label="Findings" meaning={alert.findings === "1" ? null : "merged into this alert"}>
          {formatCount(alert.findings)}
        </Figure>
      )}
    </FigureStrip>
  );
}
