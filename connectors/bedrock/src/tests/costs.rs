//! Cost Explorer.

use super::*;

const COSTS_1: &str = include_str!("../../fixtures/get_cost_and_usage.page1.json");
const COSTS_2: &str = include_str!("../../fixtures/get_cost_and_usage.page2.json");

fn costs(cursor: Option<&'static str>, body: &'static str) -> (Page, Vec<HttpRequest>) {
    let window = Window { start: DAY.start, end: DAY.end + 86_400 };
    let (page, host) = Host::at(LATER, move |_| Ok(answer(200, body)))
        .run(|| Bedrock::sync(&Settings::default(), "costs", window, cursor, None));
    (page.unwrap(), host.requests)
}

#[test]
fn costs_are_those_of_bedrock_under_all_its_names() {
    let (page, requests) = costs(None, COSTS_1);
    let texts: Vec<_> = page.entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(texts, ["0.0816", "0.153", "0.039", "0.01875", "0.0008"], "nothing of EC2");
    let models: Vec<_> = page.entries.iter().map(|entry| entry.model.as_deref().unwrap()).collect();
    assert_eq!((models[0], models[3], models[4]), ("Claude Sonnet 4.5", "Claude Sonnet 4.5", "NovaPro"));
    let first = &page.entries[0];
    assert_eq!((first.start, first.end, first.open), (DAY.start, DAY.end, false));
    assert_eq!((first.currency.as_deref(), first.input_tokens), (Some("USD"), None));
    assert_eq!((first.units.as_deref(), first.unit.as_deref()), (Some("0.0272"), Some("1M tokens")));
    assert_eq!(
        serde_json::from_str::<Value>(&first.raw).unwrap(),
        json!({
            "SERVICE": "Claude Sonnet 4.5 (Amazon Bedrock Edition)", "USAGE_TYPE": "USW2-MP:USW2_InputTokenCount-Units",
        })
    );
    assert_eq!(page.next.as_deref(), Some("fixture-ce-2"));

    let (second, again) = costs(Some("fixture-ce-2"), COSTS_2);
    let mut expected = body(&requests[0]);
    expected["NextPageToken"] = json!("fixture-ce-2");
    assert_eq!(body(&again[0]), expected);
    assert_eq!((second.entries.len(), second.next), (1, None));
    assert!(second.entries[0].open, "AWS says that it is an estimate");
    let header = |name: &str| again[0].headers.iter().find(|header| header.name == name).unwrap().value.clone();
    assert_eq!(header("x-amz-target"), "AWSInsightsIndexService.GetCostAndUsage");
    assert_eq!(header("content-type"), "application/x-amz-json-1.1");
}
