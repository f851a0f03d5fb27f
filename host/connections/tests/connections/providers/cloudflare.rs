use fakes::cloudflare::{ACCOUNT, Cloudflare};
use outlay_connections::Status;
use outlay_domain::record::{Quality, Record};
use outlay_domain::{Clock, SystemClock};

use super::figures::{by_period, cost};
use super::{House, connected, draft};

const DAY: i64 = 86_400;

/// Of the hour in which the fixture's call was made.
fn of_day(house: &House<Cloudflare>, stream: &str, days_ago: i64) -> Vec<Record> {
    let day = (SystemClock::default().now().seconds().div_euclid(DAY) - days_ago) * DAY;
    by_period(&house.windows(), stream).range(day..day + DAY).flat_map(|(_, records)| records.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<Cloudflare>::open().await;
    let view = connected(&house).await;
    assert_eq!(view.account.unwrap().id.as_deref(), Some(ACCOUNT));
    for days_ago in [1, 9, 20] {
        let usage = of_day(&house, "usage", days_ago);
        let sum = |counter: fn(&Record) -> Option<u64>| usage.iter().filter_map(counter).sum::<u64>();
        assert_eq!(
            (usage.len(), sum(|record| record.requests)),
            (4, 13),
            "called, cached, failed; and the other gateway"
        );
        assert_eq!(sum(|record| record.input_tokens), 11 * 3_000, "what the cache answered used nothing");
        assert_eq!(sum(|record| record.output_tokens), 11 * 100);
        assert!(usage.iter().all(|record| record.provider == "openai" && record.model.as_deref() == Some("gpt-4o")));
        let staging = usage.iter().find(|record| record.project.as_deref() == Some("staging")).unwrap();
        let estimate = staging.estimate.as_ref().unwrap();
        assert_eq!(estimate.cost.unwrap().to_string(), "0.0085", "the price book says the same as Cloudflare");

        let costs = of_day(&house, "costs", days_ago);
        assert_eq!(cost(&costs), "0.0935", "11 x 0.0085");
        assert!(
            costs
                .iter()
                .all(|record| record.quality == Quality::Estimated && record.currency.as_deref() == Some("USD"))
        );
    }
    assert!(of_day(&house, "usage", 21).is_empty(), "the log reaches no further");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_may_say_the_project() {
    let house = House::<Cloudflare>::open().await;
    let mut draft = draft(&house.fake.connect());
    draft.settings.insert("project_key".to_owned(), "team".to_owned());
    let created = house.connections.create(draft, "Ada").await.unwrap();
    house.settled(&created.id, |view| view.status == Status::Connected).await;
    assert!(of_day(&house, "usage", 1).iter().all(|record| record.project.as_deref() == Some("alpha")));
}
