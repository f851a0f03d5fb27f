import type { RefusedRecord } from "../../api/types";

const SPLIT = "Split it into several requests: /v1/events takes up to 10,000 events and 32 MiB at once.";

const ADVICE: Record<string, string> = {
  invalid_body:
    "Compare the beginning of the body with the quick start on Connections. JSON needs to be whole, and the content type has to say what it is: application/json, application/x-ndjson for one event a line, application/x-protobuf for OTLP.",
  body_too_large: SPLIT,
  too_many_events: SPLIT,
  body_incomplete:
    "The connection broke before the whole body had arrived. Look for a timeout in the sender or in a proxy before this server.",
  body_too_slow:
    "The body took too long to arrive. Look for a slow connection or a proxy that holds requests back, or send fewer events at once.",
  unknown_encoding: "Send the body as it is, or compress it with gzip or zstd.",
  unsupported_media_type: "Set the content type to what the body is: application/json, or application/x-protobuf for OTLP.",
  invalid_cloud_event: "Correct the attribute or header that the message names. The CloudEvents specification says what it may hold.",
  unknown_event:
    "The event that it corrects is not here. Send the event itself first, or correct the id: it is the one that the answer to the event gave, or the id that you sent.",
  event_voided: "A voided event stays voided. Send the call as a new event with another id.",
  too_many_changes: "An event takes only so many corrections. Look for a sender that repeats one, then send the call as a new event.",
  busy: "Too much arrived at once. The sender has to wait a moment and try again; SDKs do so by themselves.",
};

/** What to do about a refusal; backquotes as in messages. */
export function advice({ code, field }: RefusedRecord): string {
  if (code === "invalid_field" && field === "event") return "Send each event as a JSON object of its own.";
  if (code === "invalid_field" && field) return `Correct \`${field}\` where your code makes the event, as the message says.`;
  return ADVICE[code] ?? "Correct what the message names.";
}

/** What became of the rest, and whether it may be sent again. */
export function afterwards({ item }: RefusedRecord): string {
  const rest =
    item === null ? "Nothing of this request was taken." : "The other items of this request were judged on their own.";
  return `${rest} Once it is corrected, the whole request can be sent again: a call that was taken before counts once.`;
}
