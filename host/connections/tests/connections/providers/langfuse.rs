use fakes::langfuse::Langfuse;
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

fn sum(records: &[Record], of: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(of).sum()
}

/// Every day has the fixture's figures, for each of so many models.
async fn check(provider: Langfuse, models: u64, a_day_costs: &str) -> usize {
    let house = House::with(provider).await;
    let view = connected(&house).await;
    assert_eq!(view.account.unwrap().name.as_deref(), Some("Fixture Project"));
    let (usage, costs) = (by_period(&house.windows(), "usage"), by_period(&house.windows(), "costs"));
    assert!(usage.len() >= 31 && usage.len() == costs.len());
    for (start, records) in &costs {
        assert_eq!(cost(records), a_day_costs);
        let used = &usage[start];
        assert_eq!((used.len() as u64, records.len() as u64), (models, models));
        assert_eq!(sum(used, |record| record.input_tokens), 3_000 * models);
        assert_eq!(sum(used, |record| record.output_tokens), 100 * models);
        assert_eq!(sum(used, |record| record.requests), 2 * models);
    }
    house.fake.requests().iter().filter(|seen| seen.path.ends_with("metrics")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_project() {
    let asked = check(Langfuse::default(), 1, "0.0085").await;
    assert!(asked <= 7, "three windows of two streams, and the check: {asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_of_ones_own_are_read_too() {
    check(Langfuse::self_hosted(), 1, "0.0085").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_into_an_answer_is_read_in_halves() {
    check(Langfuse::of_models(60), 60, "0.51").await;
}
