import { linkOptions } from "@tanstack/react-router";
import { ExplainedNumber } from "../../../ui/ExplainedNumber";

const EVENTS = linkOptions({ to: "/transactions", search: { range: "30d" } });
const SQL = "SELECT provider, sum(effective_cost) AS cost_usd\nFROM events\nGROUP BY provider\nORDER BY cost_usd DESC";

export function ExplainedNumbers() {
  return (
    <div className="design-row">
      <ExplainedNumber
        title="Spent in November"
        formula="The effective cost of every event since 1 Nov, summed exactly."
        inputs={[
          { label: "Anthropic", value: "$16,739.76" },
          { label: "OpenAI", value: "$12,313.59" },
        ]}
        result={{ label: "Together", value: "≥ $29,053.35" }}
        unknown="7,412 events have no price, so the true sum is higher."
        events={EVENTS}
        sql={SQL}
      >
        ≥ $29,053.35
      </ExplainedNumber>
    </div>
  );
}
