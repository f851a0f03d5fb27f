use fakes::vercel::Vercel;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider_and_reports_are_few() {
    let house = House::<Vercel>::open().await;
    let view = connected(&house).await;
    let windows = house.windows();
    let charges = by_period(&windows, "charges");
    assert_eq!(charges.len(), 32, "31 days and today");
    for records in charges.values() {
        assert_eq!((cost(records).as_str(), records[0].currency.as_deref()), ("0.42", Some("USD")));
    }
    let usage = by_period(&windows, "usage");
    assert_eq!(usage.len(), 32);
    for records in usage.values() {
        let [one] = &records[..] else { panic!("{records:?}") };
        assert_eq!((one.input_tokens, one.cached_input_tokens), (Some(80_000), Some(40_000)));
        assert_eq!(
            (one.output_tokens, one.requests, one.model.as_deref()),
            (Some(9_000), Some(31), Some("openai/gpt-5"))
        );
    }
    let reports = || house.fake.requests().iter().filter(|seen| seen.path == "/v1/report").count();
    assert_eq!(reports(), 3, "one to check, and one of each stream");
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    assert_eq!(reports(), 5);
}
