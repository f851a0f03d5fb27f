//! Cases by hand for the last minute, hour, day.

use serde_json::json;

use super::{HOUR, JUNE, MINUTE, SECOND, Step, at, found, run, settings, tick_at};

fn cost(now: i64, cost: &str) -> Step {
    at(now).cost(cost).into()
}

fn threshold(metric: &str, operator: &str, limit: &str, period: &str, more: serde_json::Value) -> String {
    settings("THRESHOLD", metric, operator, limit, period, more)
}

#[test]
fn fires_with_the_event_that_passes_the_limit_and_clears_when_time_has_passed() {
    let settings = threshold("TOTAL_COST", "GREATER_THAN", "100", "ONE_HOUR", json!({"severity": "critical"}));
    let steps = [
        cost(JUNE, "60"),
        cost(JUNE + 30 * MINUTE, "40"),
        cost(JUNE + 31 * MINUTE, "0.000000000001"),
        cost(JUNE + 32 * MINUTE, "20"),
        at(JUNE + 33 * MINUTE).text("model", "a cost that is unknown").into(),
        tick_at(JUNE + 59 * MINUTE + 59 * SECOND),
        tick_at(JUNE + HOUR),
        tick_at(JUNE + 2 * HOUR),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "2 firing Total cost in the last hour is $100.000000000001, over $100",
            "6 cleared Total cost in the last hour is $60, no longer over $100",
        ]
    );
    let first = found(&settings, &steps).remove(0).finding;
    assert_eq!((first.value.as_deref(), first.limit.as_deref()), (Some("100.000000000001"), Some("100")));
    assert_eq!((first.key.as_str(), first.severity), ("all", outlay_rule::Severity::Critical));
    assert_eq!(first.detail, "Measured on 3 events.");
}

#[test]
fn little_is_judged_when_a_whole_period_was_seen() {
    let settings = threshold("REQUEST_COUNT", "LESS_THAN", "2", "FIVE_MINUTES", json!({}));
    let steps = [
        tick_at(JUNE),
        at(JUNE + 60 * SECOND).into(),
        tick_at(JUNE + 299 * SECOND),
        tick_at(JUNE + 300 * SECOND),
        at(JUNE + 301 * SECOND).into(),
        tick_at(JUNE + 360 * SECOND),
        tick_at(JUNE + 900 * SECOND),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Request count in the last 5 minutes is 1, under 2",
            "4 cleared Request count in the last 5 minutes is 2, no longer under 2",
            "5 firing Request count in the last 5 minutes is 1, under 2",
        ]
    );
}

#[test]
fn the_average_of_nothing_is_unknown() {
    let settings = threshold("DURATION", "GREATER_THAN_OR_EQUAL_TO", "5000", "ONE_MINUTE", json!({}));
    let call = |now, ms| Step::from(at(now).integer("duration_ms", ms));
    let steps = [
        call(JUNE, 4_000),
        call(JUNE + SECOND, 6_000),
        at(JUNE + 2 * SECOND).into(),
        tick_at(JUNE + 59 * SECOND),
        tick_at(JUNE + 60 * SECOND),
        tick_at(JUNE + 61 * SECOND),
        tick_at(JUNE + 10 * MINUTE),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "1 firing Duration in the last minute is 5,000 ms, at or over 5,000 ms",
            "5 cleared Duration in the last minute is not known any more; it was at or over 5,000 ms",
        ]
    );
    let little = threshold("DURATION", "LESS_THAN", "5000", "ONE_MINUTE", json!({}));
    assert!(run(&little, &steps[3..]).is_empty(), "nothing is not little");
}

#[test]
fn a_condition_must_persist_without_a_break() {
    let more = json!({"triggerAfterPersistsDuration": "FIVE_MINUTES"});
    let settings = threshold("TOKENS_PER_MINUTE", "GREATER_THAN", "1000", "ONE_MINUTE", more);
    let tokens = |now, tokens| Step::from(at(now).integer("total_tokens", tokens));
    let mut steps = Vec::new();
    for second in (0..720).step_by(10) {
        let now = JUNE + second * SECOND;
        // A pause of a minute after four minutes.
        steps.push(tokens(now, if (240..300).contains(&second) { 0 } else { 300 }));
        steps.push(tick_at(now + 5 * SECOND));
    }
    steps.push(tick_at(JUNE + 900 * SECOND));
    let told = found(&settings, &steps);
    let times: Vec<_> = told.iter().map(|told| told.step).collect();
    // Over the limit from the fourth call after the pause, at 330 s, to 630 s and beyond.
    assert_eq!(times, [126, 144]);
    assert_eq!(
        run(&settings, &steps),
        [
            "126 firing Tokens per minute in the last minute is 1,800, over 1,000",
            "144 cleared Tokens per minute in the last minute is 0, no longer over 1,000",
        ]
    );
    assert_eq!(told[0].finding.detail, "Measured on 6 events. The condition has held for five minutes.");
}

#[test]
fn few_samples_are_not_judged() {
    let more = json!({"minSampleCount": 3, "isPercentage": true});
    let settings = threshold("ERROR_RATE", "GREATER_THAN", "50", "ONE_HOUR", more);
    let failed = |now| Step::from(at(now).integer("error_code", 529));
    let steps = [
        failed(JUNE),
        failed(JUNE + SECOND),
        at(JUNE + 2 * SECOND).into(),
        at(JUNE + 3 * SECOND).into(),
        failed(JUNE + 4 * SECOND),
        tick_at(JUNE + HOUR),
        tick_at(JUNE + HOUR + 2 * MINUTE),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "2 firing Error rate in the last hour is 66.67%, over 50%",
            "3 cleared Error rate in the last hour is 50%, no longer over 50%",
            "4 firing Error rate in the last hour is 60%, over 50%",
            "5 cleared Error rate in the last hour is not known any more; it was over 50%",
        ]
    );
}

#[test]
fn shares_are_shown_in_percent() {
    let settings = threshold("ERROR_RATE", "GREATER_THAN", "0.05", "ONE_HOUR", json!({}));
    let steps = [Step::from(at(JUNE)), at(JUNE + SECOND).text("stop_reason", "ERROR").into()];
    assert_eq!(run(&settings, &steps), ["1 firing Error rate in the last hour is 50%, over 5%"]);
    assert_eq!(found(&settings, &steps)[0].finding.value.as_deref(), Some("0.5"));
}

#[test]
fn corrections_count_by_the_difference_in_total_cost_only() {
    let steps = [
        at(JUNE).cost("80").into(),
        at(JUNE + MINUTE).text("entry", "amend").cost("101").decimal("previous_cost", "80").into(),
        at(JUNE + 2 * MINUTE).text("entry", "void").cost("0").decimal("previous_cost", "101").into(),
        // Nobody knew before what it costs.
        at(JUNE + 3 * MINUTE).text("entry", "amend").cost("150").into(),
        tick_at(JUNE + 4 * MINUTE),
    ];
    let total = threshold("TOTAL_COST", "GREATER_THAN", "100", "ONE_HOUR", json!({}));
    assert_eq!(
        run(&total, &steps),
        [
            "1 firing Total cost in the last hour is $101, over $100",
            "2 cleared Total cost in the last hour is $0, no longer over $100",
            "3 firing Total cost in the last hour is $150, over $100",
        ]
    );
    let average = threshold("COST_PER_TRANSACTION", "GREATER_THAN", "90", "ONE_HOUR", json!({}));
    assert!(run(&average, &steps).is_empty());
    let count = threshold("REQUEST_COUNT", "GREATER_THAN", "1", "ONE_HOUR", json!({}));
    assert!(run(&count, &steps).is_empty());
}

#[test]
fn changes_compare_two_periods_that_are_over() {
    let change = |operator, limit, more| settings("RELATIVE_CHANGE", "TOTAL_COST", operator, limit, "ONE_HOUR", more);
    let steps = [
        cost(JUNE + 5 * MINUTE, "100"),
        tick_at(JUNE + HOUR),
        cost(JUNE + HOUR + MINUTE, "100"),
        tick_at(JUNE + 2 * HOUR),
        cost(JUNE + 2 * HOUR + MINUTE, "151"),
        tick_at(JUNE + 3 * HOUR - SECOND),
        tick_at(JUNE + 3 * HOUR),
        cost(JUNE + 3 * HOUR + MINUTE, "30.2"),
        tick_at(JUNE + 4 * HOUR),
        tick_at(JUNE + 5 * HOUR),
        tick_at(JUNE + 6 * HOUR),
    ];
    assert_eq!(
        run(&change("PERCENT_INCREASE", "50", json!({})), &steps),
        [
            "6 firing Total cost in the last hour is $151, up 51% from $100 the hour before, at least 50%",
            "8 cleared Total cost in the last hour is $30.20, down 80% from $151 the hour before, no longer up by 50%",
        ]
    );
    assert_eq!(
        run(&change("INCREASES_BY", "51", json!({})), &steps)[0],
        "6 firing Total cost in the last hour is $151, up $51 from $100 the hour before, at least $51"
    );
    assert_eq!(run(&change("INCREASES_BY", "50", json!({"isPercentage": true})), &steps).len(), 2);
    assert_eq!(
        run(&change("PERCENT_DECREASE", "80", json!({})), &steps),
        [
            "8 firing Total cost in the last hour is $30.20, down 80% from $151 the hour before, at least 80%",
            // From 0 there is no percentage.
            "10 cleared Total cost in the last hour is not known any more; it was down by 80%",
        ]
    );
    let told = found(&change("PERCENT_DECREASE", "80", json!({})), &steps);
    assert_eq!((told[0].finding.value.as_deref(), told[0].finding.limit.as_deref()), (Some("80"), Some("80")));
}

#[test]
fn a_day_of_silence_is_noticed_without_any_event() {
    let settings = threshold("REQUEST_COUNT", "LESS_THAN_OR_EQUAL_TO", "0", "TWENTY_FOUR_HOURS", json!({}));
    let steps: Vec<Step> = (0..30).map(|hour| tick_at(JUNE + hour * HOUR)).collect();
    assert_eq!(run(&settings, &steps), ["24 firing Request count in the last 24 hours is 0, at or under 0"]);
}
