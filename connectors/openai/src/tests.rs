#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Name, Page, Settings, StreamKind, Window};
use serde_json::Value;

use crate::OpenAi;

const COMPLETIONS_1: &str = include_str!("../fixtures/usage_completions.page1.json");
const COMPLETIONS_2: &str = include_str!("../fixtures/usage_completions.page2.json");
const COSTS_1: &str = include_str!("../fixtures/costs.page1.json");

/// 2026-10-01 to 2026-10-04.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_791_072_000 };
const LATER: i64 = WINDOW.end + 86_400;

fn sync(stream: &str, cursor: Option<&str>, now: i64, body: &'static str) -> (Page, HttpRequest) {
    let (page, mut host) = Host::at(now, move |_| Ok(answer(200, body)))
        .run(|| OpenAi::sync(&Settings::default(), stream, WINDOW, cursor, None));
    (page.unwrap(), host.requests.remove(0))
}

fn entries(stream: &str, body: &'static str) -> Vec<Entry> {
    sync(stream, None, LATER, body).0.entries
}

fn values<'a>(request: &'a HttpRequest, name: &str) -> Vec<&'a str> {
    request.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

#[test]
fn completions_are_mapped() {
    let entries = entries("usage_completions", COMPLETIONS_1);
    assert_eq!(entries.len(), 5);
    let first = &entries[0];
    assert_eq!((first.start, first.end, first.open), (1_790_812_800, 1_790_899_200, false));
    assert_eq!((first.input_tokens, first.cached_input_tokens), (Some(120_000), Some(380_000)));
    assert_eq!((first.cache_write_tokens, first.output_tokens, first.requests), (Some(0), Some(42_000), Some(310)));
    assert_eq!((first.cache_write_5m_tokens, first.cost.as_ref(), first.units.as_ref()), (None, None, None));
    assert_eq!(first.model.as_deref(), Some("gpt-5-2025-08-07"));
    assert_eq!(first.project.as_deref(), Some("proj_fixAlpha"));
    assert_eq!((first.key.as_deref(), first.user.as_deref()), (Some("key_fixA1"), Some("user-fixAda")));
    let raw: Value = serde_json::from_str(&entries[2].raw).unwrap();
    assert_eq!(
        raw,
        serde_json::json!({
            "project_id": "proj_fixAlpha", "user_id": "user-fixAda", "api_key_id": "key_fixA1",
            "model": "gpt-5-mini-2025-08-07", "batch": true, "service_tier": "default"
        })
    );
    let keyless = &entries[4];
    assert_eq!((keyless.key.as_ref(), keyless.user.as_ref(), keyless.requests), (None, None, Some(3)));
    assert!(keyless.raw.contains(r#""api_key_id":null"#));
}

#[test]
fn old_rows_without_cache_fields_keep_their_input() {
    let body = r#"{"object":"page","data":[{"object":"bucket","start_time":1790812800,"end_time":1790899200,"results":[
        {"input_tokens": 500, "input_cached_tokens": "380", "output_tokens": 42.0, "num_model_requests": 3},
        {"input_tokens": 500, "output_tokens": 42, "num_model_requests": 3, "unknown": {"x": 1}},
        {"input_tokens": 5, "input_cached_tokens": 6, "output_tokens": 1, "num_model_requests": 1}]}],
        "has_more": false, "next_page": null}"#;
    let entries = entries("usage_completions", body);
    assert_eq!((entries[0].input_tokens, entries[0].cached_input_tokens), (Some(120), Some(380)));
    assert_eq!((entries[0].cache_write_tokens, entries[0].output_tokens), (None, Some(42)));
    assert_eq!((entries[1].input_tokens, entries[1].cached_input_tokens), (Some(500), None));
    assert_eq!((entries[2].input_tokens, entries[2].cached_input_tokens), (None, Some(6)));
}

#[test]
fn costs_are_exact_whether_number_or_string() {
    let entries = entries("costs", COSTS_1);
    let costs: Vec<_> = entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(
        costs,
        ["0.15", "0.0475", "0.42", "0.0225", "0.00025", "0.03", "0.125", "0.2", "0.005", "0.17", "0.16", "0.16"]
    );
    assert!(entries.iter().all(|entry| entry.currency.as_deref() == Some("USD") && entry.input_tokens.is_none()));
    let models: Vec<_> = entries.iter().map(|entry| entry.model.as_deref()).collect();
    assert_eq!(models[0], Some("gpt-5-2025-08-07"));
    assert_eq!(models[6], Some("gpt-5-mini-2025-08-07"), "batch is not part of the model");
    assert_eq!(models[9], None, "web search tool calls");
    assert_eq!((entries[9].units.as_deref(), entries[9].unit.as_deref()), (Some("17"), None));
    assert!(entries[9].raw.contains(r#""line_item":"web search tool calls""#));
    assert_eq!((entries[0].key.as_deref(), entries[0].project.as_deref()), (Some("key_fixA1"), Some("proj_fixAlpha")));
    assert!(entries[0].raw.contains(r#""api_key_id":"key_fixA1""#));
    let correction = COSTS_1.replacen("120000", "-120000", 1).leak();
    let corrected = &self::entries("costs", correction)[0];
    assert_eq!((corrected.units.as_ref(), corrected.cost.as_deref()), (None, Some("0.15")));
}

#[test]
fn the_other_streams_count_their_own_units() {
    let check = |stream: &str, body, requests: Option<u64>, units: Option<&str>, unit: Option<&str>| {
        let entries = entries(stream, body);
        assert_eq!(entries.len(), 1, "{stream}");
        assert_eq!(entries[0].requests, requests, "{stream}");
        assert_eq!((entries[0].units.as_deref(), entries[0].unit.as_deref()), (units, unit), "{stream}");
    };
    check("usage_embeddings", include_str!("../fixtures/usage_embeddings.json"), Some(120), None, None);
    check("usage_images", include_str!("../fixtures/usage_images.json"), Some(5), Some("6"), Some("images"));
    let speeches = include_str!("../fixtures/usage_audio_speeches.json");
    check("usage_audio_speeches", speeches, Some(9), Some("4500"), Some("characters"));
    let transcriptions = include_str!("../fixtures/usage_audio_transcriptions.json");
    check("usage_audio_transcriptions", transcriptions, Some(4), Some("1830"), Some("seconds"));
    let sessions = include_str!("../fixtures/usage_code_interpreter_sessions.json");
    check("usage_code_interpreter_sessions", sessions, Some(3), Some("3"), Some("sessions"));
    let files = include_str!("../fixtures/usage_file_search_calls.json");
    check("usage_file_search_calls", files, Some(8), Some("8"), Some("searches"));
    let web = include_str!("../fixtures/usage_web_search_calls.json");
    check("usage_web_search_calls", web, Some(17), Some("17"), Some("searches"));
    let stores = include_str!("../fixtures/usage_vector_stores.json");
    check("usage_vector_stores", stores, None, Some("1073741824"), Some("bytes"));
}

#[test]
fn pages_repeat_every_parameter() {
    let (first, request) = sync("usage_completions", None, LATER, COMPLETIONS_1);
    assert_eq!(values(&request, "start_time"), ["1790812800"]);
    assert_eq!(values(&request, "end_time"), ["1791072000"]);
    assert_eq!(values(&request, "limit"), ["3"]);
    assert_eq!(values(&request, "group_by"), ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"]);
    assert!(values(&request, "page").is_empty());

    let next = first.next.unwrap();
    let (second, mut again) = sync("usage_completions", Some(&next), LATER, COMPLETIONS_2);
    assert_eq!(again.query.pop().unwrap(), ("page".to_owned(), "page_AAAAAGjXfixturePage2AAAAA=".to_owned()));
    assert_eq!(again.query, request.query);
    assert_eq!((second.next, second.entries.len()), (None, 0));
}

#[test]
fn a_missing_or_repeated_cursor_is_no_end() {
    let read = |stream: &'static str, cursor: Option<&'static str>, body: &'static str| {
        let host = Host::at(LATER, move |_| Ok(answer(200, body)));
        host.run(|| OpenAi::sync(&Settings::default(), stream, WINDOW, cursor, None)).0
    };
    let (first, _) = sync("usage_completions", None, LATER, COMPLETIONS_1);
    let next = first.next.unwrap().leak();
    assert_eq!(read("usage_completions", Some(next), COMPLETIONS_1).unwrap_err().failure, Failure::Unexpected);
    let lost = r#"{"data": [], "has_more": true, "next_page": null}"#;
    assert_eq!(read("costs", None, lost).unwrap_err().failure, Failure::Unexpected);
    let last = r#"{"data": [], "has_more": false, "next_page": "x"}"#;
    assert_eq!(read("costs", None, last).unwrap().next, None);
    let more = r#"{"data": [{"id": "a", "name": "A"}], "has_more": true}"#;
    assert_eq!(read("users", None, more).unwrap().next.as_deref(), Some("a"));
    assert_eq!(read("users", Some("a"), more).unwrap_err().failure, Failure::Unexpected);
    assert_eq!(read("users", None, lost).unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_newest_window_leaves_its_end_out_on_all_its_pages() {
    let noon_of_the_second_day = WINDOW.start + 86_400 + 43_200;
    let (page, request) = sync("usage_completions", None, noon_of_the_second_day, COMPLETIONS_1);
    assert!(values(&request, "end_time").is_empty());
    let open: Vec<_> = page.entries.iter().map(|entry| entry.open).collect();
    assert_eq!(open, [false, false, false, true, true]);
    let (_, later) = sync("usage_completions", page.next.as_deref(), LATER, COMPLETIONS_2);
    assert!(values(&later, "end_time").is_empty(), "although the window is over by now");
}

#[test]
fn buckets_outside_the_window_are_left_out() {
    let day = Window { start: WINDOW.start + 86_400, end: WINDOW.start + 2 * 86_400 };
    let (page, _) = Host::at(LATER, |_| Ok(answer(200, COMPLETIONS_1)))
        .run(|| OpenAi::sync(&Settings::default(), "usage_completions", day, None, None));
    assert_eq!(page.unwrap().entries.len(), 2);
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    Host::at(LATER, move |_| Ok(response.clone())).run(|| OpenAi::check(&Settings::default())).0.map(|_account| ())
}

#[test]
fn check_asks_for_one_day_of_costs_and_says_what_to_do() {
    let settings = Settings::from_json(r#"{"project_ids": "proj_a, proj_b"}"#).unwrap();
    let (account, host) = Host::at(LATER, |_| Ok(answer(200, COSTS_1))).run(|| OpenAi::check(&settings));
    assert!(account.is_ok());
    assert_eq!(host.requests[0].request, "costs");
    assert_eq!(values(&host.requests[0], "limit"), ["1"]);
    assert_eq!(values(&host.requests[0], "project_ids"), ["proj_a", "proj_b"]);

    let wrong = checked(answer(401, include_str!("../fixtures/error.401.json"))).unwrap_err();
    assert_eq!(wrong.failure, Failure::CredentialsInvalid);
    assert!(wrong.message.contains("sk-admin-"), "{}", wrong.message);
    let insufficient = checked(answer(403, include_str!("../fixtures/error.403.json"))).unwrap_err();
    assert_eq!(insufficient.failure, Failure::CredentialsInsufficient);
    assert!(insufficient.message.contains("admin key") && insufficient.message.contains("api.usage.read"));
    let busy = HttpResponse {
        headers: vec![Header { name: "Retry-After".into(), value: "17".into() }],
        ..answer(429, include_str!("../fixtures/error.429.json"))
    };
    let busy = checked(busy).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(17)));
    let down = checked(answer(500, include_str!("../fixtures/error.500.json"))).unwrap_err();
    assert_eq!(down.failure, Failure::Unavailable);
    assert_eq!(checked(answer(404, "not found")).unwrap_err().failure, Failure::SettingsInvalid);
    assert_eq!(checked(answer(200, "<html>")).unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_manifest_declares_a_request_for_every_stream() {
    let manifest = OpenAi::manifest();
    assert_eq!(manifest.streams.len(), 14);
    assert_eq!(manifest.requests.len(), 14);
    for stream in &manifest.streams {
        assert!(manifest.requests.iter().any(|request| request.id == stream.id), "{}", stream.id);
        assert_eq!(stream.kind == StreamKind::Cost, stream.id == "costs");
        assert_eq!(stream.kind == StreamKind::Names, ["projects", "keys", "users"].contains(&stream.id.as_str()));
    }
}

/// All names of a stream, and the paths that were asked.
fn all_names(stream: &'static str) -> (Vec<Name>, Vec<Vec<String>>) {
    let body = |request: &HttpRequest| match request.request.as_str() {
        "projects" => include_str!("../fixtures/projects.json"),
        "keys" if request.path_values == ["proj_fixAlpha"] => include_str!("../fixtures/project_api_keys.json"),
        "keys" => r#"{"object": "list", "data": [], "has_more": false}"#,
        _ => include_str!("../fixtures/users.json"),
    };
    let host = Host::at(LATER, move |request| Ok(answer(200, body(request))));
    let (names, host) = host.run(|| {
        let (mut names, mut cursor) = (vec![], None);
        loop {
            let now = Window { start: LATER, end: LATER };
            let page = OpenAi::sync(&Settings::default(), stream, now, cursor.as_deref(), None).unwrap();
            names.extend(page.names);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return names,
            }
        }
    });
    (names, host.requests.into_iter().map(|request| request.path_values).collect())
}

#[test]
fn names_are_read_of_projects_of_users_and_of_the_keys_of_each_project() {
    let texts = |names: &[Name]| -> Vec<(String, String)> {
        names.iter().map(|name| (name.id.clone(), name.name.clone())).collect()
    };
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|&(id, name)| (id.to_owned(), name.to_owned())).collect()
    };
    let (projects, _) = all_names("projects");
    assert_eq!(texts(&projects), owned(&[("proj_fixAlpha", "Alpha"), ("proj_fixBeta", "Beta")]));
    let (users, _) = all_names("users");
    assert_eq!(texts(&users), owned(&[("user-fixAda", "Ada"), ("user-fixBob", "Bob")]));
    let (keys, asked) = all_names("keys");
    assert_eq!(texts(&keys), owned(&[("key_fixA1", "alpha server")]));
    assert_eq!(keys[0].project.as_deref(), Some("proj_fixAlpha"));
    assert_eq!(asked, [vec![], vec!["proj_fixAlpha".to_owned()], vec!["proj_fixBeta".to_owned()]]);
}
