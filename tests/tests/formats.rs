//! The forms in which events may be posted: one, many, by line, compressed, as CloudEvents; each item gets its answer.
#![allow(clippy::unwrap_used)]

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Body, Method};
use serde_json::{Value, json};
use system_tests::events::{call, decimal, with};
use system_tests::{Answer, Caller, Server, list, wait_until};

const EVENTS: &str = "/v1/events";
const OPEN_METER: &str = "/api/v1/events";
const STRUCTURED: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";

async fn post(sender: &Caller, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = sender.request(Method::POST, path).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::to(request).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// Accepted, duplicates, rejected.
fn counts(answer: &Value) -> [u64; 3] {
    ["accepted", "duplicates", "rejected"].map(|count| answer[count].as_u64().unwrap())
}

fn statuses(answer: &Value) -> Vec<&str> {
    list(&answer["results"]).iter().map(|result| result["status"].as_str().unwrap()).collect()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    let body = answer.expect(status);
    assert_eq!(body["error"]["code"], code, "{body}");
}

/// The ids of all transactions, once there are so many.
async fn transactions(server: &Server, count: usize) -> Vec<String> {
    let rows = server.rows(count, "SELECT transaction_id FROM events ORDER BY seq").await;
    rows.iter().map(|row| row["transaction_id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn one_many_and_one_a_line() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let one = post(&sender, EVENTS, &[("content-type", "application/json")], call("one").to_string()).await;
    assert_eq!(counts(&one.expect(200)), [1, 0, 0]);
    let many = json!([call("two"), call("one"), call("three")]).to_string();
    // The content type of an object or array does not matter.
    let many = post(&sender, EVENTS, &[("content-type", "text/plain")], many).await.expect(200);
    assert_eq!(statuses(&many), ["accepted", "duplicate", "accepted"]);
    assert_eq!(counts(&sender.post(EVENTS, &json!([])).await.expect(200)), [0, 0, 0]);

    for (number, content_type) in
        ["application/x-ndjson", "application/jsonl; charset=utf-8", "APPLICATION/NDJSON"].into_iter().enumerate()
    {
        let line = |name: &str| call(&format!("line-{number}-{name}")).to_string();
        let lines = format!(
            "{}\n\n{}\r\n{{\"model\": \n7\n{{\"model\": \"gpt-4o-mini\", \"inputTokenCount\": -1}}\n{}",
            line("a"),
            line("b"),
            line("c")
        );
        let answer = post(&sender, EVENTS, &[("content-type", content_type)], lines).await.expect(200);
        assert_eq!(statuses(&answer), ["accepted", "accepted", "rejected", "rejected", "rejected", "accepted"]);
        for (index, field) in [(2, "event"), (4, "inputTokenCount")] {
            let result = &answer["results"][index];
            assert_eq!((&result["index"], &result["error"]["field"]), (&json!(index), &json!(field)), "{result}");
        }
        assert_eq!(answer["results"][5]["id"], format!("line-{number}-c"));
    }
    let all = transactions(&server, 3 + 9).await;
    assert_eq!(all[..6], ["one", "two", "three", "line-0-a", "line-0-b", "line-0-c"]);
    // A refused line stands in the list as it was posted.
    let errors = server.rows(9, "SELECT item, body FROM ingest_errors ORDER BY received_at, item").await;
    assert_eq!((&errors[0]["item"], &errors[0]["body"]), (&json!(2), &json!("{\"model\":")));
}

#[tokio::test]
async fn bodies_may_be_compressed() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let batch = |name: &str| {
        json!((0..50).map(|number| call(&format!("{name}-{number}"))).collect::<Vec<_>>()).to_string().into_bytes()
    };
    let json = ("content-type", "application/json");
    let taken = async |encoding: &str, body: Vec<u8>| {
        let answer = post(&sender, EVENTS, &[json, ("content-encoding", encoding)], body).await.expect(200);
        assert_eq!(counts(&answer), [50, 0, 0], "{encoding}");
    };
    taken("gzip", gzip(&batch("gzip"))).await;
    taken("zstd", zstd(&batch("zstd"))).await;
    taken("Identity", batch("plain")).await;
    // Of several members, as tools that append make them.
    let whole = batch("members");
    let (begin, rest) = whole.split_at(100);
    taken("x-gzip", [gzip(begin), gzip(rest)].concat()).await;
    let lines = format!("{}\n{}", call("line-1"), call("line-2"));
    let lines_are = [("content-type", "application/x-ndjson"), ("content-encoding", "zstd")];
    assert_eq!(counts(&post(&sender, EVENTS, &lines_are, zstd(lines.as_bytes())).await.expect(200)), [2, 0, 0]);
    let sdk = gzip(call("sdk").to_string().as_bytes());
    let sdk = post(&sender, "/meter/v2/ai/completions", &[json, ("content-encoding", "gzip")], sdk).await;
    assert_eq!(sdk.expect(201)["duplicate"], false);
    transactions(&server, 4 * 50 + 3).await;

    for encoding in ["br", "deflate", "gzip, gzip", "compress"] {
        let answer = post(&sender, EVENTS, &[json, ("content-encoding", encoding)], batch("other")).await;
        refused(&answer, 415, "unknown_encoding");
        let answer = post(&sender, OPEN_METER, &[("content-encoding", encoding)], batch("other")).await;
        assert_eq!(answer.expect(415)["code"], "unknown_encoding");
    }
    let mut cut = gzip(&batch("cut"));
    cut.truncate(cut.len() - 20);
    for (encoding, body) in [("gzip", cut), ("gzip", batch("not")), ("zstd", gzip(&batch("other")))] {
        refused(&post(&sender, EVENTS, &[json, ("content-encoding", encoding)], body).await, 400, "invalid_body");
    }
    transactions(&server, 4 * 50 + 3).await;
}

/// The most memory that the server ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process_id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    assert_eq!(counts(&sender.post(EVENTS, &call("before")).await.expect(200)), [1, 0, 0]);
    transactions(&server, 1).await;
    let before = peak(&server);
    // Half a gigabyte of nothing.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    for _ in 0..512 {
        gzip.write_all(&[b' '; 1 << 20]).unwrap();
        zstd.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let bombs = [("gzip", gzip.finish().unwrap()), ("zstd", zstd.finish().unwrap())];
    for (encoding, bomb) in bombs {
        assert!(bomb.len() < 1 << 20, "{encoding}: {} bytes", bomb.len());
        for path in [EVENTS, OPEN_METER, "/meter/v2/ai/completions"] {
            let answer = post(&sender, path, &[("content-encoding", encoding)], bomb.clone()).await;
            assert_eq!(answer.status, 413, "{encoding} {path}: {}", answer.text);
        }
    }
    // The limit of a body, a few times over: an allocator gives back what it likes.
    let grown = peak(&server) - before;
    assert!(grown < 350_000_000, "{grown} bytes more than before");
    assert_eq!(counts(&sender.post(EVENTS, &call("after")).await.expect(200)), [1, 0, 0]);
    transactions(&server, 2).await;
}

/// A CloudEvent with a call in it.
fn envelope(id: &str, fields: Value) -> Value {
    let event = json!({
        "specversion": "1.0", "id": id, "source": "/tests", "type": "llm.call", "subject": "acme",
        "time": "2026-11-20T12:00:00+01:00", "datacontenttype": "application/json", "data": data(),
    });
    with(event, fields)
}

fn data() -> Value {
    json!({"provider": "openai", "model": "gpt-4o-mini", "inputTokenCount": 1200, "outputTokenCount": 340})
}

/// The same one in binary mode.
async fn binary(sender: &Caller, id: &str) -> Answer {
    let headers = [
        ("content-type", "application/json"),
        ("ce-specversion", "1.0"),
        ("ce-id", id),
        ("ce-source", "/tests"),
        ("ce-type", "llm.call"),
        ("ce-subject", "acme"),
        ("ce-time", "2026-11-20T12:00:00+01:00"),
    ];
    post(sender, EVENTS, &headers, data().to_string()).await
}

async fn structured(sender: &Caller, body: &Value) -> Answer {
    post(sender, EVENTS, &[("content-type", STRUCTURED)], body.to_string()).await
}

async fn batch(sender: &Caller, body: &Value) -> Answer {
    post(sender, EVENTS, &[("content-type", BATCH)], body.to_string()).await
}

#[tokio::test]
async fn cloud_events_count_once_in_every_mode() {
    let mut server = Server::start().await;
    let sender = server.caller("metering").await;
    let one = structured(&sender, &envelope("one", json!({}))).await.expect(200);
    assert_eq!((counts(&one), &one["results"][0]["id"]), ([1, 0, 0], &json!("one")));
    let two = batch(&sender, &json!([envelope("two", json!({})), envelope("one", json!({}))])).await.expect(200);
    assert_eq!(statuses(&two), ["accepted", "duplicate"]);
    assert_eq!(two["results"][1]["eventId"], one["results"][0]["eventId"]);
    let three = binary(&sender, "three").await.expect(200);
    assert_eq!((counts(&three), &three["results"][0]["id"]), ([1, 0, 0], &json!("three")));
    // Told by its `specversion`, without a content type of its own.
    let four = sender.post(EVENTS, &json!([envelope("four", json!({})), call("native")])).await.expect(200);
    assert_eq!(counts(&four), [2, 0, 0]);
    let five = post(&sender, OPEN_METER, &[("content-type", BATCH)], json!([envelope("five", json!({}))]).to_string());
    assert_eq!((five.await.status, batch(&sender, &json!([])).await.expect(200)["accepted"].clone()), (204, json!(0)));

    // Another source, another event; the rest of the envelope does not name it.
    let other = structured(&sender, &envelope("one", json!({"source": "/elsewhere"}))).await.expect(200);
    assert_eq!(counts(&other), [1, 0, 0]);

    let ids = ["one", "two", "three", "four", "five"];
    for round in 0..2 {
        let sender = server.caller("metering").await;
        for id in ids {
            let event = envelope(id, json!({}));
            for (mode, answer) in [
                ("structured", structured(&sender, &event).await),
                ("batch", batch(&sender, &json!([event])).await),
                ("binary", binary(&sender, id).await),
                ("plain", sender.post(EVENTS, &event).await),
            ] {
                assert_eq!(counts(&answer.expect(200)), [0, 1, 0], "{id} {mode} {round}: {}", answer.text);
            }
            assert_eq!(post(&sender, OPEN_METER, &[], event.to_string()).await.status, 204, "{id}");
        }
        let rows = server.rows(7, "SELECT * FROM events ORDER BY seq").await;
        assert!(rows.iter().all(|row| row["revision"] == 0 && decimal(&row["effective_cost"]) == "0.000384"));
        let row = &rows[0];
        for (column, value) in [
            ("source", "cloudevents"),
            ("kind", "completion"),
            ("subscriber_id", "acme"),
            ("event_time", "2026-11-20T11:00:00.000000Z"),
        ] {
            assert_eq!(row[column], value, "{column} of {row}");
        }
        let attributes: Value = serde_json::from_str(row["attributes"].as_str().unwrap()).unwrap();
        assert_eq!(attributes["cloudEventId"], "one", "{attributes}");
        assert_eq!(attributes["cloudEventSource"], "/tests", "{attributes}");
        if round == 0 {
            server.stop().await;
            server.start_again().await;
        }
    }
}

#[tokio::test]
async fn the_headers_of_binary_mode_are_decoded() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let data = json!({"kind": "custom", "meters": {"pages": 2}}).to_string();
    let base = [("ce-specversion", "1.0"), ("ce-type", "pages"), ("content-type", "application/json; charset=utf-8")];
    let post_with = async |headers: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> = base.iter().chain(headers).copied().collect();
        post(&sender, EVENTS, &headers, data.clone()).await
    };
    let encoded = post_with(&[
        ("ce-id", "a%20b"),
        ("ce-source", "/tests"),
        ("ce-subject", "M%C3%BCller%20%26%20S%C3%B6hne"),
        ("ce-region", "\"eu \\\"west\\\" %25\""),
    ])
    .await;
    let encoded = encoded.expect(200);
    assert_eq!((counts(&encoded), &encoded["results"][0]["id"]), ([1, 0, 0], &json!("a b")));
    // Quoted, it is the same id.
    let quoted = post_with(&[
        ("ce-id", "\"a b\""),
        ("ce-source", "\"/tests\""),
        ("ce-subject", "\"M%C3%BCller & S%C3%B6hne\""),
        ("ce-region", "eu%20%22west%22%20%25"),
    ])
    .await;
    assert_eq!(counts(&quoted.expect(200)), [0, 1, 0], "{}", quoted.text);
    let row = server.rows(1, "SELECT * FROM events").await.remove(0);
    assert_eq!(row["subscriber_id"], "Müller & Söhne");
    let attributes: Value = serde_json::from_str(row["attributes"].as_str().unwrap()).unwrap();
    assert_eq!(attributes["ce-region"], "eu \"west\" %", "{attributes}");

    for (headers, status) in [
        (vec![("ce-id", "x")], 422),
        (vec![("ce-source", "/tests")], 422),
        (vec![("ce-id", "%ff"), ("ce-source", "/tests")], 400),
        (vec![("ce-id", "x"), ("ce-source", "/tests"), ("ce-datacontenttype", "application/json")], 400),
        (vec![("ce-id", "x"), ("ce-source", "/tests"), ("ce-sampledrate", "2")], 422),
    ] {
        let answer = post_with(&headers).await;
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.text);
    }
    let headers = [base[0], base[1], ("ce-id", "x"), ("ce-source", "/t"), ("content-type", "application/xml")];
    refused(&post(&sender, EVENTS, &headers, "<x/>").await, 415, "unsupported_media_type");
    server.rows(1, "SELECT seq FROM events").await;
}

#[tokio::test]
async fn cloud_events_that_cannot_be_taken() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    for (fields, field) in [
        (json!({"sampledrate": 2}), "sampledrate"),
        (json!({"sampledrate": "2"}), "sampledrate"),
        (json!({"data": null, "data_base64": "e30="}), "data_base64"),
        (json!({"data_base64": "e30="}), "data_base64"),
        (json!({"data": null}), "data"),
        (json!({"data": [1]}), "data"),
        (json!({"data": "text"}), "data"),
        (json!({"datacontenttype": "application/xml"}), "datacontenttype"),
        (json!({"specversion": "0.3"}), "specversion"),
        (json!({"id": ""}), "id"),
        (json!({"source": null}), "source"),
        (json!({"type": null}), "type"),
        (json!({"time": "yesterday"}), "time"),
        (json!({"my_extension": "x"}), "my_extension"),
        (json!({"extension": {"x": 1}}), "extension"),
        (json!({"data": {"model": "gpt-4o-mini", "inputTokenCount": "many"}}), "inputTokenCount"),
    ] {
        let answer = structured(&sender, &envelope("bad", fields.clone())).await.expect(422);
        let error = &answer["results"][0]["error"];
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid_field"), &json!(field)), "{fields}: {answer}");
    }
    let array = structured(&sender, &json!([envelope("bad", json!({}))])).await;
    refused(&array, 400, "invalid_body");
    // An event that stands for itself only is fine, and one bad one costs itself only.
    let mixed = [json!({"sampledrate": 1}), json!({"sampledrate": 2}), json!({"sampledrate": "1", "extension": true})];
    let mixed: Vec<Value> =
        mixed.into_iter().enumerate().map(|(number, fields)| envelope(&number.to_string(), fields)).collect();
    let answer = batch(&sender, &json!(mixed)).await.expect(200);
    assert_eq!(statuses(&answer), ["accepted", "rejected", "accepted"], "{answer}");
    server.rows(2, "SELECT seq FROM events").await;
}

#[tokio::test]
async fn open_meter_clients_get_what_they_expect() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let taken = async |content_type: &str, body: Value| {
        let answer = post(&sender, OPEN_METER, &[("content-type", content_type)], body.to_string()).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{content_type}");
    };
    taken(STRUCTURED, envelope("one", json!({}))).await;
    taken(BATCH, json!([envelope("two", json!({})), envelope("one", json!({}))])).await;
    taken("application/json", json!([envelope("three", json!({}))])).await;
    taken(BATCH, json!([])).await;
    // What their users meter is mostly a number of some name.
    let numbers = json!({"duration_ms": 12.5, "method": "GET", "tokens": "7"});
    taken(STRUCTURED, envelope("four", json!({"type": "request", "data": numbers}))).await;

    let events =
        json!([envelope("five", json!({})), envelope("bad", json!({"time": "noon"})), 7, envelope("six", json!({}))]);
    let answer = post(&sender, OPEN_METER, &[("content-type", BATCH)], events.to_string()).await;
    let problem = answer.expect(400);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!((&problem["type"], &problem["status"]), (&json!("about:blank"), &json!(400)), "{problem}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    let invalid = list(&problem["invalidEvents"]);
    let indices: Vec<_> = invalid.iter().map(|event| event["index"].as_u64().unwrap()).collect();
    assert_eq!(indices, [1, 2], "{problem}");
    assert_eq!((&invalid[0]["id"], &invalid[0]["field"]), (&json!("bad"), &json!("time")), "{problem}");
    assert!(invalid[0]["reason"].as_str().unwrap().contains("RFC 3339"), "{problem}");

    let rows = server.rows(6, "SELECT * FROM events ORDER BY seq").await;
    assert_eq!(
        (decimal(&rows[3]["meters"]["duration_ms"]), decimal(&rows[3]["meters"]["tokens"])),
        ("12.5".into(), "7".into())
    );
    assert_eq!(rows[3]["kind"], "custom");

    for (caller, body, status) in [
        (&sender, "{\"specversion\":", 400),
        (&sender, "7", 400),
        (&sender.with_key(None), "[]", 401),
        (&server.caller("read").await, "[]", 403),
    ] {
        let answer = post(caller, OPEN_METER, &[("content-type", BATCH)], body).await;
        let problem = answer.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{body}");
        assert_eq!(problem["status"], status, "{problem}");
    }
    server.rows(6, "SELECT seq FROM events").await;
}

#[tokio::test]
async fn ten_thousand_events_get_ten_thousand_answers() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    const BAD: [usize; 3] = [0, 4_999, 9_999];
    let event = |number: usize| {
        let event = call(&format!("event-{number}"));
        if BAD.contains(&number) { with(event, json!({"outputTokenCount": -1})) } else { event }
    };
    let events: Vec<Value> = (0..10_000).map(event).collect();
    let answer = sender.post(EVENTS, &json!(events)).await.expect(200);
    assert_eq!(counts(&answer), [9_997, 0, 3]);
    let results = list(&answer["results"]);
    assert_eq!(results.len(), 10_000);
    for (number, result) in results.iter().enumerate() {
        let status = if BAD.contains(&number) { "rejected" } else { "accepted" };
        assert_eq!((&result["index"], &result["status"]), (&json!(number), &json!(status)), "{result}");
        assert_eq!(result["id"], format!("event-{number}"));
        assert_eq!(result["eventId"].is_string(), status == "accepted", "{result}");
    }
    let admin = server.admin().await;
    wait_until("all of them in the warehouse", async || {
        let rows = admin.sql("SELECT count(*) AS n, count(DISTINCT transaction_id) AS ids FROM events").await;
        if rows[0]["n"] == 9_997 && rows[0]["ids"] == 9_997 { Ok(()) } else { Err(rows[0].clone()) }
    })
    .await;
    let errors = server.rows(3, "SELECT item, field FROM ingest_errors ORDER BY item").await;
    let items: Vec<_> = errors.iter().map(|row| row["item"].as_u64().unwrap()).collect();
    assert_eq!(items, BAD.map(|number| number as u64));
    assert!(errors.iter().all(|row| row["field"] == "outputTokenCount"), "{errors:?}");
}
