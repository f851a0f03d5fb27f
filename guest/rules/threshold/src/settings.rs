//! What a person sets. `settings.json` says the same to the console; a test holds them together.

use std::collections::BTreeMap;

use outlay_rule::frame::{Kind, form};
use outlay_rule::{Decimal, Error, Severity};
use serde::Deserialize;

use crate::metric::{Metric, Operator};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub(crate) metric: Metric,
    #[serde(default)]
    pub(crate) operator: Operator,
    pub(crate) limit: Decimal,
    #[serde(default)]
    pub(crate) severity: Severity,
    #[serde(default)]
    pub(crate) filters: BTreeMap<String, Values>,
    #[serde(default)]
    pub(crate) group_by: Option<String>,
}

/// One value, or any of several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
pub(crate) enum Values {
    One(String),
    Several(Vec<String>),
}

impl Values {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values,
        }
    }
}

/// What alerts may be kept apart by: each value gets an alert of its own.
pub(crate) const GROUPS: &[&str] = &[
    "provider",
    "model",
    "organization",
    "product",
    "subscription_id",
    "department",
    "subscriber_id",
    "credential",
    "agent",
    "task_type",
    "environment",
    "region",
    "trace_id",
    "job_id",
    "squad",
    "tool",
    "team",
    "key_id",
];

impl Settings {
    /// Checks what the types cannot.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(column) = &self.group_by
            && !GROUPS.contains(&column.as_str())
        {
            let message = format!("alerts cannot be kept apart by `{column}`; use one of {}", GROUPS.join(", "));
            return Err(Error::new(message).at("/group_by"));
        }
        for (column, values) in &self.filters {
            let pointer = format!("/filters/{}", column.replace('~', "~0").replace('/', "~1"));
            if form(column).is_none_or(|form| form.kind != Kind::Text) {
                let message = format!(
                    "there is no dimension `{column}` to filter by; use its name in SQL, such as agent or model"
                );
                return Err(Error::new(message).at(&pointer));
            }
            if values.as_slice().is_empty() {
                return Err(Error::new(format!("the filter on `{column}` needs at least one value")).at(&pointer));
            }
        }
        Ok(())
    }
}
