//! What a rule says.

use std::fmt::Display;

use serde::{Deserialize, Deserializer};

pub use crate::bindings::outlay::rule::types::{FindingState, Severity};

impl Default for Severity {
    fn default() -> Self {
        Self::Warning
    }
}

/// For settings: `info`, `warning`, `critical`.
impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The words, so that an error lists them.
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            Info,
            Warning,
            Critical,
        }
        Ok(match Word::deserialize(deserializer)? {
            Word::Info => Self::Info,
            Word::Warning => Self::Warning,
            Word::Critical => Self::Critical,
        })
    }
}

/// What a rule says about an event, or at a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a finding counts only when it is returned"]
pub struct Finding {
    pub state: FindingState,
    pub severity: Severity,
    /// States the fact in one line, with its numbers. At most 300 bytes; the host cuts longer texts.
    pub title: String,
    /// At most 4,000 bytes.
    pub detail: String,
    /// Findings of one rule with the same key belong to one alert. At most 200 bytes.
    pub key: String,
    /// The measured value and the limit as decimals, for programs.
    pub value: Option<String>,
    pub limit: Option<String>,
}

impl Finding {
    /// Opens the alert of this key, or keeps it open. A warning unless told.
    pub fn firing(key: impl Into<String>, title: impl Into<String>) -> Self {
        Self::new(FindingState::Firing, key.into(), title.into())
    }

    /// Clears the alert of this key.
    pub fn cleared(key: impl Into<String>, title: impl Into<String>) -> Self {
        Self::new(FindingState::Cleared, key.into(), title.into())
    }

    fn new(state: FindingState, key: String, title: String) -> Self {
        let severity = Severity::Warning;
        Self { state, severity, title, detail: String::new(), key, value: None, limit: None }
    }

    pub fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub fn value(self, value: impl Display) -> Self {
        Self { value: Some(value.to_string()), ..self }
    }

    pub fn limit(self, limit: impl Display) -> Self {
        Self { limit: Some(limit.to_string()), ..self }
    }
}
