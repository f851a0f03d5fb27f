import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Alert } from "../../api/types";
import { providerLook } from "../../provider";
import { Skeleton } from "../../ui/Skeleton";
import { curveQuery } from "./alertQueries";
import { CurveSection } from "./CurveSection";
import { curveTime } from "./curveTime";
import { peakOf } from "./curveMarks";
import { LevelFigures } from "./LevelFigures";
import { MoneyFigures } from "./MoneyFigures";
import { MoneySection } from "./MoneySection";
import { NoCurve } from "./NoCurve";
import { askedOf, useAlertFacts } from "./useAlertFacts";
import type { Measured } from "./useMeasured";
import { useWholeMinute } from "./useWholeMinute";

interface Props {
  alert: Alert;
  /** Undefined before it is known. */
  measured: Measured | null | undefined;
  /** What the rule says, and what happened: beside the curve. */
  children: ReactNode;
  aside: ReactNode;
}

const FIGURES_HEIGHT = 78;

/** Figures, the curve, and where the money went: as far as what the rule measures can be asked for. */
export function Cause({ alert, measured, children, aside }: Props) {
  const now = useWholeMinute();
  const measure = measured?.measure ?? null;
  const asked = askedOf(alert, measured, now);
  const { facts, normal, error } = useAlertFacts(asked);
  const time = measure && measured ? curveTime(alert, measure.period, measured.timeZone, now) : null;
  const sql = measure && time ? measure.curve(alert.key, time.from, time.to, time.step) : null;
  const curve = useQuery(curveQuery(sql));
  const colour = facts?.provider ? providerLook(facts.provider).colour : "var(--mono-series)";
  const isMoney = measure !== null && measure.adds && measure.unit.name === "money";
  return (
    <>
      <div className="alert-figures">
        {measured === undefined ? (
          <Skeleton rows={1} height={FIGURES_HEIGHT} />
        ) : isMoney && asked ? (
          <MoneyFigures
            alert={alert}
            asked={asked}
            facts={facts}
            normal={normal}
            group={measure.subjectOf(alert.key)}
            period={periodText(measure.period.words)}
          />
        ) : (
          <LevelFigures
            alert={alert}
            unit={measured?.unit ?? null}
            peak={curve.data ? peakOf(curve.data, measure?.isLow === true) : null}
            isLow={measure?.isLow === true}
            facts={facts}
            currency={measured?.currency ?? "USD"}
          />
        )}
      </div>
      <div className="detail-columns">
        <div>
          {measured && measure && time && sql && (
            <CurveSection
              alert={alert}
              measure={measure}
              isKnown={measured.rule.isKnown}
              time={time}
              sql={sql}
              points={curve.data}
              error={curve.error ?? error}
              asked={asked}
              facts={facts}
              colour={colour}
            />
          )}
          {measured && !measure && <NoCurve settings={measured.rule.settings} />}
          {asked && !error && <MoneySection asked={asked} facts={facts} colour={colour} />}
          {children}
        </div>
        <div>{aside}</div>
      </div>
    </>
  );
}

/** `in the last 15 minutes` is `15 minutes`, `in the month so far` is `month`. */
const periodText = (words: string): string =>
  words === "since midnight" ? "day" : words.replace(/^in the (last )?/, "").replace(/ so far$/, "");
