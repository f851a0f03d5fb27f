//! What spans and metrics say: every dialect the same, each token and each cost once.

use super::*;

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
