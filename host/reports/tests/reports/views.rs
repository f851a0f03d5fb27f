//! What SQL shows.

use std::sync::Arc;
use std::time::Duration;

use outlay_domain::Dimension;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::house::{ACCOUNT, Day, House, call, fee, time};

/// Views go by the machine's clock: a day that is over by any.
const DAY: &str = "2025-11-03";

fn day() -> Day {
    let mut day = crate::house::day();
    for record in day.usage.iter_mut().chain(&mut day.bill) {
        (record.period_start, record.period_end) = (time(DAY), time("2025-11-04"));
    }
    day.calls.iter_mut().for_each(|call| call.event_time = time(&format!("{DAY}T12:00:00Z")));
    day
}

/// Until the warehouse has what it was told.
async fn labelled(house: &House, sql: &str, expected: &Value) {
    for _ in 0..500 {
        house.apply();
        if house.sql(sql)[0][0] == *expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{sql} is {:?}", house.sql(sql));
}

#[tokio::test]
async fn sql_shows_accounts_projects_spend_and_both_sides() {
    let house = House::new().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(Arc::clone(&house.reports).run(stop.clone()));
    labelled(&house, "SELECT count(*) FROM connections", &json!(1)).await;
    let mut day = day();
    let mut seats = fee("Seats", "0.07");
    (seats.period_start, seats.period_end) = (time(DAY), time("2025-11-04"));
    day.bill.push(seats);
    let mut later = call(77);
    later.event_time = time("2025-11-10T09:30:00Z");
    day.calls.push(later);
    house.put(day);
    assert_eq!(
        house.sql("SELECT connection_id, connector, counts_towards_total, zone, cost_lateness FROM connections"),
        [[json!(ACCOUNT), json!("openai"), json!(true), json!("UTC"), json!(86_400)]]
    );
    assert_eq!(
        house.sql("SELECT provider, kind, id, name, project, source FROM project_map ORDER BY kind"),
        [
            ["openai", "key", "key_1", "prod", "proj_a", "provider"].map(Value::from),
            ["openai", "project", "proj_a", "Search", "proj_a", "provider"].map(Value::from),
        ]
    );
    let amounts = |rows: Vec<Vec<Value>>| -> Vec<String> {
        rows.into_iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(
        amounts(house.sql(
            "SELECT day, connection_id, project, currency, basis, sum(amount) FROM spend GROUP BY ALL ORDER BY ALL"
        )),
        [
            format!("{DAY} account proj_a USD billed 0.250000000000"),
            "2025-11-10 account proj_a USD metered 0.018000000000".into()
        ]
    );
    assert_eq!(
        amounts(house.sql("SELECT hour, model, team, events, amount, unpriced FROM spend_hourly ORDER BY hour")),
        [
            "2025-11-03T12:00:00.000000Z gpt-4o-mini default 10 0.180000000000 0",
            "2025-11-10T09:00:00.000000Z gpt-4o-mini default 1 0.018000000000 0"
        ]
    );
    assert_eq!(
        amounts(
            house.sql(
                "SELECT day, model, billed, metered, drift, open FROM reconciliation ORDER BY day, model NULLS LAST"
            )
        ),
        [
            format!("{DAY} gpt-4o-mini 0.180000000000 0.180000000000 0.000000000000 false"),
            format!("{DAY} null 0.070000000000 0.000000000000 0.070000000000 false"),
            "2025-11-10 gpt-4o-mini null 0.018000000000 null false".into(),
        ]
    );
    // Every column that is documented is there, and the other way round.
    for table in house.warehouse.tables() {
        let described = house.sql(&format!(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'outlay' AND schema_name = 'main' \
             AND table_name = '{}' ORDER BY column_index",
            table.name
        ));
        let documented: Vec<Vec<Value>> =
            table.columns.iter().map(|one| vec![json!(one.name), json!(one.sql_type)]).collect();
        assert_eq!(described, documented, "{}", table.name);
    }
    // An account that does not count is no spend.
    house.change_account(|account| account.counts_towards_total = false);
    labelled(&house, "SELECT count(*) FROM connections WHERE counts_towards_total", &json!(0)).await;
    assert_eq!(amounts(house.sql("SELECT DISTINCT basis FROM spend")), ["metered"]);
    stop.cancel();
    running.await.unwrap();
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn days_of_another_zone() {
    let house = House::new().await;
    house.change_account(|account| account.zone = "America/Los_Angeles".into());
    let stop = CancellationToken::new();
    let running = tokio::spawn(Arc::clone(&house.reports).run(stop.clone()));
    labelled(&house, "SELECT count(*) FROM connections", &json!(1)).await;
    let mut day = day();
    for record in day.usage.iter_mut().chain(&mut day.bill) {
        (record.period_start, record.period_end) = (time("2025-11-03T08:00:00Z"), time("2025-11-04T08:00:00Z"));
    }
    day.calls.iter_mut().for_each(|call| call.event_time = time("2025-11-04T07:59:59Z"));
    house.put(day);
    let rows = house.sql("SELECT day, billed, metered FROM reconciliation");
    assert_eq!(rows, [[json!(DAY), json!("0.180000000000"), json!("0.180000000000")]]);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn sql_agrees_with_the_reports() {
    let house = House::new().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(Arc::clone(&house.reports).run(stop.clone()));
    labelled(&house, "SELECT count(*) FROM project_map", &json!(2)).await;
    let mut day = day();
    // A key's project is that of what it did.
    for record in day.usage.iter_mut().chain(&mut day.bill) {
        (record.project, record.key) = (None, Some("key_1".into()));
    }
    // A tax for a month settles its first day only.
    let mut tax = fee("VAT", "0.1");
    (tax.period_start, tax.period_end) = (time("2025-11-01"), time("2025-12-01"));
    day.bill.push(tax);
    // Told again, by user.
    let mut again = day.usage[0].clone();
    again.provider = "claude-code".into();
    day.usage.push(again);
    let mut unpriced = call(77);
    unpriced.event_time = time("2025-11-10T09:30:00Z");
    unpriced.dimensions.set(Dimension::Model, "unheard-of");
    let mut later = call(78);
    later.event_time = time("2025-11-11T09:30:00Z");
    day.calls.extend([unpriced, later]);
    house.put(day);
    let rows = |sql: &str| -> Vec<String> {
        house.sql(sql).into_iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(
        rows("SELECT day, project, basis, sum(amount) FROM spend GROUP BY ALL ORDER BY ALL"),
        [
            "2025-11-01 proj_a billed 0.100000000000",
            "2025-11-03 proj_a billed 0.180000000000",
            "2025-11-10 proj_a metered null",
            "2025-11-11 proj_a metered 0.018000000000",
        ]
    );
    assert_eq!(
        rows("SELECT day, provider, project, model, billed, metered FROM reconciliation ORDER BY ALL"),
        [
            "2025-11-01 openai proj_a null 0.100000000000 0.000000000000",
            "2025-11-03 openai proj_a gpt-4o-mini 0.180000000000 0.180000000000",
            "2025-11-10 openai proj_a unheard-of null null",
            "2025-11-11 openai proj_a gpt-4o-mini null 0.018000000000",
        ]
    );
    stop.cancel();
    running.await.unwrap();
}
