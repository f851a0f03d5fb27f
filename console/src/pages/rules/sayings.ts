/** How a sentence says what a rule measures: `spends`, `has an error rate of`; and what stands around its limit. */
export interface Saying {
  says: string;
  before?: string;
  after?: string;
}

const money = (says: string): Saying => ({ says, before: "$" });
const some = (says: string, after: string): Saying => ({ says, after });

/** By the metrics of the rule `metric`. */
export const METRICS: Record<string, Saying> = {
  TOTAL_COST: money("spends"),
  COST_PER_TRANSACTION: money("has a cost per call of"),
  TOKENS_PER_MINUTE: some("uses", "tokens a minute"),
  TOKEN_COUNT: some("uses", "tokens"),
  INPUT_TOKEN_COUNT: some("uses", "input tokens"),
  OUTPUT_TOKEN_COUNT: some("uses", "output tokens"),
  CACHED_TOKEN_COUNT: some("uses", "cached tokens"),
  TOKENS_PER_REQUEST: some("uses", "tokens a call"),
  TIME_TO_FIRST_TOKEN: some("has an average time to first token of", "ms"),
  DURATION: some("has an average duration of", "ms"),
  ERROR_COUNT: some("has", "failed calls"),
  ERROR_RATE: { says: "has an error rate of" },
  QUALITY_RATE: { says: "has an average quality of" },
  REQUESTS_PER_MINUTE: some("makes", "calls a minute"),
  REQUEST_COUNT: some("makes", "calls"),
  IMAGE_COUNT: some("makes", "images"),
  DURATION_SECONDS: some("uses", "seconds of audio and video"),
  CHARACTER_COUNT: some("uses", "characters"),
  CREDITS_CONSUMED: some("uses", "credits"),
  COST_PER_IMAGE: money("has a cost per image of"),
  COST_PER_SECOND: money("has a cost per second of"),
  VIDEO_COUNT: some("makes", "videos"),
  AUDIO_COUNT: some("makes", "audio calls"),
};

/** By the metrics of the rule `threshold`, of one call. */
export const CALL_METRICS: Record<string, Saying> = {
  cost_per_transaction: money("costs"),
  input_tokens: some("has", "input tokens"),
  output_tokens: some("has", "output tokens"),
  total_tokens: some("has", "tokens"),
  cache_read_tokens: some("reads", "tokens from the cache"),
  cache_write_tokens: some("writes", "tokens to the cache"),
  reasoning_tokens: some("has", "reasoning tokens"),
  duration_ms: some("takes", "ms"),
  time_to_first_token_ms: some("waits", "ms for its first token"),
  retry_number: some("is at retry", ""),
  images: some("makes", "images"),
  seconds: some("has", "seconds"),
  characters: some("has", "characters"),
};

/** A budget needs what adds up. */
export const ADDS_UP: ReadonlySet<string> = new Set([
  "TOTAL_COST",
  "TOKEN_COUNT",
  "INPUT_TOKEN_COUNT",
  "OUTPUT_TOKEN_COUNT",
  "CACHED_TOKEN_COUNT",
  "ERROR_COUNT",
  "REQUEST_COUNT",
  "IMAGE_COUNT",
  "DURATION_SECONDS",
  "CHARACTER_COUNT",
  "CREDITS_CONSUMED",
  "VIDEO_COUNT",
  "AUDIO_COUNT",
]);

/** What providers report, too. */
export const REPORTED: ReadonlySet<string> = new Set([
  "TOTAL_COST",
  "TOKEN_COUNT",
  "INPUT_TOKEN_COUNT",
  "OUTPUT_TOKEN_COUNT",
  "CACHED_TOKEN_COUNT",
  "TOKENS_PER_MINUTE",
  "TOKENS_PER_REQUEST",
  "REQUEST_COUNT",
  "REQUESTS_PER_MINUTE",
]);
