use std::time::Duration;

use fakes::piapi::{API_KEY, PiApi};
use outlay_domain::record::{Quality, Record};

use super::connected;
use super::figures::{by_period, cost};
use crate::house::{House, log};

/// Syncs again, at least a second later: the balances of one second cannot be told apart.
async fn again(house: &House<PiApi>, id: &str) -> Vec<Record> {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let sync = house.connections.sync_now(id, "Ada").await.unwrap();
    let view = house.settled(id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    assert_eq!(view.last_sync.unwrap().status, "done");
    by_period(&house.windows(), "balance").into_values().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_spent_is_what_the_balance_loses() {
    let house = House::<PiApi>::open().await;
    let view = connected(&house).await;
    assert!(by_period(&house.windows(), "balance").is_empty(), "there is no history");
    let account = view.account.unwrap();
    assert_eq!((account.id.as_deref(), account.name.as_deref()), (Some("4242"), Some("Ada")));

    house.fake.spend(150_000);
    let records = again(&house, &view.id).await;
    assert_eq!((records.len(), cost(&records).as_str()), (1, "0.15"));
    let one = &records[0];
    assert_eq!(
        (one.quality, one.project.as_deref(), one.currency.as_deref()),
        (Quality::Derived, Some("staging"), Some("USD"))
    );
    assert_eq!((one.units.unwrap().to_string().as_str(), one.unit.as_deref()), ("150000", Some("credits")));

    // A top-up hides nothing where used credits are told.
    house.fake.top_up(5_000_000);
    house.fake.spend(30_000);
    let records = again(&house, &view.id).await;
    assert_eq!((records.len(), cost(&records).as_str()), (2, "0.18"), "what was told before is told again");
    house.fake.hide_used_credits();
    house.fake.spend(20_000);
    assert_eq!(cost(&again(&house, &view.id).await), "0.2");
    assert_eq!(cost(&again(&house, &view.id).await), "0.2", "nothing more was spent");

    let log = log().lock().unwrap();
    assert!(
        !log.windows(API_KEY.len()).any(|part| part == API_KEY.as_bytes()),
        "the key that PiAPI repeats is in the log"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_remembered_never_gets_ahead_of_what_was_read() {
    let house = House::<PiApi>::open().await;
    let view = connected(&house).await;
    let coverage = async || {
        let rows = house.control.coverage(Some(&view.id)).await.unwrap();
        rows.into_iter().map(|row| (row.stream, row.end_at, row.state)).collect::<Vec<_>>()
    };
    let before = coverage().await;
    assert!(before.iter().any(|(_, _, state)| state.is_some()), "{before:?}");

    // The sync ends when the ledger has the window, and nothing says yet that it was read.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    house.fake.spend(150_000);
    house.ledger.be_silent(true);
    let told = || by_period(&house.windows(), "balance").into_values().flatten().collect::<Vec<_>>();
    let sync = house.connections.sync_now(&view.id, "Ada").await.unwrap();
    while told().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    house.connections.cancel(&view.id, "Ada").await.unwrap();
    house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    assert_eq!((cost(&told()).as_str(), coverage().await), ("0.15", before));

    // The window is read again with what was remembered then, and takes its own place.
    house.ledger.be_silent(false);
    house.fake.spend(30_000);
    assert_eq!(cost(&again(&house, &view.id).await), "0.18");
    assert_eq!(cost(&again(&house, &view.id).await), "0.18", "nothing is told twice");
}
