use std::collections::BTreeMap;

use fakes::openrouter::OpenRouter;
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

fn sum(records: &[Record], of: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(of).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_account() {
    let house = House::<OpenRouter>::open().await;
    let view = connected(&house).await;
    assert!(view.account.unwrap().notes.iter().any(|note| note.contains("100.5 USD")));
    let (usage, costs) = (by_period(&house.windows(), "usage"), by_period(&house.windows(), "costs"));
    assert_eq!((usage.len(), costs.len()), (30, 30), "completed days only");
    for (start, records) in &costs {
        assert_eq!(cost(records), "0.015");
        assert!(records.iter().all(|record| record.project.is_some() && !record.open));
        let used = &usage[start];
        assert_eq!(sum(used, |record| record.requests), 5, "with and without a key");
        assert_eq!(sum(used, |record| record.input_tokens), 50);
        assert_eq!(sum(used, |record| record.output_tokens), 125);
        let mut by_key: BTreeMap<bool, u64> = BTreeMap::new();
        for record in used {
            *by_key.entry(record.key.is_some()).or_default() += record.requests.unwrap_or_default();
        }
        assert_eq!(by_key, BTreeMap::from([(false, 2), (true, 3)]));
        let own_keys = used.iter().filter(|record| record.unit.as_deref() == Some("own_key_usd"));
        let own_keys: Vec<String> = own_keys.map(|record| record.units.unwrap().to_string()).collect();
        assert_eq!(own_keys, ["0.0072", "0.0048"]);
    }
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let found: Vec<_> = names.iter().map(|name| (name.kind.as_str(), name.name.as_str())).collect();
    assert_eq!(found, [("key", "alpha server"), ("key", "sk-or-v1-9a2...77f0")]);
    let known = usage.values().flatten().filter_map(|record| record.key.as_deref());
    assert!(known.clone().count() > 0 && known.into_iter().all(|key| names.iter().any(|name| name.id == key)));
}
