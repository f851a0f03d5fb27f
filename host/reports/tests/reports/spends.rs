//! Billed where a final bill covers the day of an account, else metered; never both.

use outlay_domain::{Dimension, Event, Money};
use outlay_reports::spend::{Basis, Group, Spend};
use outlay_reports::{Days, Filter};

use crate::house::{ACCOUNT, DAY, Day, House, call, day, fee, money, november, time};

type Seen = (Vec<Option<String>>, Basis, Option<Money>);

async fn spend(house: &House, groups: &[&str], filter: &Filter) -> Spend {
    let groups: Vec<Group> = groups.iter().map(|name| Group::of(name).unwrap()).collect();
    let spend = house.reports.spend(november(), &groups, filter, None).await.unwrap();
    for total in &spend.totals {
        assert_eq!(total.amount, total.billed + total.metered);
        let items = spend.items.iter().filter(|item| item.currency == total.currency);
        assert_eq!(items.filter_map(|item| item.amount).sum::<Money>(), total.amount, "{spend:#?}");
    }
    spend
}

fn items(spend: &Spend) -> Vec<Seen> {
    spend.items.iter().map(|item| (item.group.clone(), item.basis, item.amount)).collect()
}

fn group(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned()).filter(|value| !value.is_empty())).collect()
}

fn on(day: &str, number: u32) -> Event {
    Event { event_time: time(&format!("{day}T09:00:00Z")), ..call(number) }
}

/// A day with a bill of 0.25 for calls of 0.18, a day without a bill, and a call of nobody's account.
async fn house() -> House {
    let house = House::new().await;
    let mut day = day();
    day.bill.push(fee("Seats", "0.07"));
    day.calls.extend([on("2026-11-10", 20), on("2026-11-10", 21)]);
    for (index, agent) in [(0, "alpha"), (1, "beta"), (10, "alpha")] {
        day.calls[index].dimensions.set(Dimension::Agent, agent);
    }
    let mut stranger = on("2026-11-10", 30);
    stranger.dimensions.set(Dimension::Provider, "mistral");
    stranger.reported.total = Some(money("1"));
    day.calls.push(stranger);
    house.put(day);
    house
}

#[tokio::test]
async fn each_day_of_an_account_is_billed_or_metered() {
    let house = house().await;
    let all = spend(&house, &["day"], &Filter::default()).await;
    assert_eq!(
        items(&all),
        [
            (group(&[DAY]), Basis::Billed, Some(money("0.25"))),
            (group(&["2026-11-10"]), Basis::Metered, Some(money("1.036"))),
        ]
    );
    let total = &all.totals[0];
    let figures = [total.amount, total.billed, total.metered, total.not_attributed];
    assert_eq!(figures, ["1.286", "0.25", "1.036", "0.07"].map(money));
    let by_provider = spend(&house, &["provider", "connection"], &Filter::default()).await;
    assert_eq!(
        items(&by_provider),
        [
            (group(&["mistral", ""]), Basis::Metered, Some(money("1"))),
            (group(&["openai", ACCOUNT]), Basis::Billed, Some(money("0.25"))),
            (group(&["openai", ACCOUNT]), Basis::Metered, Some(money("0.036"))),
        ]
    );
    let by_model = spend(&house, &["month", "model"], &Filter::default()).await;
    assert_eq!(items(&by_model)[0], (group(&["2026-11", ""]), Basis::Billed, Some(money("0.07"))));
}

#[tokio::test]
async fn what_a_bill_does_not_tell_apart_calls_do() {
    let house = house().await;
    let by_agent = spend(&house, &["day", "agent"], &Filter::default()).await;
    assert_eq!(
        items(&by_agent),
        [
            (group(&[DAY, ""]), Basis::Metered, Some(money("0.144"))),
            (group(&[DAY, ""]), Basis::NotAttributed, Some(money("0.07"))),
            (group(&[DAY, "alpha"]), Basis::Metered, Some(money("0.018"))),
            (group(&[DAY, "beta"]), Basis::Metered, Some(money("0.018"))),
            (group(&["2026-11-10", ""]), Basis::Metered, Some(money("1.018"))),
            (group(&["2026-11-10", "alpha"]), Basis::Metered, Some(money("0.018"))),
        ]
    );
    // Of one agent only calls are known.
    let alpha = Filter { calls: vec![("agent", "alpha".to_owned())], ..Filter::default() };
    let of_alpha = spend(&house, &["day"], &alpha).await;
    assert_eq!(of_alpha.totals[0].amount, money("0.036"));
    assert!(of_alpha.items.iter().all(|item| item.basis == Basis::Metered));
}

#[tokio::test]
async fn filters_by_what_a_bill_says_keep_the_bill() {
    let house = house().await;
    let model = Filter { model: Some("gpt-4o-mini".into()), ..Filter::default() };
    let of_model = spend(&house, &["day"], &model).await;
    assert_eq!(of_model.totals[0].billed, money("0.18"));
    let project = Filter { project: Some("proj_a".into()), ..Filter::default() };
    assert_eq!(spend(&house, &["project"], &project).await.totals[0].amount, money("0.286"));
    let other = Filter { provider: Some("mistral".into()), ..Filter::default() };
    assert_eq!(spend(&house, &["day"], &other).await.totals[0].amount, money("1"));
    let account = Filter { connection: Some(ACCOUNT.into()), ..Filter::default() };
    assert_eq!(spend(&house, &["day"], &account).await.totals[0].amount, money("0.286"));
}

#[tokio::test]
async fn a_bill_counts_when_it_is_final() {
    for (now, amount, basis) in
        [("2026-11-04T23:59:59Z", "0.18", Basis::Metered), ("2026-11-05T00:00:00Z", "0.25", Basis::Billed)]
    {
        let house = House::new().await;
        house.set_now(now);
        let mut day = day();
        day.bill.push(fee("Seats", "0.07"));
        house.put(day);
        let all = spend(&house, &["day"], &Filter::default()).await;
        assert_eq!(items(&all), [(group(&[DAY]), basis, Some(money(amount)))]);
    }
    let house = House::new().await;
    let mut day = day();
    day.bill[0].open = true;
    house.put(day);
    assert_eq!(spend(&house, &["day"], &Filter::default()).await.items[0].basis, Basis::Metered);
}

#[tokio::test]
async fn a_gateway_beside_its_provider_does_not_count_twice() {
    let house = House::new().await;
    let mut gateway = crate::house::account("gateway");
    gateway.counts_towards_total = false;
    house.connect(gateway).await;
    house.put(day());
    let mut estimate = fee("gpt-4o-mini", "0.19");
    estimate.provider = "litellm".into();
    house.put(Day { connection: "gateway".into(), usage: vec![], bill: vec![estimate], calls: vec![], late: vec![] });
    assert_eq!(spend(&house, &["provider"], &Filter::default()).await.totals[0].amount, money("0.18"));
}

#[tokio::test]
async fn what_is_not_known_is_null() {
    let house = House::new().await;
    let mut unpriced = call(1);
    unpriced.dimensions.set(Dimension::Model, "unheard-of");
    let calls = vec![unpriced, call(2)];
    house.put(Day { connection: ACCOUNT.into(), usage: vec![], bill: vec![], calls, late: vec![] });
    let by_model = spend(&house, &["model"], &Filter::default()).await;
    let seen: Vec<_> = by_model.items.iter().map(|item| (item.amount, item.unpriced_events)).collect();
    assert_eq!(seen, [(Some(money("0.018")), 0), (None, 1)]);
    assert_eq!(by_model.totals[0].unpriced_events, 1);
}

#[tokio::test]
async fn a_day_is_open_until_it_ends() {
    let hours = |day: &mut Day| {
        for line in &mut day.bill {
            (line.period_start, line.period_end) = (time("2026-11-03T10:00:00Z"), time("2026-11-03T11:00:00Z"));
        }
    };
    for (now, basis) in [("2026-11-03T13:00:00Z", Basis::Metered), ("2026-11-04T00:00:00Z", Basis::Billed)] {
        let house = House::new().await;
        house.change_account(|account| account.cost_lateness = 0);
        house.set_now(now);
        let mut day = day();
        hours(&mut day);
        house.put(day);
        assert_eq!(items(&spend(&house, &["day"], &Filter::default()).await)[0].1, basis, "{now}");
    }
}

#[tokio::test]
async fn a_range_within_a_bill_adds_nothing_twice() {
    let house = House::new().await;
    let mut day = day();
    for line in &mut day.bill {
        line.period_end = time("2026-11-06");
    }
    day.calls.push(on("2026-11-05", 20));
    house.put(day);
    let days = |from, to| Days::read(Some(from), Some(to), time(crate::house::NOW)).unwrap();
    let sum = async |days, groups: &[Group]| {
        let spend = house.reports.spend(days, groups, &Filter::default(), None).await.unwrap();
        let shown: Money = spend.items.iter().filter_map(|item| item.amount).sum();
        assert_eq!(shown, spend.totals.iter().map(|total| total.amount).sum::<Money>());
        shown
    };
    for groups in [&[Group::Day][..], &[Group::of("agent").unwrap()]] {
        assert_eq!(sum(days("2026-11-01", "2026-11-05"), groups).await, money("0.18"));
        assert_eq!(sum(days("2026-11-05", "2026-11-10"), groups).await, Money::ZERO);
    }
}

#[tokio::test]
async fn calls_belong_to_the_lines_of_their_own_day() {
    let house = House::new().await;
    let mut day = day();
    let mut seats = fee("Seats", "3");
    (seats.period_start, seats.period_end) = (time("2026-11-01"), time("2026-11-15"));
    day.bill.push(seats);
    house.put(day);
    let not_attributed = async |from, to| {
        let days = Days::read(Some(from), Some(to), time(crate::house::NOW)).unwrap();
        let groups = [Group::of("agent").unwrap()];
        house.reports.spend(days, &groups, &Filter::default(), None).await.unwrap().totals[0].not_attributed
    };
    assert_eq!(not_attributed("2026-11-01", "2026-11-15").await, money("3"));
    assert_eq!(not_attributed("2026-11-03", "2026-11-15").await, Money::ZERO);
}
