//! Cases by hand for what providers report.

use outlay_rule::testing::TestEvent;
use serde_json::{Value, json};

use super::{DAY, HOUR, JUNE, SECOND, Step, at, run, settings, tick_at};

fn of_provider(alert: &str, metric: &str, limit: &str, period: &str, mut more: Value) -> String {
    more["dataSource"] = json!("PROVIDER");
    settings(alert, metric, "GREATER_THAN", limit, period, more)
}

/// A record that is read now and is about a day.
fn record(now: i64, day: i64, kind: &str) -> TestEvent {
    at(now).integer("event_time", day).text("entry", "record").text("record_kind", kind).text("provider", "openai")
}

#[test]
fn a_record_that_is_read_again_counts_by_the_difference() {
    let settings = of_provider("CUMULATIVE_USAGE", "TOTAL_COST", "100", "MONTHLY", json!({}));
    let day = JUNE + DAY;
    let steps = [
        Step::from(record(day + 2 * HOUR, day, "cost").cost("60")),
        // The same bucket, an hour later: not 60 + 90.
        record(day + 3 * HOUR, day, "cost").cost("90").decimal("previous_cost", "60").into(),
        record(day + 4 * HOUR, day, "usage").integer("requests", 1000).into(),
        record(day + 5 * HOUR, day, "cost").cost("100.5").decimal("previous_cost", "90").into(),
        // The record is gone.
        record(day + 6 * HOUR, day, "cost").cost("0").decimal("previous_cost", "100.5").into(),
        at(day + 7 * HOUR).cost("1000").into(),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Total cost this month is $100.50, over $100",
            "4 cleared Total cost this month is $0, no longer over $100",
        ]
    );
}

#[test]
fn tokens_are_of_usage_records_and_what_is_gone_is_taken_back() {
    let settings = of_provider("THRESHOLD", "TOKEN_COUNT", "1000", "SEVEN_DAYS", json!({}));
    let usage = |now: i64, input, output| {
        record(now, JUNE, "usage").integer("input_tokens", input).integer("output_tokens", output)
    };
    let steps = [
        Step::from(usage(JUNE + HOUR, 600, 300)),
        usage(JUNE + 2 * HOUR, 700, 301)
            .integer("previous_input_tokens", 600)
            .integer("previous_output_tokens", 300)
            .into(),
        record(JUNE + 3 * HOUR, JUNE, "usage").integer("previous_input_tokens", 700).into(),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "1 firing Token count in the last 7 days is 1,001, over 1,000",
            "2 cleared Token count in the last 7 days is 301, no longer over 1,000",
        ]
    );
}

#[test]
fn history_does_not_count_as_of_today() {
    let settings = of_provider("THRESHOLD", "TOTAL_COST", "100", "TWENTY_FOUR_HOURS", json!({}));
    let now = JUNE + 20 * DAY;
    let steps: Vec<Step> = (0..20).map(|day| record(now, JUNE + day * DAY, "cost").cost("60").into()).collect();
    assert!(run(&settings, &steps).is_empty(), "a first sync reads a month at once");
}

#[test]
fn yesterday_may_turn_out_dear_and_stands_for_three_days() {
    let settings = of_provider("CUMULATIVE_USAGE", "TOTAL_COST", "100", "DAILY", json!({"groupBy": "WORKSPACE"}));
    let day = |number: i64| JUNE + number * DAY;
    let cost = |now, day, cost: &str| Step::from(record(now, day, "cost").text("project", "search").cost(cost));
    let steps = [
        tick_at(day(0)),
        cost(day(0) + 6 * HOUR, day(0), "20"),
        tick_at(day(1)),
        cost(day(1) + 6 * HOUR, day(0), "90"),
        tick_at(day(1) + 7 * HOUR),
        tick_at(day(2)),
        // The next day is dear as well.
        cost(day(2) + 6 * HOUR, day(1), "150"),
        tick_at(day(4)),
        tick_at(day(5) - SECOND),
        tick_at(day(5)),
        cost(day(5) + HOUR, day(1), "1000"),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Total cost of search in a period that is over is $110, over $100",
            "6 firing Total cost of search in a period that is over is $150, over $100",
            "9 cleared Total cost of search today is $0, no longer over $100",
        ]
    );
}

#[test]
fn requests_share_tokens() {
    let settings = of_provider("THRESHOLD", "TOKENS_PER_REQUEST", "100", "THIRTY_DAYS", json!({}));
    let usage = |now: i64| record(now, JUNE, "usage");
    let steps = [
        Step::from(usage(JUNE + HOUR).integer("input_tokens", 1_010)),
        usage(JUNE + HOUR).integer("input_tokens", 1_010).integer("requests", 10).into(),
    ];
    assert_eq!(run(&settings, &steps), ["1 firing Tokens per request in the last 30 days is 101, over 100"]);
}

#[test]
fn an_older_day_does_not_take_the_place_of_a_newer_one() {
    let settings = of_provider("CUMULATIVE_USAGE", "TOTAL_COST", "100", "DAILY", json!({}));
    let day = |number: i64| JUNE + number * DAY;
    let cost = |now, day, cost: &str| Step::from(record(now, day, "cost").cost(cost));
    let steps = [
        tick_at(day(0)),
        tick_at(day(1)),
        tick_at(day(2)),
        cost(day(2) + HOUR, day(1), "150"),
        cost(day(2) + 2 * HOUR, day(0), "120"),
        tick_at(day(4)),
        tick_at(day(5)),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Total cost in a period that is over is $150, over $100",
            "6 cleared Total cost today is $0, no longer over $100",
        ]
    );
}
