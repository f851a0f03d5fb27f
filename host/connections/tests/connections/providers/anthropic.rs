use fakes::anthropic::Anthropic;
use outlay_domain::record::Record;
use serde_json::json;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

const DAY: i64 = 86_400;
const FIXTURE_DAYS: i64 = 3;

fn sum(records: &[Record], of: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(of).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<Anthropic>::open().await;
    let view = connected(&house).await;
    assert_eq!(view.account.unwrap().name.as_deref(), Some("Fixture Organization"));
    let windows = house.windows();
    let is_full = |start: &i64| (*start / DAY) % FIXTURE_DAYS == 0;

    // Cents of the fixture's days: 213.25, 120, none.
    let costs = by_period(&windows, "costs");
    assert!(costs.len() >= 26, "two of three days of forty");
    for (start, records) in &costs {
        let (expected, lines) = if is_full(start) { ("2.1325", 9) } else { ("1.2", 2) };
        assert_eq!((cost(records).as_str(), records.len()), (expected, lines));
    }

    let usage = by_period(&windows, "usage_messages");
    let (_, day) = usage.iter().find(|(start, _)| is_full(start)).unwrap();
    assert_eq!(sum(day, |record| record.input_tokens), 170_000);
    assert_eq!(sum(day, |record| record.cached_input_tokens), 900_000);
    assert_eq!(sum(day, |record| record.cache_write_tokens), 50_000);
    assert_eq!(sum(day, |record| record.cache_write_1h_tokens), 10_000);
    assert_eq!(sum(day, |record| record.output_tokens), 67_000);
    // At list price, a batch's discount aside, usage comes to what is billed for tokens: 45+6+15+27+93+6+7.5 cents.
    let estimated = day.iter().filter_map(|record| record.estimate.as_ref()?.cost);
    assert_eq!(estimated.sum::<outlay_domain::Money>().to_string(), "1.995");

    let claude_code = by_period(&windows, "usage_claude_code");
    assert!(claude_code.len() >= 31, "every day has the same");
    for records in claude_code.values() {
        assert_eq!(sum(records, |record| record.input_tokens), 100_000);
        assert!(records.iter().all(|record| record.provider == "claude-code"));
        assert!(records.iter().any(|record| record.user.as_deref() == Some("ada@example.com")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workspaces_keys_and_users_have_names() {
    let house = House::<Anthropic>::open().await;
    let view = connected(&house).await;
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let found: Vec<_> = names.iter().map(|name| (name.kind.as_str(), name.id.as_str(), name.name.as_str())).collect();
    let expected = [
        ("key", "apikey_01FixtureKeyA", "alpha server"),
        ("project", "wrkspc_01FixtureAlpha", "Alpha"),
        ("user", "user_01FixtureAda", "Ada"),
        ("user", "user_01FixtureBob", "bob@example.com"),
    ];
    assert_eq!(found, expected);
    assert_eq!(names[0].project.as_deref(), Some("wrkspc_01FixtureAlpha"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_is_billed_anew_takes_the_place_of_what_it_was() {
    let house = House::<Anthropic>::open().await;
    let view = connected(&house).await;
    let costs = by_period(&house.windows(), "costs");
    // One of the seven days that every sync reads again.
    let (start, _) = costs.iter().rev().nth(2).unwrap();
    let correction = json!({"amount": "0.5", "currency": "USD", "description": "Credit"});
    house.fake.tell("cost_report", start / DAY, &[correction]);
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().is_some_and(|last| last.id == sync.id)).await;
    assert_eq!(cost(&by_period(&house.windows(), "costs")[start]), "0.005");
}
