use fakes::litellm::LiteLlm;
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

fn sum(records: &[Record], of: impl Fn(&Record) -> Option<u64>) -> u64 {
    records.iter().filter_map(of).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_proxy() {
    let house = House::<LiteLlm>::open().await;
    let view = connected(&house).await;
    let (usage, costs) = (by_period(&house.windows(), "usage"), by_period(&house.windows(), "costs"));
    assert!(usage.len() >= 31 && usage.len() == costs.len(), "every day has the same");
    for (start, records) in &costs {
        assert_eq!((cost(records).as_str(), records.len()), ("0.0175", 2));
        let used = &usage[start];
        assert_eq!(sum(used, |record| record.input_tokens), 8_000, "10000 prompt tokens, 2000 of them cached");
        assert_eq!(sum(used, |record| record.cached_input_tokens), 2_000);
        assert_eq!(sum(used, |record| record.output_tokens), 500);
        assert_eq!(sum(used, |record| record.requests), 3);
    }
    let models: Vec<_> = costs.values().next().unwrap().iter().map(|record| record.model.as_deref().unwrap()).collect();
    assert_eq!(models, ["claude-sonnet-4-5", "gpt-4o"]);

    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let found: Vec<_> = names.iter().map(|name| (name.kind.as_str(), name.name.as_str())).collect();
    let expected = [
        ("key", "prod-key"),
        ("key", "sk-...9kQz"),
        ("project", "Alpha"),
        ("user", "Admin"),
        ("user", "ada@example.com"),
    ];
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_on_several_pages_is_added_up() {
    let house = House::with(LiteLlm::of_users(400)).await;
    connected(&house).await;
    let (usage, costs) = (by_period(&house.windows(), "usage"), by_period(&house.windows(), "costs"));
    for (start, records) in &costs {
        assert_eq!((cost(records).as_str(), records.len()), ("7", 2), "four hundred times 0.0175, of two models");
        assert_eq!(sum(&usage[start], |record| record.requests), 1_200);
    }
    let pages = house.fake.requests().iter().filter(|seen| seen.parameter("page") == Some("2")).count();
    assert!(pages >= costs.len(), "800 rows a day come in two pages");
}
