//! What a rule says about itself. `wit/rule/rule.wit` documents every field.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

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
    /// The columns of the frame that it may read. That they exist is for the caller to check.
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

pub(super) const COLUMNS: usize = 100;

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
pub(super) fn is_column(name: &str) -> bool {
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
}
