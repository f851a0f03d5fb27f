//! As finely as both sides allow, and no further.

use outlay_domain::{Dimension, Money};
use outlay_reports::{Days, Filter, Grain, Row};

use crate::house::{ACCOUNT, DAY, Day, House, account, day, fee, line, money, time};

fn seen(row: &Row) -> (&'static str, Option<&str>, Option<&str>, Option<&str>) {
    (row.grain.as_str(), row.connection_id.as_deref(), row.project.as_deref(), row.model.as_deref())
}

#[tokio::test]
async fn calls_of_no_known_project_are_compared_without_projects() {
    let house = House::new().await;
    let mut day = day();
    day.calls[0].dimensions.set(Dimension::Credential, "somebody's");
    house.put(day);
    let row = house.row().await;
    assert_eq!(seen(&row), ("model", Some(ACCOUNT), None, Some("gpt-4o-mini")));
    assert_eq!(row.drift(), Some(Money::ZERO));
}

#[tokio::test]
async fn a_bill_without_models_is_compared_without_models() {
    let house = House::new().await;
    let mut day = day();
    day.bill = vec![fee("Model usage", "0.2")];
    day.calls.truncate(9);
    house.put(day);
    let row = house.row().await;
    assert_eq!(seen(&row), ("project", Some(ACCOUNT), Some("proj_a"), None));
    // What was not metered is still known by model; what is billed beyond is not.
    assert_eq!(row.parts.calls_not_metered, Some(money("0.018")));
    assert_eq!((row.drift(), row.parts.unexplained), (Some(money("0.038")), Some(money("0.02"))));
    // Tokens of no model are no fee.
    let house = House::new().await;
    let mut day = crate::house::day();
    day.bill[0].model = None;
    house.put(day);
    assert_eq!(seen(&house.row().await).0, "project");
}

#[tokio::test]
async fn nobody_gets_a_finer_grain_than_asked_for() {
    let house = House::new().await;
    house.put(day());
    for (grain, expected) in [
        (Grain::Model, ("model", Some(ACCOUNT), None, Some("gpt-4o-mini"))),
        (Grain::Project, ("project", Some(ACCOUNT), Some("proj_a"), None)),
        (Grain::Connection, ("connection", Some(ACCOUNT), None, None)),
        (Grain::Provider, ("provider", None, None, None)),
    ] {
        let rows = house.reconciled_by(grain, &Filter::default()).await.rows;
        assert_eq!(rows.iter().map(seen).collect::<Vec<_>>(), [expected]);
        let parts: Vec<Money> = rows[0].parts.all().into_iter().map(Option::unwrap).collect();
        assert_eq!(parts, [Money::ZERO; 10], "parts are found at the finest grain that there is");
    }
}

#[tokio::test]
async fn calls_that_may_belong_to_two_accounts_take_both_together() {
    let house = House::new().await;
    house.connect(account("second")).await;
    house.put(day());
    let second = Day { connection: "second".into(), calls: vec![], ..day() };
    house.put(second);
    // The credential says whose the calls are.
    let rows = house.reconciled().await.rows;
    let coverage: Vec<_> = rows.iter().map(|row| (row.connection_id.as_deref(), row.metered)).collect();
    assert_eq!(coverage, [(Some(ACCOUNT), Some(money("0.18"))), (Some("second"), Some(Money::ZERO))]);
    // Once one call may belong to either, nobody knows.
    let mut stray = crate::house::call(500);
    stray.dimensions.set(Dimension::Credential, "somebody's");
    house.put(Day { connection: "third".into(), usage: vec![], bill: vec![], calls: vec![stray], late: vec![] });
    let rows = house.reconciled().await.rows;
    assert_eq!(rows.iter().map(seen).collect::<Vec<_>>(), [("provider", None, None, Some("gpt-4o-mini"))]);
    assert_eq!((rows[0].billed, rows[0].metered), (Some(money("0.36")), Some(money("0.198"))));
    let only = Filter { connection: Some("second".into()), ..Filter::default() };
    let rows = house.reconciled_by(Grain::default(), &only).await.rows;
    assert_eq!(rows.iter().map(|row| row.connection_id.as_deref()).collect::<Vec<_>>(), [Some("second")]);
}

#[tokio::test]
async fn an_account_that_does_not_count_is_seen_only_when_asked_for() {
    let house = House::new().await;
    house.change_account(|account| account.counts_towards_total = false);
    house.put(day());
    assert_eq!(house.reconciled().await.rows, []);
    let only = Filter { connection: Some(ACCOUNT.into()), ..Filter::default() };
    let rows = house.reconciled_by(Grain::default(), &only).await.rows;
    assert_eq!(rows.iter().map(Row::drift).collect::<Vec<_>>(), [Some(Money::ZERO)]);
}

#[tokio::test]
async fn currencies_are_never_added() {
    let house = House::new().await;
    let mut day = day();
    day.bill.iter_mut().for_each(|line| line.currency = Some("EUR".into()));
    house.put(day);
    let reconciled = house.reconciled().await;
    let sides: Vec<_> =
        reconciled.rows.iter().map(|row| (row.currency.as_str(), row.billed, row.metered, row.estimated)).collect();
    let same = Some(money("0.18"));
    assert_eq!(sides, [("EUR", same, None, None), ("USD", None, same, same)]);
    assert!(reconciled.rows.iter().all(|row| row.drift().is_none() && row.parts.unexplained.is_none()));
    assert_eq!(reconciled.totals.iter().map(|total| total.rows_left_out).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_line_for_several_days_takes_them_together() {
    let house = House::new().await;
    let mut day = day();
    for line in &mut day.bill {
        line.period_end = time("2026-11-06");
    }
    let mut later = crate::house::call(7_000);
    later.event_time = time("2026-11-05T12:00:00Z");
    day.calls.push(later);
    house.put(day);
    let row = house.row().await;
    assert_eq!((row.day.to_string(), row.last_day.to_string()), (DAY.into(), "2026-11-05".into()));
    assert_eq!(row.metered, Some(money("0.198")));
}

#[tokio::test]
async fn a_range_that_cuts_a_line_is_longer() {
    let house = House::new().await;
    let mut day = day();
    for line in &mut day.bill {
        line.period_end = time("2026-11-06");
    }
    day.bill.push(fee("VAT", "0.01"));
    house.put(day);
    let asked = Days::read(Some("2026-11-05"), Some("2026-11-10"), time(crate::house::NOW)).unwrap();
    let reconciled = house.reports.reconciliation(asked, Grain::Connection, &Filter::default()).await.unwrap();
    assert_eq!((reconciled.days.from.to_string(), reconciled.days.to), (DAY.to_owned(), asked.to));
    let row = &reconciled.rows[0];
    let figures = [row.billed, row.metered, row.estimated].map(Option::unwrap);
    assert_eq!(figures, ["0.19", "0.18", "0.18"].map(money));
}

#[tokio::test]
async fn days_begin_where_those_of_the_bill_do() {
    let house = House::new().await;
    house.change_account(|account| account.zone = "America/Los_Angeles".into());
    let mut day = day();
    for record in day.usage.iter_mut().chain(&mut day.bill) {
        (record.period_start, record.period_end) = (time("2026-11-03T08:00:00Z"), time("2026-11-04T08:00:00Z"));
    }
    // The evening of the third, there.
    day.calls.iter_mut().for_each(|call| call.event_time = time("2026-11-04T07:59:59Z"));
    let mut next = crate::house::call(900);
    next.event_time = time("2026-11-04T08:00:00Z");
    day.calls.push(next);
    house.put(day);
    let rows = house.reconciled().await.rows;
    let days: Vec<_> = rows.iter().map(|row| (row.day.to_string(), row.metered)).collect();
    assert_eq!(days, [(DAY.to_owned(), Some(money("0.18"))), ("2026-11-04".to_owned(), Some(money("0.018")))]);
}

#[tokio::test]
async fn filters_narrow_down() {
    let house = House::new().await;
    let mut day = day();
    day.bill.push(fee("Seats", "2"));
    let mut other = line("input", 1_000, "0.3");
    other.project = Some("proj_b".into());
    day.bill.push(other);
    house.put(day);
    let rows = async |filter: Filter| house.reconciled_by(Grain::default(), &filter).await.rows;
    let billed = |rows: &[Row]| rows.iter().filter_map(|row| row.billed).sum::<Money>();
    assert_eq!(billed(&rows(Filter::default()).await), money("2.48"));
    let of = |model: Option<&str>, project: Option<&str>, provider: Option<&str>| Filter {
        model: model.map(str::to_owned),
        project: project.map(str::to_owned),
        provider: provider.map(str::to_owned),
        ..Filter::default()
    };
    assert_eq!(billed(&rows(of(Some("gpt-4o-mini"), None, None)).await), money("0.48"));
    assert_eq!(billed(&rows(of(None, Some("proj_b"), None)).await), money("0.3"));
    assert_eq!(rows(of(None, None, Some("anthropic"))).await, []);
}
