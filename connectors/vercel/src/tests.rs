#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Settings, Window};

use crate::Vercel;

const REPORT: &str = include_str!("../fixtures/report.json");
const CREDITS: &str = include_str!("../fixtures/credits.json");

const START: i64 = 1_790_812_800;
const DAY: i64 = 86_400;
const WINDOW: Window = Window { start: START, end: START + 3 * DAY };
const LATER: i64 = START + 9 * DAY;

fn read(settings: &str, stream: &str, now: i64, body: &'static str) -> (Vec<Entry>, HttpRequest) {
    let settings = Settings::from_json(settings).unwrap();
    let host = Host::at(now, move |_| Ok(answer(200, body)));
    let (page, mut host) = host.run(|| Vercel::sync(&settings, stream, WINDOW, None, None));
    let page = page.unwrap();
    assert_eq!((page.next, host.requests.len()), (None, 1), "a window is one report");
    (page.entries, host.requests.remove(0))
}

#[test]
fn usage_is_split_into_cached_and_not() {
    let (entries, request) = read("{}", "usage", LATER, REPORT);
    let [one] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((one.start, one.end, one.open), (START, START + DAY, false));
    assert_eq!(
        (one.input_tokens, one.cached_input_tokens, one.cache_write_tokens),
        (Some(80_000), Some(40_000), Some(0))
    );
    assert_eq!((one.output_tokens, one.requests, one.cost.as_ref()), (Some(9_000), Some(31), None));
    assert_eq!(one.model.as_deref(), Some("openai/gpt-5"));
    let query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        query,
        [("start_date", "2026-10-01"), ("end_date", "2026-10-03"), ("date_part", "day"), ("group_by", "model")]
    );
    assert!(read("{}", "usage", START + 5, REPORT).0[0].open);
}

#[test]
fn charges_are_what_vercel_takes() {
    let (entries, _) = read("{}", "charges", LATER, REPORT);
    assert_eq!((entries[0].cost.as_deref(), entries[0].currency.as_deref()), (Some("0.42"), Some("USD")));
    assert_eq!(entries[0].input_tokens, None);
    const OWN_KEY: &str = r#"{"results": [
        {"day": "2026-10-02T00:00:00Z", "model": "m", "total_cost": 0, "market_cost": 3.5},
        {"day": "2026-10-04", "model": "m", "total_cost": 1}]}"#;
    let (entries, _) = read("{}", "charges", LATER, OWN_KEY);
    assert_eq!((entries.len(), entries[0].cost.as_deref(), entries[0].start), (1, Some("0"), START + DAY));
}

#[test]
fn usage_may_be_by_user_but_charges_are_by_model() {
    const BY_USER: &str = r#"{"results": [{"day": "2026-10-01", "user": "u1", "total_cost": 1e-6, "input_tokens": 5,
        "cached_input_tokens": 7, "output_tokens": "3"}]}"#;
    let (entries, request) = read(r#"{"usage_by": "user"}"#, "usage", LATER, BY_USER);
    assert_eq!((entries[0].user.as_deref(), entries[0].model.as_ref()), (Some("u1"), None));
    assert_eq!((entries[0].input_tokens, entries[0].output_tokens, entries[0].requests), (None, Some(3), None));
    assert!(request.query.contains(&("group_by".into(), "user".into())));
    let (_, request) = read(r#"{"usage_by": "user"}"#, "charges", LATER, REPORT);
    assert!(request.query.contains(&("group_by".into(), "model".into())));
}

fn checked(report: HttpResponse, credits: HttpResponse) -> Result<Vec<String>, Error> {
    let host =
        Host::at(LATER, move |request| Ok(if request.request == "report" { report.clone() } else { credits.clone() }));
    host.run(|| Vercel::check(&Settings::default())).0.map(|account| account.notes)
}

#[test]
fn check_needs_a_report_and_says_what_to_do() {
    let notes = checked(answer(200, REPORT), answer(200, CREDITS)).unwrap();
    assert!(notes[0].contains("95.5 USD") && notes[1].contains("charges"), "{notes:?}");
    let fails = |report: u16, credits: u16, failure: Failure, expected: &str| {
        let body = |status: u16, right: &str| {
            answer(status, if status == 200 { right } else { r#"{"error": {"message": "no", "type": "x"}}"# })
        };
        let problem = checked(body(report, REPORT), body(credits, CREDITS)).unwrap_err();
        assert_eq!(problem.failure, failure);
        assert!(problem.message.contains(expected) && problem.message.ends_with("says: no"), "{}", problem.message);
    };
    fails(200, 401, Failure::CredentialsInvalid, "vck_");
    fails(403, 200, Failure::CredentialsInsufficient, "Pro or Enterprise");
    fails(402, 200, Failure::CredentialsInsufficient, "top them up");
    fails(429, 200, Failure::RateLimited, "wait");
    fails(500, 200, Failure::Unavailable, "next sync");
}

#[test]
fn reports_are_declared_as_billed_and_asked_for_seldom() {
    let manifest = Vercel::manifest();
    let billed: Vec<_> = manifest.requests.iter().map(|request| (request.id.as_str(), request.billed)).collect();
    assert_eq!(billed, [("report", true), ("credits", false)]);
    assert!(
        manifest
            .streams
            .iter()
            .all(|stream| stream.every >= 11 * 3_600 && stream.max_window > stream.backfill + 86_400)
    );
}
