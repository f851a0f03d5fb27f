//! Cases by hand for groups and filters.

use outlay_rule::testing::{Harness, TestEvent};
use outlay_rule::windows::Groups;
use outlay_rule::{FindingState, Operator, Timestamp};
use serde_json::{Value, json};

use super::{HOUR, JUNE, MINUTE, SECOND, Step, at, found, run, settings, tick_at};
use crate::MetricRule;

fn spend(limit: &str, more: Value) -> String {
    settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", limit, "ONE_HOUR", more)
}

fn call(second: i64, cost: &str) -> TestEvent {
    at(JUNE + second * SECOND).cost(cost)
}

#[test]
fn each_combination_is_measured_on_its_own() {
    let settings = spend("10", json!({"groupBy": ["ORGANIZATION", "MODEL"]}));
    let of = |second, organization: &str, model: &str| {
        Step::from(call(second, "6").text("organization", organization).text("model", model))
    };
    let steps = [
        of(0, "acme", "gpt-5"),
        of(1, "acme", "o3"),
        of(2, "globex", "gpt-5"),
        of(3, "acme", "gpt-5"),
        call(4, "6").text("model", "o3").into(),
        call(5, "6").text("model", "o3").into(),
    ];
    assert_eq!(
        run(&settings, &steps),
        [
            "3 firing Total cost of acme, gpt-5 in the last hour is $12, over $10",
            "5 firing Total cost of (none), o3 in the last hour is $12, over $10",
        ]
    );
    let keys: Vec<_> = found(&settings, &steps).into_iter().map(|told| told.finding.key).collect();
    assert_eq!(keys, ["organization=acme,model=gpt-5", "organization=(none),model=o3"]);
}

#[test]
fn a_subscriber_is_an_id_or_else_an_address() {
    let by = spend("10", json!({"groupBy": "SUBSCRIBER"}));
    let steps = [
        Step::from(call(0, "6").text("subscriber_id", "u1").text("subscriber_email", "a@acme.test")),
        call(1, "6").text("subscriber_email", "a@acme.test").into(),
        call(2, "6").text("subscriber_id", "u1").into(),
    ];
    assert_eq!(run(&by, &steps), ["2 firing Total cost of u1 in the last hour is $12, over $10"]);
    let filtered = |operator: &str, value: &str| {
        let filters = json!([{"dimension": "SUBSCRIBER", "operator": operator, "value": value}]);
        run(&spend("11", json!({"filters": filters})), &steps).len()
    };
    assert_eq!(filtered("IS", "a@acme.test"), 1);
    assert_eq!(filtered("IS", "u1"), 1);
    assert_eq!(filtered("STARTS_WITH", "b"), 0);
    assert_eq!(filtered("IS_NOT", "u1"), 0, "only one of three is left");
    assert_eq!(filtered("IS_NOT", "u2"), 1);
}

#[test]
fn settings_say_which_columns_are_read() {
    let columns = |settings: &str| Harness::<MetricRule>::new(settings).unwrap().columns().join(" ");
    let count = settings("THRESHOLD", "REQUEST_COUNT", "GREATER_THAN", "9", "ONE_HOUR", json!({}));
    assert_eq!(columns(&count), "received_at");
    let budget = json!({
        "groupBy": ["SUBSCRIBER"],
        "filters": [{"dimension": "MODEL", "operator": "IS", "value": "gpt-5"}],
    });
    let budget = settings("CUMULATIVE_USAGE", "TOTAL_COST", "GREATER_THAN", "9", "MONTHLY", budget);
    let all = "cost currency is_future month_start previous_cost received_at subscriber_email subscriber_id";
    assert_eq!(columns(&budget), all);
}

#[test]
fn filters_are_conditions_of_the_host() {
    let filters = json!([
        {"dimension": "MODEL", "operator": "STARTS_WITH", "value": "gpt"},
        {"dimension": "PROVIDER", "operator": "IN", "values": ["OpenAI", "AZURE"]},
        {"dimension": "ORGANIZATION", "operator": "IS_NOT", "value": "acme"},
        {"dimension": "AGENT", "operator": "CONTAINS", "value": "plan"},
        {"dimension": "TASK_TYPE", "operator": "ENDS_WITH", "value": "ing"},
        {"dimension": "API_KEY", "operator": "IS", "value": "k1"},
    ]);
    let settings = spend("1", json!({"filters": filters}));
    let rule = Harness::<MetricRule>::new(&settings).unwrap();
    let conditions: Vec<_> =
        rule.conditions().iter().map(|it| (it.column.as_str(), it.operator, it.values.join("|"))).collect();
    assert_eq!(
        conditions,
        [
            ("entry", Operator::In, "event|amend|void".to_owned()),
            ("model", Operator::StartsWith, "gpt".to_owned()),
            ("provider", Operator::In, "openai|azure".to_owned()),
            ("organization", Operator::NotEquals, "acme".to_owned()),
            ("agent", Operator::Contains, "plan".to_owned()),
            ("task_type", Operator::EndsWith, "ing".to_owned()),
            ("key_id", Operator::Equals, "k1".to_owned()),
        ]
    );
    let fits = call(0, "2")
        .text("model", "gpt-5")
        .text("provider", "azure")
        .text("agent", "planner")
        .text("task_type", "routing")
        .text("key_id", "k1");
    assert_eq!(run(&settings, &[Step::from(fits.clone())]).len(), 1);
    for (column, other) in [("model", "o3"), ("provider", "xai"), ("organization", "acme"), ("key_id", "k2")] {
        assert!(run(&settings, &[Step::from(fits.clone().text(column, other))]).is_empty(), "{column}");
    }
}

#[test]
fn keys_that_are_too_long_stay_apart() {
    let settings = spend("1", json!({"groupBy": "AGENT"}));
    let of = |second, last: &str| Step::from(call(second, "2").text("agent", &format!("{}{last}", "ä".repeat(254))));
    let told = found(&settings, &[of(0, "a"), of(1, "b")]);
    assert_eq!(told.len(), 2);
    assert_ne!(told[0].finding.key, told[1].finding.key);
    for told in told {
        assert!(told.finding.key.len() <= 200 && told.finding.title.len() <= 300, "{:?}", told.finding);
    }
}

#[test]
fn groups_in_twenty_slices_expire() {
    let settings = spend("10", json!({"groupBy": "AGENT"}));
    let steps = [
        Step::from(call(0, "11").text("agent", "a")),
        tick_at(JUNE + HOUR - SECOND),
        tick_at(JUNE + HOUR),
        tick_at(JUNE + HOUR + MINUTE),
    ];
    assert_eq!(run(&settings, &steps).len(), 2);
    let mut rule = Harness::<MetricRule>::new(&settings).unwrap();
    rule.run(&steps);
    let empty = Harness::<MetricRule>::new(&settings).unwrap().snapshot();
    assert!(rule.snapshot().len() < empty.len() + 20, "a group of which nothing is left is forgotten");
}

#[test]
fn what_was_counted_goes_on_under_another_limit_and_nothing_else() {
    let mut rule = Harness::<MetricRule>::new(&spend("10", json!({}))).unwrap();
    assert_eq!(rule.run(&[Step::from(call(0, "6"))]).len(), 0);
    let mut other = rule.restarted(&spend("8", json!({"severity": "critical", "minSampleCount": 2}))).unwrap();
    assert_eq!(other.run(&[Step::from(call(1, "3"))]).len(), 1, "9 is over 8");
    for more in [json!({"groupBy": "AGENT"}), json!({"periodDuration": "DAILY"}), json!({"metricType": "TOKEN_COUNT"})]
    {
        let refused = rule.restarted(&spend("8", more.clone())).unwrap_err();
        assert!(refused.message.contains("other settings"), "{more}: {refused:?}");
    }
}

#[test]
fn a_group_that_makes_room_clears_and_the_state_stays_small() {
    let settings = spend("10", json!({"groupBy": "AGENT"}));
    let mut rule = Harness::<MetricRule>::new(&settings).unwrap();
    assert_eq!(rule.judge(&[call(0, "11").text("agent", "first")]).len(), 1);
    let most = i64::try_from(Groups::<()>::MOST).unwrap();
    for hundred in 0..most / 100 + 1 {
        let of = |n: i64| call(hundred, "0.123456789012").text("agent", &format!("agent-{hundred}-{n}"));
        let events: Vec<_> = (0..100).map(of).collect();
        assert!(rule.judge(&events).is_empty());
    }
    let snapshot = rule.snapshot();
    assert!((500_000..1 << 20).contains(&snapshot.len()), "{} bytes", snapshot.len());
    let mut rule = rule.restarted(&settings).unwrap();
    assert_eq!(rule.snapshot(), snapshot);
    let cleared = rule.tick(Timestamp(JUNE + 200 * SECOND));
    assert_eq!(cleared.len(), 1);
    assert_eq!((cleared[0].state, cleared[0].key.as_str()), (FindingState::Cleared, "agent=first"));
    assert_eq!(cleared[0].title, "Total cost of first is no longer watched; it was over $10");
    assert!(rule.tick(Timestamp(JUNE + 210 * SECOND)).is_empty());
}

/// Names as long and as hostile as they get, everywhere over the limit, in every slice.
#[test]
fn hostile_groups_stay_under_a_mebibyte() {
    for (period, alert) in [("ONE_HOUR", "THRESHOLD"), ("DAILY", "CUMULATIVE_USAGE")] {
        let more = json!({"groupBy": ["AGENT", "MODEL", "ORGANIZATION"]});
        let settings = settings(alert, "TOTAL_COST", "GREATER_THAN", "0", period, more);
        let mut rule = Harness::<MetricRule>::new(&settings).unwrap();
        let name = "\u{1}\"".repeat(127);
        for second in (0..7200).step_by(90) {
            let of = |n: i64| {
                let agent = format!("{}{name}", second * 7 + n);
                call(second, "9000000").text("agent", &agent).text("model", &name).text("organization", &name)
            };
            rule.judge(&(0..300).map(of).collect::<Vec<_>>());
            assert!(rule.snapshot().len() < 1 << 20, "{} bytes", rule.snapshot().len());
        }
        rule.restarted(&settings).unwrap();
    }
}

#[test]
fn when_thousands_clear_it_takes_some_ticks() {
    let settings =
        settings("CUMULATIVE_USAGE", "TOTAL_COST", "GREATER_THAN", "1", "DAILY", json!({"groupBy": "AGENT"}));
    let events: Vec<_> = (0..2_500).map(|n| call(n, "2").text("agent", &format!("agent-{n:04}"))).collect();
    let mut rule = Harness::<MetricRule>::new(&settings).unwrap();
    assert_eq!(rule.judge(&events).len(), 2_500);
    let mut tick = |second: i64| rule.tick(Timestamp(JUNE + 24 * HOUR + second * SECOND));
    let cleared: Vec<_> = [0, 10, 20, 30].into_iter().map(&mut tick).collect();
    assert_eq!(cleared.iter().map(Vec::len).collect::<Vec<_>>(), [1_000, 1_000, 500, 0]);
    assert_eq!(cleared[2][0].key, "agent=agent-2000");
}
