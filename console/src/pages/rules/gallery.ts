import type { Settings } from "./limit";

/** A rule to begin with. What it says is changed before it is made. */
export interface Form {
  id: string;
  name: string;
  /** What it looks at, in a few words. */
  line: string;
  builtin: "metric" | "threshold";
  settings: Settings;
}

export const GALLERY: readonly Form[] = [
  {
    id: "spend-limit",
    name: "Spend limit",
    line: "What one agent spends in minutes",
    builtin: "metric",
    settings: {
      alertType: "THRESHOLD",
      metricType: "TOTAL_COST",
      operatorType: "GREATER_THAN",
      threshold: "50",
      periodDuration: "FIFTEEN_MINUTES",
      groupBy: ["AGENT"],
      severity: "critical",
    },
  },
  {
    id: "monthly-budget",
    name: "Monthly budget",
    line: "What one organization spends",
    builtin: "metric",
    settings: {
      alertType: "CUMULATIVE_USAGE",
      metricType: "TOTAL_COST",
      operatorType: "GREATER_THAN",
      threshold: "1000",
      periodDuration: "MONTHLY",
      groupBy: ["ORGANIZATION"],
      severity: "warning",
    },
  },
  {
    id: "spend-jump",
    name: "Spend up on the day before",
    line: "One agent's day against the last",
    builtin: "metric",
    settings: {
      alertType: "RELATIVE_CHANGE",
      metricType: "TOTAL_COST",
      operatorType: "INCREASES_BY",
      threshold: "200",
      periodDuration: "DAILY",
      groupBy: ["AGENT"],
      severity: "warning",
    },
  },
  {
    id: "dear-call",
    name: "Dear call",
    line: "Cost of a single call",
    builtin: "threshold",
    settings: { metric: "cost_per_transaction", operator: "greater_than", limit: "2.50", group_by: "agent", severity: "warning" },
  },
  {
    id: "long-answer",
    name: "Long answer",
    line: "Output tokens of a single call",
    builtin: "threshold",
    settings: { metric: "output_tokens", operator: "greater_than", limit: "32000", group_by: "agent", severity: "info" },
  },
  {
    id: "provider-trouble",
    name: "Provider in trouble",
    line: "Error rate of one provider",
    builtin: "metric",
    settings: {
      alertType: "THRESHOLD",
      metricType: "ERROR_RATE",
      operatorType: "GREATER_THAN",
      threshold: "20",
      isPercentage: true,
      periodDuration: "THIRTY_MINUTES",
      groupBy: ["PROVIDER"],
      minSampleCount: 30,
      severity: "critical",
    },
  },
  {
    id: "slow-first-token",
    name: "Slow first token",
    line: "Average of one model",
    builtin: "metric",
    settings: {
      alertType: "THRESHOLD",
      metricType: "TIME_TO_FIRST_TOKEN",
      operatorType: "GREATER_THAN",
      threshold: "5000",
      periodDuration: "THIRTY_MINUTES",
      groupBy: ["MODEL"],
      minSampleCount: 20,
      severity: "warning",
    },
  },
  {
    id: "quiet-bill",
    name: "Provider's bill gone quiet",
    line: "Costs that are reported no more",
    builtin: "metric",
    settings: {
      alertType: "THRESHOLD",
      metricType: "TOTAL_COST",
      operatorType: "LESS_THAN",
      threshold: "1",
      periodDuration: "SEVEN_DAYS",
      groupBy: ["PROVIDER"],
      dataSource: "PROVIDER",
      severity: "warning",
    },
  },
  {
    id: "images",
    name: "Images by model",
    line: "How many one model makes a month",
    builtin: "metric",
    settings: {
      alertType: "CUMULATIVE_USAGE",
      metricType: "IMAGE_COUNT",
      operatorType: "GREATER_THAN",
      threshold: "1000",
      periodDuration: "MONTHLY",
      groupBy: ["MODEL"],
      severity: "info",
    },
  },
];
