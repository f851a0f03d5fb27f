//! Providers' own responses: what is read from them, what the sender's own word changes, and what is kept of no one.
//! What the counts of each shape mean is what the accuracy suite is about.
#![allow(clippy::unwrap_used)]

mod view;

use outlay_domain::Dimension;
use outlay_ingest::{Context, Decoded, FieldError, Format};
use proptest::prelude::*;
use serde_json::{Value, json};

use view::{parts, view};

fn decode(body: &Value) -> Result<Decoded, FieldError> {
    let now = "2026-11-25T00:00:00Z".parse().unwrap();
    let context = Context { key_id: "key", team: "default", now, keeps_prompts: true };
    let text = body.to_string();
    Format::Native.decode(outlay_ingest::one(text.as_bytes()).unwrap(), &context)
}

fn read(body: Value) -> Value {
    view(&decode(&body).unwrap())
}

fn error(body: Value) -> String {
    decode(&body).unwrap_err().to_string()
}

/// Says everything that a chat can say.
fn chat() -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-5-2025-08-07", "service_tier": "flex",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "a secret answer"}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 30, "total_tokens": 130,
            "prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens_details": {"reasoning_tokens": 20}},
    })
}

#[test]
fn what_the_sender_leaves_out_is_read_from_the_response() {
    let event = read(json!({"provider": "openai", "response": chat(), "batch": true, "agent": "a"}));
    assert_eq!(event["transaction_id"], "chatcmpl-1");
    assert_eq!(
        event["meters"],
        json!({
            "cache_read_tokens": "60", "input_tokens": "40", "output_tokens": "30", "reasoning_tokens": "20"
        })
    );
    let dimensions = &event["dimensions"];
    for (name, value) in [
        ("model", "gpt-5-2025-08-07"),
        ("service_tier", "flex"),
        ("stop_reason", "TOKEN_LIMIT"),
        ("pricing_tier", "BATCH"),
        ("agent", "a"),
    ] {
        assert_eq!(dimensions[name], value, "{name} {dimensions}");
    }
}

#[test]
fn texts_are_kept_nowhere() {
    let stream = json!([
        {"type": "message_start", "message": {"id": "msg_1", "type": "message", "model": "claude-opus-5", "usage": {"input_tokens": 3, "output_tokens": 1}}},
        {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "a secret answer"}},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
    ]);
    let refused = json!({"error": {"message": "cannot answer `a secret question`", "type": "invalid_request_error", "code": null}});
    for body in [
        json!({"provider": "openai", "response": chat()}),
        json!({"provider": "anthropic", "stream": stream}),
        json!({"provider": "openai", "model": "gpt-5", "response": refused}),
    ] {
        let event = view::text(&decode(&body).unwrap());
        assert!(!event.contains("secret"), "{event}");
    }
    let event = read(json!({"provider": "anthropic", "stream": stream}));
    assert_eq!(event["meters"], json!({"input_tokens": "3", "output_tokens": "9"}));
    assert_eq!((&event["is_streamed"], &event["dimensions"]["stop_reason"]), (&json!(true), &json!("END_SEQUENCE")));
}

#[test]
fn what_the_sender_says_wins() {
    let event = read(json!({
        "provider": "azure", "model": "gpt-5", "serviceTier": "priority", "stopReason": "END", "kind": "custom",
        "response": chat(), "meters": {"output_tokens": 7}, "totalCost": "0.5", "isStreamed": true,
    }));
    assert_eq!(event["dimensions"]["model"], "gpt-5");
    assert_eq!(event["dimensions"]["service_tier"], "priority");
    assert_eq!(event["dimensions"]["stop_reason"], "END");
    assert_eq!((&event["kind"], &event["is_streamed"]), (&json!("custom"), &json!(true)));
    assert_eq!(event["meters"]["output_tokens"], "7");
    assert_eq!(event["meters"]["input_tokens"], "40");
    // Counts of his own are those of the whole call: a split of the response's beside them would count twice.
    let event = read(json!({"provider": "openai", "response": chat(), "inputTokenCount": 1000}));
    assert_eq!(event["meters"], json!({"input_tokens": "1000"}));
    // A size that the sender names stays.
    let picture = json!({"data": [{"url": "https://example.com"}], "size": "1024x1024", "quality": "low"});
    let event = read(
        json!({"provider": "openai", "model": "dall-e-3", "response": picture, "attributes": {"resolution": "1x1"}}),
    );
    assert_eq!(event["attributes"], json!({"resolution": "1x1", "quality": "low"}));
    assert_eq!((&event["kind"], &event["meters"]), (&json!("image"), &json!({"images": "1"})));
}

#[test]
fn the_providers_id_names_the_call() {
    let id = |body: Value| parts(&decode(&body).unwrap()).0.call_id;
    let posted = id(json!({"provider": "openai", "model": "gpt-5", "transactionId": "chatcmpl-1"}));
    assert_eq!(id(json!({"provider": "openai", "response": chat()})), posted);
    assert_eq!(id(json!({"provider": "openai", "response": chat(), "id": "mine", "transactionId": "tx"})), posted);
    // An id of another form names it as an SDK's `transactionId` does, below an id of the sender's.
    let mistral = json!({"id": "0af3", "object": "chat.completion", "model": "m", "choices": []});
    let posted = id(json!({"provider": "mistral", "model": "m", "transactionId": "0af3"}));
    assert_eq!(id(json!({"provider": "mistral", "response": mistral})), posted);
    let decoded = decode(&json!({"provider": "mistral", "response": mistral, "id": "mine"})).unwrap();
    let (event, aliases) = parts(&decoded);
    assert_eq!(event.call_id, id(json!({"model": "m", "id": "mine"})));
    assert!(aliases.contains(&posted));
    assert_eq!(event.transaction_id.as_deref(), Some("0af3"));
    // Without any, the same body is the same call.
    let bare = |text: &str| json!({"provider": "aws", "model": "m", "response": {"usage": {"inputTokens": 1}, "output": text}});
    assert_eq!(id(bare("a")), id(bare("a")));
    assert_ne!(id(bare("a")), id(bare("b")));
}

#[test]
fn refusals_are_errors_and_cost_nothing_that_is_known() {
    for (response, code, reason) in [
        (
            json!({"error": {"message": "m", "type": "tokens", "code": "rate_limit_exceeded"}}),
            None,
            "rate_limit_exceeded",
        ),
        (json!({"type": "error", "error": {"type": "overloaded_error", "message": "m"}}), None, "overloaded_error"),
        (
            json!({"error": {"code": 429, "message": "m", "status": "RESOURCE_EXHAUSTED"}}),
            Some(429),
            "RESOURCE_EXHAUSTED",
        ),
        (json!({"message": "m", "__type": "com.amazon#ThrottlingException"}), None, "ThrottlingException"),
        (json!({"error": "model not found"}), None, "error"),
        (
            json!({"id": "resp_1", "object": "response", "model": "m", "status": "failed", "error": {"code": "server_error", "message": "m"}}),
            None,
            "server_error",
        ),
    ] {
        let event = read(json!({"provider": "p", "model": "m", "response": response}));
        assert_eq!(event["dimensions"]["stop_reason"], "ERROR", "{response}");
        assert_eq!(event["dimensions"]["error_reason"], reason, "{response}");
        assert_eq!(event.get("error_code").and_then(Value::as_i64), code, "{response}");
        assert_eq!(event.get("meters").and_then(Value::as_object).map_or(0, |meters| meters.len()), 0, "{response}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    assert_eq!(
        error(json!({"model": "m", "response": "Hello"})),
        "`response` must be the JSON object that the provider answered"
    );
    assert_eq!(
        error(json!({"model": "m", "response": [1]})),
        "`response` must be the JSON object that the provider answered"
    );
    assert_eq!(error(json!({"model": "m", "batch": "yes"})), "`batch` must be true or false");
    assert_eq!(
        error(json!({"response": {}})),
        "`model` or `kind` is required: the response does not say what answered"
    );
    let negative = json!({"object": "chat.completion", "model": "m", "usage": {"prompt_tokens": -1}});
    assert_eq!(error(json!({"response": negative})), "`response` holds `prompt_tokens`, which must be a quantity");
    let text = json!([{"object": "chat.completion.chunk", "model": "m", "usage": {"prompt_tokens": "many"}}]);
    assert_eq!(error(json!({"stream": text})), "`stream` holds `prompt_tokens`, which must be a quantity");
    // As before: whether it was streamed, under a name of OpenAI's.
    let event = read(json!({"model": "m", "stream": true}));
    assert_eq!(event["attributes"], json!({"stream": true}));
    // Nothing is known of it, and nothing is refused.
    let event = read(json!({"model": "m", "response": {}}));
    assert_eq!(event.get("meters").cloned().unwrap_or_else(|| json!({})), json!({}));
}

#[test]
fn shapes_that_no_case_of_the_accuracy_suite_has() {
    let check = |field: &str, body: Value, kind: &str, meters: Value| {
        let event = read(json!({"provider": "p", "model": "m", (field): body}));
        assert_eq!((event["kind"].as_str(), &event["meters"]), (Some(kind), &meters), "{body}");
    };
    let cohere = json!([
        {"type": "message-start", "id": "c1", "delta": {"message": {"role": "assistant"}}},
        {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": "Hi"}}}},
        {"type": "message-end", "delta": {"finish_reason": "MAX_TOKENS",
            "usage": {"billed_units": {"input_tokens": 3, "output_tokens": 2}, "tokens": {"input_tokens": 60, "output_tokens": 2}}}},
    ]);
    check("stream", cohere, "completion", json!({"input_tokens": "3", "output_tokens": "2"}));
    let rerank = json!({"id": "r", "results": [{"index": 0, "relevance_score": 0.9}], "meta": {"billed_units": {"search_units": 1}}});
    check("response", rerank, "completion", json!({"requests": "1"}));
    let vectors = json!({"embeddings": [{"values": [0.1]}], "usageMetadata": {"promptTokenCount": 4}});
    check("response", vectors, "embedding", json!({"input_tokens": "4"}));
    let predictions = json!({"predictions": [
        {"embeddings": {"values": [0.1], "statistics": {"token_count": 3, "truncated": false}}},
        {"embeddings": {"values": [0.1], "statistics": {"token_count": 4, "truncated": false}}},
    ]});
    check("response", predictions, "embedding", json!({"input_tokens": "7"}));
    let titan = json!({"inputTextTokenCount": 5, "results": [{"tokenCount": 6, "outputText": "Hi", "completionReason": "FINISH"}]});
    check("response", titan, "completion", json!({"input_tokens": "5", "output_tokens": "6"}));
    // Of a maker whose events count nothing, Bedrock does at the end.
    let mistral = json!([{"outputs": [{"text": "Hi", "stop_reason": "stop"}]},
        {"outputs": [], "amazon-bedrock-invocationMetrics": {"inputTokenCount": 8, "outputTokenCount": 9}}]);
    check("stream", mistral, "completion", json!({"input_tokens": "8", "output_tokens": "9"}));
    // LiteLLM, in OpenAI's shape with Anthropic's names beside it: all inside of the prompt.
    let litellm = json!({"object": "chat.completion", "choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 5,
        "total_tokens": 105, "cache_read_input_tokens": 60, "cache_creation_input_tokens": 30}});
    check(
        "response",
        litellm,
        "completion",
        json!({"input_tokens": "10", "cache_read_tokens": "60", "cache_write_tokens": "30", "output_tokens": "5"}),
    );
    // Anthropic's usage in a body that does not say that it is a message.
    let bare = json!({"usage": {"input_tokens": 10, "cache_read_input_tokens": 60, "output_tokens": 5}});
    check(
        "response",
        bare,
        "completion",
        json!({"input_tokens": "10", "cache_read_tokens": "60", "output_tokens": "5"}),
    );
    // Each event counts all so far.
    let running = json!([
        {"object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 1}},
        {"object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}},
    ]);
    check("stream", running, "completion", json!({"input_tokens": "7", "output_tokens": "2"}));
}

#[test]
fn the_data_of_a_cloud_event_may_hold_a_response() {
    let event = |data: Value| {
        let body = json!({"specversion": "1.0", "id": "1", "source": "s", "type": "t", "data": data}).to_string();
        let now = "2026-11-25T00:00:00Z".parse().unwrap();
        let context = Context { key_id: "key", team: "default", now, keeps_prompts: true };
        view(&Format::CloudEvent.decode(outlay_ingest::one(body.as_bytes()).unwrap(), &context).unwrap())
    };
    let read = event(json!({"provider": "openai", "response": chat(), "batch": true}));
    assert_eq!((&read["kind"], &read["meters"]["input_tokens"]), (&json!("completion"), &json!("40")));
    assert_eq!(read["dimensions"]["pricing_tier"], "BATCH");
    // By these names others count, or say something else.
    let read = event(json!({"batch": 3, "response": "ok", "stream": "7"}));
    assert_eq!((&read["kind"], &read["meters"]), (&json!("custom"), &json!({"batch": "3", "stream": "7"})));
    assert_eq!(read["attributes"]["response"], "ok");
}

#[test]
fn a_correction_takes_the_counts_of_a_response() {
    let id = "evt_00000000000000000000000000000001";
    let decoded = decode(&json!({"amends": id, "response": chat()})).unwrap();
    let Decoded::Amend { target, event } = decoded else { panic!("{decoded:?}") };
    assert_eq!(target.to_string(), id);
    assert_eq!(event.meters.len(), 4);
    assert_eq!(event.dimensions.get(Dimension::Model), Some("gpt-5-2025-08-07"));
}

/// Any JSON, and often a name that some shape knows, so that reading gets far.
#[allow(clippy::disallowed_types, reason = "providers write such numbers")]
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        prop::sample::select(vec!["message", "chat.completion", "list", "response", "1e15", "AUDIO", "", "1h"])
            .prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_name(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_name() -> impl Strategy<Value = String> {
    let known = "id type object model usage message delta choices finish_reason response error code output action tools \
                 prompt_tokens completion_tokens input_tokens output_tokens total_tokens prompt_tokens_details cached_tokens \
                 audio_tokens reasoning_tokens cache_creation cache_read_input_tokens usageMetadata promptTokenCount \
                 promptTokensDetails modality tokenCount candidates groundingMetadata webSearchQueries cacheDetails ttl \
                 inputTokens metadata messageStop event usageEvent details total input textTokens meta billed_units cost \
                 cost_in_usd_ticks is_byok expireTime createTime data text duration seconds status results predictions \
                 amazon-bedrock-invocationMetrics inputTokenCount $serde_json::private::Number";
    let known: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
    prop_oneof![6 => prop::sample::select(known), 1 => "\\PC{0,4}"]
}

proptest! {
    #[test]
    fn no_response_panics(body in any_json(), events in prop::collection::vec(any_json(), 0..6)) {
        for body in [json!({"kind": "completion", "response": body}), json!({"kind": "completion", "stream": events})] {
            match decode(&body) {
                Ok(decoded) => {
                    let (event, _) = parts(&decoded);
                    let most = outlay_domain::Quantity::whole_number(u64::MAX);
                    prop_assert!(event.meters.values().all(|quantity| *quantity <= most), "{:?}", event.meters);
                    drop(view(&decoded));
                }
                Err(error) => prop_assert!(!error.field.is_empty() && !error.problem.is_empty()),
            }
        }
    }
}
