use fakes::gemini::gemini;
use fakes::time::{DAY, now};
use outlay_domain::record::{Quality, Record};

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

fn sum(records: &[Record], count: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(count).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::with(gemini()).await;
    let view = connected(&house).await;
    let windows = house.windows();
    // Two days of fixtures follow each other; the first is that of even days (since 1970).
    let even = (now() / DAY - 5) / 2 * 2 * DAY;

    let output = by_period(&windows, "output_tokens");
    assert_eq!(sum(&output[&even], |record| record.output_tokens), 100 + 25);
    assert_eq!(sum(&output[&(even + DAY)], |record| record.output_tokens), 50);
    assert!(output[&even].iter().all(|record| record.model.as_deref() == Some("gemini-2.5-flash")));

    // Of one tier, counted by two limits; the other tiers were never used.
    let input = &by_period(&windows, "input_tokens")[&even];
    assert_eq!((input.len(), sum(input, |record| record.input_tokens)), (1, 1_800));
    assert_eq!(input[0].quality, Quality::Estimated);
    assert!(input[0].raw.contains("paid_tier_input_token_count"), "{}", input[0].raw);

    // What other services were asked is no usage of this one.
    let requests = &by_period(&windows, "requests")[&even];
    assert_eq!(sum(requests, |record| record.requests), 90);
    let failed: Vec<String> = requests.iter().filter_map(|record| Some(record.units?.to_string())).collect();
    assert_eq!((requests.len(), failed.len()), (3, 2), "{requests:?}");
    assert!(failed.contains(&"4".to_owned()) && failed.contains(&"6".to_owned()));
    assert!(requests.iter().all(|record| record.key.as_deref().is_some_and(|key| key.starts_with("apikey:"))));

    let costs = by_period(&windows, "costs");
    let (_, day) = costs.iter().find(|(start, _)| **start > even).unwrap();
    assert_eq!((day.len(), cost(day).as_str()), (1, "0.000455"));
    assert_eq!(day[0].model.as_deref(), Some("gemini-2.5-flash"));

    // Keys are called in the list what the requests call them.
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let found: Vec<_> = names.iter().map(|name| (name.id.as_str(), name.name.as_str())).collect();
    let keys: Vec<_> = requests.iter().filter_map(|record| record.key.as_deref()).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(id, _)| keys.contains(id)) && found.iter().any(|(_, name)| *name == "Web shop"));
}
