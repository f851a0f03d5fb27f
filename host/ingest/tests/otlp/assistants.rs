//! Coding assistants: each call once, from the record that carries it.

use super::*;

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
