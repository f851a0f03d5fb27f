//! Bodies that no capture has: every field, wrong types, anything at all.
#![allow(clippy::unwrap_used)]
#![recursion_limit = "512"]

mod view;

use outlay_ingest::{Context, Decoded, FieldError, Format};
use proptest::prelude::*;
use serde_json::{Value, json};

use view::{parts, view};

fn context() -> Context<'static> {
    Context { key_id: "key", team: "default", now: "2026-11-25T00:00:00Z".parse().unwrap(), keeps_prompts: true }
}

fn decode(format: Format, body: Value) -> Result<Decoded, FieldError> {
    // As it arrives: through its text.
    format.decode(outlay_ingest::one(body.to_string().as_bytes()).unwrap(), &context())
}

#[test]
fn every_field_has_its_place() {
    let completion = json!({
        "transactionId": "tx", "spanId": "span", "model": "claude-sonnet-4-5", "provider": "ClaudeCode", "costType": "AI",
        "requestTime": "2026-11-23T10:00:00Z", "responseTime": "2026-11-23T11:00:01+01:00",
        "completionStartTime": "2026-11-23T10:00:00.5Z", "requestDuration": 1000.0, "timeToFirstToken": 500,
        "inputTokenCount": 100, "outputTokenCount": 50, "totalTokenCount": 150, "reasoningTokenCount": 20,
        "cacheReadTokenCount": 30, "cacheCreationTokenCount": 10, "cacheCreation5mTokenCount": 4, "cacheCreation1hTokenCount": 6,
        "stopReason": "END", "isStreamed": true, "inputTokenCost": 0.1, "outputTokenCost": 2e-1, "cacheReadTokenCost": 0,
        "cacheCreationTokenCost": null, "totalCost": "0.5", "costMultiplier": 0.9, "billingSkipped": true, "skipReason": "FREE_TIER",
        "operationType": "CHAT", "operationSubtype": "function_call", "modelSource": "ANTHROPIC", "middlewareSource": "PYTHON",
        "mediationLatency": 3, "systemFingerprint": "fp", "temperature": 0.7, "errorCode": 429, "errorReason": "RateLimitError",
        "organizationName": "Acme", "organizationId": "org-1", "productName": "Chat", "productId": "prod-1",
        "subscriber": {"id": "u1", "email": "u1@example.com", "tier": "gold", "credential": {"name": "web", "value": "hidden", "kind": "oauth"}},
        "subscriberEmailSource": "git", "subscriptionId": "sub-1", "taskType": "qa", "agent": "a", "environment": "prod",
        "region": "eu", "agentVersion": "1", "traceId": "trace", "traceType": "chat", "traceName": "Chat", "parentTransactionId": "p",
        "transactionName": "step", "retryNumber": 1, "ticketId": "T-1", "agenticJobId": "job.1", "agenticJobName": "Job",
        "agenticJobType": "Loan", "agenticJobVersion": 2, "squadId": "s1", "squadName": "Squad", "squadRole": "lead",
        "responseQualityScore": 0.92, "systemPrompt": "Be terse", "inputMessages": "[]", "outputResponse": "Hi", "promptsTruncated": false,
        "actualServiceTier": "flex", "requestedServiceTier": "auto", "subscriptionTier": "max", "pricingTier": "BATCH", "effort": "high",
        "speed": "fast", "querySource": "cli", "subagentType": "explore", "clientSurface": "ide", "entrypoint": "cli", "promptId": "pr-1",
        "promptLength": 12, "modelHost": "bedrock", "codingAssistantAccountUuid": "uuid", "skillName": "review", "skillSource": "plugin",
        "credentialAlias": "alias", "attributes": {"own": [1, 2.50], "costType": "theirs"}, "newField": {"a": null, "b": 1.10},
    });
    insta::assert_snapshot!("completion", view::text(&decode(Format::Completions, completion).unwrap()));

    let audio = json!({
        "transactionId": "a", "model": "gpt-4o-transcribe", "provider": "openai", "durationSeconds": 12.5, "characterCount": 7,
        "inputTokenCount": 110, "inputAudioTokenCount": 100, "outputTokenCount": 20, "outputAudioTokenCount": 30,
        "language": "en", "speed": 1.25, "isRealtime": true, "subscriberId": "u1", "subscriberEmail": "u1@example.com",
        "sourceTransactionId": "src", "billingUnit": "PER_TOKEN",
    });
    insta::assert_snapshot!("audio", view::text(&decode(Format::Audio, audio).unwrap()));

    let video = json!({
        "transactionId": "v", "model": "gen4", "provider": "Runway", "durationSeconds": 8, "requestedDurationSeconds": 10,
        "creditsConsumed": 40, "creditRate": 0.01, "fps": 24, "completionStatus": "SUCCESS", "asyncOperation": true, "videoJobId": "j",
    });
    insta::assert_snapshot!("video", view::text(&decode(Format::Video, video).unwrap()));

    let tool = json!({
        "transactionId": "msg_like", "toolId": "search", "durationMs": 12, "success": false, "timestamp": "2026-11-23T10:00:00Z",
        "usageMetadata": {"pages": 3, "rate": "1.5", "site": "example.com", "deep": {"x": 1}, "refund": -1}, "costUsd": 0.02,
        "operation": "scrape", "errorMessage": "ValueError", "subscriberCredential": "web", "workflowId": "wf",
    });
    insta::assert_snapshot!("tool", view::text(&decode(Format::Tool, tool).unwrap()));

    let native = json!({
        "kind": "embedding", "id": "mine", "transactionId": "tx", "time": "2026-11-23T10:00:00", "requestTime": "2026-11-23T09:59:59Z",
        "model": "m", "provider": "XAI", "inputTokenCount": 10, "cacheReadTokenCount": 4, "meters": {"input_tokens": 7, "gpu_seconds": "0.25", "none": null},
    });
    insta::assert_snapshot!("native", view::text(&decode(Format::Native, native).unwrap()));
}

#[test]
fn fields_of_the_wrong_type_are_named() {
    let check = |format: Format, field: &str, value: Value, message: &str| {
        let mut body = json!({"transactionId": "t", "model": "m", "toolId": "x", "payload": {}});
        body[field] = value;
        let error = decode(format, body).unwrap_err();
        assert_eq!(error.to_string(), message);
    };
    use Format::{Completions, Generic, Images, Native, Tool, Video};
    check(Completions, "model", json!(null), "`model` is required");
    check(Images, "model", json!("  "), "`model` is required");
    check(Completions, "model", json!(["gpt"]), "`model` must be a text");
    check(Completions, "agent", json!(true), "`agent` must be a text");
    check(Completions, "inputTokenCount", json!("many"), "`inputTokenCount` must be a quantity: not a decimal number");
    check(Completions, "inputTokenCount", json!(-1), "`inputTokenCount` must be a quantity: negative");
    check(Completions, "inputTokenCount", json!({}), "`inputTokenCount` must be a number");
    check(Completions, "requestDuration", json!("soon"), "`requestDuration` must be a whole number");
    check(Completions, "isStreamed", json!("yes"), "`isStreamed` must be true or false");
    check(
        Completions,
        "responseTime",
        json!("yesterday"),
        "`responseTime` is not a time in RFC 3339, such as 2026-11-23T14:32:00Z",
    );
    check(Completions, "totalCost", json!([]), "`totalCost` must be a number");
    check(
        Completions,
        "totalCost",
        json!(1e9),
        "`totalCost` is beyond ± 9.2 million, the range of one event (cost_out_of_range)",
    );
    check(Completions, "subscriber", json!("u1"), "`subscriber` must be an object");
    check(Completions, "subscriber", json!({"email": {}}), "`subscriber.email` must be a text");
    check(
        Completions,
        "subscriber",
        json!({"credential": {"name": []}}),
        "`subscriber.credential.name` must be a text",
    );
    check(Completions, "systemPrompt", json!([]), "`systemPrompt` must be a text");
    check(Completions, "transactionId", json!("x".repeat(513)), "`transactionId` has more than 512 characters");
    check(
        Completions,
        "extra",
        json!("x".repeat(70_000)),
        "`attributes` and fields without a column hold more than 65536 bytes",
    );
    check(Video, "durationSeconds", json!(1e16), "`durationSeconds` must be a quantity: beyond 10^15");
    check(Tool, "toolId", json!(""), "`toolId` is required");
    check(Tool, "usageMetadata", json!(3), "`usageMetadata` must be an object");
    check(Generic, "payload", json!(null), "`payload` is required");
    check(
        Native,
        "kind",
        json!("chat"),
        "`kind` must be one of completion, embedding, image, audio, video, tool, api, custom",
    );
    check(Native, "meters", json!({"a": "x"}), "`meters.a` must be a quantity: not a decimal number");
    check(
        Native,
        "voids",
        json!("evt_1"),
        "`voids` must be the id of an event, `evt_` and 32 digits, as the answer gave it",
    );
    for id in ["types", "conversion-funnel", "-a", "a/b", "é"] {
        let error = decode(Completions, json!({"model": "m", "agenticJobId": id})).unwrap_err();
        assert_eq!(error.field, "agenticJobId", "{id}");
    }
    assert_eq!(decode(Native, json!({})).unwrap_err().to_string(), "`model` or `kind` is required");
}

#[test]
fn null_equals_absent() {
    let nulls = json!({"transactionId": "t", "model": "m", "agent": null, "subscriber": null, "inputTokenCount": null,
        "totalCost": null, "isStreamed": null, "responseTime": null, "attributes": null, "extra": null, "systemPrompt": null});
    let bare = json!({"transactionId": "t", "model": "m"});
    for format in [Format::Completions, Format::Audio, Format::Native] {
        assert_eq!(view(&decode(format, nulls.clone()).unwrap()), view(&decode(format, bare.clone()).unwrap()));
    }
}

#[test]
fn long_texts_are_cut_and_flagged() {
    let event = decode(
        Format::Completions,
        json!({"model": "m", "agent": "ü".repeat(300), "systemPrompt": "é".repeat(50_001), "outputResponse": "ok"}),
    );
    let event = event.unwrap();
    let view = view(&event);
    assert_eq!(view["dimensions"]["agent"], "ü".repeat(255));
    assert_eq!(view["attributes"]["agent_truncated"], true);
    assert_eq!(view["prompts"]["system"], format!("{}...[TRUNCATED]", "é".repeat(50_000)));
    assert_eq!((&view["prompts"]["truncated"], &view["prompts"]["output"]), (&json!(true), &json!("ok")));
}

#[test]
fn a_cloud_event_says_the_same_in_both_modes() {
    let envelope = r#"{"specversion": "1.0", "id": "1", "source": "s", "type": "t", "time": "", "subject": " ", "sampledrate": "",
        "extension": "\"\u00e9\"", "number": 1.0, "data": {"model": "m"}}"#;
    let structured = Format::CloudEvent.decode(outlay_ingest::one(envelope.as_bytes()).unwrap(), &context()).unwrap();
    let text = |text: &'static str| Some(text.into());
    let attributes = outlay_ingest::Attributes {
        id: text("1"),
        source: text("s"),
        specversion: text("1.0"),
        r#type: text("t"),
        time: text(""),
        subject: text(" "),
        sampledrate: text(""),
        other: vec![("extension".into(), "\"é\"".into()), ("number".into(), "1.0".into())],
    };
    let data = outlay_ingest::one(br#"{"model": "m"}"#).unwrap();
    let binary = outlay_ingest::decode_cloud_event(attributes, data, &context()).unwrap();
    assert_eq!(view(&structured), view(&binary));
    assert_eq!(view(&binary)["attributes"]["ce-extension"], "\"é\"");
}

#[test]
fn a_record_without_ids_is_known_by_what_it_says() {
    let id = |body: Value| parts(&decode(Format::Native, body).unwrap()).0.call_id;
    assert_eq!(
        id(json!({"model": "m", "inputTokenCount": 1})),
        id(json!({"inputTokenCount": 1, "model": "m", "id": null}))
    );
    assert_ne!(id(json!({"model": "m", "inputTokenCount": 1})), id(json!({"model": "m", "inputTokenCount": 2})));
    assert_ne!(id(json!({"model": "m", "transactionId": " "})), id(json!({"model": "n", "transactionId": ""})));
}

#[test]
fn bodies_are_objects_or_arrays_of_them() {
    use outlay_ingest::{many, one};
    assert!(one(b"{\"a\": 1}").is_ok());
    for body in ["", "[]", "1", "{", "{}{}", "\u{0}", "nul"] {
        assert!(one(body.as_bytes()).is_err(), "{body}");
    }
    assert!(one(&[b'['; 100_000]).is_err());
    assert!(one(b"\xff").is_err());
    assert_eq!(many(b"[{}, 3]").unwrap().len(), 2);
    assert!(many(format!("[{}0]", "0,".repeat(10_000)).as_bytes()).unwrap_err().to_string().contains("10001"));
    for item in ["3", "\"x\"", "null", "true", "[{}]"] {
        let body = format!("[{item}, {{\"model\": \"m\"}}]");
        let mut records = many(body.as_bytes()).unwrap().into_iter();
        let error = Format::Native.decode(records.next().unwrap().unwrap(), &context()).unwrap_err();
        assert_eq!(error.to_string(), "`event` must be a JSON object", "{item}");
        assert!(Format::Native.decode(records.next().unwrap().unwrap(), &context()).is_ok());
    }
    let lines: Vec<_> = outlay_ingest::lines(b"{\"model\":\"a\"}\r\n\nnonsense\n{\"model\":\"b\"}").unwrap();
    assert_eq!(lines.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
}

/// Any JSON, and often a known name, so that decoding gets far.
#[allow(clippy::disallowed_types, reason = "senders write such numbers")]
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "-?[0-9]{0,40}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{0,6})?".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_name(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_name() -> impl Strategy<Value = String> {
    let known = [
        "model",
        "provider",
        "transactionId",
        "spanId",
        "id",
        "kind",
        "time",
        "responseTime",
        "requestDuration",
        "inputTokenCount",
        "cacheReadTokenCount",
        "totalCost",
        "costMultiplier",
        "isStreamed",
        "subscriber",
        "credential",
        "attributes",
        "payload",
        "usageMetadata",
        "meters",
        "toolId",
        "success",
        "agenticJobId",
        "systemPrompt",
        "$serde_json::private::Number",
    ];
    prop_oneof![3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

#[test]
fn names_that_the_json_library_keeps_for_itself_are_refused() {
    let body =
        br#"{"transactionId": "t", "model": "m", "subscriber": {"": null, "$serde_json::private::Number": false}}"#;
    for format in [Format::Completions, Format::Images, Format::Native] {
        let error = format.decode(outlay_ingest::one(body).unwrap(), &context()).unwrap_err();
        assert!(error.to_string().ends_with("holds a name that begins with `$serde_json::private::`"), "{error}");
    }
}

#[test]
fn a_field_without_a_name_is_told_by_what_holds_it() {
    let body = br#"{"transactionId": "t", "model": "m", "": {"$serde_json::private::Number": null}}"#;
    let error = Format::Native.decode(outlay_ingest::one(body).unwrap(), &context()).unwrap_err();
    assert!(error.to_string().starts_with("`event` cannot be kept: "), "{error}");
}

proptest! {
    #[test]
    fn no_body_panics(entries in prop::collection::btree_map(any_name(), any_json(), 0..8)) {
        let body = Value::Object(entries.into_iter().collect());
        let mut full = body.clone();
        for (name, value) in [("model", json!("m")), ("toolId", json!("t")), ("payload", json!({})), ("transactionId", json!("t")),
            ("responseCode", json!(200)), ("data", body.clone()), ("id", json!("i")), ("source", json!("s")), ("type", json!("t")), ("specversion", json!("1.0"))] {
            if full[name].is_null() { full[name] = value; }
        }
        for body in [body.to_string(), full.to_string()] {
            for format in Format::ALL {
                let Ok(record) = outlay_ingest::one(body.as_bytes()) else { continue };
                match format.decode(record, &context()) {
                    Ok(Decoded::Void { .. }) => {}
                    Ok(decoded) => drop(view(&decoded)),
                    Err(error) => prop_assert!(!error.field.is_empty() && !error.problem.is_empty()),
                }
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _outcome = (outlay_ingest::one(&bytes).is_ok(), outlay_ingest::many(&bytes).is_ok());
    }

    #[test]
    fn what_nobody_knows_becomes_an_attribute(value in any_json(), name in "x[a-z]{1,8}") {
        let body = json!({"transactionId": "t", "model": "m", (name.as_str()): value});
        // Refused where it imitates the JSON library's own notation of numbers.
        let imitates = body.to_string().contains("$serde_json::private::");
        let sent: Value = serde_json::from_str(&body[&name].to_string()).unwrap_or_default();
        let decoded = match decode(Format::Completions, body) {
            Ok(decoded) => decoded,
            Err(error) => {
                prop_assert!(imitates && error.field == name, "{error}");
                return Ok(());
            }
        };
        let attributes: Value = parts(&decoded).0.attributes.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        prop_assert_eq!(attributes.get(&name).cloned().unwrap_or(Value::Null), sent);
    }
}
