import { useState } from "react";
import type { Backtest, Schemas } from "../../api/types";
import { counted, formatCount } from "../../format/number";
import { Choice } from "../../ui/Choice";
import { ErrorNote } from "../../ui/ErrorNote";
import { TaskProgress } from "../../ui/TaskProgress";
import { useTask } from "../../ui/useTask";
import { BacktestTimeline } from "./BacktestTimeline";

interface Props {
  /** Where a back-test is begun, and what it is of. */
  path: string;
  body: () => Schemas["NewBacktest"];
  /** Why it cannot be begun now. */
  missing?: string | undefined;
}

type Days = "1" | "7" | "30";
type Input = Schemas["Input"];

const HELP: Record<Input, string> = {
  asJudged: "Every event as it was when it arrived. What a live rule raised is raised again.",
  asKnownNow: "Every event as it is known today, corrections and new prices included.",
};

/** Runs a rule over the past and shows the alerts that it would have raised. */
export function BacktestPanel({ path, body, missing }: Props) {
  const [days, setDays] = useState<Days>("7");
  const [input, setInput] = useState<Input>("asJudged");
  const task = useTask<Backtest>(path);
  const begin = () => {
    const from = new Date(Date.now() - Number(days) * 86_400_000).toISOString();
    task.begin({ ...body(), from, input } satisfies Schemas["NewBacktest"]);
  };
  const found = task.task?.status === "done" ? task.task.result : null;
  return (
    <div className="backtest">
      <div className="row backtest-bar">
        <Choice<Days>
          label="How far back"
          value={days}
          options={[
            { value: "1", label: "24 h" },
            { value: "7", label: "7 days" },
            { value: "30", label: "30 days" },
          ]}
          onChange={setDays}
        />
        <Choice<Input>
          label="Which events"
          value={input}
          options={[
            { value: "asJudged", label: "As judged" },
            { value: "asKnownNow", label: "As known now" },
          ]}
          onChange={setInput}
        />
        <button type="button" className="button" disabled={task.isRunning || missing !== undefined} onClick={begin} title={missing}>
          Back-test
        </button>
        <TaskProgress task={task.task} isRunning={task.isRunning} onCancel={task.cancel} />
      </div>
      <p className="small dim">{HELP[input]} No alert is raised.</p>
      <ErrorNote error={task.error} />
      {found && (
        <div role="status">
          <p className="backtest-sum">
            <strong>{counted(found.alertsOpened, "alert")}</strong> from {counted(found.findings, "finding")} in{" "}
            {formatCount(found.events)} events
            {found.rows < found.events && `, of which ${formatCount(found.rows)} reached the rule`}.{" "}
            <span className="dim">{formatCount(found.tookMs)} ms</span>
          </p>
          {found.events === 0 && <p className="mid">Nothing was received in that time.</p>}
          {found.alerts.length > 0 && <BacktestTimeline backtest={found} />}
          {found.alertsOpened > found.alerts.length && (
            <p className="small dim">The first {formatCount(found.alerts.length)} are listed.</p>
          )}
        </div>
      )}
    </div>
  );
}
