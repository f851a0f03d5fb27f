#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Quality, Settings, Window, time};
use serde_json::{Value, json};

use crate::Cloudflare;

const LOGS: &str = include_str!("../fixtures/ai_gateway_logs.json");
const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";
/// 2026-10-01.
const DAY: Window = Window { start: 1_790_812_800, end: 1_790_899_200 };
const LATER: i64 = DAY.end + 86_400;
const TEN: i64 = DAY.start + 10 * 3_600;

fn settings(more: &Value) -> Settings {
    let mut all = json!({"account_id": ACCOUNT, "gateways": "production"});
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    Settings::from_json(&all.to_string()).unwrap()
}

fn parameter<'r>(request: &'r HttpRequest, name: &str) -> &'r str {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap()
}

/// All entries of a window, and what was asked.
fn read(
    stream: &'static str,
    settings: Settings,
    answers: impl Fn(&HttpRequest) -> HttpResponse + 'static,
) -> (Result<Vec<Entry>, Error>, Vec<HttpRequest>) {
    let (entries, host) = Host::at(LATER, move |request| Ok(answers(request))).run(|| {
        let (mut entries, mut cursor): (Vec<Entry>, Option<String>) = (vec![], None);
        loop {
            let page = Cloudflare::sync(&settings, stream, DAY, cursor.as_deref(), None)?;
            entries.extend(page.entries);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(entries),
            }
        }
    });
    (entries, host.requests)
}

#[test]
fn a_row_becomes_usage_and_an_estimated_cost_of_its_hour() {
    let (entries, requests) = read("usage", settings(&json!({})), |_| answer(200, LOGS));
    let entries = entries.unwrap();
    assert_eq!(entries.len(), 1);
    let first = &entries[0];
    assert_eq!((first.start, first.end, first.open), (TEN, TEN + 3_600, false));
    assert_eq!((first.provider.as_str(), first.model.as_deref()), ("openai", Some("gpt-4o")));
    assert_eq!((first.input_tokens, first.output_tokens, first.requests), (Some(3_000), Some(100), Some(1)));
    assert_eq!((first.project.as_deref(), &first.user, &first.cost), (Some("production"), &None, &None));
    assert_eq!(
        serde_json::from_str::<Value>(&first.raw).unwrap(),
        json!({
            "gateway": "production", "provider": "openai", "model": "gpt-4o", "project": "production", "user": null,
            "cached": false, "success": true,
        })
    );
    assert_eq!(requests[0].path_values, [ACCOUNT, "production"]);
    let query: Vec<_> = requests[0].query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        query,
        [
            "start_date=2026-09-30T23:59:59Z",
            "end_date=2026-10-02T00:00:01Z",
            "order_by=created_at",
            "order_by_direction=asc",
            "page=1",
            "per_page=50",
        ]
    );

    let (entries, _) = read("costs", settings(&json!({"project_key": "team"})), |_| answer(200, LOGS));
    let cost = &entries.unwrap()[0];
    assert_eq!((cost.start, cost.end), (TEN, TEN + 3_600));
    assert_eq!((cost.cost.as_deref(), cost.currency.as_deref()), (Some("0.0085"), Some("USD")));
    assert_eq!((cost.quality, cost.project.as_deref()), (Quality::Estimated, Some("alpha")));
    assert_eq!((cost.input_tokens, cost.requests), (None, Some(1)));
}

fn row(at: i64, more: &Value) -> Value {
    let mut row = json!({
        "created_at": time::rfc3339(at), "provider": "openai", "model": "gpt-4o", "tokens_in": 10, "tokens_out": 2,
        "cost": 0.1, "cached": false, "success": true, "metadata": null,
    });
    for (name, value) in more.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

/// A log that is asked by time and page, bounds included.
fn log(rows: Vec<Value>) -> impl Fn(&HttpRequest) -> HttpResponse + 'static {
    move |request| {
        let (page, size): (usize, usize) =
            (parameter(request, "page").parse().unwrap(), parameter(request, "per_page").parse().unwrap());
        let time = |name: &str| time::from_rfc3339(parameter(request, name)).unwrap();
        let (start, end) = (time("start_date"), time("end_date"));
        let at = |row: &&Value| time::from_rfc3339(row["created_at"].as_str().unwrap()).unwrap();
        let found: Vec<&Value> = rows.iter().filter(|row| (start..=end).contains(&at(row))).collect();
        let part: Vec<&&Value> = found.iter().skip((page - 1) * size).take(size).collect();
        let info = json!({"page": page, "per_page": size, "count": part.len(), "total_count": found.len()});
        answer(200, &json!({"success": true, "errors": [], "result": part, "result_info": info}).to_string())
    }
}

#[test]
fn rows_are_added_up_exactly_by_what_tells_them_apart() {
    let rows = vec![
        row(TEN, &json!({"metadata": "{\"who\": 7}"})),
        row(TEN + 1, &json!({"cost": "0.2", "metadata": "{\"who\": 7}"})),
        row(TEN + 2, &json!({"cached": true, "cost": 0.5, "metadata": "{\"who\": \"ada\"}"})),
        row(
            TEN + 3,
            &json!({"success": false, "tokens_in": null, "tokens_out": null, "cost": null, "metadata": "odd"}),
        ),
        row(TEN + 3_600, &json!({"cost": 1e-7, "provider": "", "model": ""})),
        row(DAY.start - 1, &json!({})),
        row(DAY.end, &json!({})),
    ];
    let by_user = || settings(&json!({"user_key": "who"}));
    let (entries, _) = read("usage", by_user(), log(rows.clone()));
    let entries = entries.unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.user.as_deref(), entry.requests.unwrap(), entry.input_tokens, entry.output_tokens))
        .collect();
    assert_eq!(
        told,
        [
            (None, 1, None, None),
            (Some("7"), 2, Some(20), Some(4)),
            (Some("ada"), 1, Some(0), Some(0)),
            (None, 1, Some(10), Some(2)),
        ]
    );
    assert_eq!((entries[3].provider.as_str(), &entries[3].model), ("cloudflare", &None));
    let (entries, _) = read("costs", by_user(), log(rows));
    let mut costs: Vec<_> = entries.unwrap().iter().map(|entry| entry.cost.clone().unwrap()).collect();
    costs.sort();
    assert_eq!(costs, ["0", "0.0000001", "0.3"], "what the cache answered cost nothing, whatever it would have");
}

#[test]
fn long_logs_are_read_in_slices_of_few_pages_and_nothing_is_read_twice() {
    // 4,000 rows within the day, half of them within one hour.
    let spread = (0..2_000).map(|index| row(DAY.start + index * 43, &json!({})));
    let dense = (0..2_000).map(|index| row(TEN + index, &json!({})));
    let mut rows: Vec<Value> = spread.chain(dense).collect();
    rows.sort_by_key(|row| row["created_at"].as_str().unwrap().to_owned());
    let (entries, requests) = read("usage", settings(&json!({"gateways": "a, b a"})), log(rows));
    let entries = entries.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.requests.unwrap()).sum::<u64>(), 2 * 4_000);
    assert_eq!(entries.len(), 2 * 24, "one sum an hour and gateway, of the busy hour, too");
    assert!(requests.iter().all(|request| parameter(request, "page").parse::<u64>().unwrap() <= 20));
    assert!(requests.len() < 2 * 150, "{}", requests.len());
}

#[test]
fn without_totals_pages_are_read_until_one_is_short() {
    let rows: Vec<Value> = (0..120).map(|index| row(TEN + index, &json!({}))).collect();
    let log = log(rows);
    let (entries, requests) = read("usage", settings(&json!({})), move |request| {
        let body: Value = serde_json::from_slice(&log(request).body).unwrap();
        answer(200, &json!({"result": body["result"]}).to_string())
    });
    assert_eq!((entries.unwrap()[0].requests, requests.len()), (Some(120), 3));
}

#[test]
fn where_a_total_is_told_so_many_rows_have_to_come() {
    let short_pages = |total: usize| {
        move |request: &HttpRequest| {
            let page: usize = parameter(request, "page").parse().unwrap();
            let rows: Vec<Value> = (0..120).map(|index| row(TEN + index, &json!({}))).collect();
            let part: Vec<&Value> = rows.iter().skip((page - 1) * 40).take(40).collect();
            answer(200, &json!({"result": part, "result_info": {"total_count": total}}).to_string())
        }
    };
    let (entries, requests) = read("usage", settings(&json!({})), short_pages(120));
    assert_eq!(
        (entries.unwrap()[0].requests, requests.len()),
        (Some(120), 3),
        "a page that is not full is not the last"
    );
    let (problem, requests) = read("usage", settings(&json!({})), short_pages(130));
    let problem = problem.unwrap_err();
    assert_eq!((problem.failure, requests.len()), (Failure::Unavailable, 4));
    assert!(problem.message.contains("production lost rows"), "{}", problem.message);
}

#[test]
fn an_hour_with_too_many_rows_is_refused_at_once() {
    let endless = |_: &HttpRequest| {
        answer(200, &json!({"result": [row(TEN, &json!({}))], "result_info": {"total_count": 30_001}}).to_string())
    };
    let (problem, requests) = read("costs", settings(&json!({})), endless);
    let problem = problem.unwrap_err();
    assert_eq!(problem.failure, Failure::Unexpected);
    assert!(problem.message.contains("more than 30000 rows in an hour"), "{}", problem.message);
    assert!(requests.len() < 20, "{}", requests.len());
}

fn checked(answers: impl Fn(&HttpRequest) -> HttpResponse + 'static) -> Error {
    let (outcome, _) =
        Host::at(LATER, move |request| Ok(answers(request))).run(|| Cloudflare::check(&settings(&json!({}))));
    outcome.unwrap_err()
}

#[test]
fn check_tells_a_wrong_token_from_one_that_lacks_a_permission() {
    let (account, host) = Host::at(LATER, |_| Ok(answer(200, LOGS))).run(|| Cloudflare::check(&settings(&json!({}))));
    let account = account.unwrap();
    assert_eq!((account.id.as_deref(), account.notes.len(), host.requests.len()), (Some(ACCOUNT), 1, 1));

    let refused = |status: u16, code: i64| {
        let body =
            json!({"success": false, "errors": [{"code": code, "message": "Authentication error"}], "result": null});
        answer(status, &body.to_string())
    };
    let active = r#"{"success": true, "result": {"id": "x", "status": "active"}}"#;
    for status in [401, 403] {
        let lacks = checked(
            move |request| if request.request == "verify" { answer(200, active) } else { refused(status, 10_000) },
        );
        assert_eq!(lacks.failure, Failure::CredentialsInsufficient);
        assert!(
            lacks.message.contains("AI Gateway") && lacks.message.contains("Authentication error"),
            "{}",
            lacks.message
        );
        let wrong = checked(move |request| refused(if request.request == "verify" { 401 } else { status }, 10_000));
        assert_eq!(wrong.failure, Failure::CredentialsInvalid, "{}", wrong.message);
    }
    let global_key = checked(move |_| refused(400, 6_003));
    assert_eq!(global_key.failure, Failure::CredentialsInvalid);
    assert!(global_key.message.contains("Global API Key"), "{}", global_key.message);
    assert_eq!(checked(move |_| refused(404, 7_003)).failure, Failure::SettingsInvalid);
    assert_eq!(checked(|_| answer(429, "")).failure, Failure::RateLimited);
    assert_eq!(checked(|_| answer(502, "")).failure, Failure::Unavailable);
    assert_eq!(checked(|_| answer(200, "<html>")).failure, Failure::Unexpected);
}

#[test]
fn settings_are_checked_before_anything_is_asked() {
    for more in [json!({"account_id": "mine"}), json!({"account_id": null}), json!({"gateways": " , "})] {
        let settings = settings(&more);
        let (outcome, host) = Host::at(LATER, |_| panic!("asked")).run(|| Cloudflare::check(&settings));
        assert_eq!((outcome.unwrap_err().failure, host.requests.len()), (Failure::SettingsInvalid, 0), "{more}");
    }
    let settings = settings(&json!({}));
    for cursor in ["", "{}", r#"{"gateway": 7, "from": 1790812800}"#, r#"{"gateway": 0, "from": 0}"#] {
        let (outcome, _) = Host::at(LATER, |_| Ok(answer(200, LOGS)))
            .run(|| Cloudflare::sync(&settings, "usage", DAY, Some(cursor), None));
        assert_eq!(outcome.unwrap_err().failure, Failure::Unexpected, "{cursor}");
    }
}

#[test]
fn it_is_no_billing_source_and_keeps_the_pace() {
    let manifest = Cloudflare::manifest();
    assert!(!manifest.billing_source);
    assert_eq!(manifest.requests.iter().find(|request| request.id == "logs").unwrap().per_minute, Some(200));
    let streams: Vec<_> = manifest.streams.iter().map(|stream| (stream.id.as_str(), stream.every)).collect();
    assert_eq!(streams, [("costs", 6 * 3_600), ("usage", 0)]);
    for stream in &manifest.streams {
        let lengths = (stream.step, stream.re_read, stream.deep_re_read, stream.max_window);
        assert_eq!(lengths, (3_600, 7_200, 0, 86_400), "{}: a full log is not read again for long", stream.id);
    }
}
