/** What the words of the API are called here. What is sent stays what it is. */
const WORDS: Record<string, string> = {
  THRESHOLD: "value of a period",
  CUMULATIVE_USAGE: "budget",
  RELATIVE_CHANGE: "change from period to period",
  TOTAL_COST: "total cost",
  COST_PER_TRANSACTION: "cost per call",
  TOKENS_PER_MINUTE: "tokens per minute",
  TOKEN_COUNT: "tokens",
  INPUT_TOKEN_COUNT: "input tokens",
  OUTPUT_TOKEN_COUNT: "output tokens",
  CACHED_TOKEN_COUNT: "cached tokens",
  TOKENS_PER_REQUEST: "tokens per call",
  TIME_TO_FIRST_TOKEN: "time to first token",
  DURATION: "duration",
  ERROR_COUNT: "failed calls",
  ERROR_RATE: "error rate",
  QUALITY_RATE: "quality",
  REQUESTS_PER_MINUTE: "calls per minute",
  REQUEST_COUNT: "calls",
  IMAGE_COUNT: "images",
  DURATION_SECONDS: "seconds of audio and video",
  CHARACTER_COUNT: "characters",
  CREDITS_CONSUMED: "credits",
  COST_PER_IMAGE: "cost per image",
  COST_PER_SECOND: "cost per second",
  VIDEO_COUNT: "videos",
  AUDIO_COUNT: "audio calls",
  cost_per_transaction: "cost",
  duration_ms: "duration",
  time_to_first_token_ms: "time to first token",
  retry_number: "retries",
  GREATER_THAN: "more than",
  GREATER_THAN_OR_EQUAL_TO: "at least",
  LESS_THAN: "less than",
  LESS_THAN_OR_EQUAL_TO: "at most",
  INCREASES_BY: "grows by",
  DECREASES_BY: "falls by",
  PERCENT_INCREASE: "grows by percent",
  PERCENT_DECREASE: "falls by percent",
  greater_than: "more than",
  greater_than_or_equal: "at least",
  less_than: "less than",
  less_than_or_equal: "at most",
  ONE_MINUTE: "1 minute",
  FIVE_MINUTES: "5 minutes",
  FIFTEEN_MINUTES: "15 minutes",
  THIRTY_MINUTES: "30 minutes",
  ONE_HOUR: "1 hour",
  TWELVE_HOURS: "12 hours",
  TWENTY_FOUR_HOURS: "24 hours",
  SEVEN_DAYS: "7 days",
  THIRTY_DAYS: "30 days",
  DAILY: "calendar day",
  WEEKLY: "calendar week",
  MONTHLY: "calendar month",
  QUARTERLY: "calendar quarter",
  API_KEY: "key",
  key_id: "key",
  subscriber_id: "subscriber",
  subscription_id: "subscription",
  trace_id: "trace",
  job_id: "job",
  IS: "is",
  IS_NOT: "is not",
  CONTAINS: "contains",
  STARTS_WITH: "starts with",
  ENDS_WITH: "ends with",
  IN: "is one of",
  SDK: "metered calls",
};

/** The word of a setting's value; what has none of its own is its name, spelled out. */
export function wordOf(value: string): string {
  return WORDS[value] ?? (/^[A-Z][A-Z_]*$/.test(value) ? value.toLowerCase() : value).replaceAll("_", " ");
}

/** As [`wordOf`], where the same value says different things of different settings. */
export const wordIn = (setting: string, value: string): string =>
  setting === "dataSource" && value === "PROVIDER" ? "what providers report" : wordOf(value);

/** What a setting of a built-in rule is for, without the API's words that its schema uses. */
const HELP: Record<string, Record<string, string>> = {
  metric: {
    alertType:
      "A value looks at the period up to now. A budget is a total that begins anew. A change compares the last full period with the one before.",
    metricType: "What is measured. Rows of which it is unknown are left out. A budget needs a total or a number.",
    operatorType: "What grows or falls is for changes, the others are for values and budgets. What is less is judged once a full period has been seen.",
    threshold: "US dollars for costs, milliseconds for durations, a share from 0 to 1 for rates unless it is in percent, else a number.",
    periodDuration:
      "Minutes, hours and days move with the clock. Those of the calendar begin anew, weeks on Monday, in the team's time zone.",
    groupBy: "Each is measured on its own. Of several, with commas between them, each combination is. Without any, everything is one.",
    filters: "All must fit. Letters' case counts, but for providers.",
    isPercentage: "For error rate and quality, and for changes: grows by 50 is then 50 percent.",
    dataSource: "Calls are metered as they come. Providers report hours later: costs, tokens and calls, in periods of a day or more.",
  },
};

export const helpOf = (builtin: string | null, setting: string): string | undefined => HELP[builtin ?? ""]?.[setting];
