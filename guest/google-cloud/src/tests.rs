#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::time::DAY;
use outlay_connector::{Failure, Settings, Window};

use crate::costs::{Billing, read_costs};
use crate::form::{Export, only_projects, services};
use crate::series::Point;

/// 2026-10-01
const OCTOBER: i64 = 1_790_812_800;
const HOUR: i64 = 3_600;

fn settings(json: &str) -> Settings {
    Settings::from_json(json).unwrap()
}

#[test]
fn a_point_is_of_the_bucket_that_its_middle_lies_in() {
    let check = |interval: &str, start: i64, end: i64| {
        let point: Point =
            serde_json::from_str(&format!(r#"{{"interval": {interval}, "value": {{"int64Value": "7"}}}}"#)).unwrap();
        assert_eq!(point.period(HOUR).unwrap(), (OCTOBER + start, OCTOBER + end), "{interval}");
        assert_eq!(point.count().unwrap(), 7);
    };
    check(r#"{"startTime": "2026-10-01T00:00:00Z", "endTime": "2026-10-01T01:00:00Z"}"#, 0, HOUR);
    check(r#"{"startTime": "2026-10-01T00:00:01Z", "endTime": "2026-10-01T01:00:00Z"}"#, 0, HOUR);
    check(r#"{"endTime": "2026-10-01T01:00:00Z"}"#, 0, HOUR);
    check(r#"{"startTime": "2026-10-01T01:00:00Z", "endTime": "2026-10-01T01:00:00Z"}"#, 0, HOUR);
    check(r#"{"startTime": "2026-10-01T00:00:00Z", "endTime": "2026-10-02T00:00:00Z"}"#, 0, DAY);
    check(r#"{"startTime": "2026-10-01T00:00:00Z", "endTime": "2026-10-01T23:59:59Z"}"#, 0, DAY);
}

#[test]
fn counts_are_whole_texts_or_numbers() {
    let count = |value: &str| {
        let interval = r#"{"endTime": "2026-10-01T01:00:00Z"}"#;
        let point: Point = serde_json::from_str(&format!(r#"{{"interval": {interval}, "value": {value}}}"#)).unwrap();
        point.count()
    };
    assert_eq!(count(r#"{"int64Value": "9007199254740993"}"#), Ok(9_007_199_254_740_993));
    assert_eq!(count(r#"{"doubleValue": 12.0}"#), Ok(12));
    assert!(count(r#"{"doubleValue": 12.5}"#).is_err());
    assert!(count(r#"{"boolValue": true}"#).is_err());
}

#[test]
fn a_table_is_a_plain_name_of_three_parts() {
    let of = |table: &str| {
        let settings = settings(&serde_json::json!({ "billing_table": table }).to_string());
        Export::of(&settings)
            .map(|export| export.map(|export| (export.table.to_owned(), export.query_project.to_owned())))
    };
    let (table, project) = of("`my-project.billing.gcp_billing_export_v1_0A_1B_2C`").unwrap().unwrap();
    assert_eq!((table.as_str(), project.as_str()), ("my-project.billing.gcp_billing_export_v1_0A_1B_2C", "my-project"));
    assert_eq!(of("example.com:my-project.billing.t").unwrap().unwrap().1, "example.com:my-project");
    assert_eq!(of(""), Ok(None));
    for wrong in ["t", "billing.t", "p.d.t` WHERE true --", "p..t", ".d.t", "p.d.t;", "p.d.*"] {
        assert_eq!(of(wrong).unwrap_err().failure, Failure::SettingsInvalid, "{wrong}");
    }
}

#[test]
fn services_and_projects_are_lists() {
    let settings = settings(
        r#"{"billing_services": "Vertex AI, Claude Sonnet 4.5;", "costs_of": "listed projects", "project_ids": "a b"}"#,
    );
    assert_eq!(services(&settings), ["Vertex AI", "Claude Sonnet 4.5"]);
    assert_eq!(only_projects(&settings).unwrap(), Some(vec!["a", "b"]));
    assert_eq!(only_projects(&Settings::default()).unwrap(), None);
}

const BILLING: Billing = Billing { stream: "costs", provider: "example" };
const WINDOW: Window = Window { start: OCTOBER + 7 * HOUR, end: OCTOBER + DAY + 7 * HOUR };

#[test]
fn what_bigquery_refuses_is_told_apart() {
    let check = |status: u16, message: &str, failure: Failure, advice: &str| {
        let body = serde_json::json!({"error": {"code": status, "message": message}}).to_string();
        let settings = settings(r#"{"billing_table": "p.d.t", "project_ids": "p"}"#);
        let host = Host::at(OCTOBER, move |_| Ok(answer(status, &body)));
        let problem = host.run(|| read_costs(&BILLING, &settings, WINDOW, None)).0.unwrap_err();
        assert_eq!(problem.failure, failure, "{message}");
        assert!(problem.message.contains(advice), "{}", problem.message);
    };
    let table = "Not found: Table p:d.t was not found in location US";
    check(404, table, Failure::SettingsInvalid, "location of its dataset");
    let jobs = "Access Denied: Project p: User does not have bigquery.jobs.create permission in project p.";
    check(403, jobs, Failure::CredentialsInsufficient, "roles/bigquery.jobUser");
    let data = "Access Denied: Table p:d.t: User does not have permission to query table p:d.t";
    check(403, data, Failure::CredentialsInsufficient, "roles/bigquery.dataViewer");
    check(403, "Exceeded rate limits: too many concurrent queries", Failure::RateLimited, "wait");
    let disabled = "BigQuery API has not been used in project 1 before or it is disabled.";
    check(403, disabled, Failure::CredentialsInsufficient, "Enable the BigQuery API");
    check(400, "Unrecognized name: _PARTITIONTIME", Failure::SettingsInvalid, "not a view");
    check(503, "", Failure::Unavailable, "next sync");
}

#[test]
fn a_query_that_failed_or_is_cut_short_is_no_answer() {
    let check = |body: &'static str, expected: &str| {
        let settings = settings(r#"{"billing_table": "p.d.t", "project_ids": "p"}"#);
        let host = Host::at(OCTOBER, move |_| Ok(answer(200, body)));
        let problem = host.run(|| read_costs(&BILLING, &settings, WINDOW, None)).0.unwrap_err();
        assert!(problem.message.contains(expected), "{}", problem.message);
    };
    let job = r#""jobReference": {"projectId": "p", "jobId": "j"}"#;
    check(
        Box::leak(
            format!(r#"{{{job}, "jobComplete": true, "errors": [{{"message": "out of slots"}}]}}"#).into_boxed_str(),
        ),
        "out of slots",
    );
    check(Box::leak(format!(r#"{{{job}, "jobComplete": true, "totalRows": "2"}}"#).into_boxed_str()), "other rows");
    check(Box::leak(format!(r#"{{{job}, "jobComplete": false}}"#).into_boxed_str()), "in time");
    check(r#"{"jobComplete": true}"#, "name its job");
}
