//! The cost query.

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::HttpRequest;
use outlay_connector::{Connector, Page, Settings};
use serde_json::{Value, json};

use super::{CONTOSO, COSTS_1, DAY, LATER, START, SUBSCRIPTION, WINDOW, settings};
use crate::AzureOpenAi;

const COSTS_2: &str = include_str!("../../fixtures/cost_query.page2.json");
const COST_REQUEST: &str = include_str!("../../fixtures/cost_query.request.json");

fn costs(settings: &Settings, cursor: Option<&str>, body: &'static str) -> (Page, HttpRequest) {
    let host = Host::at(LATER, move |_| Ok(answer(if body.is_empty() { 204 } else { 200 }, body)));
    let (page, mut host) = host.run(|| AzureOpenAi::sync(settings, "costs", WINDOW, cursor, None));
    (page.unwrap(), host.requests.remove(0))
}

#[test]
fn costs_are_exact_and_their_pages_repeat_the_question() {
    let (first, request) = costs(&settings(), None, COSTS_1);
    let sent: Value = serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
    let expected: Value = serde_json::from_str(COST_REQUEST).unwrap();
    assert_eq!(sent, expected);
    assert_eq!(request.query, [("api-version".to_owned(), "2025-03-01".to_owned())]);
    let amounts: Vec<_> = first.entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(amounts, ["0.175", "0.101"]);
    let one = &first.entries[0];
    assert_eq!((one.start, one.end, one.open), (START, START + DAY, false));
    assert_eq!((one.model.as_deref(), one.project.as_deref()), (Some("gpt-4o"), Some(CONTOSO)));
    assert_eq!((one.currency.as_deref(), one.units.as_deref(), one.unit.as_ref()), (Some("USD"), Some("70"), None));
    assert!(one.raw.contains("gpt 4o 1120 Inp glbl Tokens") && one.input_tokens.is_none());

    let (second, again) = costs(&settings(), first.next.as_deref(), COSTS_2);
    assert_eq!((again.body, &again.path_values), (request.body, &request.path_values));
    assert!(again.query.contains(&("$skiptoken".to_owned(), "AQAAAA==".to_owned())), "{:?}", again.query);
    assert_eq!(second.next, None);
    assert_eq!(second.entries[0].cost.as_deref(), Some("0.000012"), "written 1.2e-05");
    assert_eq!(second.entries[0].start, START + DAY);
}

#[test]
fn columns_are_found_by_name_and_corrections_are_negative() {
    const OTHER: &str = r#"{"properties": {"nextLink": null,
        "columns": [{"name": "Currency"}, {"name": "Meter"}, {"name": "UsageDate"}, {"name": "Cost"}, {"name": "ResourceId"}, {"name": "UsageQuantity"}],
        "rows": [["eur", "Provisioned Managed Unit", 20261002, -3.5, "/x/accounts/Contoso-OpenAI", -1],
                 ["EUR", "", 20261003, 1, "/x/accounts/contoso-openai", 1],
                 ["EUR", "x", 20261001, 1, "/x/accounts/other", 1]]}}"#;
    let settings =
        Settings::from_json(&json!({"subscription_ids": SUBSCRIPTION, "resource_names": "contoso-openai"}).to_string())
            .unwrap();
    let (page, _) = costs(&settings, None, OTHER);
    let [row] = &page.entries[..] else { panic!("{:?}", page.entries) };
    assert_eq!((row.cost.as_deref(), row.currency.as_deref()), (Some("-3.5"), Some("EUR")));
    assert_eq!((row.units.as_ref(), row.model.as_ref(), row.start), (None, None, START + DAY));
}

#[test]
fn subscriptions_are_asked_one_after_another() {
    let settings = Settings::from_json(r#"{"subscription_ids": "A, b; a"}"#).unwrap();
    let (first, request) = costs(&settings, None, "");
    assert_eq!((request.path_values, first.entries.len()), (vec!["a".to_owned()], 0));
    let (second, request) = costs(&settings, first.next.as_deref(), COSTS_2);
    assert_eq!((request.path_values, second.entries.len(), second.next), (vec!["b".to_owned()], 1, None));
}

#[test]
fn the_money_of_newer_agreements_has_another_name() {
    let host = Host::at(LATER, |request| {
        let body = String::from_utf8(request.body.clone().unwrap()).unwrap();
        Ok(if body.contains("PreTaxCost") {
            answer(400, r#"{"error": {"code": "BadRequest", "message": "Invalid column PreTaxCost"}}"#)
        } else {
            answer(200, COSTS_1)
        })
    });
    let (page, host) = host.run(|| AzureOpenAi::sync(&settings(), "costs", WINDOW, None, None));
    assert!(page.unwrap().next.unwrap().contains(r#""money":1"#), "the next pages ask the same");
    assert_eq!(host.requests.len(), 2);
}
