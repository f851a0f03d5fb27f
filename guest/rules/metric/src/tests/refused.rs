//! Each combination that is refused, with the field that is named.

use outlay_rule::testing::Harness;
use serde_json::{Value, json};

use super::settings;
use crate::MetricRule as Rule;
use crate::metric::{Form, Metric};
use crate::settings::DataSource;

#[track_caller]
fn refused(settings: &str, field: &str, text: &str) {
    let error = Harness::<Rule>::new(settings).expect_err(settings);
    assert_eq!(error.field.as_deref(), Some(field), "{settings}: {}", error.message);
    assert!(error.message.contains(text), "{settings}: {}", error.message);
}

#[track_caller]
fn taken(settings: &str) {
    if let Err(error) = Harness::<Rule>::new(settings) {
        panic!("{settings}: {error:?}");
    }
}

fn cost(more: Value) -> String {
    settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "1", "ONE_HOUR", more)
}

#[test]
fn operators_and_kinds_of_alert_go_together() {
    for alert in ["THRESHOLD", "CUMULATIVE_USAGE", "RELATIVE_CHANGE"] {
        for operator in ["EQUAL_TO", "NOT_EQUAL_TO"] {
            let settings = settings(alert, "TOTAL_COST", operator, "1", "DAILY", json!({}));
            refused(&settings, "/operatorType", &format!("{operator} is not supported"));
        }
    }
    for operator in ["INCREASES_BY", "DECREASES_BY", "PERCENT_INCREASE", "PERCENT_DECREASE"] {
        for alert in ["THRESHOLD", "CUMULATIVE_USAGE"] {
            let settings = settings(alert, "TOTAL_COST", operator, "1", "DAILY", json!({}));
            refused(&settings, "/operatorType", "which only RELATIVE_CHANGE does");
        }
    }
    for operator in ["GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO"] {
        let settings = settings("RELATIVE_CHANGE", "TOTAL_COST", operator, "1", "DAILY", json!({}));
        refused(&settings, "/operatorType", "RELATIVE_CHANGE needs INCREASES_BY");
    }
}

#[test]
fn budgets_are_of_what_adds_up() {
    for metric in Metric::ALL {
        let mut more = json!({});
        if *metric == Metric::QualityRate {
            more["filters"] = json!([{"dimension": "TASK_TYPE", "operator": "IS", "value": "x"}]);
        }
        let settings = settings("CUMULATIVE_USAGE", metric.name(), "GREATER_THAN", "1", "MONTHLY", more);
        match (metric, metric.form(DataSource::Sdk)) {
            (Metric::QualityRate, _) => refused(&settings, "/metricType", "only be used with THRESHOLD"),
            (_, Form::Total) => taken(&settings),
            _ => refused(&settings, "/metricType", "does not add up to a budget"),
        }
    }
}

#[test]
fn quality_is_of_one_task_type() {
    let quality = |alert, operator, more| settings(alert, "QUALITY_RATE", operator, "0.5", "ONE_HOUR", more);
    let of_task = json!([{"dimension": "TASK_TYPE", "operator": "IS", "value": "support"}]);
    taken(&quality("THRESHOLD", "LESS_THAN", json!({"filters": of_task, "minSampleCount": 10})));
    refused(&quality("THRESHOLD", "LESS_THAN", json!({})), "/filters", "exactly one filter on TASK_TYPE");
    refused(
        &quality("THRESHOLD", "LESS_THAN", json!({"filters": of_task, "groupBy": "AGENT"})),
        "/groupBy",
        "it has no groupBy",
    );
    refused(
        &quality("RELATIVE_CHANGE", "DECREASES_BY", json!({"filters": of_task})),
        "/metricType",
        "not with RELATIVE_CHANGE",
    );
    for operator in ["IS_NOT", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "IN"] {
        let filters = json!([{"dimension": "TASK_TYPE", "operator": operator, "values": ["support"]}]);
        refused(&quality("THRESHOLD", "LESS_THAN", json!({"filters": filters})), "/filters", "with the operator IS");
    }
    let two = json!([of_task[0], of_task[0]]);
    refused(&quality("THRESHOLD", "LESS_THAN", json!({"filters": two})), "/filters", "exactly one");
}

#[test]
fn limits_are_such_that_something_can_pass_them() {
    let limit = |alert, metric, operator, threshold, more| settings(alert, metric, operator, threshold, "DAILY", more);
    refused(&limit("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "-1", json!({})), "/threshold", "not be negative");
    refused(&limit("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "lots", json!({})), "/threshold", "not a decimal");
    refused(&limit("THRESHOLD", "TOTAL_COST", "LESS_THAN", "0", json!({})), "/threshold", "less than 0");
    taken(&limit("THRESHOLD", "REQUEST_COUNT", "LESS_THAN_OR_EQUAL_TO", "0", json!({})));
    refused(&limit("THRESHOLD", "ERROR_RATE", "GREATER_THAN", "5", json!({})), "/threshold", "from 0 to 1");
    taken(&limit("THRESHOLD", "ERROR_RATE", "GREATER_THAN", "5", json!({"isPercentage": true})));
    refused(
        &limit("THRESHOLD", "ERROR_RATE", "GREATER_THAN", "101", json!({"isPercentage": true})),
        "/threshold",
        "from 0 to 1",
    );
    refused(&limit("RELATIVE_CHANGE", "TOTAL_COST", "INCREASES_BY", "0", json!({})), "/threshold", "more than 0");
    refused(&limit("RELATIVE_CHANGE", "TOTAL_COST", "PERCENT_DECREASE", "101", json!({})), "/threshold", "100 percent");
    refused(
        &limit("RELATIVE_CHANGE", "TOTAL_COST", "DECREASES_BY", "101", json!({"isPercentage": true})),
        "/threshold",
        "100 percent",
    );
    taken(&limit("RELATIVE_CHANGE", "TOTAL_COST", "DECREASES_BY", "101", json!({"isPercentage": false})));
    for alert in ["THRESHOLD", "CUMULATIVE_USAGE"] {
        refused(
            &limit(alert, "TOTAL_COST", "GREATER_THAN", "5", json!({"isPercentage": true})),
            "/isPercentage",
            "not measured in percent",
        );
    }
}

#[test]
fn providers_tell_some_metrics_by_the_day() {
    let reported = super::table::REPORTED;
    for metric in Metric::ALL {
        let filters = json!([{"dimension": "TASK_TYPE", "operator": "IS", "value": "x"}]);
        let mut more = json!({"dataSource": "PROVIDER"});
        if *metric == Metric::QualityRate {
            more["filters"] = filters;
        }
        let settings = settings("THRESHOLD", metric.name(), "GREATER_THAN", "1", "SEVEN_DAYS", more);
        if reported.contains(&metric.name()) {
            taken(&settings);
        } else {
            refused(&settings, "/metricType", &format!("does not tell {}", metric.name()));
        }
    }
    for period in ["ONE_MINUTE", "FIVE_MINUTES", "FIFTEEN_MINUTES", "THIRTY_MINUTES", "ONE_HOUR", "TWELVE_HOURS"] {
        let more = json!({"dataSource": "PROVIDER"});
        let settings = settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "1", period, more);
        refused(&settings, "/periodDuration", "TWENTY_FOUR_HOURS or more");
    }
}

#[test]
fn dimensions_are_those_that_rows_have() {
    let of = |source, group: Value| {
        let more = json!({"dataSource": source, "groupBy": group});
        settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "1", "DAILY", more)
    };
    for dimension in ["ORGANIZATION", "PRODUCT", "AGENT", "TASK_TYPE", "DEPARTMENT"] {
        taken(&of("SDK", json!(dimension)));
        refused(&of("PROVIDER", json!(dimension)), "/groupBy", &format!("has no {dimension}; use one of"));
    }
    for dimension in ["CREDENTIAL", "MODEL", "PROVIDER", "SUBSCRIBER", "API_KEY"] {
        taken(&of("SDK", json!(dimension)));
        taken(&of("PROVIDER", json!([dimension])));
    }
    taken(&of("PROVIDER", json!("WORKSPACE")));
    refused(&of("SDK", json!("WORKSPACE")), "/groupBy", "metered events have no WORKSPACE");
    refused(&of("SDK", json!(["MODEL", "WORKSPACE"])), "/groupBy/1", "no WORKSPACE");
    refused(&of("SDK", json!(["MODEL", "AGENT", "MODEL"])), "/groupBy/2", "named twice");
    refused(&of("SDK", json!([])), "/groupBy", "at least one");
    refused(&of("SDK", json!("MOON")), "/groupBy", "there is no dimension `MOON`; use one of ORGANIZATION");
    refused(&of("SDK", json!(7)), "/groupBy", "a dimension or a list");
    let filter = json!([{"dimension": "WORKSPACE", "operator": "IS", "value": "x"}]);
    refused(&cost(json!({"filters": filter})), "/filters/0/dimension", "no WORKSPACE");
}

#[test]
fn filters_have_the_values_that_they_need() {
    let filter = |filter: Value| {
        let good = json!({"dimension": "MODEL", "operator": "IS", "value": "gpt-5"});
        cost(json!({"filters": [good, filter]}))
    };
    taken(&filter(json!({"dimension": "AGENT", "operator": "IN", "values": ["a", "b"], "value": null})));
    taken(&filter(json!({"dimension": "AGENT", "operator": "IS", "values": ["a"]})));
    taken(&filter(json!({"dimension": "AGENT", "operator": "IS", "value": "a", "values": []})));
    let is = |operator, field, value: Value| {
        let mut row = json!({"dimension": "AGENT", "operator": operator});
        row[field] = value;
        filter(row)
    };
    refused(&filter(json!({"dimension": "AGENT", "operator": "IS"})), "/filters/1/value", "needs a value");
    refused(&is("IN", "values", json!([])), "/filters/1/values", "at least one");
    refused(&is("IS_NOT", "values", json!(["a", "b"])), "/filters/1/values", "only IN takes several");
    refused(&is("IS", "value", json!("")), "/filters/1/value", "empty");
    refused(
        &filter(json!({"dimension": "AGENT", "operator": "IS", "value": "a", "values": ["b"]})),
        "/filters/1/values",
        "not both",
    );
    refused(&is("LIKE", "value", json!("a")), "/filters/1/operator", "STARTS_WITH");
    refused(&filter(json!({"dimension": "agent", "operator": "IS", "value": "a"})), "/filters/1/dimension", "`agent`");
    refused(&filter(json!({"dimension": "AGENT", "operater": "IS"})), "/filters/1/operater", "unknown field");
    refused(&is("IN", "values", json!(vec!["a"; 1_001])), "/filters/1/values", "at most 1,000 values");
    refused(&is("IS", "value", json!("a".repeat(1_001))), "/filters/1/value", "at most 1,000 bytes");
    let many = vec![json!({"dimension": "AGENT", "operator": "IS", "value": "a"}); 41];
    refused(&cost(json!({"filters": many})), "/filters", "at most 40");
    for (assistant, whom) in [("ClaudeCode", "anthropic"), ("CODEXCLI", "openai"), ("GEMINICLI", "google")] {
        let row = json!({"dimension": "PROVIDER", "operator": "IS", "value": assistant});
        refused(&filter(row), "/filters/1/value", &format!("filter by {whom}"));
    }
}

#[test]
fn what_is_missing_or_misspelt_is_named() {
    for field in ["alertType", "metricType", "operatorType", "threshold", "periodDuration"] {
        let mut settings: Value = serde_json::from_str(&cost(json!({}))).unwrap();
        settings.as_object_mut().unwrap().remove(field);
        refused(&settings.to_string(), &format!("/{field}"), "missing field");
    }
    for (field, value) in [
        ("alertType", json!("SPIKE")),
        ("metricType", json!("COSTS")),
        ("operatorType", json!(">")),
        ("periodDuration", json!("HOURLY")),
        ("triggerAfterPersistsDuration", json!("A_WHILE")),
        ("dataSource", json!("BOTH")),
        ("severity", json!("dire")),
        ("minSampleCount", json!(-1)),
        ("isPercentage", json!("yes")),
    ] {
        refused(&cost(json!({field: value})), &format!("/{field}"), "");
    }
    refused(&cost(json!({"colour": "red"})), "/colour", "unknown field");
    let nothing = json!({"isPercentage": null, "groupBy": null, "filters": null, "dataSource": null, "severity": null,
        "minSampleCount": null, "triggerAfterPersistsDuration": null});
    taken(&cost(nothing));
}
