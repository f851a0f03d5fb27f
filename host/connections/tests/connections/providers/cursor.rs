use fakes::cursor::Cursor;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<Cursor>::open().await;
    let view = connected(&house).await;
    let windows = house.windows();
    let charges = by_period(&windows, "charges");
    assert!(charges.len() >= 39, "{}", charges.len());
    for records in charges.values().skip(1).filter(|records| records.iter().all(|record| !record.open)) {
        assert_eq!(cost(records), "0.1825", "14.25 and 4 cents");
        assert!(records.iter().all(|record| record.currency.as_deref() == Some("USD")));
    }
    let usage = by_period(&windows, "usage");
    for records in usage.values().skip(1).filter(|records| records.iter().all(|record| !record.open)) {
        let sum =
            |count: fn(&outlay_domain::record::Record) -> Option<u64>| records.iter().filter_map(count).sum::<u64>();
        assert_eq!(sum(|record| record.input_tokens), 24_000);
        assert_eq!(sum(|record| record.cached_input_tokens), 18_000);
        assert_eq!(sum(|record| record.cache_write_tokens), 6_000);
        assert_eq!((sum(|record| record.output_tokens), sum(|record| record.requests)), (1_600, 3));
        let counted_by_request: Vec<_> = records.iter().filter(|record| record.input_tokens.is_none()).collect();
        assert_eq!((counted_by_request.len(), counted_by_request[0].model.as_deref()), (1, Some("gpt-5")));
        assert!(records.iter().all(|record| record.user.as_deref() == Some("ada@example.com")));
    }
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let names: Vec<(&str, &str)> = names.iter().map(|name| (name.id.as_str(), name.name.as_str())).collect();
    assert_eq!(names, [("ada@example.com", "Ada"), ("bob@example.com", "Bob")]);
    let asked: Vec<_> = house.fake.requests().into_iter().filter_map(|seen| seen.json()).collect();
    assert!(asked.iter().any(|body| body["page"] == 2), "there are several pages");
}
