//! What a rule wants to see with its settings. `wit/rule/rule.wit` documents every field.

use serde::{Deserialize, Serialize};

use super::RuleFailure;
use super::bindings::outlay::rule::types as wire;
use super::manifest::{COLUMNS, is_column};
use crate::upload::names;

/// Which columns and which rows a rule sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Some of the manifest's; none: all of those. That the manifest has them is for the caller to check.
    pub columns: Option<Vec<String>>,
    pub conditions: Vec<Condition>,
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

const CONDITIONS: usize = 50;
const VALUES: usize = 1_000;
const VALUE: usize = 1_000;

impl Selection {
    /// Bounds what `configure` returned.
    pub(super) fn checked(wire: wire::Selection) -> Result<Self, RuleFailure> {
        let wire::Selection { columns, conditions } = wire;
        if let Some(columns) = &columns {
            if columns.len() > COLUMNS {
                let message = format!("it reads {} columns, {COLUMNS} are possible", columns.len());
                return Err(RuleFailure::TooMuchOutput { message });
            }
            if let Some(column) = columns.iter().find(|column| !is_column(column)) {
                let message = format!("it reads `{}`, which is not the name of a column", names::shown(column));
                return Err(RuleFailure::InvalidOutput { message });
            }
        }
        if conditions.len() > CONDITIONS {
            let message = format!("{} conditions, {CONDITIONS} are allowed", conditions.len());
            return Err(RuleFailure::TooMuchOutput { message });
        }
        let conditions = conditions.into_iter().map(condition).collect::<Result<_, _>>()?;
        Ok(Self { columns, conditions })
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_filter_is_bounded() {
        let filter = |operator, values: usize| {
            let column = "model".to_owned();
            let conditions = vec![wire::Condition { column, operator, values: vec!["x".into(); values] }];
            Selection::checked(wire::Selection { columns: None, conditions })
        };
        assert_eq!(filter(wire::Operator::In, 3).unwrap().conditions[0].values.len(), 3);
        assert_eq!(filter(wire::Operator::Equals, 2).unwrap_err().code(), "invalid_output");
        assert_eq!(filter(wire::Operator::In, 0).unwrap_err().code(), "invalid_output");
        assert_eq!(filter(wire::Operator::In, 1_001).unwrap_err().code(), "too_much_output");
    }

    #[test]
    fn columns_are_bounded() {
        let columns = |names: &[&str]| {
            let columns = Some(names.iter().map(|&name| name.into()).collect());
            Selection::checked(wire::Selection { columns, conditions: vec![] })
        };
        assert_eq!(columns(&["cost", "meters.pages"]).unwrap().columns.unwrap(), ["cost", "meters.pages"]);
        assert_eq!(columns(&[]).unwrap().columns.unwrap(), [""; 0]);
        assert_eq!(columns(&["a b"]).unwrap_err().code(), "invalid_output");
        assert_eq!(columns(&["cost"; 101]).unwrap_err().code(), "too_much_output");
    }
}
