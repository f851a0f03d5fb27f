//! `settings.json` says what the code takes, and the manifest what it reads.

use std::collections::BTreeSet;

use outlay_rule::Rule as _;
use outlay_rule::testing::Harness;
use serde_json::{Value, json};

use super::settings;
use crate::MetricRule as Rule;
use crate::dimension::Dimension;
use crate::metric::Metric;
use crate::period::PeriodDuration;
use crate::settings::DataSource;

fn schema() -> Value {
    serde_json::from_str(&Rule::manifest().settings_schema).unwrap()
}

#[test]
fn options_are_those_of_the_code() {
    let schema = schema();
    let options = |pointer: &str| -> Vec<String> {
        let options = schema.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer}"));
        options.iter().map(|option| option.as_str().unwrap().to_owned()).collect()
    };
    let metrics: Vec<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
    let periods: Vec<_> = PeriodDuration::ALL.iter().map(|period| period.name()).collect();
    let dimensions: Vec<_> = Dimension::ALL.iter().map(|dimension| dimension.name()).collect();
    assert_eq!(options("/properties/metricType/enum"), metrics);
    assert_eq!(options("/properties/periodDuration/enum"), periods);
    assert_eq!(options("/properties/triggerAfterPersistsDuration/enum"), periods);
    assert_eq!(options("/properties/groupBy/items/enum"), dimensions);
    assert_eq!(options("/properties/filters/items/properties/dimension/enum"), dimensions);
    for alert in options("/properties/alertType/enum") {
        let fit = |operator: &&String| {
            let settings = settings(&alert, "TOTAL_COST", operator, "1", "DAILY", json!({}));
            Harness::<Rule>::new(&settings).is_ok()
        };
        assert_eq!(options("/properties/operatorType/enum").iter().filter(fit).count(), 4, "{alert}");
    }
    for (field, pointer) in [("severity", "/properties/severity/enum"), ("dataSource", "/properties/dataSource/enum")] {
        for option in options(pointer) {
            let settings = settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "1", "DAILY", json!({field: option}));
            assert!(Harness::<Rule>::new(&settings).is_ok(), "{settings}");
        }
    }
    for operator in options("/properties/filters/items/properties/operator/enum") {
        let filters = json!([{"dimension": "AGENT", "operator": operator, "values": ["x"]}]);
        let settings = settings("THRESHOLD", "TOTAL_COST", "GREATER_THAN", "1", "DAILY", json!({"filters": filters}));
        assert!(Harness::<Rule>::new(&settings).is_ok(), "{settings}");
    }
}

#[test]
fn examples_and_defaults_are_taken() {
    let schema = schema();
    let examples = schema["examples"].as_array().unwrap();
    assert!(!examples.is_empty());
    for example in examples {
        if let Err(error) = Harness::<Rule>::new(&example.to_string()) {
            panic!("{example}: {error:?}");
        }
    }
    let properties = schema["properties"].as_object().unwrap();
    let mut defaults = json!({"threshold": "1"});
    for (name, property) in properties {
        assert!(property["title"].is_string() && !property["title"].as_str().unwrap().is_empty(), "{name}");
        if let Some(default) = property.get("default") {
            defaults[name] = default.clone();
        }
    }
    assert!(Harness::<Rule>::new(&defaults.to_string()).is_ok(), "{defaults}");
}

/// Asks for everything that there is, and sees what is looked at.
#[test]
fn every_column_that_is_read_is_asked_for() {
    let asked: BTreeSet<String> = Rule::manifest().columns.into_iter().collect();
    let source =
        [include_str!("../reading.rs"), include_str!("../dimension.rs"), include_str!("../calendar.rs")].concat();
    let quoted: BTreeSet<String> = source.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    for column in outlay_rule::frame::COLUMNS {
        // The host filters by these.
        let is_condition = matches!(column.name, "entry" | "kind" | "record_kind");
        let is_read = quoted.contains(column.name) && !is_condition;
        assert!(!is_read || asked.contains(column.name), "{} is read, but not asked for", column.name);
    }
    for source in [DataSource::Sdk, DataSource::Provider] {
        for column in Dimension::ALL.iter().filter_map(|dimension| dimension.columns(source)).flatten() {
            assert!(asked.contains(*column), "{column}");
        }
    }
    for column in &asked {
        assert!(outlay_rule::frame::form(column).is_some(), "{column}");
    }
}

#[test]
fn the_documentation_names_everything() {
    let documentation = Rule::manifest().documentation;
    for name in Metric::ALL.iter().map(|metric| metric.name()) {
        assert!(documentation.contains(&format!("`{name}`")), "{name}");
    }
}
