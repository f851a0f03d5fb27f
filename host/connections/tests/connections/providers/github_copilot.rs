use fakes::github_copilot::{ENTERPRISE, GitHubCopilot};
use outlay_domain::record::Record;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::{House, draft};

fn units(records: &[Record]) -> Vec<(Option<&str>, String)> {
    records.iter().map(|record| (record.user.as_deref(), record.units.unwrap().to_string())).collect()
}

fn is_over(records: &[Record]) -> bool {
    records.iter().all(|record| !record.open)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<GitHubCopilot>::open().await;
    connected(&house).await;
    let windows = house.windows();
    let charges = by_period(&windows, "charges");
    assert!(charges.len() >= 39, "{}", charges.len());
    for records in charges.values().filter(|records| is_over(records)) {
        assert_eq!((cost(records).as_str(), records[0].currency.as_deref()), ("1", Some("USD")));
        assert_eq!(units(records), [(None, "100".to_owned())]);
    }
    let credits = by_period(&windows, "credits");
    assert!(credits.len() >= 39, "{}", credits.len());
    for records in credits.values().filter(|records| is_over(records)) {
        assert_eq!((units(records), records[0].model.as_deref()), (vec![(None, "150".to_owned())], Some("GPT-5")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn charges_that_github_changes_are_read_again() {
    let house = House::<GitHubCopilot>::open().await;
    let view = connected(&house).await;
    house.fake.end_discount();
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    let charges = by_period(&house.windows(), "charges");
    let costs: Vec<String> = charges.values().map(|records| cost(records)).collect();
    let (old, new) = costs.split_at(costs.len() - 4);
    assert!(old.len() >= 35 && old.iter().all(|cost| cost == "1"), "{costs:?}");
    assert_eq!(new, ["1.5"; 4], "today and the three days before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credits_are_read_by_user_if_wanted_and_enterprises_are_read_too() {
    let house = House::<GitHubCopilot>::open().await;
    let mut connect = house.fake.connect();
    connect.settings = vec![
        ("account", ENTERPRISE.to_owned()),
        ("account_kind", "enterprise".to_owned()),
        ("by_user", "yes".to_owned()),
    ];
    let created = house.connections.create(draft(&connect), "Ada").await.unwrap();
    let view = house.settled(&created.id, |_| true).await;
    assert_eq!(view.last_sync.unwrap().status, "done");
    let credits = by_period(&house.windows(), "credits");
    assert!(credits.len() >= 39, "{}", credits.len());
    for records in credits.values().filter(|records| is_over(records)) {
        assert_eq!(units(records), [(Some("ada"), "90".to_owned()), (Some("bob"), "60".to_owned())]);
    }
    let charges = by_period(&house.windows(), "charges");
    assert!(
        charges.values().filter(|records| is_over(records)).all(|records| records.len() == 1 && cost(records) == "1")
    );
}
