use fakes::elevenlabs::ElevenLabs;
use outlay_connections::Status;
use outlay_domain::{Clock, Quantity, SystemClock};

use super::figures::{by_period, cost};
use super::{House, connected, draft};

const DAY: i64 = 86_400;

fn days_ago(days: i64) -> i64 {
    (SystemClock::default().now().seconds().div_euclid(DAY) - days) * DAY
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<ElevenLabs>::open().await;
    let notes = connected(&house).await.account.unwrap().notes;
    assert_eq!(notes[1], "The plan has 100000 credits in this period; 1200 of them are used.");
    let number = |number: &str| Some(number.parse::<Quantity>().unwrap());

    let credits = by_period(&house.windows(), "credits");
    assert_eq!(credits.len(), 61, "sixty days and today");
    for records in credits.values() {
        assert_eq!((records.len(), records[0].units, records[0].unit.as_deref()), (1, number("1200"), Some("credits")));
        assert_eq!(records[0].key.as_deref(), Some("9f86d081884c7d65"));
    }
    let characters = by_period(&house.windows(), "characters");
    let even = days_ago(3 + days_ago(3) / DAY % 2);
    assert_eq!((characters[&even][0].units, characters[&(even - DAY)][0].units), (number("1200"), number("350")));
    assert_eq!(characters[&even][0].model.as_deref(), Some("eleven_v3"));
    assert!(by_period(&house.windows(), "costs").is_empty(), "the workspace is billed in credits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_that_is_billed_in_money_has_costs() {
    let house = House::<ElevenLabs>::open().await;
    let created = house.connections.create(draft(&house.fake.connect_to_money()), "Ada").await.unwrap();
    house.settled(&created.id, |view| view.status == Status::Connected).await;
    let costs = by_period(&house.windows(), "costs");
    assert_eq!(costs.len(), 61);
    for records in costs.values() {
        assert_eq!((cost(records), records[0].currency.as_deref()), ("0.36".to_owned(), Some("USD")));
        assert_eq!(records[0].model.as_deref(), Some("eleven_v3"));
    }
    assert!(by_period(&house.windows(), "credits").is_empty() && !by_period(&house.windows(), "characters").is_empty());
}
