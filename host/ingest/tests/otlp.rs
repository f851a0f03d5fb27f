//! OTLP export requests: which records are calls, what they say, and that two encodings say the same.
#![allow(clippy::unwrap_used)]

#[path = "otlp/encode.rs"]
mod encode;

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceResponse};
use outlay_domain::{CallId, Dimension, Event, Kind, Rank, Timestamp, merge};
use outlay_ingest::{
    BodyError, Context, Decoded, Export, FieldError, Format, Signal, Wire, decode_otlp, many, otlp_failure, otlp_reply,
};
use proptest::prelude::*;
use prost::Message;
use serde_json::{Value, json};

use encode::protobuf;

const CONTEXT: Context<'static> =
    Context { key_id: "key", team: "team", now: Timestamp::from_seconds(1_800_000_000), keeps_prompts: false };
const KEEPING: Context<'static> = Context { keeps_prompts: true, ..CONTEXT };

macro_rules! fixtures {
    ($($name:literal $signal:ident,)+) => {
        const FIXTURES: &[(&str, Signal, &str)] =
            &[$(($name, Signal::$signal, include_str!(concat!("otlp/", $name, ".json"))),)+];
    };
}
fixtures! {
    "g1" Traces,
    "g2" Traces,
    "g3" Traces,
    "openinference" Traces,
    "traceloop" Traces,
    "vercel" Traces,
    "langfuse" Traces,
    "openlit" Traces,
    "claude-code-spans" Traces,
    "details" Logs,
    "claude-code" Logs,
    "codex" Logs,
    "gemini" Logs,
    "cursor" Logs,
    "otlp-claude-code-test" Logs,
    "metrics" Metrics,
}

fn fixture(name: &str) -> (Signal, Value) {
    let (_, signal, text) = FIXTURES.iter().find(|(known, ..)| *known == name).unwrap();
    let request: Value = serde_json::from_str(text).unwrap();
    // Captures hold more than the body.
    (*signal, request.get("body").cloned().unwrap_or(request))
}

fn export(signal: Signal, request: &Value, context: &Context<'_>) -> Export {
    decode_otlp(signal, Wire::Json, request.to_string().as_bytes(), context).unwrap()
}

fn read(name: &str, context: &Context<'_>) -> Export {
    let (signal, request) = fixture(name);
    export(signal, &request, context)
}

type Call = (Event, Vec<CallId>);

fn unpack(outcome: Result<Decoded, FieldError>) -> Call {
    match outcome.unwrap() {
        Decoded::Event { event, aliases } => (*event, aliases),
        other => panic!("{other:?}"),
    }
}

fn calls(export: Export) -> Vec<Call> {
    export.calls.into_iter().map(|(_, outcome)| unpack(outcome)).collect()
}

/// The first call of a fixture.
fn first(name: &str) -> Call {
    unpack(read(name, &CONTEXT).calls.remove(0).1)
}

fn meters(event: &Event) -> BTreeMap<&str, String> {
    event.meters.iter().map(|(name, quantity)| (name.as_str(), quantity.to_string())).collect()
}

fn expected<'m>(meters: &[(&'m str, &str)]) -> BTreeMap<&'m str, String> {
    meters.iter().map(|(name, quantity)| (*name, (*quantity).to_owned())).collect()
}

fn attributes(event: &Event) -> Value {
    serde_json::from_str(event.attributes.as_deref().unwrap_or("{}")).unwrap()
}

fn dimension(event: &Event, dimension: Dimension) -> Option<&str> {
    event.dimensions.get(dimension)
}

/// Whether two records are about one call.
fn share_a_name(one: &Call, other: &Call) -> bool {
    let names = |call: &Call| [vec![call.0.call_id], call.1.clone()].concat();
    names(one).iter().any(|name| names(other).contains(name))
}

/// One span of GenAI with some attributes more.
fn span(more: &[(&str, Value)]) -> Value {
    let mut attributes = vec![
        json!({"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}),
        json!({"key": "gen_ai.provider.name", "value": {"stringValue": "openai"}}),
        json!({"key": "gen_ai.request.model", "value": {"stringValue": "gpt-x"}}),
    ];
    attributes.extend(more.iter().map(|(key, value)| json!({"key": key, "value": value})));
    json!({
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "name": "chat gpt-x",
        "startTimeUnixNano": "1784700000000000000", "endTimeUnixNano": "1784700001250000000",
        "attributes": attributes,
    })
}

fn traces(spans: &[Value]) -> Value {
    json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})
}

fn one(more: &[(&str, Value)]) -> Result<Call, FieldError> {
    let outcome = export(Signal::Traces, &traces(&[span(more)]), &CONTEXT).calls.remove(0).1;
    outcome.map(|decoded| unpack(Ok(decoded)))
}

/// Where fuzzing begins: with requests that get far.
#[test]
fn the_fuzzers_seeds_are_the_fixtures() {
    for (name, ..) in FIXTURES {
        let (signal, request) = fixture(name);
        let (seed, body) = (format!("../../fuzz/seeds/otlp_protobuf/{name}.pb"), protobuf(signal, &request));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&seed, &body).unwrap();
        }
        let is_same = std::fs::read(&seed).is_ok_and(|reviewed| reviewed == body);
        assert!(is_same, "{seed} is not the fixture; run again with UPDATE_GOLDEN=1");
    }
}

#[test]
fn both_encodings_say_the_same() {
    for (name, ..) in FIXTURES {
        let (signal, request) = fixture(name);
        let json = export(signal, &request, &KEEPING);
        let binary = decode_otlp(signal, Wire::Protobuf, &protobuf(signal, &request), &KEEPING).unwrap();
        assert_eq!(format!("{json:#?}"), format!("{binary:#?}"), "{name}");
        assert!(!json.calls.is_empty(), "{name}");
    }
}

#[test]
fn each_convention_gives_the_same_call() {
    let same = expected(&[
        ("input_tokens", "1000"),
        ("cache_read_tokens", "200"),
        ("output_tokens", "80"),
        ("reasoning_tokens", "30"),
    ]);
    for name in ["g1", "g2", "g3", "openinference", "traceloop", "vercel", "langfuse", "openlit"] {
        let (event, _) = first(name);
        let mut counted = meters(&event);
        assert_eq!(counted.remove("cache_write_tokens").unwrap_or("0".to_owned()), "0", "{name}");
        assert_eq!(counted, same, "{name}");
        assert_eq!(dimension(&event, Dimension::Provider), Some("openai"), "{name}");
        assert_eq!(dimension(&event, Dimension::Model), Some("gpt-5-2025-08-07"), "{name}");
        assert_eq!(dimension(&event, Dimension::Operation), Some("CHAT"), "{name}");
        assert_eq!(dimension(&event, Dimension::TraceId), Some("5b8efff798038103d269b633813fc60c"), "{name}");
        assert_eq!(dimension(&event, Dimension::ParentTransactionId), Some("00f067aa0ba902b7"), "{name}");
        if name != "langfuse" {
            assert_eq!(dimension(&event, Dimension::StopReason), Some("TOKEN_LIMIT"), "{name}");
        }
        assert_eq!((event.rank, event.kind, event.source.as_str()), (Rank::Span, Kind::Completion, "otlp.traces"));
        assert_eq!(event.event_time.to_string(), "2026-07-22T06:00:01.250000Z");
        assert_eq!(event.duration_ms, Some(1250));
    }
}

#[test]
fn totals_of_agents_chains_and_outer_spans_are_no_calls() {
    for (name, calls, ignored) in [
        ("g2", 4, 2),
        ("openinference", 1, 1),
        ("traceloop", 1, 1),
        ("vercel", 1, 1),
        ("langfuse", 1, 1),
        ("claude-code-spans", 1, 2),
        ("claude-code", 4, 2),
        ("codex", 2, 2),
        ("gemini", 2, 2),
        ("metrics", 7, 3),
    ] {
        let export = read(name, &CONTEXT);
        assert_eq!((export.calls.len(), export.ignored), (calls, ignored), "{name}");
    }
}

#[test]
fn attribution_outcome_and_what_is_left_are_kept() {
    let calls = calls(read("g2", &CONTEXT));
    let chat = &calls[0].0;
    for (one, text) in [
        (Dimension::Organization, "AcmeCorp"),
        (Dimension::Environment, "staging"),
        (Dimension::Product, "checkout-bot"),
        (Dimension::SubscriberId, "u-7"),
        (Dimension::Agent, "route-planner"),
        (Dimension::AgentVersion, "3"),
        (Dimension::ServiceTier, "flex"),
        (Dimension::TransactionName, "chat gpt-5"),
        (Dimension::Middleware, "my.g2"),
    ] {
        assert_eq!(dimension(chat, one), Some(text), "{one:?}");
    }
    assert_eq!(chat.transaction_id.as_deref(), Some("chatcmpl-9f1"));
    assert_eq!((chat.is_streamed, chat.time_to_first_token_ms), (Some(true), Some(250)));
    assert_eq!(chat.prompts, None);
    let kept = attributes(chat);
    assert_eq!(kept["gen_ai.request.temperature"].to_string(), "0.1");
    assert_eq!(kept["app.build"].to_string(), "9007199254740993");
    assert_eq!(kept["server.address"], "api.openai.com");
    assert_eq!(kept["gen_ai.conversation.id"], "conv-1");
    assert_eq!(kept["otel.scope.version"], "1.0");
    for name in ["gen_ai.input.messages", "gen_ai.system_instructions", "http.request.header.authorization"] {
        assert!(kept.get(name).is_none(), "{name}");
    }

    let tool = &calls[1].0;
    assert_eq!((tool.kind, dimension(tool, Dimension::Tool)), (Kind::Tool, Some("get_weather")));
    assert_eq!(meters(tool), expected(&[("calls", "1")]));
    assert!(!tool.attributes.as_deref().unwrap().contains("Oslo"));

    let embedding = &calls[2].0;
    assert_eq!((embedding.kind, dimension(embedding, Dimension::Operation)), (Kind::Embedding, Some("EMBED")));
    assert_eq!(meters(embedding), expected(&[("input_tokens", "7")]));

    let failed = &calls[3].0;
    assert_eq!(dimension(failed, Dimension::StopReason), Some("ERROR"));
    assert_eq!(
        dimension(failed, Dimension::ErrorReason),
        Some("Incorrect API key provided: sk-proj-[masked]"),
        "a provider quotes the key"
    );
    assert_eq!((failed.error_code, failed.meters.len()), (Some(429), 0));
}

#[test]
fn what_was_asked_is_kept_only_where_a_team_wants_it() {
    for name in ["g1", "g2", "openinference", "traceloop", "vercel", "langfuse", "gemini"] {
        for (place, (event, _)) in calls(read(name, &CONTEXT)).iter().enumerate() {
            let all = format!("{event:?}");
            assert!(!all.contains("the weather?") && !all.contains("Rain."), "{name} {place}: {all}");
            assert!(!all.contains("secret"), "{name} {place}: {all}");
        }
        let (event, _) = unpack(read(name, &KEEPING).calls.remove(0).1);
        let prompts = event.prompts.unwrap();
        assert!(prompts.output.unwrap().contains("Rain."), "{name}");
        if name != "gemini" {
            assert!(prompts.input.unwrap().contains("What is the weather?"), "{name}");
        }
        assert_eq!(prompts.system.is_some(), name == "g2", "{name}");
        let kept = event.attributes.unwrap();
        assert!(!kept.contains("the weather?") && !kept.contains("Rain."), "{name}");
    }
    let (event, _) = unpack(read("traceloop", &KEEPING).calls.remove(0).1);
    assert_eq!(event.prompts.unwrap().input.unwrap(), r#"[{"content":"What is the weather?","role":"user"}]"#);
}

#[test]
fn a_sender_s_costs_are_exact() {
    for name in ["openinference", "langfuse", "openlit"] {
        assert_eq!(first(name).0.reported.total.unwrap().to_string(), "0.0021", "{name}");
    }
    let claude = calls_ok("claude-code");
    assert_eq!(claude[0].0.reported.total.unwrap().to_string(), "0.0212345");
    assert_eq!(claude[2].0.reported.total.unwrap().to_string(), "0.0015");
    let tenth = one(&[("gen_ai.usage.cost", json!({"doubleValue": 0.1}))]).unwrap();
    assert_eq!(tenth.0.reported.total.unwrap().to_string(), "0.1");
    let tiny = one(&[("gen_ai.usage.cost", json!({"doubleValue": 1e-7}))]).unwrap();
    assert_eq!(tiny.0.reported.total.unwrap().to_string(), "0.0000001");
    for bad in ["NaN", "Infinity", "1e300", "9300000"] {
        let refused = one(&[("gen_ai.usage.cost", json!({"doubleValue": bad}))]).unwrap_err();
        assert_eq!(refused.field, "gen_ai.usage.cost", "{bad}");
    }
}

/// The calls of a fixture that are not refused.
fn calls_ok(name: &str) -> Vec<Call> {
    let taken = read(name, &CONTEXT).calls.into_iter().filter(|(_, outcome)| outcome.is_ok());
    taken.map(|(_, outcome)| unpack(outcome)).collect()
}

#[test]
fn cached_input_counts_once_whether_inside_or_beside() {
    let int = |count: i64| json!({"intValue": count.to_string()});
    for (read, write) in [
        ("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_write.input_tokens"),
        ("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
        ("gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_creation_input_tokens"),
    ] {
        let same = expected(&[("input_tokens", "50"), ("cache_read_tokens", "900"), ("cache_write_tokens", "300")]);
        for input in [50, 1250] {
            let call = one(&[("gen_ai.usage.input_tokens", int(input)), (read, int(900)), (write, int(300))]);
            assert_eq!(meters(&call.unwrap().0), same, "{input}");
        }
    }
    let reasoning = one(&[("gen_ai.usage.output_tokens", int(20)), ("gen_ai.usage.reasoning.output_tokens", int(100))]);
    let counted = expected(&[("output_tokens", "120"), ("reasoning_tokens", "100")]);
    assert_eq!(meters(&reasoning.unwrap().0), counted, "more reasoning than output stands beside it");
}

#[test]
fn audio_and_images_are_taken_out_of_the_sums() {
    let int = |count: i64| json!({"intValue": count});
    let call = one(&[
        ("gen_ai.usage.input_tokens", int(1000)),
        ("gen_ai.usage.cache_read.input_tokens", int(700)),
        ("gen_ai.usage.audio.input_tokens", int(600)),
        ("gen_ai.usage.audio.cache_read.input_tokens", int(500)),
        ("gen_ai.usage.image.input_tokens", int(50)),
        ("gen_ai.usage.output_tokens", int(80)),
        ("gen_ai.usage.audio.output_tokens", int(60)),
        ("gen_ai.usage.image.output_tokens", int(5)),
    ]);
    let expected = expected(&[
        ("input_tokens", "150"),
        ("cache_read_tokens", "700"),
        ("input_audio_tokens", "100"),
        ("input_image_tokens", "50"),
        ("output_tokens", "15"),
        ("output_audio_tokens", "60"),
        ("output_image_tokens", "5"),
    ]);
    assert_eq!(meters(&call.unwrap().0), expected);
}

#[test]
fn numbers_may_be_texts_and_bad_ones_refuse_their_record_alone() {
    for (value, counted) in [
        (json!({"intValue": "12"}), Some("12")),
        (json!({"intValue": 12}), Some("12")),
        (json!({"stringValue": " 12 "}), Some("12")),
        (json!({"doubleValue": 12.0}), Some("12")),
        (json!({"doubleValue": "12"}), Some("12")),
        (json!({"intValue": "999999999999999"}), Some("999999999999999")),
        (json!({"intValue": "9007199254740993"}), None),
        (json!({"doubleValue": "NaN"}), None),
        (json!({"doubleValue": "Infinity"}), None),
        (json!({"intValue": "-1"}), None),
        (json!({"stringValue": "many"}), None),
        (json!({"boolValue": true}), None),
    ] {
        let bad = span(&[("gen_ai.usage.input_tokens", value.clone())]);
        let export = export(Signal::Traces, &traces(&[bad, span(&[])]), &CONTEXT);
        assert_eq!(export.calls[0].0, "span 1 `chat gpt-x`");
        assert!(export.calls[1].1.is_ok());
        match (&export.calls[0].1, counted) {
            (Ok(Decoded::Event { event, .. }), Some(count)) => {
                assert_eq!(meters(event), expected(&[("input_tokens", count)]), "{value}");
            }
            (Err(error), None) => assert_eq!(error.field, "gen_ai.usage.input_tokens", "{value}"),
            (other, _) => panic!("{value}: {other:?}"),
        }
    }
    let unreadable = span(&[("x", json!({"intValue": "many"}))]);
    let export = export(Signal::Traces, &traces(&[span(&[]), unreadable, span(&[])]), &CONTEXT);
    let refused: Vec<&str> =
        export.calls.iter().filter(|(_, outcome)| outcome.is_err()).map(|(what, _)| what.as_str()).collect();
    assert_eq!((export.calls.len(), refused), (3, vec!["span 2"]));
}

#[test]
fn spans_with_bad_ids_are_refused_alone() {
    let with = |changes: Value| {
        let mut span = span(&[]);
        span.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        span
    };
    for (changes, problem) in [
        (json!({"traceId": "00000000000000000000000000000000"}), Some("traceId")),
        (json!({"traceId": "5b8e"}), Some("traceId")),
        (json!({"traceId": ""}), Some("traceId")),
        (json!({"spanId": "0000000000000000"}), Some("spanId")),
        (json!({"spanId": null}), Some("spanId")),
        (json!({"parentSpanId": ""}), None),
        (json!({"traceId": "5B8EFFF798038103D269B633813FC60C"}), None),
        (json!({"unknown": {"deep": [1, {"x": null}]}, "attributes": null, "events": null, "status": null}), None),
    ] {
        let request = traces(&[with(changes.clone()), span(&[("gen_ai.usage.input_tokens", json!({"intValue": 1}))])]);
        let mut exports = vec![export(Signal::Traces, &request, &CONTEXT)];
        if changes.get("unknown").is_none() {
            exports.push(
                decode_otlp(Signal::Traces, Wire::Protobuf, &protobuf(Signal::Traces, &request), &CONTEXT).unwrap(),
            );
        }
        for mut export in exports {
            assert!(export.calls.pop().unwrap().1.is_ok(), "{changes}");
            let field = export.calls.pop().and_then(|(_, outcome)| outcome.err()).map(|error| error.field);
            assert_eq!(field.as_deref(), problem, "{changes}");
        }
    }
}

#[test]
fn an_end_before_the_start_is_an_unknown_duration() {
    let mut early = span(&[]);
    early["endTimeUnixNano"] = json!("1784699999000000000");
    let (event, _) = calls(export(Signal::Traces, &traces(&[early]), &CONTEXT)).remove(0);
    assert_eq!(event.duration_ms, None);
    assert_eq!(event.event_time.to_string(), "2026-07-22T05:59:59.000000Z");
}

#[test]
fn records_of_one_call_share_a_name() {
    let span = first("g2");
    let details = first("details");
    assert_eq!(details.0.rank, Rank::Details);
    assert!(share_a_name(&span, &details));
    let sdk = |body: Value| {
        let body = body.to_string();
        let record = many(body.as_bytes()).unwrap().remove(0).unwrap();
        unpack(Format::Completions.decode(record, &CONTEXT))
    };
    let base = json!({"model": "gpt-5", "inputTokenCount": 1200, "outputTokenCount": 80, "cacheReadTokenCount": 200});
    let with = |changes: Value| {
        let mut body = base.clone();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        sdk(body)
    };
    let by_response = with(json!({"transactionId": "chatcmpl-9f1"}));
    let by_span = with(json!({"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174"}));
    for other in [&by_response, &by_span] {
        assert!(share_a_name(&span, other) && share_a_name(&details, other));
    }
    assert!(!share_a_name(&span, &with(json!({"transactionId": "chatcmpl-other"}))));
    // A response id that looks like nothing we know.
    let own = one(&[("gen_ai.response.id", json!({"stringValue": "abc"}))]).unwrap();
    assert!(share_a_name(&own, &with(json!({"transactionId": "abc"}))));
}

#[test]
fn a_span_its_details_and_its_metric_cost_once() {
    let (span, details) = (first("g2"), first("details"));
    let merged = merge::merge(&[details.0, span.0.clone()]);
    assert_eq!(merged.event.meters, span.0.meters);
    let metrics = read("metrics", &CONTEXT).calls.into_iter().filter(|(_, outcome)| outcome.is_ok());
    for (event, _) in metrics.map(|(_, outcome)| unpack(outcome)) {
        assert!(event.billing.skipped, "a metric costs nothing");
        assert_eq!(event.billing.skip_reason.as_deref(), Some("AGGREGATE"));
        assert!(event.meters.keys().all(|name| name.starts_with("metric.")), "{:?}", event.meters);
    }
}

#[test]
fn claude_code_is_metered_from_its_log() {
    let export = read("claude-code", &CONTEXT);
    assert_eq!(export.calls[3].0, "log record 5 `api_request`");
    assert_eq!(export.calls[3].1.as_ref().unwrap_err().field, "input_tokens");
    let calls = calls_ok("claude-code");
    let request = &calls[0].0;
    assert_eq!(
        meters(request),
        expected(&[
            ("input_tokens", "12"),
            ("output_tokens", "340"),
            ("cache_read_tokens", "15000"),
            ("cache_write_tokens", "800"),
        ])
    );
    for (one, text) in [
        (Dimension::Provider, "anthropic"),
        (Dimension::Model, "claude-opus-4-5"),
        (Dimension::Agent, "claude-code"),
        (Dimension::AgentVersion, "2.1.214"),
        (Dimension::SubscriberEmail, "dev@example.com"),
        (Dimension::SubscriberId, "hash"),
        (Dimension::TraceId, "s-1"),
        (Dimension::Middleware, "com.anthropic.claude_code.events"),
    ] {
        assert_eq!(dimension(request, one), Some(text), "{one:?}");
    }
    assert_eq!((request.rank, request.duration_ms), (Rank::Log, Some(5120)));
    assert_eq!(request.transaction_id.as_deref(), Some("req_011CX"));
    let kept = attributes(request);
    for (name, text) in [
        ("billing.kind", "subscription"),
        ("query_source", "main"),
        ("team.id", "platform"),
        ("CLAUDE_CODE_SUBSCRIPTION_TIER", "max"),
        ("session.id", "s-1"),
    ] {
        assert_eq!(kept[name], text, "{name}");
    }

    let failed = &calls[1].0;
    assert_eq!((failed.meters.len(), failed.error_code), (0, Some(529)));
    assert_eq!(dimension(failed, Dimension::StopReason), Some("ERROR"));
    assert_eq!(dimension(failed, Dimension::ErrorReason), Some("overloaded"));

    let spans = calls_ok("claude-code-spans");
    assert!(share_a_name(&calls[0], &spans[0]), "the span adds to the log");
    assert!(spans[0].0.rank < request.rank);
    let merged = merge::merge(&[spans[0].0.clone(), request.clone()]);
    assert_eq!(merged.event.meters, request.meters);
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.event.time_to_first_token_ms, Some(900));
    assert_eq!(merged.event.dimensions.get(Dimension::StopReason), Some("END_SEQUENCE"));
    let by_answer = spans[0].1.len();
    assert!(by_answer >= 2, "the answer's id is another name");
}

#[test]
fn the_connectivity_test_of_the_command_line_is_taken() {
    let (event, _) = first("otlp-claude-code-test");
    assert_eq!(dimension(&event, Dimension::Model), Some("cli-connectivity-test"));
    assert_eq!(dimension(&event, Dimension::Organization), Some("AcmeCorp"));
    assert_eq!(dimension(&event, Dimension::Product), Some("coding"));
    assert_eq!(dimension(&event, Dimension::SubscriberEmail), Some("dev@example.com"));
    assert_eq!(dimension(&event, Dimension::Agent), Some("claude-code"));
    assert!(event.meters.values().all(|quantity| quantity.is_zero()));
    assert_eq!(event.reported.total.unwrap().to_string(), "0");
    assert_eq!(event.call_id, first("otlp-claude-code-test").0.call_id, "sent again, it is the same");
}

#[test]
fn other_assistants_count_in_their_own_ways() {
    let codex = calls(read("codex", &CONTEXT));
    let same = expected(&[
        ("input_tokens", "1000"),
        ("cache_read_tokens", "200"),
        ("output_tokens", "80"),
        ("reasoning_tokens", "30"),
    ]);
    assert_eq!(meters(&codex[0].0), same);
    assert_eq!(dimension(&codex[0].0, Dimension::Provider), Some("openai"));
    assert_eq!(dimension(&codex[0].0, Dimension::Agent), Some("codex_cli_rs"));
    assert_eq!(attributes(&codex[0].0)["auth_mode"], "ApiKey");
    assert_ne!(codex[0].0.call_id, codex[1].0.call_id);

    let gemini = calls(read("gemini", &CONTEXT));
    assert_eq!(meters(&gemini[0].0), same);
    assert_eq!(dimension(&gemini[0].0, Dimension::Provider), Some("google"));
    assert_eq!(dimension(&gemini[0].0, Dimension::StopReason), Some("END"));
    assert_eq!(gemini[0].0.error_code, None);
    assert_eq!((gemini[1].0.error_code, gemini[1].0.meters.len()), (Some(429), 0));

    let (cursor, _) = first("cursor");
    assert_eq!(
        meters(&cursor),
        expected(&[("input_tokens", "100"), ("cache_read_tokens", "900"), ("output_tokens", "20")])
    );
    assert_eq!(dimension(&cursor, Dimension::Provider), Some("cursor"));
    assert_eq!(cursor.transaction_id.as_deref(), Some("cursor-1"));
    assert_eq!(cursor.reported.total.unwrap().to_string(), "0.04");
}

#[test]
fn points_of_metrics_are_kept_once() {
    let export = read("metrics", &CONTEXT);
    let refused: Vec<&FieldError> = export.calls.iter().filter_map(|(_, outcome)| outcome.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "a negative count");
    let points = calls_ok("metrics");
    let names: Vec<(&str, String)> = points.iter().flat_map(|(event, _)| meters(event)).collect();
    assert_eq!(
        names.iter().map(|(name, quantity)| (*name, quantity.as_str())).collect::<Vec<_>>(),
        [
            ("metric.claude_code.token.usage.input", "1200"),
            ("metric.claude_code.token.usage.cacheRead", "15000"),
            ("metric.claude_code.cost.usage", "0.021"),
            ("metric.gen_ai.client.token.usage.input.since_start", "3600"),
            ("metric.gen_ai.client.token.usage.output", "240"),
            ("metric.gen_ai.client.inference.usage.input_tokens", "5"),
        ]
    );
    assert_eq!(dimension(&points[0].0, Dimension::Provider), Some("anthropic"));
    assert_eq!(dimension(&points[3].0, Dimension::Model), Some("gpt-5"));
    let ids = |points: &[Call]| points.iter().map(|(event, _)| event.call_id).collect::<Vec<_>>();
    assert_eq!(ids(&points), ids(&calls_ok("metrics")), "sent again, they are the same");
    let mut unique = ids(&points);
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), points.len());
}

#[test]
fn requests_without_records_are_taken() {
    for signal in [Signal::Traces, Signal::Logs, Signal::Metrics] {
        for body in ["", "{}", r#"{"resourceSpans":[]}"#, r#"{"resourceSpans":[{}],"resourceLogs":null,"x":1}"#] {
            let export = decode_otlp(signal, Wire::Json, body.as_bytes(), &CONTEXT).unwrap();
            assert!(export.calls.is_empty(), "{body}");
        }
        assert!(decode_otlp(signal, Wire::Protobuf, b"", &CONTEXT).unwrap().calls.is_empty());
        assert!(decode_otlp(signal, Wire::Protobuf, &[0x0a, 0x02, 0x12, 0x00], &CONTEXT).unwrap().calls.is_empty());
        for body in ["[]", "1", "{", r#"{"resourceSpans":{}}"#, "{} {}"] {
            let outcome = decode_otlp(signal, Wire::Json, body.as_bytes(), &CONTEXT);
            let is_otlp = signal != Signal::Traces && body.contains("resourceSpans");
            assert_eq!(outcome.is_ok(), is_otlp, "{signal:?} {body}");
        }
        for body in [&b"{}"[..], &[0x0a, 0x05, 0x01], &[0xff; 20]] {
            let error = decode_otlp(signal, Wire::Protobuf, body, &CONTEXT).unwrap_err();
            assert!(matches!(error, BodyError::NotOtlp(_)), "{error}");
        }
    }
}

#[test]
fn what_is_true_of_a_list_may_stand_behind_it() {
    let text = traces(&[span(&[])]).to_string();
    let resource = r#""resource":{"attributes":[{"key":"organization.name","value":{"stringValue":"AcmeCorp"}}]}"#;
    let late = text.replace("]}]}", &format!("],\"scope\":{{\"name\":\"lib\"}}}}],{resource}}}"));
    assert_ne!(text, late);
    let (event, _) = calls(decode_otlp(Signal::Traces, Wire::Json, late.as_bytes(), &CONTEXT).unwrap()).remove(0);
    assert_eq!(dimension(&event, Dimension::Organization), Some("AcmeCorp"), "{late}");
    assert_eq!(dimension(&event, Dimension::Middleware), Some("lib"));
}

#[test]
fn a_request_may_hold_so_many_calls() {
    let spans = vec![span(&[]); 10_001];
    let request = traces(&spans);
    for (wire, body) in
        [(Wire::Json, request.to_string().into_bytes()), (Wire::Protobuf, protobuf(Signal::Traces, &request))]
    {
        let error = decode_otlp(Signal::Traces, wire, &body, &CONTEXT).unwrap_err();
        assert!(matches!(error, BodyError::TooMany(10_001)), "{error}");
    }
    let export = export(Signal::Traces, &traces(&spans[..10_000]), &CONTEXT);
    assert_eq!(export.calls.len(), 10_000);
}

#[test]
fn huge_and_deep_values_cost_themselves_only() {
    let mut deep = json!({"stringValue": "x"});
    for _ in 0..200 {
        deep = json!({"arrayValue": {"values": [deep]}});
    }
    let request = traces(&[span(&[("deep", deep)]), span(&[])]);
    for (wire, body) in
        [(Wire::Json, request.to_string().into_bytes()), (Wire::Protobuf, protobuf(Signal::Traces, &request))]
    {
        let export = decode_otlp(Signal::Traces, wire, &body, &CONTEXT).unwrap();
        assert!(export.calls[0].1.is_err() && export.calls[1].1.is_ok(), "{wire:?}");
    }
    let huge = one(&[("huge", json!({"stringValue": "x".repeat(100_000)})), ("small", json!({"intValue": 1}))]);
    let kept = attributes(&huge.unwrap().0);
    assert_eq!((kept.get("huge"), &kept["small"]), (None, &json!(1)));
    assert_eq!(kept["attributes_truncated"], true);
}

#[test]
fn a_request_of_small_things_is_bounded() {
    // One resource of many attributes, and many scopes of an empty span each.
    let attributes = (0..100_000).map(|place| json!({"key": format!("k{place}"), "value": {"intValue": place}}));
    let attributes: Vec<Value> = attributes.collect();
    let scopes = vec![json!({"spans": [span(&[])]}); 5_000];
    let request = json!({"resourceSpans": [{"resource": {"attributes": attributes}, "scopeSpans": scopes}]});
    for (event, _) in calls(export(Signal::Traces, &request, &CONTEXT)) {
        assert!(event.attributes.unwrap().len() < 16 * 1024);
    }
    let spans = b"\x12\x00".repeat(2_000_000);
    let wrap = |tag: u8, inner: &[u8]| {
        let mut length = inner.len();
        let mut outer = vec![tag];
        while length >= 0x80 {
            outer.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        outer.push(length as u8);
        outer.extend_from_slice(inner);
        outer
    };
    let body = wrap(0x0a, &wrap(0x12, &spans));
    let error = decode_otlp(Signal::Traces, Wire::Protobuf, &body, &CONTEXT).unwrap_err();
    assert!(matches!(error, BodyError::NotOtlp(_)), "{error}");
}

#[test]
fn names_of_the_json_library_are_not_kept() {
    let call = one(&[
        ("$serde_json::private::Number", json!({"stringValue": "1"})),
        (
            "inner",
            json!({"kvlistValue": {"values": [{"key": "$serde_json::private::RawValue", "value": {"intValue": 1}}]}}),
        ),
    ]);
    let kept = call.unwrap().0.attributes.unwrap();
    assert!(!kept.contains("serde_json"), "{kept}");
}

#[test]
fn answers_are_encoded_as_asked() {
    for signal in [Signal::Traces, Signal::Logs, Signal::Metrics] {
        assert_eq!(otlp_reply(signal, Wire::Protobuf, 0, ""), b"");
        assert_eq!(otlp_reply(signal, Wire::Json, 0, ""), b"{}");
    }
    for (rejected, message) in [(300, "span 3: end"), (0, "take care"), (1, "")] {
        let reply = otlp_reply(Signal::Traces, Wire::Protobuf, rejected, message);
        let reply = ExportTraceServiceResponse::decode(reply.as_slice()).unwrap();
        let expected = ExportTracePartialSuccess {
            rejected_spans: i64::try_from(rejected).unwrap(),
            error_message: message.to_owned(),
        };
        assert_eq!(reply.partial_success, Some(expected));
    }
    let json = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).unwrap();
    for (signal, name) in [
        (Signal::Traces, "rejectedSpans"),
        (Signal::Logs, "rejectedLogRecords"),
        (Signal::Metrics, "rejectedDataPoints"),
    ] {
        let reply = json(otlp_reply(signal, Wire::Json, 2, "no"));
        assert_eq!(reply, json!({"partialSuccess": {name: "2", "errorMessage": "no"}}));
    }
    assert!(otlp_reply(Signal::Logs, Wire::Protobuf, 1, &"ä".repeat(9_000_000)).len() < 4 << 20);
    assert_eq!(json(otlp_failure(Wire::Json, "not \"protobuf\"")), json!({"message": "not \"protobuf\""}));
    assert_eq!(otlp_failure(Wire::Protobuf, "no"), b"\x12\x02no");
}

#[test]
fn content_types_are_known_whatever_their_parameters() {
    for (text, wire) in [
        ("application/x-protobuf", Some(Wire::Protobuf)),
        ("application/protobuf", Some(Wire::Protobuf)),
        ("Application/JSON ; charset=utf-8", Some(Wire::Json)),
        ("text/plain", None),
        ("", None),
    ] {
        assert_eq!(Wire::of(text), wire, "{text}");
    }
}

const SIGNALS: [Signal; 3] = [Signal::Traces, Signal::Logs, Signal::Metrics];

proptest! {
    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        for signal in SIGNALS {
            for wire in [Wire::Protobuf, Wire::Json] {
                let _outcome = decode_otlp(signal, wire, &body, &KEEPING);
            }
        }
    }

    #[test]
    fn no_broken_request_panics(
        name in 0..FIXTURES.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let (signal, request) = fixture(FIXTURES[name].0);
        for (wire, mut body) in [
            (Wire::Protobuf, protobuf(signal, &request)),
            (Wire::Json, request.to_string().into_bytes()),
        ] {
            for (place, byte) in &changes {
                let place = place.index(body.len());
                body[place] = *byte;
            }
            if is_cut {
                body.truncate(end.index(body.len()));
            }
            if let Ok(export) = decode_otlp(signal, wire, &body, &KEEPING) {
                for (_, outcome) in export.calls {
                    if let Ok(Decoded::Event { event, .. }) = outcome {
                        let is_readable = |text: &str| serde_json::from_str::<Value>(text).is_ok();
                        prop_assert!(event.attributes.as_deref().is_none_or(is_readable));
                    }
                }
            }
        }
    }
}

/// How long a span takes: `cargo test --release -p outlay-ingest --test otlp -- --ignored --nocapture time`.
#[allow(clippy::print_stdout)]
fn time_a_span(wire: Wire) {
    let (signal, request) = fixture("g2");
    let chat = request["resourceSpans"][0]["scopeSpans"][0]["spans"][0].clone();
    let mut all = request.clone();
    all["resourceSpans"][0]["scopeSpans"][0]["spans"] = vec![chat; 1000].into();
    let body = match wire {
        Wire::Json => all.to_string().into_bytes(),
        Wire::Protobuf => protobuf(signal, &all),
    };
    // The fastest of many rounds is the one that nothing else on the machine disturbed.
    let fastest = (0..100)
        .map(|_| {
            let start = std::time::Instant::now();
            assert_eq!(decode_otlp(signal, wire, &body, &CONTEXT).unwrap().calls.len(), 1000);
            start.elapsed()
        })
        .min();
    println!("{wire:?}: {:?} a span of {} bytes", fastest.unwrap() / 1000, body.len() / 1000);
}

#[test]
#[ignore = "a measurement"]
fn time_a_span_in_protobuf() {
    time_a_span(Wire::Protobuf);
}

#[test]
#[ignore = "a measurement"]
fn time_a_span_in_json() {
    time_a_span(Wire::Json);
}
