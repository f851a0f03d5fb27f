//! Chat completions, plain and as server-sent events.

use std::time::Duration;

use serde_json::{Value, json};

use super::bad;
use crate::reply::Reply;

/// What a call uses, whatever was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatUsage {
    /// All input, the cached part included.
    pub prompt_tokens: u64,
    pub cached_tokens: u64,
    /// All output, the reasoning part included.
    pub completion_tokens: u64,
    pub reasoning_tokens: u64,
}

impl Default for ChatUsage {
    fn default() -> Self {
        Self { prompt_tokens: 1_500, cached_tokens: 1_024, completion_tokens: 320, reasoning_tokens: 64 }
    }
}

impl ChatUsage {
    fn json(self) -> Value {
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
            "prompt_tokens_details": {"cached_tokens": self.cached_tokens, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": self.reasoning_tokens, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0
            }
        })
    }
}

const WORDS: [&str; 6] = ["The ", "answer ", "is ", "forty", "-two", "."];
/// Between two pieces of a streamed answer.
const PAUSE: Duration = Duration::from_millis(5);

pub(super) fn answer(body: Option<&Value>, usage: ChatUsage, call: u64, now: i64) -> Result<Reply, Reply> {
    let body = body.ok_or_else(|| bad("We could not parse the JSON body of your request.", None))?;
    let missing = |name: &str| bad(&format!("Missing required parameter: '{name}'."), Some(name));
    let model = body["model"].as_str().ok_or_else(|| missing("model"))?;
    if body["messages"].as_array().is_none_or(Vec::is_empty) {
        return Err(missing("messages"));
    }
    let head = Head { id: format!("chatcmpl-fake{now}n{call:06}"), created: now, model: model.to_owned() };
    if body["stream"].as_bool() != Some(true) {
        let message = json!({"role": "assistant", "content": WORDS.concat(), "refusal": null, "annotations": []});
        let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"});
        return Ok(Reply::json(200, &head.object("chat.completion", &json!([choice]), &usage.json())));
    }
    let with_usage = body["stream_options"]["include_usage"].as_bool() == Some(true);
    let mut events: Vec<String> =
        head.chunks(with_usage.then_some(usage)).iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    events.push("data: [DONE]\n\n".to_owned());
    Ok(Reply::pieces("text/event-stream; charset=utf-8", events, PAUSE))
}

/// What every piece of an answer repeats.
struct Head {
    id: String,
    created: i64,
    model: String,
}

impl Head {
    fn object(&self, object: &str, choices: &Value, usage: &Value) -> Value {
        json!({
            "id": self.id, "object": object, "created": self.created, "model": self.model, "choices": choices, "usage": usage,
            "service_tier": "default", "system_fingerprint": "fp_fake"
        })
    }

    fn chunks(&self, usage: Option<ChatUsage>) -> Vec<Value> {
        let piece = |delta: Value, finish: Option<&str>| {
            let choice = json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);
            self.object("chat.completion.chunk", &choice, &Value::Null)
        };
        let mut chunks = vec![piece(json!({"role": "assistant", "content": "", "refusal": null}), None)];
        chunks.extend(WORDS.iter().map(|word| piece(json!({"content": word}), None)));
        chunks.push(piece(json!({}), Some("stop")));
        chunks.extend(usage.map(|usage| self.object("chat.completion.chunk", &json!([]), &usage.json())));
        chunks
    }
}
