use fakes::time::{DAY, now};
use fakes::xai::{TEAM, XAi};
use outlay_domain::Money;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<XAi>::open().await;
    let view = connected(&house).await;
    let account = view.account.unwrap();
    assert_eq!(account.id.as_deref(), Some(TEAM), "the key's own team");
    assert!(account.notes[0].contains("7.99 USD"), "{:?}", account.notes);

    // The two days of the fixture follow each other; the first is that of even days (since 1970).
    let windows = house.windows();
    let costs = by_period(&windows, "costs");
    let even = now() / DAY / 2 * 2 * DAY - 4 * DAY;
    assert_eq!((cost(&costs[&even]).as_str(), cost(&costs[&(even + DAY)]).as_str()), ("1.25", "0.5"));
    assert_eq!(costs[&even][0].model.as_deref(), Some("grok-4"));

    // Every day once, though long windows were asked for in halves; before there was use, zero.
    let days: Vec<i64> = costs.keys().copied().collect();
    assert!(days.windows(2).all(|pair| pair[1] - pair[0] == DAY), "{days:?}");
    assert!((91..=92).contains(&days.len()) && costs.values().all(|day| day.len() == 1));
    assert_eq!(costs[&days[0]][0].cost, Some(Money::ZERO));
    let whole: Vec<_> = costs.values().flatten().filter(|record| !record.open).cloned().collect();
    let used = whole.iter().filter(|record| record.cost != Some(Money::ZERO)).count();
    assert_eq!(used, 39, "of the last forty days today is open");
}
