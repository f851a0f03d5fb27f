import type { UnitName } from "./unit";

/** How a value comes from what is counted. */
export type Form = "total" | "perMinute" | "average" | "quotient";

export interface Metric {
  unit: UnitName;
  form: Form;
  /** What an event adds; NULL adds nothing. */
  top: string;
  /** What the sum is divided by, where that is a sum, too. */
  bottom?: string;
  /** Which events count at all. */
  only?: string;
  /** As a heading says it. */
  label: string;
}

const FAILED = "error_code IS NOT NULL OR error_reason IS NOT NULL OR coalesce(stop_reason IN ('ERROR', 'TIMEOUT'), false)";
// The cost that the rules saw, which a re-pricing does not change.
const COST = "judged_cost";
const LIVE = "status = 'live'";
const WRITTEN = "coalesce(cache_write_tokens, cache_write_5m_tokens + coalesce(cache_write_1h_tokens, 0), cache_write_1h_tokens)";
const TOKEN_PARTS = [
  "input_tokens",
  "cache_read_tokens",
  WRITTEN,
  "output_tokens",
  "CAST(meters['input_audio_tokens'] AS BIGINT)",
  "CAST(meters['output_audio_tokens'] AS BIGINT)",
];
// Every token once; NULL if none were counted at all.
const TOKENS = `CASE WHEN coalesce(${TOKEN_PARTS.join(", ")}) IS NOT NULL THEN ${TOKEN_PARTS.map((part) => `coalesce(${part}, 0)`).join(" + ")} END`;

/** The metrics of the rule `metric`. */
export const METRICS: Record<string, Metric> = {
  TOTAL_COST: { unit: "money", form: "total", top: COST, only: LIVE, label: "Spend" },
  COST_PER_TRANSACTION: { unit: "money", form: "average", top: COST, only: LIVE, label: "Cost per call" },
  TOKEN_COUNT: { unit: "tokens", form: "total", top: TOKENS, label: "Tokens" },
  TOKENS_PER_MINUTE: { unit: "tokens", form: "perMinute", top: TOKENS, label: "Tokens per minute" },
  TOKENS_PER_REQUEST: { unit: "tokens", form: "average", top: TOKENS, label: "Tokens per call" },
  INPUT_TOKEN_COUNT: { unit: "tokens", form: "total", top: "input_tokens", label: "Input tokens" },
  OUTPUT_TOKEN_COUNT: { unit: "tokens", form: "total", top: "output_tokens", label: "Output tokens" },
  CACHED_TOKEN_COUNT: { unit: "tokens", form: "total", top: "cache_read_tokens", label: "Cached tokens" },
  TIME_TO_FIRST_TOKEN: { unit: "ms", form: "average", top: "time_to_first_token_ms", label: "Average time to first token" },
  DURATION: { unit: "ms", form: "average", top: "duration_ms", label: "Average duration" },
  ERROR_COUNT: { unit: "count", form: "total", top: `CASE WHEN ${FAILED} THEN 1 ELSE 0 END`, label: "Failed calls" },
  ERROR_RATE: { unit: "share", form: "average", top: `CASE WHEN ${FAILED} THEN 1 ELSE 0 END`, label: "Error rate" },
  // The quality of a call is not among the columns of events: its unit is known, its values are not.
  QUALITY_RATE: { unit: "score", form: "average", top: "", label: "Quality" },
  REQUEST_COUNT: { unit: "count", form: "total", top: "1", label: "Calls" },
  REQUESTS_PER_MINUTE: { unit: "count", form: "perMinute", top: "1", label: "Calls per minute" },
  IMAGE_COUNT: { unit: "count", form: "total", top: "images", label: "Images" },
  DURATION_SECONDS: { unit: "seconds", form: "total", top: "seconds", label: "Length of media" },
  CHARACTER_COUNT: { unit: "count", form: "total", top: "characters", label: "Characters" },
  CREDITS_CONSUMED: { unit: "count", form: "total", top: "meters['credits']", label: "Credits" },
  COST_PER_IMAGE: { unit: "money", form: "quotient", top: COST, bottom: "images", only: LIVE, label: "Cost per image" },
  COST_PER_SECOND: { unit: "money", form: "quotient", top: COST, bottom: "seconds", only: LIVE, label: "Cost per second" },
  VIDEO_COUNT: { unit: "count", form: "total", top: "1", only: "kind = 'video'", label: "Videos" },
  AUDIO_COUNT: { unit: "count", form: "total", top: "1", only: "kind = 'audio'", label: "Audio calls" },
};

/** The numbers of one event, which the rule `threshold` compares: by the names of its settings. */
export const CALL_METRICS: Record<string, { unit: UnitName; top: string; label: string }> = {
  cost_per_transaction: { unit: "money", top: COST, label: "Cost of a call" },
  cost: { unit: "money", top: COST, label: "Cost of a call" },
  input_tokens: { unit: "tokens", top: "input_tokens", label: "Input tokens of a call" },
  output_tokens: { unit: "tokens", top: "output_tokens", label: "Output tokens of a call" },
  total_tokens: { unit: "tokens", top: TOKENS, label: "Tokens of a call" },
  cache_read_tokens: { unit: "tokens", top: "cache_read_tokens", label: "Cached tokens of a call" },
  cached_tokens: { unit: "tokens", top: "cache_read_tokens", label: "Cached tokens of a call" },
  cache_write_tokens: { unit: "tokens", top: WRITTEN, label: "Cache writes of a call" },
  reasoning_tokens: { unit: "tokens", top: "reasoning_tokens", label: "Reasoning tokens of a call" },
  duration_ms: { unit: "ms", top: "duration_ms", label: "Duration of a call" },
  time_to_first_token_ms: { unit: "ms", top: "time_to_first_token_ms", label: "Time to first token of a call" },
  retry_number: { unit: "count", top: "retry_number", label: "Retry number of a call" },
  images: { unit: "count", top: "images", label: "Images of a call" },
  seconds: { unit: "seconds", top: "seconds", label: "Length of a call" },
  characters: { unit: "count", top: "characters", label: "Characters of a call" },
};
