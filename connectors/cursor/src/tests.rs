#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpError, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Settings, StreamKind, Window};
use serde_json::{Value, json};

use crate::Cursor;

const PAGE_1: &str = include_str!("../fixtures/filtered_usage_events.page1.json");
const PAGE_2: &str = include_str!("../fixtures/filtered_usage_events.page2.json");
const MEMBERS: &str = r#"{"teamMembers": [{"name": "Ada", "email": "ada@example.com", "role": "owner"}, {"name": "", "email": "b@example.com"}]}"#;

const START: i64 = 1_790_812_800;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const LATER: i64 = START + 40 * DAY;
const WINDOW: Window = Window { start: START, end: START + DAY };

fn body(request: &HttpRequest) -> Value {
    serde_json::from_slice(request.body.as_ref().unwrap()).unwrap()
}

fn fixtures(request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    Ok(answer(200, if body(request)["page"] == 1 { PAGE_1 } else { PAGE_2 }))
}

/// All pages of a window.
fn read(
    stream: &'static str,
    window: Window,
    now: i64,
    host: impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> + 'static,
) -> (Result<Vec<Entry>, Error>, Vec<Value>) {
    let (entries, host) = Host::at(now, host).run(|| {
        let (mut entries, mut cursor) = (vec![], None::<String>);
        loop {
            let Page { entries: more, next, .. } =
                Cursor::sync(&Settings::default(), stream, window, cursor.as_deref(), None)?;
            entries.extend(more);
            cursor = next;
            if cursor.is_none() {
                return Ok(entries);
            }
        }
    });
    (entries, host.requests.iter().map(body).collect())
}

#[test]
fn events_of_a_day_are_added_up_by_user_model_and_kind() {
    let (entries, asked) = read("usage", WINDOW, LATER, fixtures);
    let entries = entries.unwrap();
    let figures: Vec<_> = entries
        .iter()
        .map(|one| {
            (one.model.as_deref().unwrap(), one.input_tokens, one.cached_input_tokens, one.output_tokens, one.requests)
        })
        .collect();
    assert_eq!(
        figures,
        [
            ("claude-4-sonnet-thinking", Some(12_000), Some(9_000), Some(800), Some(1)),
            ("composer-1", Some(12_000), Some(9_000), Some(800), Some(1)),
            ("gpt-5", None, None, None, Some(1)),
        ]
    );
    assert!(entries.iter().all(|one| (one.start, one.end, one.open) == (START, START + DAY, false)));
    assert!(entries.iter().all(|one| one.user.as_deref() == Some("ada@example.com") && one.cost.is_none()));
    assert_eq!(entries[0].cache_write_tokens, Some(3_000));
    assert!(entries[1].raw.contains("Included in Business"));
    let question = json!({"startDate": START * 1_000, "endDate": (START + DAY) * 1_000, "page": 1, "pageSize": 1_000});
    assert_eq!(asked[0], question);
    assert_eq!((asked.len(), &asked[1]["page"]), (2, &json!(2)));
}

#[test]
fn charges_are_cents_with_fractions() {
    let (entries, _) = read("charges", WINDOW, LATER, fixtures);
    let entries = entries.unwrap();
    let costs: Vec<_> = entries.iter().map(|one| one.cost.as_deref().unwrap()).collect();
    assert_eq!(costs, ["0.1425", "0", "0.04"]);
    assert!(entries.iter().all(|one| one.currency.as_deref() == Some("USD") && one.input_tokens.is_none()));

    // Equal events are several events.
    let twice = |_: &HttpRequest| {
        let mut page: Value = serde_json::from_str(PAGE_2).unwrap();
        let one = page["usageEvents"][0].clone();
        page["usageEvents"] = json!([one, one, one]);
        Ok(answer(200, &page.to_string()))
    };
    let (entries, _) = read("charges", WINDOW, LATER, twice);
    assert_eq!(entries.unwrap()[0].cost.as_deref(), Some("0.12"));
    let (entries, _) = read("usage", WINDOW, LATER, twice);
    assert_eq!(entries.unwrap()[0].requests, Some(3));
}

#[test]
fn today_is_open_and_not_asked_beyond_now() {
    let now = START + 10 * HOUR + 1;
    let (entries, asked) = read("usage", WINDOW, now, fixtures);
    assert_eq!(asked[0]["endDate"], json!(now * 1_000));
    let entries = entries.unwrap();
    assert!(entries.len() == 3 && entries.iter().all(|one| one.open && one.end == START + DAY));
    let (entries, _) = read("usage", WINDOW, START + 10 * HOUR, fixtures);
    assert_eq!(entries.unwrap().len(), 2, "what lies at the end belongs to what comes after");
}

/// A team with so many events an hour, in pages of a thousand.
fn busy(an_hour: i64) -> impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> {
    move |request| {
        let question = body(request);
        let milliseconds = |name: &str| question[name].as_i64().unwrap() / 1_000;
        let (start, end, page) =
            (milliseconds("startDate"), milliseconds("endDate"), question["page"].as_i64().unwrap());
        let total = (end - start) * an_hour / HOUR;
        let pages = (total + 999) / 1_000;
        let shown = (total - (page - 1) * 1_000).clamp(0, 1_000);
        let events: Vec<Value> = (0..shown)
            .map(|number| {
                let at = start + ((page - 1) * 1_000 + number) * HOUR / an_hour;
                json!({"timestamp": (at * 1_000).to_string(), "model": "m", "chargedCents": 1})
            })
            .collect();
        let pagination = json!({"numPages": pages, "hasNextPage": page < pages});
        let body = json!({"totalUsageEventsCount": total, "pagination": pagination, "usageEvents": events});
        Ok(answer(200, &body.to_string()))
    }
}

#[test]
fn busy_teams_are_read_in_pieces_and_nothing_is_lost() {
    let window = Window { start: START, end: START + 4 * DAY };
    let count = |an_hour: i64| {
        let (entries, asked) = read("usage", window, LATER, busy(an_hour));
        let entries = entries.unwrap();
        assert_eq!(entries.iter().map(|one| one.requests.unwrap()).sum::<u64>() as i64, 96 * an_hour);
        (entries.len(), asked.len())
    };
    assert_eq!(count(100), (4, 10), "all at once: a record a day");
    assert_eq!(count(600).0, 4, "by the day");
    assert_eq!(count(1_800).0, 96, "by the hour");
    let (problem, _) = read("usage", Window { start: START, end: START + DAY }, LATER, busy(90_000));
    assert!(problem.unwrap_err().message.contains("80 pages"));
}

#[test]
fn events_that_come_in_between_pages_move_them_so_all_is_read_again() {
    let mut asked = 0;
    let moving = move |request: &HttpRequest| {
        asked += 1;
        let response = fixtures(request)?;
        let text = String::from_utf8(response.body).unwrap();
        // The second question finds one more.
        Ok(answer(
            200,
            &if asked == 2 {
                text.replace(r#""totalUsageEventsCount": 3"#, r#""totalUsageEventsCount": 4"#)
            } else {
                text
            },
        ))
    };
    let (entries, asked) = read("usage", WINDOW, LATER, moving);
    assert_eq!((entries.unwrap().len(), asked.len()), (3, 4));

    let mut total = 3;
    let always = move |request: &HttpRequest| {
        total += 1;
        let text = String::from_utf8(fixtures(request)?.body).unwrap();
        Ok(answer(200, &text.replace(r#""totalUsageEventsCount": 3"#, &format!(r#""totalUsageEventsCount": {total}"#))))
    };
    assert_eq!(read("usage", WINDOW, LATER, always).0.unwrap_err().failure, Failure::Unavailable);
}

#[test]
fn check_and_names_read_the_members_and_errors_say_what_to_do() {
    let settings = Settings::default();
    let (account, _) = Host::at(LATER, |_| Ok(answer(200, MEMBERS))).run(|| Cursor::check(&settings));
    assert!(account.unwrap().notes[0].contains("2 members"));
    let now = Window { start: LATER, end: LATER };
    let host = Host::at(LATER, |_| Ok(answer(200, MEMBERS)));
    let names = host.run(|| Cursor::sync(&settings, "members", now, None, None)).0.unwrap().names;
    assert_eq!((names.len(), names[0].id.as_str(), names[0].name.as_str()), (1, "ada@example.com", "Ada"));

    let fails = |status: u16, failure: Failure, expected: &str| {
        let host = Host::at(LATER, move |_| Ok(answer(status, r#"{"error": "no"}"#)));
        let problem = host.run(|| Cursor::check(&Settings::default())).0.unwrap_err();
        assert_eq!(problem.failure, failure);
        assert!(problem.message.contains(expected), "{}", problem.message);
    };
    fails(401, Failure::CredentialsInvalid, "Admin API key");
    fails(403, Failure::CredentialsInsufficient, "Teams or Enterprise");
    fails(429, Failure::RateLimited, "wait");
    fails(500, Failure::Unavailable, "next sync");
}

#[test]
fn the_manifest_has_a_stream_of_each_kind() {
    let manifest = Cursor::manifest();
    let kinds: Vec<_> = manifest.streams.iter().map(|stream| stream.kind).collect();
    assert_eq!(kinds, [StreamKind::Cost, StreamKind::Usage, StreamKind::Names]);
    assert!(manifest.requests.iter().all(|request| request.per_minute == Some(20)));
}
