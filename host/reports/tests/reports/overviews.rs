//! What is being spent, where the month will end, and what changed.

use outlay_domain::{CallId, Dimension, Entry, Event, Kind, Money};
use outlay_reports::changes::{Cause, Change, Time};
use outlay_reports::spend::Group;
use outlay_reports::{Filter, Reports};

use crate::house::{House, money, november, time};

/// A call of OpenAI's at this time, for so much.
fn call(at: &str, agent: &str, cost: Option<&str>) -> Event {
    let mut event = Event::bare(CallId::of(&[at, agent]), Kind::Completion, time(at));
    event.team = "default".into();
    event.dimensions.set(Dimension::Provider, "openai");
    event.dimensions.set(Dimension::Agent, agent);
    event.cost.effective = cost.map(money);
    event.cost.currency = "USD".into();
    event
}

impl House {
    fn call(&self, calls: impl IntoIterator<Item = Event>) {
        self.commit(calls.into_iter().map(|call| Entry::Event(Box::new(call))).collect());
    }

    fn roll_up(&self) {
        let mut applier = self.warehouse.applier().unwrap();
        while applier.roll_up(1).unwrap() {}
    }
}

fn day(day: i8) -> String {
    format!("2026-11-{day:02}")
}

#[tokio::test]
async fn today_stands_beside_the_same_part_of_the_same_weekdays() {
    // A Friday, noon.
    let house = House::new().await;
    house.call([
        call("2026-11-20T11:59:59Z", "a", Some("3")),
        call("2026-11-20T09:00:00Z", "a", None),
        call("2026-11-20T12:30:00Z", "a", Some("50")),
        call("2026-11-13T11:30:00Z", "a", Some("2")),
        call("2026-11-13T12:00:00Z", "a", Some("80")),
        call("2026-11-06T00:00:00Z", "a", Some("4")),
        call("2026-10-30T10:00:00Z", "a", Some("5")),
        // The first day that is known is none of a whole one before it.
        call("2026-10-28T10:00:00Z", "a", Some("70")),
    ]);
    for _ in 0..2 {
        let (today, now) = house.reports.spending_now().await.unwrap();
        assert_eq!((today.to_string(), now.len()), ("2026-11-20".to_owned(), 1));
        assert_eq!((now[0].today.amount, now[0].today.events, now[0].today.unpriced), (Some(money("3")), 2, 1));
        assert_eq!((now[0].usual, now[0].usual_of), (Some(money("4")), 3));
        assert_eq!((now[0].last_hour.amount, now[0].last_hour.events), (Some(money("3")), 1));
        // The same of the roll-up.
        house.roll_up();
    }
}

#[tokio::test]
async fn a_forecast_is_a_range_of_what_weekdays_cost() {
    let house = House::new().await;
    let mut calls = Vec::new();
    // Eight weeks until yesterday: 10 on each weekday, a dollar more each week; nothing on weekends but for one day that
    // ran away.
    for back in 1..=56_i64 {
        let at = jiff::civil::date(2026, 11, 20).checked_sub(jiff::Span::new().days(back)).unwrap();
        let weekend = at.weekday().to_monday_zero_offset() >= 5;
        let cost = if weekend { continue } else { format!("{}", 10 + (56 - back) / 7) };
        calls.push(call(&format!("{at}T10:00:00Z"), "a", Some(&cost)));
    }
    calls.push(call("2026-11-14T10:00:00Z", "loop", Some("5000")));
    calls.push(call("2026-11-20T10:00:00Z", "a", Some("4")));
    house.call(calls);
    let forecast = house.reports.forecast(november().from).await.unwrap().remove(0);
    let expected = forecast.expected.clone().unwrap();
    assert_eq!(expected.len(), 11);
    let of = |day: i8| expected.iter().find(|one| one.day == jiff::civil::date(2026, 11, day)).unwrap();
    // Fridays cost 10 to 17: the quarters are 11 and 15; 4 of today are spent.
    assert_eq!((of(20).low, of(20).high), (money("7"), money("11")));
    assert_eq!((of(27).low, of(27).high), (money("11"), money("15")));
    assert_eq!(
        (of(21).low, of(21).high),
        (Money::ZERO, Money::ZERO),
        "one Saturday that ran away is none of the quarters"
    );
    let (low, high) = forecast.range().unwrap();
    let sum = |of: fn(&outlay_reports::forecast::Expected) -> Money| expected.iter().map(of).sum::<Money>();
    assert_eq!((low, high), (forecast.spent + sum(|day| day.low), forecast.spent + sum(|day| day.high)));
    // A month that is over is what it was.
    let october = house.reports.forecast(jiff::civil::date(2026, 10, 1)).await.unwrap().remove(0);
    assert_eq!(october.range().unwrap(), (october.spent, october.spent));
}

#[tokio::test]
async fn too_little_history_foretells_nothing() {
    let house = House::new().await;
    house.call([call("2026-11-18T10:00:00Z", "a", Some("4"))]);
    let forecast = house.reports.forecast(november().from).await.unwrap().remove(0);
    assert_eq!((forecast.spent, forecast.range()), (money("4"), None));
}

fn weeks() -> (Time, Time) {
    let at = |text: &str| time(text);
    (Time::hours(at("2026-11-08"), at("2026-11-15")), Time::hours(at("2026-11-01"), at("2026-11-08")))
}

async fn changes(reports: &Reports) -> Vec<Change> {
    let (now, then) = weeks();
    let all = reports.changes(now, then, 8).await.unwrap();
    all.into_iter().filter(|change| change.dimension == "agent").collect()
}

#[tokio::test]
async fn changes_are_found_and_explained() {
    let house = House::new().await;
    let mut calls = Vec::new();
    for (then, now) in (1..=7).zip(8..=14) {
        // More calls, each as dear.
        calls.push(call(&format!("{}T01:00:00Z", day(then)), "grows", Some("10")));
        calls.extend((0..3).map(|hour| call(&format!("{}T0{hour}:00:00Z", day(now)), "grows", Some("10"))));
        // The same but for one day.
        calls.push(call(&format!("{}T01:00:00Z", day(then)), "loops", Some("2")));
        calls.push(call(&format!("{}T01:00:00Z", day(now)), "loops", Some(if now == 12 { "500" } else { "2" })));
        calls.push(call(&format!("{}T01:00:00Z", day(now)), "appears", Some("1")));
        calls.push(call(&format!("{}T01:00:00Z", day(now)), "unknown", None));
        calls.push(call(&format!("{}T01:00:00Z", day(then)), "steady", Some("3")));
        calls.push(call(&format!("{}T01:00:00Z", day(now)), "steady", Some("3")));
    }
    house.call(calls);
    for _ in 0..2 {
        let found = changes(&house.reports).await;
        let name = |change: &Change| (change.value.clone().unwrap(), change.amount());
        let names: Vec<(String, Option<Money>)> = found.iter().map(name).collect();
        let expected = [("loops", Some("498")), ("grows", Some("140")), ("appears", Some("7")), ("unknown", None)];
        assert_eq!(names, expected.map(|(name, amount)| (name.to_owned(), amount.map(money))));
        assert!(matches!(&found[0].cause, Some(Cause::OneDay { day, of }) if day.day() == 12 && of.events == 1));
        assert_eq!(found[1].cause, Some(Cause::Calls { tenths: 2_000 }));
        assert_eq!(found[2].cause, Some(Cause::New { day: jiff::civil::date(2026, 11, 8) }));
        assert_eq!((found[3].now.unpriced, found[0].days.len()), (7, 14));
        house.roll_up();
    }
}

#[tokio::test]
async fn only_the_largest_are_told_apart() {
    let house = House::new().await;
    let agents = [("a", "5"), ("b", "40"), ("c", "30"), ("d", "1")];
    let at = format!("{}T01:00:00Z", day(3));
    house.call(agents.map(|(agent, cost)| call(&at, agent, Some(cost))));
    let mut nobody = call(&at, "x", Some("2"));
    nobody.dimensions.set(Dimension::Agent, "");
    house.call([nobody]);
    let groups = [Group::of("day").unwrap(), Group::of("agent").unwrap()];
    for _ in 0..2 {
        let spend = house.reports.spend(november(), &groups, &Filter::default(), Some(2)).await.unwrap();
        let told = |item: &outlay_reports::spend::SpendItem| {
            (item.group[1].clone().unwrap_or_default(), item.is_rest, item.amount.unwrap().to_string())
        };
        let mut items: Vec<(String, bool, String)> = spend.items.iter().map(told).collect();
        items.sort();
        let item = |agent: &str, is_rest, amount: &str| (agent.to_owned(), is_rest, amount.to_owned());
        assert_eq!(items, [item("", false, "2"), item("", true, "6"), item("b", false, "40"), item("c", false, "30")]);
        house.roll_up();
    }
}
