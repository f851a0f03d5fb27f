use fakes::google::GoogleCloud;
use fakes::time::{DAY, from_date};
use fakes::vertex::vertex;
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

/// Five days ago (US Pacific), as a date: early enough that all of it is on the bill.
fn a_day_of_the_bill() -> (String, i64) {
    let date = fakes::time::date(fakes::time::now() - 5 * DAY);
    let utc = from_date(&date).unwrap();
    (date, utc)
}

fn sum(records: &[Record], count: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(count).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::with(vertex()).await;
    connected(&house).await;
    let windows = house.windows();
    let (_, day) = a_day_of_the_bill();

    let tokens = by_period(&windows, "tokens");
    assert!((82..=86).contains(&tokens.len()), "two hours of six weeks of days: {}", tokens.len());
    let first_hour = &tokens[&day];
    assert_eq!(sum(first_hour, |record| record.input_tokens), 48_000 + 12_000);
    assert_eq!(sum(first_hour, |record| record.output_tokens), 7_400 + 9_007_199_254_740_993);
    assert!(first_hour.iter().all(|record| record.cached_input_tokens.is_none() && record.cost.is_none()));
    let second_hour = &tokens[&(day + 3_600)];
    assert_eq!(sum(second_hour, |record| record.input_tokens), 52_000);
    assert_eq!(sum(second_hour, |record| record.output_tokens), 9_100);
    let models: Vec<_> = first_hour.iter().filter_map(|record| record.model.as_deref()).collect();
    assert!(models.contains(&"gemini-2.5-pro") && models.contains(&"claude-sonnet-4-5"), "{models:?}");

    let calls = &by_period(&windows, "invocations")[&day];
    assert_eq!(sum(calls, |record| record.requests), 40);
    let failed: Vec<_> = calls.iter().filter(|record| record.requests.is_none()).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (failed[0].units.unwrap().to_string().as_str(), failed[0].unit.as_deref()),
        ("3", Some("failed requests"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bills_are_of_pacific_days_and_corrections_take_the_place_of_what_was() {
    let house = House::with(vertex()).await;
    let view = connected(&house).await;
    let (date, utc) = a_day_of_the_bill();
    let day = |house: &House<GoogleCloud>| {
        let costs = by_period(&house.windows(), "costs");
        let found = costs.into_iter().find(|(start, _)| (utc..utc + DAY).contains(start));
        found.unwrap()
    };
    let (start, records) = day(&house);
    assert!([7, 8].contains(&((start - utc) / 3_600)), "midnight on the Pacific coast, {start}");
    // Of the fixtures, what is of this service: 0.125, and 0.165 less a credit of 0.015.
    assert_eq!((records.len(), cost(&records).as_str()), (2, "0.275"));
    assert!(records.iter().all(|record| record.currency.as_deref() == Some("USD") && !record.open));
    assert!(records.iter().all(|record| record.model.as_deref() == Some("gemini-2.5-pro")));

    // A credit of the whole, and more: the day is below zero, and its quantity unknown. What was read before is compared
    // where the same days are read again.
    let sync = async || {
        let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
        house.settled(&view.id, |view| view.last_sync.as_ref().is_some_and(|last| last.id == sync.id)).await;
    };
    sync().await;
    assert_eq!(cost(&day(&house).1), "0.275", "nothing is counted twice");
    house.fake.correct_bill(&date, "0F51-429B-C2DC", "-0.05", "-0.300000001");
    sync().await;
    let (_, records) = day(&house);
    assert_eq!((records.len(), cost(&records).as_str()), (2, "-0.075000001"));
    let corrected = records.iter().find(|record| record.raw.contains("0F51-429B-C2DC")).unwrap();
    assert_eq!((corrected.units, corrected.cost.unwrap().to_string().as_str()), (None, "-0.225000001"));
    assert_eq!(corrected.previous.as_ref().unwrap().cost.unwrap().to_string(), "0.125");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_google_does_not_take_any_more_is_replaced() {
    let house = House::with(vertex()).await;
    let view = connected(&house).await;
    let tokens = |house: &House<GoogleCloud>| house.fake.requests().iter().filter(|seen| seen.path == "/token").count();
    assert_eq!(tokens(&house), 1, "one is enough for a sync");
    house.fake.forget_tokens();
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    let is_done =
        |view: &outlay_connections::ConnectionView| view.last_sync.as_ref().is_some_and(|last| last.id == sync.id);
    let view = house.settled(&view.id, is_done).await;
    assert_eq!((view.reason, tokens(&house)), (None, 2));
    let private = house.fake.connect().credentials[0].1.clone();
    let key: serde_json::Value = serde_json::from_str(&private).unwrap();
    let line = key["private_key"].as_str().unwrap().lines().nth(3).unwrap().to_owned();
    let is_told = house.fake.requests().iter().any(|seen| String::from_utf8_lossy(&seen.body).contains(&line));
    assert!(!is_told, "the private key stays here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_makes_no_query_that_costs() {
    let house = House::with(vertex()).await;
    let checked = house.connections.check_draft(&crate::house::draft(&house.fake.connect())).await.unwrap();
    assert_eq!(checked.failure, None);
    let queries: Vec<_> = house.fake.requests().into_iter().filter(|seen| seen.path.ends_with("/queries")).collect();
    assert_eq!(queries.len(), 1);
    assert_eq!(queries[0].json().unwrap()["dryRun"], true);
}
