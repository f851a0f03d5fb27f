//! How a call ended: the providers' words in ours.

/// As the SDKs say it.
pub(crate) fn stop_reason(said: &str) -> &'static str {
    let word: String = said.trim().to_ascii_lowercase().replace('-', "_");
    match word.as_str() {
        "length" | "max_tokens" | "max_output_tokens" | "model_context_window_exceeded" => "TOKEN_LIMIT",
        "stop_sequence" | "tool_use" | "tool_call" | "tool_calls" | "function_call" => "END_SEQUENCE",
        "timeout" => "TIMEOUT",
        "cancelled" | "canceled" => "CANCELLED",
        "content_filter"
        | "content_filtered"
        | "guardrail"
        | "guardrail_intervened"
        | "refusal"
        | "safety"
        | "recitation"
        | "blocklist"
        | "prohibited_content"
        | "spii"
        | "error"
        | "failed" => "ERROR",
        _ => "END",
    }
}
