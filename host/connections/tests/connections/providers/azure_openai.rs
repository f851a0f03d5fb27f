use std::collections::BTreeMap;

use fakes::Mistake;
use fakes::azure_openai::{AzureOpenAi, CLIENT_WITHOUT_COSTS};
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::{House, draft};

const DAY: i64 = 86_400;
const CONTOSO: &str = "/subscriptions/00000000-0000-4000-8000-0000000000aa/resourcegroups/rg-ai/providers/microsoft.cognitiveservices/accounts/contoso-openai";

/// By days that are over.
fn days(periods: BTreeMap<i64, Vec<Record>>) -> BTreeMap<i64, Vec<Record>> {
    let mut days: BTreeMap<i64, Vec<Record>> = BTreeMap::new();
    for (start, records) in periods {
        days.entry(start.div_euclid(DAY)).or_default().extend(records);
    }
    days.pop_last();
    days
}

fn sum(records: &[Record], resource: &str, count: impl Fn(&Record) -> Option<u64>) -> Option<u64> {
    let mine = records.iter().filter(|record| record.project.as_deref().is_some_and(|id| id.ends_with(resource)));
    mine.filter_map(count).reduce(|a, b| a + b)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<AzureOpenAi>::open().await;
    let view = connected(&house).await;
    let windows = house.windows();
    let costs = by_period(&windows, "costs");
    assert!(costs.len() >= 39, "{}", costs.len());
    for (start, records) in costs.iter().filter(|(_, records)| records.iter().all(|record| !record.open)) {
        let expected = if (start / DAY) % 2 == 0 { "0.276" } else { "0.000012" };
        assert_eq!(cost(records), expected);
        assert!(records.iter().all(|record| record.currency.as_deref() == Some("USD")));
    }
    let usage = days(by_period(&windows, "usage"));
    assert!(usage.len() >= 38, "{}", usage.len());
    for records in usage.values().skip(1) {
        // Each of them is in two families of metrics; one counts.
        assert_eq!(sum(records, "/contoso-openai", |record| record.input_tokens), Some(74_000));
        assert_eq!(sum(records, "/contoso-openai", |record| record.output_tokens), Some(11_000));
        assert_eq!(sum(records, "/contoso-openai", |record| record.requests), Some(57), "those that succeeded");
        // The older family does not name the model.
        assert_eq!(sum(records, "/contoso-older", |record| record.input_tokens), Some(70_000));
        assert_eq!(sum(records, "/contoso-older", |record| record.output_tokens), Some(10_100));
        assert_eq!(sum(records, "/contoso-older", |record| record.requests), None);
        let mut models: Vec<&str> = records.iter().filter_map(|record| record.model.as_deref()).collect();
        models.sort_unstable();
        models.dedup();
        assert_eq!(models, ["claude-sonnet-4-5", "gpt-4o"]);
    }
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let names: Vec<(&str, &str)> = names.iter().map(|name| (name.id.as_str(), name.name.as_str())).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&(CONTOSO, "contoso-openai")), "{names:?}");
    assert!(house.fake.requests().iter().any(|seen| seen.raw_query.contains("skiptoken") && seen.method == "POST"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_does_not_count_any_more_is_replaced() {
    let house = House::<AzureOpenAi>::open().await;
    let view = connected(&house).await;
    house.fake.forget_tokens();
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    let view = house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    assert_eq!(view.last_sync.unwrap().status, "done");
    let tokens = house.fake.requests().iter().filter(|seen| seen.path.ends_with("/token")).count();
    assert_eq!(tokens, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refunds_of_past_days_are_read_again_and_are_negative() {
    let house = House::<AzureOpenAi>::open().await;
    let view = connected(&house).await;
    house.fake.refund();
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    let costs = by_period(&house.windows(), "costs");
    let sums: Vec<String> = costs.values().rev().map(|records| cost(records)).collect();
    let mut newest = sums[..4].to_vec();
    newest.sort_unstable();
    assert_eq!(newest, ["-0.099988", "-0.099988", "0.176", "0.176"], "today and the three days before");
    assert!(sums[4..].iter().all(|sum| ["0.276", "0.000012"].contains(&sum.as_str())), "{sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn newer_agreements_and_apps_without_costs_are_read_as_far_as_they_go() {
    let house = House::<AzureOpenAi>::open().await;
    house.fake.renew_agreement();
    connected(&house).await;
    let costs = by_period(&house.windows(), "costs");
    assert!(costs.iter().any(|(start, records)| (start / DAY) % 2 == 0 && cost(records) == "0.276"));

    let house = House::<AzureOpenAi>::open().await;
    let right = house.fake.connect();
    let lesser = Mistake::setting("", &right, "client_id", CLIENT_WITHOUT_COSTS, "").connect;
    let created = house.connections.create(draft(&lesser), "Ada").await.unwrap();
    let view = house.settled(&created.id, |_| true).await;
    let account = view.account.clone().unwrap();
    assert!(account.notes.iter().any(|note| note.contains("Cost Management Reader")), "{account:?}");
    assert!(
        by_period(&house.windows(), "costs").is_empty() && !by_period(&house.windows(), "usage").is_empty(),
        "{view:?}"
    );
}
