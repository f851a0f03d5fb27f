use fakes::openai::OpenAi;

use super::connected;
use super::figures::{by_period, cost};
use crate::house::House;

const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_provider() {
    let house = House::<OpenAi>::open().await;
    connected(&house).await;
    let costs = by_period(&house.windows(), "costs");
    let (_, first_fixture_day) = costs.iter().find(|(start, _)| (*start / DAY) % 3 == 0).unwrap();
    assert_eq!(cost(first_fixture_day), "1.17025");
}
