use fakes::cursor::Cursor;
use serde_json::json;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

const DAY: i64 = 86_400;

fn now() -> i64 {
    fakes::time::now()
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_come_late_are_read_with_the_last_two_days() {
    let house = House::<Cursor>::open().await;
    let view = connected(&house).await;
    let yesterday = *by_period(&house.windows(), "charges").keys().rev().find(|start| **start + DAY < now()).unwrap();
    let noon = (yesterday + DAY / 2) * 1_000;
    let late = json!({
        "timestamp": noon.to_string(), "userEmail": "bob@example.com", "model": "gpt-5", "kind": "Usage-based",
        "isTokenBasedCall": false, "chargedCents": 7.5,
    });
    house.fake.tell_late(late);
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    let charges = by_period(&house.windows(), "charges");
    assert_eq!((cost(&charges[&yesterday]).as_str(), charges[&yesterday].len()), ("0.2575", 4));
    assert_eq!(cost(&charges[&(yesterday - 3 * DAY)]), "0.1825");
    let usage = by_period(&house.windows(), "usage");
    assert_eq!(usage[&yesterday].iter().filter_map(|record| record.requests).sum::<u64>(), 4);
}
