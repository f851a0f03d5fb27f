//! What arrives and what is answered: two encodings that say the same, limits, requests that are broken.

use super::*;

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
