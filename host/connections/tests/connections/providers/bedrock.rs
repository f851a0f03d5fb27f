use fakes::bedrock::{Bedrock, METRICS_KEY_ID};
use outlay_connections::{Draft, Status};
use outlay_domain::record::Record;
use outlay_domain::{Clock, SystemClock};
use secrecy::SecretString;

use super::figures::{by_period, cost};
use super::{House, connected, draft};

const DAY: i64 = 86_400;
const CLAUDE: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

fn days_ago(days: i64) -> i64 {
    (SystemClock::default().now().seconds().div_euclid(DAY) - days) * DAY
}

/// The records of a stream on a day.
fn of_day(house: &House<Bedrock>, stream: &str, day: i64) -> Vec<Record> {
    by_period(&house.windows(), stream).range(day..day + DAY).flat_map(|(_, records)| records.clone()).collect()
}

fn sum(records: &[Record], counter: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(counter).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<Bedrock>::open().await;
    let view = connected(&house).await;
    assert!(view.warnings.is_empty(), "{:?}", view.warnings);
    let notes = view.account.unwrap().notes;
    assert_eq!(notes[0], "us-west-2: models used in the last two weeks: 1.");
    assert_eq!(notes[1], "us-east-1: models used in the last two weeks: 2.");

    for days in [1, 30, 60] {
        let all = of_day(&house, "model_usage", days_ago(days));
        let claude: Vec<Record> =
            all.iter().filter(|record| record.model.as_deref() == Some(CLAUDE)).cloned().collect();
        assert_eq!((all.len(), claude.len()), (5, 3), "three hours of Claude, one of each of the others");
        assert_eq!(sum(&claude, |record| record.input_tokens), 27_200);
        assert_eq!(sum(&claude, |record| record.cached_input_tokens), 130_000);
        assert_eq!(sum(&claude, |record| record.cache_write_tokens), 5_000);
        assert_eq!(sum(&claude, |record| record.output_tokens), 10_200);
        assert_eq!(sum(&claude, |record| record.requests), 22);
        assert!(claude.iter().all(|record| record.project.as_deref() == Some("us-west-2")));
        assert!(claude.iter().all(|record| record.estimate.as_ref().unwrap().cost.is_some()), "it has a price");
        let images = all.iter().find(|record| record.unit.is_some()).unwrap();
        assert_eq!((images.units.unwrap().to_string(), images.unit.as_deref()), ("3".to_owned(), Some("images")));
        assert_eq!(images.project.as_deref(), Some("us-east-1"));

        let mantle = of_day(&house, "mantle_usage", days_ago(days));
        assert_eq!(mantle.len(), 1, "by project, not by model once more");
        assert_eq!((mantle[0].input_tokens, mantle[0].output_tokens), (Some(2_600), Some(810)));
        assert_eq!((mantle[0].requests, mantle[0].project.as_deref()), (Some(4), Some("proj-fixture")));

        let even = days_ago(days + days_ago(days) / DAY % 2);
        let costs = of_day(&house, "costs", even);
        assert_eq!((costs.len(), cost(&costs)), (5, "0.29315".to_owned()), "nothing of EC2, no tax, no credit");
        assert!(costs.iter().all(|record| record.currency.as_deref() == Some("USD") && record.input_tokens.is_none()));
        assert_eq!(cost(&of_day(&house, "costs", even - DAY)), "0.003");
    }
    let open: Vec<bool> = by_period(&house.windows(), "costs")
        .into_values()
        .map(|records| records.iter().all(|record| record.open))
        .collect();
    assert!(!open[0] && open.is_sorted(), "what AWS still estimates is open");

    // Each of these costs 0.01 USD: 180 days and today, 40 days a page, in windows of 93 days. The check asked none.
    let is_cost = |target: &str| target.ends_with("GetCostAndUsage");
    let asked = house.fake.requests();
    let costs = asked.iter().filter(|seen| seen.header("x-amz-target").is_some_and(is_cost)).count();
    assert_eq!(costs, 3 + 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn temporary_credentials_work_with_their_session_token() {
    let house = House::<Bedrock>::open().await;
    let connect = house.fake.connect_for_some_hours();
    let checked = house.connections.check_draft(&draft(&connect)).await.unwrap();
    assert!(checked.account.is_some(), "{:?}", checked.failure);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn models_that_cloudwatch_lists_no_more_are_read_if_they_are_named() {
    const SILENT: &str = "anthropic.claude-3-haiku-20240307-v1:0";
    let house = House::<Bedrock>::open().await;
    let mut draft = draft(&house.fake.connect());
    draft.settings.insert("model_ids".to_owned(), SILENT.to_owned());
    let created = house.connections.create(draft, "Ada").await.unwrap();
    house.settled(&created.id, |view| view.status == Status::Connected).await;
    let silent = |day: i64| {
        let records = of_day(&house, "model_usage", day);
        records.into_iter().filter(|record| record.model.as_deref() == Some(SILENT)).collect::<Vec<_>>()
    };
    let older = silent(days_ago(40));
    assert_eq!((older.len(), sum(&older, |record| record.input_tokens)), (1, 1_000));
    assert_eq!(silent(days_ago(10)).len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_permission_for_costs_usage_is_read_all_the_same() {
    let house = House::<Bedrock>::open().await;
    let mut draft: Draft = draft(&house.fake.connect());
    draft.credentials.insert("access_key_id".to_owned(), SecretString::from(METRICS_KEY_ID));
    let created = house.connections.create(draft, "Ada").await.unwrap();
    let view = house.settled(&created.id, |view| view.status == Status::Connected).await;
    assert!(view.warnings[0].starts_with("Costs: This key may not call GetCostAndUsage"), "{:?}", view.warnings);
    assert!(!of_day(&house, "model_usage", days_ago(1)).is_empty());
}
