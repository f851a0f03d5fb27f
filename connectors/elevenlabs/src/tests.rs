#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Settings, StreamKind, Window};
use serde_json::{Value, json};

use crate::ElevenLabs;

const CREDITS: &str = include_str!("../fixtures/workspace_usage_credits.json");
const COSTS: &str = include_str!("../fixtures/workspace_usage_cost.json");
const CHARACTERS: &str = include_str!("../fixtures/character_stats.json");

/// 2026-10-01 and 2026-10-02.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_985_600 };
const LATER: i64 = WINDOW.end + 86_400;

fn billed_in(what: &str) -> Settings {
    Settings::from_json(&json!({"billed_in": what}).to_string()).unwrap()
}

fn sync(stream: &str, settings: &Settings, body: &str) -> (Result<Vec<Entry>, Error>, Vec<HttpRequest>) {
    let body = body.to_owned();
    let (page, host) =
        Host::at(LATER, move |_| Ok(answer(200, &body))).run(|| ElevenLabs::sync(settings, stream, WINDOW, None, None));
    (page.map(|page| page.entries), host.requests)
}

#[test]
fn credits_are_told_by_product_model_user_and_key() {
    let (entries, requests) = sync("credits", &billed_in("credits"), CREDITS);
    let entries = entries.unwrap();
    assert_eq!(entries.len(), 1);
    let first = &entries[0];
    assert_eq!((first.start, first.end, first.open), (WINDOW.start, WINDOW.start + 86_400, false));
    assert_eq!((first.units.as_deref(), first.unit.as_deref()), (Some("1200"), Some("credits")));
    assert_eq!((first.key.as_deref(), &first.model, &first.cost), (Some("9f86d081884c7d65"), &None, &None));
    assert_eq!(
        serde_json::from_str::<Value>(&first.raw).unwrap(),
        json!({"product_type": "TTS", "model": null, "user_id": null, "hashed_xi_api_key": "9f86d081884c7d65"})
    );
    let asked: Value = serde_json::from_slice(requests[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(
        asked,
        json!({
            "start_time": 1_790_812_800_000_i64, "end_time": 1_790_985_600_000_i64, "interval_seconds": 86_400,
            "time_zone": "UTC", "group_by": ["product_type", "model", "user_id", "hashed_xi_api_key"],
        })
    );
}

#[test]
fn columns_are_found_wherever_they_are_and_whatever_they_are_called() {
    let body = r#"{"columns": ["used", "model", "when", "user_id"], "column_types": ["Float", "String", "DateTime", "String"],
        "column_units": ["credits", "", null, null],
        "rows": [["125.5", "eleven_v3", "2026-10-01 00:00:00", "u1"], [null, "eleven_v3", "2026-10-02 00:00:00", ""],
                 [7, "eleven_v3", "2026-10-03 00:00:00", "u1"]]}"#;
    let entries = sync("credits", &billed_in("credits"), body).0.unwrap();
    assert_eq!(entries.len(), 2, "the third is not of the window");
    assert_eq!((entries[0].units.as_deref(), entries[0].model.as_deref()), (Some("125.5"), Some("eleven_v3")));
    assert_eq!((entries[0].user.as_deref(), &entries[1].user), (Some("u1"), &None));
    assert_eq!((&entries[1].units, &entries[1].unit), (&None, &None), "unknown is not zero");
    for (body, expected) in [
        (r#"{"columns": ["x"], "rows": [["2026-10-01"]]}"#, "no column for the time"),
        (r#"{"columns": ["time"], "rows": [["2026-10-01"]]}"#, "no column `total_credits`"),
        (r#"{"columns": ["time", "total_credits"], "rows": [["2026-10-01"]]}"#, "another number of values"),
        (r#"{"columns": ["time", "total_credits"], "rows": [["2026-10-01", "many"]]}"#, "is none"),
        ("<html>", "documented form"),
    ] {
        let problem = sync("credits", &billed_in("credits"), body).0.unwrap_err();
        assert!(problem.failure == Failure::Unexpected && problem.message.contains(expected), "{}", problem.message);
    }
}

#[test]
fn costs_have_their_currency() {
    let (entries, requests) = sync("costs", &billed_in("money"), COSTS);
    let first = &entries.unwrap()[0];
    assert_eq!((first.cost.as_deref(), first.currency.as_deref()), (Some("0.36"), Some("USD")));
    assert_eq!((first.units.as_deref(), first.unit.as_deref()), (Some("1200"), Some("charged_units")));
    assert_eq!(first.model.as_deref(), Some("eleven_v3"));
    let asked: Value = serde_json::from_slice(requests[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(asked["group_by"], json!(["user_id", "hashed_xi_api_key", "model", "fiat_currency"]));
    let by_unit = COSTS.replace("\"USD\"", "null").replacen(
        "    null,\n    null,\n    null,\n    null,",
        "    null,\n    null,\n    null,\n    \"eur\",",
        1,
    );
    assert_eq!(sync("costs", &billed_in("money"), &by_unit).0.unwrap()[0].currency.as_deref(), Some("EUR"));
    let none = COSTS.replace("\"USD\"", "null");
    assert!(sync("costs", &billed_in("money"), &none).0.unwrap_err().message.contains("no currency"));
}

#[test]
fn only_what_the_workspace_is_billed_in_is_asked_for() {
    for (stream, other) in [("credits", "money"), ("costs", "credits")] {
        let (entries, requests) = sync(stream, &billed_in(other), "");
        assert_eq!((entries.unwrap().len(), requests.len()), (0, 0), "{stream}");
    }
}

#[test]
fn characters_are_told_by_model() {
    let (entries, requests) = sync("characters", &billed_in("credits"), CHARACTERS);
    let entries = entries.unwrap();
    let units: Vec<_> = entries.iter().map(|entry| entry.units.as_deref().unwrap()).collect();
    assert_eq!(
        (units, entries[0].unit.as_deref(), &entries[0].model),
        (vec!["1200", "350"], Some("characters"), &None)
    );
    assert_eq!(entries[1].start, WINDOW.start + 86_400);
    let query: Vec<_> = requests[0].query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        query,
        [
            "start_unix=1790812800000",
            "end_unix=1790985600000",
            "include_workspace_metrics=true",
            "breakdown_type=model",
            "aggregation_interval=day",
            "metric=tts_characters",
        ]
    );
    let by_model = r#"{"time": [1790812800000, 1790899200000], "usage": {"eleven_v3": [0.0, 12.0], "eleven_flash_v2_5": [3.0, null]}}"#;
    let entries = sync("characters", &billed_in("money"), by_model).0.unwrap();
    let told: Vec<_> =
        entries.iter().map(|entry| (entry.model.as_deref().unwrap(), entry.units.as_deref().unwrap())).collect();
    assert_eq!(told, [("eleven_flash_v2_5", "3"), ("eleven_v3", "12")]);
    let odd = r#"{"time": [1], "usage": {"All": []}}"#;
    assert!(sync("characters", &billed_in("credits"), odd).0.unwrap_err().message.contains("another number of times"));
}

#[test]
fn an_endpoint_of_characters_that_is_gone_touches_no_other_stream() {
    let read = |status: u16, stream: &'static str, billed: &'static str| {
        let host = Host::at(LATER, move |_| Ok(answer(status, r#"{"detail": "Not Found"}"#)));
        let (page, _) = host.run(|| ElevenLabs::sync(&billed_in(billed), stream, WINDOW, None, None));
        page.unwrap_err()
    };
    for status in [400, 404] {
        let gone = read(status, "characters", "money");
        assert_eq!(gone.failure, Failure::Unexpected, "the rest of the sync goes on");
        assert!(gone.message.ends_with("says: Not Found"), "{}", gone.message);
        assert_eq!(read(status, "costs", "money").failure, Failure::SettingsInvalid);
    }
    assert_eq!(read(401, "characters", "money").failure, Failure::CredentialsInvalid);
    let kinds: Vec<_> = ElevenLabs::manifest().streams.into_iter().map(|stream| stream.kind).collect();
    assert_eq!(kinds, [StreamKind::Cost, StreamKind::Usage, StreamKind::Usage], "the bill is read first");
}

#[test]
fn today_is_open() {
    let (page, _) = Host::at(WINDOW.start + 3_600, |_| Ok(answer(200, CHARACTERS)))
        .run(|| ElevenLabs::sync(&billed_in("credits"), "characters", WINDOW, None, None));
    assert!(page.unwrap().entries[0].open);
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    Host::at(LATER, move |_| Ok(response.clone())).run(|| ElevenLabs::check(&billed_in("credits"))).0.map(drop)
}

#[test]
fn check_tells_a_wrong_key_from_one_that_lacks_a_permission() {
    let (account, host) = Host::at(LATER, |request| {
        Ok(match request.request.as_str() {
            "subscription" => answer(200, r#"{"tier": "creator", "character_count": 1200, "character_limit": 100000}"#),
            _ => answer(200, CREDITS),
        })
    })
    .run(|| ElevenLabs::check(&billed_in("credits")));
    assert_eq!(account.unwrap().notes[1], "The plan has 100000 credits in this period; 1200 of them are used.");
    assert_eq!(host.requests.len(), 2);
    let (account, host) = Host::at(LATER, |request| {
        Ok(if request.request == "subscription" { answer(401, "") } else { answer(200, COSTS) })
    })
    .run(|| ElevenLabs::check(&billed_in("money")));
    assert_eq!((account.unwrap().notes.len(), host.requests[0].request.as_str()), (1, "costs"));

    let check = |status, body: &str, failure, expected: &str| {
        let problem = checked(answer(status, body)).unwrap_err();
        assert_eq!(problem.failure, failure, "{}", problem.message);
        assert!(problem.message.contains(expected), "{}", problem.message);
    };
    let unknown = r#"{"detail": {"status": "invalid_api_key", "message": "Invalid API key"}}"#;
    check(401, unknown, Failure::CredentialsInvalid, "does not know this key");
    let missing = r#"{"detail": {"status": "missing_permissions",
        "message": "The API key you used is missing the permission workspace_analytics_read to execute this operation."}}"#;
    check(401, missing, Failure::CredentialsInsufficient, "workspace_analytics_read");
    check(403, "", Failure::CredentialsInsufficient, "workspace admin");
    check(404, r#"{"detail": "Not Found"}"#, Failure::SettingsInvalid, "base URL");
    check(400, "", Failure::SettingsInvalid, "credits or in money");
    check(422, r#"{"detail": [{"loc": ["body"], "msg": "no", "type": "x"}]}"#, Failure::Unexpected, "422");
    check(429, "", Failure::RateLimited, "wait");
    check(503, "", Failure::Unavailable, "trouble");
}

#[test]
fn the_manifest_declares_a_request_for_every_stream() {
    let manifest = ElevenLabs::manifest();
    assert!(manifest.billing_source);
    for stream in &manifest.streams {
        assert!(manifest.requests.iter().any(|request| request.id == stream.id), "{}", stream.id);
        assert_eq!(stream.kind == StreamKind::Cost, stream.id == "costs");
    }
}
