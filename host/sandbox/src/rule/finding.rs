use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RuleFailure;
use super::bindings::outlay::rule::types as wire;
use crate::cache::hex;
use crate::text::shorten;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingState {
    Firing,
    Cleared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

/// What a rule says about a row, or about the state that it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleFinding {
    /// The row of the frame that caused it; always none for a `tick`. No two findings of a call have the same row;
    /// whether the frame has that row is for the caller to check.
    pub row: Option<u32>,
    pub state: FindingState,
    pub severity: Severity,
    /// At most 300 bytes.
    pub title: String,
    /// At most 4,000 bytes.
    pub detail: String,
    /// At most 200 bytes; a longer one ends in its hash, so that two keys stay two.
    pub key: String,
    /// Decimals.
    pub value: Option<String>,
    pub limit: Option<String>,
}

const TITLE: usize = 300;
const DETAIL: usize = 4_000;
const KEY: usize = 200;
const DECIMAL: usize = 64;

/// Bounds what a rule returned. `of_rows` says whether findings may name rows.
pub(super) fn findings(wire: Vec<wire::Finding>, most: usize, of_rows: bool) -> Result<Vec<RuleFinding>, RuleFailure> {
    if wire.len() > most {
        let message = format!("{} findings in one call, {most} are allowed", wire.len());
        return Err(RuleFailure::TooMuchOutput { message });
    }
    let mut rows: Vec<u32> = wire.iter().filter_map(|finding| finding.row).collect();
    if !of_rows && !rows.is_empty() {
        return Err(invalid("a finding of `tick` names a row, but there are none"));
    }
    rows.sort_unstable();
    if let Some([row, _]) = rows.array_windows().find(|[one, next]| one == next) {
        return Err(invalid(format!("row {row} has two findings, one is allowed")));
    }
    wire.into_iter().map(finding).collect()
}

fn finding(wire: wire::Finding) -> Result<RuleFinding, RuleFailure> {
    if wire.title.trim().is_empty() {
        return Err(invalid("a finding has no title"));
    }
    Ok(RuleFinding {
        row: wire.row,
        state: match wire.state {
            wire::FindingState::Firing => FindingState::Firing,
            wire::FindingState::Cleared => FindingState::Cleared,
        },
        severity: match wire.severity {
            wire::Severity::Info => Severity::Info,
            wire::Severity::Warning => Severity::Warning,
            wire::Severity::Critical => Severity::Critical,
        },
        title: shorten(wire.title, TITLE),
        detail: shorten(wire.detail, DETAIL),
        key: shorten_key(wire.key),
        value: decimal("value", wire.value)?,
        limit: decimal("limit", wire.limit)?,
    })
}

fn shorten_key(key: String) -> String {
    if key.len() <= KEY {
        return key;
    }
    let hash = hex(Sha256::digest(&key).get(..16).unwrap_or_default());
    format!("{}{hash}", shorten(key, KEY - hash.len()))
}

fn decimal(name: &str, text: Option<String>) -> Result<Option<String>, RuleFailure> {
    if let Some(text) = &text
        && !is_decimal(text)
    {
        let shown = shorten(text.clone(), 40);
        return Err(invalid(format!("the {name} of a finding is `{shown}`, which is not a decimal")));
    }
    Ok(text)
}

/// Digits with one optional point between them and a sign before, at most 64 characters.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    text.len() <= DECIMAL && digits(whole) && digits(fraction)
}

fn invalid(message: impl Into<String>) -> RuleFailure {
    RuleFailure::InvalidOutput { message: message.into() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of_row(row: Option<u32>) -> wire::Finding {
        wire::Finding {
            row,
            state: wire::FindingState::Firing,
            severity: wire::Severity::Warning,
            title: "t".repeat(1_000),
            detail: "d".repeat(10_000),
            key: "k".repeat(1_000),
            value: Some("-12.50".into()),
            limit: None,
        }
    }

    fn code(wire: Vec<wire::Finding>, of_rows: bool) -> &'static str {
        findings(wire, 3, of_rows).unwrap_err().code()
    }

    #[test]
    fn lengths_are_bounded_and_keys_stay_apart() {
        let other = wire::Finding { key: format!("{}x", "k".repeat(1_000)), ..of_row(Some(2)) };
        let found = findings(vec![of_row(Some(1)), other], 3, true).unwrap();
        assert_eq!((found[0].title.len(), found[0].detail.len(), found[0].key.len()), (TITLE, DETAIL, KEY));
        assert_ne!(found[0].key, found[1].key);
        assert_eq!(found[0].value.as_deref(), Some("-12.50"));
    }

    #[test]
    fn what_breaks_the_contract_is_named() {
        assert_eq!(code(vec![of_row(Some(1)), of_row(Some(0)), of_row(Some(1))], true), "invalid_output");
        assert_eq!(code(vec![of_row(Some(0))], false), "invalid_output");
        assert_eq!(code(vec![of_row(None); 4], true), "too_much_output");
        assert!(findings(vec![of_row(None); 3], 3, false).is_ok());
        for wrong in ["", "1.", ".5", "1e3", "NaN", "1,5", "1.2.3", &"9".repeat(65)] {
            assert_eq!(code(vec![wire::Finding { limit: Some(wrong.into()), ..of_row(None) }], true), "invalid_output");
        }
        assert_eq!(code(vec![wire::Finding { title: " ".into(), ..of_row(None) }], true), "invalid_output");
    }
}
