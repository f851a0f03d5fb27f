#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpError, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Settings, Window};
use serde_json::json;

use crate::GitHubCopilot;

const REPORT: &str = include_str!("../fixtures/ai_credit_usage.json");

const START: i64 = 1_790_812_800;
const DAY: i64 = 86_400;
const LATER: i64 = START + 60 * DAY;

fn settings(more: &[(&str, &str)]) -> Settings {
    let mut settings = json!({"account": "Contoso"});
    for (name, text) in more {
        settings[name] = json!(text);
    }
    Settings::from_json(&settings.to_string()).unwrap()
}

fn parameter<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// All pages of a window of so many days.
fn read(
    settings: &Settings,
    stream: &str,
    days: i64,
    host: impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> + 'static,
) -> (Vec<Entry>, Vec<HttpRequest>) {
    let window = Window { start: START, end: START + days * DAY };
    let (entries, host) = Host::at(LATER, host).run(|| {
        let (mut entries, mut cursor) = (vec![], None::<String>);
        loop {
            let page = GitHubCopilot::sync(settings, stream, window, cursor.as_deref(), None).unwrap();
            let Page { entries: more, next, .. } = page;
            entries.extend(more);
            cursor = next;
            if cursor.is_none() {
                return entries;
            }
        }
    });
    (entries, host.requests)
}

#[test]
fn charges_are_net_amounts_of_the_day_that_was_asked() {
    let (entries, requests) = read(&settings(&[]), "charges", 1, |_| Ok(answer(200, REPORT)));
    let [one] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((one.start, one.end, one.open), (START, START + DAY, false));
    assert_eq!((one.cost.as_deref(), one.currency.as_deref()), (Some("1"), Some("USD")));
    assert_eq!((one.units.as_deref(), one.unit.as_deref()), (Some("100"), Some("credits")));
    assert_eq!((one.model.as_deref(), one.user.as_ref(), one.requests), (Some("GPT-5"), None, None));
    assert!(one.raw.contains(r#""sku":"Copilot AI Credits""#));
    let asked = &requests[0];
    assert_eq!((asked.request.as_str(), &asked.path_values[..]), ("organization_credits", &["Contoso".to_owned()][..]));
    let day = ["year", "month", "day", "user"].map(|name| parameter(asked, name));
    assert_eq!(day, [Some("2026"), Some("10"), Some("1"), None]);
    assert!(asked.headers.iter().any(|header| header.name == "x-github-api-version" && header.value == "2026-03-10"));
}

#[test]
fn credits_are_all_that_was_used() {
    let (entries, _) = read(&settings(&[]), "credits", 1, |_| Ok(answer(200, REPORT)));
    assert_eq!((entries[0].units.as_deref(), entries[0].cost.as_ref()), (Some("150"), None));
    let enterprise = settings(&[("account_kind", "enterprise")]);
    let (_, requests) = read(&enterprise, "credits", 1, |_| Ok(answer(200, REPORT)));
    assert_eq!(requests[0].request, "enterprise_credits");
}

#[test]
fn every_day_of_a_window_is_asked_once() {
    let (entries, requests) = read(&settings(&[]), "charges", 31, |_| Ok(answer(200, REPORT)));
    assert_eq!((entries.len(), requests.len()), (31, 31));
    let days: Vec<i64> = entries.iter().map(|one| (one.start - START) / DAY).collect();
    assert_eq!(days, (0..31).collect::<Vec<_>>());
    assert_eq!(parameter(requests.last().unwrap(), "day"), Some("31"));
    let (entries, _) = read(&settings(&[]), "charges", 2, |_| Ok(answer(200, r#"{"usageItems": []}"#)));
    assert!(entries.is_empty());
}

#[test]
fn users_are_asked_one_by_one_if_wanted() {
    let host = |request: &HttpRequest| {
        if request.request != "organization_seats" {
            return Ok(answer(200, REPORT));
        }
        let users = match parameter(request, "page") {
            Some("1") => 0..100,
            _ => 100..103,
        };
        let seats: Vec<_> = users.map(|number| json!({"assignee": {"login": format!("u{number}")}})).collect();
        Ok(answer(200, &json!({"total_seats": 103, "seats": seats}).to_string()))
    };
    let by_user = settings(&[("by_user", "yes")]);
    let (entries, requests) = read(&by_user, "credits", 2, host);
    assert_eq!(entries.len(), 206);
    assert_eq!((entries[0].user.as_deref(), entries[205].user.as_deref()), (Some("u0"), Some("u102")));
    assert_eq!((entries[0].start, entries[103].start), (START, START + DAY));
    assert_eq!(parameter(&requests[1], "user"), Some("u0"));
    assert_eq!(requests.len(), 206 + 4);
    let (_, requests) = read(&by_user, "charges", 1, host);
    assert_eq!(requests.len(), 1, "charges are of the whole account");
}

#[test]
fn a_window_of_credits_is_one_day_and_charges_come_first() {
    let streams = GitHubCopilot::manifest().streams;
    let windows: Vec<_> = streams.iter().map(|stream| (stream.id.as_str(), i64::from(stream.max_window))).collect();
    assert_eq!(windows, [("charges", 31 * DAY), ("credits", DAY)]);
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    let host = Host::at(LATER, move |_| Ok(response.clone()));
    host.run(|| GitHubCopilot::check(&settings(&[]))).0.map(|account| {
        assert_eq!((account.id.as_deref(), account.name.as_deref()), (Some("organization:contoso"), Some("Contoso")));
    })
}

#[test]
fn check_says_what_to_do() {
    checked(answer(200, REPORT)).unwrap();
    let fails = |response: HttpResponse, failure: Failure, expected: &str| {
        let problem = checked(response).unwrap_err();
        assert_eq!(problem.failure, failure, "{}", problem.message);
        assert!(problem.message.contains(expected), "{}", problem.message);
        problem.retry_after
    };
    let said = |status: u16, message: &str| {
        answer(status, &json!({"message": message, "status": status.to_string()}).to_string())
    };
    fails(said(401, "Bad credentials"), Failure::CredentialsInvalid, "does not know this token");
    fails(said(403, "Resource not accessible by personal access token"), Failure::CredentialsInsufficient, "ghp_");
    fails(
        said(403, "Resource protected by organization SAML enforcement."),
        Failure::CredentialsInsufficient,
        "authorize",
    );
    fails(said(404, "Not Found"), Failure::SettingsInvalid, "name and kind");
    fails(said(502, "Server Error"), Failure::Unavailable, "next sync");
    let header = |name: &str, value: String| Header { name: name.into(), value };
    let used_up =
        vec![header("X-RateLimit-Remaining", "0".into()), header("X-RateLimit-Reset", (LATER + 90).to_string())];
    let used_up = HttpResponse { headers: used_up, ..said(403, "API rate limit exceeded") };
    assert_eq!(fails(used_up.clone(), Failure::RateLimited, "wait"), Some(90));
    let both = [&used_up.headers[..], &[header("Retry-After", "17".into())]].concat();
    assert_eq!(fails(HttpResponse { headers: both, ..used_up }, Failure::RateLimited, "wait"), Some(90), "the longest");
    let secondary =
        HttpResponse { headers: vec![header("Retry-After", "17".into())], ..said(403, "secondary rate limit") };
    assert_eq!(fails(secondary, Failure::RateLimited, "wait"), Some(17));
    assert_eq!(GitHubCopilot::check(&Settings::default()).unwrap_err().failure, Failure::SettingsInvalid);
}
