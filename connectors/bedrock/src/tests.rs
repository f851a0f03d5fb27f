#![allow(clippy::unwrap_used)]

mod costs;
mod usage;

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Settings, StreamKind, Window, time};
use serde_json::{Value, json};

use crate::Bedrock;

const LIST_2: &str = include_str!("../fixtures/list_metrics.page2.json");

/// 2026-10-01.
const DAY: Window = Window { start: 1_790_812_800, end: 1_790_899_200 };
const LATER: i64 = DAY.end + 3 * 86_400;

fn body(request: &HttpRequest) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

fn settings(json: &str) -> Settings {
    Settings::from_json(json).unwrap()
}

fn failed(status: u16, body: &'static str) -> Error {
    let (outcome, _) = Host::at(LATER, move |_| Ok(answer(status, body)))
        .run(|| Bedrock::sync(&Settings::default(), "costs", DAY, None, None));
    outcome.unwrap_err()
}

#[test]
fn errors_say_what_to_do() {
    let check = |status, body, failure, expected: &str| {
        let error = failed(status, body);
        assert_eq!(error.failure, failure, "{}", error.message);
        assert!(error.message.contains(expected), "{}", error.message);
    };
    let denied = include_str!("../fixtures/error.accessdenied.json");
    check(400, denied, Failure::CredentialsInsufficient, "may not call GetCostAndUsage. Give its user the permissions");
    check(400, denied, Failure::CredentialsInsufficient, "AWS says: User: arn:aws:iam::123456789012:user/meter");
    check(400, include_str!("../fixtures/error.expiredtoken.json"), Failure::CredentialsInvalid, "have ended");
    check(400, include_str!("../fixtures/error.limitexceeded.ce.json"), Failure::RateLimited, "wait");
    check(400, include_str!("../fixtures/error.throttling.cloudwatch.json"), Failure::RateLimited, "wait");
    check(400, include_str!("../fixtures/error.dataunavailable.ce.json"), Failure::Unexpected, "no data for this time");
    let mismatch =
        r#"{"__type": "InvalidSignatureException", "message": "The request signature we calculated does not match."}"#;
    check(403, mismatch, Failure::CredentialsInvalid, "is not the one of this access key ID");
    let clock =
        r#"{"__type": "InvalidSignatureException", "message": "Signature expired: 20261001T000000Z is now earlier"}"#;
    check(403, clock, Failure::SettingsInvalid, "clock");
    let unknown = r#"{"__type": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}"#;
    check(400, unknown, Failure::CredentialsInvalid, "session token");
    check(400, r#"{"__type": "InvalidNextTokenException"}"#, Failure::Unavailable, "begins anew");
    let off = r#"{"__type": "AccessDeniedException", "Message": "User not enabled for cost explorer access"}"#;
    check(400, off, Failure::CredentialsInsufficient, "switched on");
    check(503, "", Failure::Unavailable, "trouble");
    check(400, r#"{"__type": "ValidationException", "message": "odd"}"#, Failure::Unexpected, "odd");
}

#[test]
fn check_tries_every_region_and_costs_nothing() {
    let both = || settings(r#"{"regions": "us-west-2, us-east-1; us-west-2"}"#);
    let (account, host) = Host::at(LATER, |request| {
        let body = if request.base_value.as_deref() == Some("us-west-2") { LIST_2 } else { r#"{"Metrics": []}"# };
        Ok(answer(200, body))
    })
    .run(|| Bedrock::check(&both()));
    let notes = account.unwrap().notes;
    assert_eq!(notes[0], "us-west-2: models used in the last two weeks: 1.");
    assert_eq!(notes[1], "us-east-1: no model was used in the last two weeks.");
    assert!(host.requests.iter().all(|request| request.request == "list_metrics") && host.requests.len() == 2);

    const UNKNOWN: &str = r#"{"__type": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}"#;
    let (outcome, _) = Host::at(LATER, |request| {
        let works = request.base_value.as_deref() == Some("us-west-2");
        Ok(if works { answer(200, LIST_2) } else { answer(400, UNKNOWN) })
    })
    .run(|| Bedrock::check(&both()));
    let error = outcome.unwrap_err();
    assert_eq!(error.failure, Failure::SettingsInvalid);
    assert!(error.message.contains("not enabled the region us-east-1"), "{}", error.message);
    let (outcome, _) = Host::at(LATER, |_| Ok(answer(400, UNKNOWN))).run(|| Bedrock::check(&both()));
    assert_eq!(outcome.unwrap_err().failure, Failure::CredentialsInvalid);

    for wrong in ["US West", "us-west", "us--1", "x-east-1", "us-east-1/", ","] {
        let wrong = json!({"regions": wrong}).to_string();
        let (outcome, host) = Host::at(LATER, |_| panic!("asked")).run(|| Bedrock::check(&settings(&wrong)));
        assert_eq!(outcome.unwrap_err().failure, Failure::SettingsInvalid, "{wrong}");
        assert!(host.requests.is_empty());
    }
    assert!(crate::is_region("us-gov-west-1") && crate::is_region("ap-southeast-2"));
}

#[test]
fn the_manifest_says_what_is_billed_and_how_often() {
    let manifest = Bedrock::manifest();
    let request = |id: &str| manifest.requests.iter().find(|request| request.id == id).unwrap();
    assert!(
        request("get_cost_and_usage").billed && request("get_metric_data").billed && !request("list_metrics").billed
    );
    assert_eq!(manifest.streams.len(), 3);
    for stream in &manifest.streams {
        let is_cost = stream.kind == StreamKind::Cost;
        assert_eq!((stream.id == "costs", stream.every > 0), (is_cost, is_cost));
        assert_eq!(i64::from(stream.step), if is_cost { time::DAY } else { time::HOUR });
    }
}
