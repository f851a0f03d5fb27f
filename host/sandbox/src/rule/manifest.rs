//! What a rule says about itself, and the filter that it wants. `wit/rule/rule.wit` documents every field.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::RuleFailure;
use super::bindings::outlay::rule::types as wire;
use crate::upload::{Rejected, names};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Lower-case words joined by hyphens, for example `threshold`.
    pub name: String,
    pub version: String,
    pub title: String,
    /// Markdown.
    pub documentation: String,
    /// The columns of the frame that it reads. That they exist is for the caller to check.
    pub columns: Vec<String>,
    pub scope: Scope,
    pub wants_ticks: bool,
    pub wants_amendments: bool,
    #[serde(default)]
    pub wants_records: bool,
    /// The text of a JSON object: a JSON Schema of the settings.
    pub settings_schema: String,
}

/// What the rule depends on to keep state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    Stateless,
    Keyed,
    Global,
}

/// One condition of the filter. All of them must hold for a row to reach the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    pub column: String,
    pub operator: Operator,
    /// One value, or one and more for `In`.
    pub values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    StartsWith,
    EndsWith,
    In,
}

const COLUMNS: usize = 100;
const CONDITIONS: usize = 50;
const VALUES: usize = 1_000;
const VALUE: usize = 1_000;

impl Manifest {
    /// Checks what a rule said about itself.
    pub(super) fn checked(wire: wire::Manifest) -> Result<Self, Rejected> {
        let manifest = Self::from(wire);
        manifest.problem().map_or(Ok(manifest.clone()), |problem| {
            Err(Rejected::new("bad_manifest", format!("the manifest is wrong: {problem}")))
        })
    }

    fn problem(&self) -> Option<String> {
        let introduction = names::introduction("name", &self.name, &self.version, &self.title, &self.documentation);
        if introduction.is_some() {
            return introduction;
        }
        if self.columns.is_empty() || self.columns.len() > COLUMNS {
            return Some(format!("it reads {} columns; 1 to {COLUMNS} are possible", self.columns.len()));
        }
        if let Some(column) = self.columns.iter().find(|column| !is_column(column)) {
            return Some(format!("`{}` is not the name of a column", names::shown(column)));
        }
        let mut seen = HashSet::new();
        if let Some(column) = self.columns.iter().find(|column| !seen.insert(column.as_str())) {
            return Some(format!("the column `{column}` is listed twice"));
        }
        if self.settings_schema.len() > names::LONGEST_DOCUMENT {
            return Some(format!("the settings' schema is longer than {} KiB", names::LONGEST_DOCUMENT >> 10));
        }
        match serde_json::from_str::<serde_json::Value>(&self.settings_schema) {
            Ok(serde_json::Value::Object(_)) => None,
            Ok(_) => Some("the settings' schema is not a JSON object".into()),
            Err(error) => Some(format!("the settings' schema is not JSON: {error}")),
        }
    }
}

/// Bounds the filter that `configure` returned.
pub(super) fn conditions(wire: Vec<wire::Condition>) -> Result<Vec<Condition>, RuleFailure> {
    if wire.len() > CONDITIONS {
        let message = format!("{} conditions, {CONDITIONS} are allowed", wire.len());
        return Err(RuleFailure::TooMuchOutput { message });
    }
    wire.into_iter().map(condition).collect()
}

fn condition(wire: wire::Condition) -> Result<Condition, RuleFailure> {
    let operator = match wire.operator {
        wire::Operator::Equals => Operator::Equals,
        wire::Operator::NotEquals => Operator::NotEquals,
        wire::Operator::Contains => Operator::Contains,
        wire::Operator::StartsWith => Operator::StartsWith,
        wire::Operator::EndsWith => Operator::EndsWith,
        wire::Operator::In => Operator::In,
    };
    let (column, count) = (names::shown(&wire.column), wire.values.len());
    if !names::is_identifier(&wire.column) {
        let message = format!("the filter names `{column}`, which is not a column");
        return Err(RuleFailure::InvalidOutput { message });
    }
    if count > VALUES || wire.values.iter().any(|value| value.len() > VALUE) {
        let message = format!("the filter of `{column}` has more than {VALUES} values, or one over {VALUE} bytes");
        return Err(RuleFailure::TooMuchOutput { message });
    }
    if count == 0 || (count > 1 && operator != Operator::In) {
        let message = format!("the filter of `{column}` has {count} values");
        return Err(RuleFailure::InvalidOutput { message });
    }
    Ok(Condition { column: wire.column, operator, values: wire.values })
}

impl From<wire::Manifest> for Manifest {
    fn from(wire: wire::Manifest) -> Self {
        Self {
            name: wire.name,
            version: wire.version,
            title: wire.title,
            documentation: wire.documentation,
            columns: wire.columns,
            scope: match wire.scope {
                wire::Scope::Stateless => Scope::Stateless,
                wire::Scope::Keyed => Scope::Keyed,
                wire::Scope::Global => Scope::Global,
            },
            wants_ticks: wire.wants_ticks,
            wants_amendments: wire.wants_amendments,
            wants_records: wire.wants_records,
            settings_schema: wire.settings_schema,
        }
    }
}

/// An identifier, or `meters.` and what senders call a meter.
fn is_column(name: &str) -> bool {
    const LONGEST_METER: usize = 100;
    name.strip_prefix("meters.").map_or_else(
        || names::is_identifier(name),
        |meter| !meter.is_empty() && meter.len() <= LONGEST_METER && !meter.chars().any(char::is_control),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            name: "threshold".into(),
            version: "1.0.0".into(),
            title: "Threshold".into(),
            documentation: String::new(),
            columns: vec!["cost".into(), "received_at".into()],
            scope: Scope::Keyed,
            wants_ticks: false,
            wants_amendments: false,
            wants_records: false,
            settings_schema: r#"{"type": "object"}"#.into(),
        }
    }

    #[test]
    fn a_wrong_manifest_says_what_is_wrong() {
        assert_eq!(manifest().problem(), None);
        let of_meter = Manifest { columns: vec!["meters.pages printed".into()], ..manifest() };
        assert_eq!(of_meter.problem(), None);
        let check = |change: fn(&mut Manifest), expected: &str| {
            let mut wrong = manifest();
            change(&mut wrong);
            let problem = wrong.problem().unwrap();
            assert!(problem.contains(expected), "{problem}");
        };
        check(|wrong| wrong.name = "Thres hold".into(), "name");
        check(|wrong| wrong.version = String::new(), "version");
        check(|wrong| wrong.title = " ".into(), "title");
        check(|wrong| wrong.documentation = "x".repeat(70_000), "documentation");
        check(|wrong| wrong.columns.clear(), "0 columns");
        check(|wrong| wrong.columns.push("cost".into()), "twice");
        check(|wrong| wrong.columns.push("a b".into()), "`a b`");
        check(|wrong| wrong.columns.push("meters.".into()), "`meters.`");
        check(|wrong| wrong.settings_schema = "[]".into(), "not a JSON object");
        check(|wrong| wrong.settings_schema = "{".into(), "not JSON");
    }

    #[test]
    fn a_filter_is_bounded() {
        let filter = |operator, values: usize| {
            let column = "model".to_owned();
            conditions(vec![wire::Condition { column, operator, values: vec!["x".into(); values] }])
        };
        assert_eq!(filter(wire::Operator::In, 3).unwrap()[0].values.len(), 3);
        assert_eq!(filter(wire::Operator::Equals, 2).unwrap_err().code(), "invalid_output");
        assert_eq!(filter(wire::Operator::In, 0).unwrap_err().code(), "invalid_output");
        assert_eq!(filter(wire::Operator::In, 1_001).unwrap_err().code(), "too_much_output");
    }
}
