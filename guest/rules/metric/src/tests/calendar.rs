//! Cases by hand for budgets and other periods of the calendar.

use serde_json::{Value, json};

use super::{DAY, HOUR, JUNE, MINUTE, SECOND, Step, at, found, run, settings, tick_at};

fn budget(limit: &str, period: &str, more: Value) -> String {
    settings("CUMULATIVE_USAGE", "TOTAL_COST", "GREATER_THAN", limit, period, more)
}

fn cost(now: i64, cost: &str) -> Step {
    at(now).cost(cost).into()
}

/// Received now, answered then.
fn late(now: i64, then: i64, cost: &str) -> Step {
    at(now).integer("event_time", then).cost(cost).into()
}

#[test]
fn a_budget_is_used_up_once_and_begins_anew() {
    let settings = budget("1000", "MONTHLY", json!({"groupBy": "ORGANIZATION"}));
    let cost =
        |now, organization: &str, amount: &str| Step::from(at(now).text("organization", organization).cost(amount));
    let steps = [
        tick_at(JUNE),
        cost(JUNE + DAY, "acme", "900"),
        cost(JUNE + 2 * DAY, "globex", "999"),
        cost(JUNE + 3 * DAY, "acme", "304.1"),
        cost(JUNE + 4 * DAY, "acme", "500"),
        tick_at(JUNE + 30 * DAY - SECOND),
        tick_at(JUNE + 30 * DAY),
        cost(JUNE + 31 * DAY, "acme", "999"),
        cost(JUNE + 32 * DAY, "acme", "1.000001"),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Total cost of acme this month is $1,204.10, over $1,000",
            "6 cleared Total cost of acme this month is $0, no longer over $1,000",
            "8 firing Total cost of acme this month is $1,000.000001, over $1,000",
        ]
    );
    assert_eq!(found(&settings, &steps)[0].finding.key, "organization=acme");
}

#[test]
fn periods_begin_where_the_calendar_says() {
    // 2026-07-01 is a Wednesday; the quarter and the month begin with it, the week on 2026-06-29.
    let july = JUNE + 30 * DAY;
    for (period, begins) in
        [("DAILY", july - DAY), ("WEEKLY", july - 2 * DAY), ("MONTHLY", JUNE), ("QUARTERLY", JUNE - 61 * DAY)]
    {
        let settings = budget("10", period, json!({}));
        let before_it =
            [tick_at(begins - SECOND), cost(begins - SECOND, "6"), cost(begins, "6"), cost(july - SECOND, "5")];
        assert_eq!(run(&settings, &before_it).len(), 1, "{period}: only what comes from its begin on counts");
        let ends = [
            cost(begins, "11"),
            tick_at(july - SECOND),
            tick_at(if period == "WEEKLY" { begins + 7 * DAY } else { july }),
        ];
        let lines = run(&settings, &ends);
        assert!(lines.len() == 2 && lines[1].starts_with("2 cleared"), "{period}: {lines:?}");
    }
}

#[test]
fn a_budget_used_up_by_the_first_call_of_the_next_day_fires_again() {
    let settings = budget("10", "DAILY", json!({}));
    let steps = [cost(JUNE, "11"), cost(JUNE + DAY, "12"), tick_at(JUNE + DAY + SECOND), tick_at(JUNE + 2 * DAY)];
    assert_eq!(
        run(&settings, &steps),
        [
            "0 firing Total cost today is $11, over $10",
            "1 firing Total cost today is $12, over $10",
            "3 cleared Total cost today is $0, no longer over $10",
        ]
    );
}

#[test]
fn what_comes_late_counts_where_it_belongs_for_an_hour() {
    let settings = budget("10", "DAILY", json!({}));
    let next = JUNE + DAY;
    let steps = [
        cost(JUNE, "6"),
        tick_at(next),
        late(next + 10 * MINUTE, next - SECOND, "5"),
        tick_at(next + 20 * MINUTE),
        // The new day is not burdened.
        cost(next + 30 * MINUTE, "9"),
        tick_at(next + HOUR),
        late(next + HOUR, next - SECOND, "100"),
        tick_at(next + 2 * HOUR),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "2 firing Total cost in a period that is over is $11, over $10",
            "5 cleared Total cost today is $9, no longer over $10",
        ]
    );
}

#[test]
fn a_late_correction_takes_the_alert_back() {
    let settings = budget("10", "DAILY", json!({}));
    let next = JUNE + DAY;
    let void = at(next + 20 * MINUTE).integer("event_time", next - SECOND).text("entry", "void");
    let steps = [
        tick_at(next),
        late(next + 10 * MINUTE, next - SECOND, "11"),
        void.cost("0").decimal("previous_cost", "11").into(),
        tick_at(next + 30 * MINUTE),
    ];
    let lines = run(&settings, &steps);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1], "2 cleared Total cost today is $0, no longer over $10");
}

#[test]
fn what_lies_ahead_waits_and_the_future_is_left_out() {
    let settings = budget("10", "DAILY", json!({}));
    let steps = [
        tick_at(JUNE),
        late(JUNE + HOUR, JUNE + 26 * HOUR + SECOND, "1000"),
        late(JUNE + 2 * HOUR, JUNE + DAY + HOUR, "7"),
        late(JUNE + 3 * HOUR, JUNE + DAY + HOUR, "4"),
        cost(JUNE + 4 * HOUR, "9"),
        tick_at(JUNE + DAY),
    ];
    assert_eq!(run(&settings, &steps), ["5 firing Total cost today is $11, over $10"]);
}

#[test]
fn little_is_judged_at_the_end_of_whole_periods() {
    let settings = settings("CUMULATIVE_USAGE", "REQUEST_COUNT", "LESS_THAN", "2", "DAILY", json!({}));
    let day = |number: i64| JUNE + number * DAY;
    let steps = [
        // The rule begins at noon: this day does not count.
        tick_at(day(0) + 12 * HOUR),
        tick_at(day(1)),
        at(day(1) + HOUR).into(),
        tick_at(day(2)),
        // Late, and enough.
        at(day(2) + 10 * MINUTE).integer("event_time", day(2) - SECOND).into(),
        tick_at(day(2) + HOUR),
        at(day(2) + 2 * HOUR).into(),
        tick_at(day(3)),
        tick_at(day(3) + HOUR - SECOND),
        tick_at(day(3) + HOUR),
        at(day(3) + 2 * HOUR).into(),
        at(day(3) + 3 * HOUR).into(),
        tick_at(day(4)),
        tick_at(day(4) + HOUR),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "9 firing Request count yesterday is 1, under 2",
            "13 cleared Request count yesterday is 2, no longer under 2",
        ]
    );
}

#[test]
fn changes_wait_for_what_is_late() {
    let settings = settings("RELATIVE_CHANGE", "TOTAL_COST", "PERCENT_INCREASE", "50", "DAILY", json!({}));
    let day = |number: i64| JUNE + number * DAY;
    let steps = [
        tick_at(day(0)),
        cost(day(0) + HOUR, "100"),
        tick_at(day(1)),
        cost(day(1) + HOUR, "100"),
        tick_at(day(2)),
        late(day(2) + MINUTE, day(2) - SECOND, "55"),
        tick_at(day(2) + HOUR),
        tick_at(day(3)),
        tick_at(day(3) + HOUR),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "6 firing Total cost yesterday is $155, up 55% from $100 the day before, at least 50%",
            "8 cleared Total cost yesterday is $0, down 100% from $155 the day before, no longer up by 50%",
        ]
    );
}

#[test]
fn a_rate_of_the_period_so_far_is_by_the_minutes_that_passed() {
    let settings = settings("THRESHOLD", "REQUESTS_PER_MINUTE", "GREATER_THAN", "1", "DAILY", json!({}));
    let steps =
        [Step::from(at(JUNE)), at(JUNE + SECOND).into(), tick_at(JUNE + 90 * SECOND), tick_at(JUNE + 120 * SECOND)];
    assert_eq!(
        run(&settings, &steps),
        [
            "1 firing Requests per minute today is 2, over 1",
            "3 cleared Requests per minute today is 1, no longer over 1",
        ]
    );
}

#[test]
fn persistence_ends_with_the_period() {
    let more = json!({"triggerAfterPersistsDuration": "ONE_HOUR"});
    let settings = budget("10", "DAILY", more);
    let steps = [
        cost(JUNE + 23 * HOUR + 30 * MINUTE, "11"),
        tick_at(JUNE + DAY - SECOND),
        cost(JUNE + DAY, "11"),
        tick_at(JUNE + DAY + 40 * MINUTE),
        tick_at(JUNE + DAY + HOUR),
    ];
    assert_eq!(run(&settings, &steps), ["4 firing Total cost today is $11, over $10"]);
}

#[test]
fn other_currencies_are_named() {
    let settings = budget("10", "DAILY", json!({}));
    let dear = at(JUNE).cost("1234.5").text("currency", "CHF");
    assert_eq!(run(&settings, &[Step::from(dear)]), ["0 firing Total cost today is 1,234.50 CHF, over 10 CHF"]);
}
