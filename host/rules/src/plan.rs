//! What one rule reads, and which rows reach it.

use std::sync::Arc;

use jiff::tz::TimeZone;
use outlay_frame::{Kind, Operator as Native};
use outlay_sandbox::rule::{Condition, Manifest, Operator, Selection};

use crate::batch::Batch;
use crate::calendar::Calendar;
use crate::column::Column;
use crate::row::Row;

/// A rule's wishes, resolved once.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) columns: Arc<[Column]>,
    pub(crate) wants_ticks: bool,
    pub(crate) calendar: Calendar,
    /// Equal plans have equal keys: their rules are fed the same frames.
    pub(crate) key: Arc<str>,
    wants_amendments: bool,
    wants_records: bool,
    conditions: Vec<(Column, Native, Vec<String>)>,
}

impl Plan {
    /// Fails, with a sentence, if a column does not exist, is not declared, or cannot be filtered by.
    pub(crate) fn of(manifest: &Manifest, selection: &Selection, zone: &TimeZone) -> Result<Self, String> {
        let Selection { columns, conditions } = selection;
        let columns = columns.as_ref().unwrap_or(&manifest.columns);
        if let Some(name) = columns.iter().find(|name| !manifest.columns.contains(name)) {
            return Err(format!("it reads a column `{name}`, which its manifest does not name"));
        }
        let condition = |condition: &Condition| {
            let column = known(&condition.column)?;
            if column.form.kind != Kind::Text {
                return Err(format!("it filters by `{}`, which is not a column of texts", column.name));
            }
            Ok((column, native(condition.operator), condition.values.clone()))
        };
        let mut conditions: Vec<_> = conditions.iter().map(condition).collect::<Result<_, _>>()?;
        // Rows with a certain text are found without looking at the others.
        conditions.sort_by_key(|(_, operator, _)| !is_exact(*operator));
        let Manifest { wants_ticks, wants_amendments, wants_records, .. } = *manifest;
        let shown: Vec<_> =
            conditions.iter().map(|(column, operator, values)| (&column.name, operator, values)).collect();
        let wants = (wants_ticks, wants_amendments, wants_records);
        let key = format!("{columns:?} {wants:?} {:?} {shown:?}", zone.iana_name()).into();
        let columns = columns.iter().map(|name| known(name)).collect::<Result<_, _>>()?;
        let calendar = Calendar::of(zone.clone());
        Ok(Self { columns, wants_ticks, calendar, key, wants_amendments, wants_records, conditions })
    }

    /// The rows that fulfil all conditions, in order. Each condition is evaluated once for each distinct value.
    pub(crate) fn rows(&self, batch: &mut Batch<'_>) -> Vec<u32> {
        let (exact, others) = match self.conditions.split_first() {
            Some((first, others)) if is_exact(first.1) => (Some(first), others),
            _ => (None, self.conditions.as_slice()),
        };
        let mut rows = match exact {
            Some((column, _, values)) => batch.texts(column).map_or_else(Vec::new, |texts| texts.rows_with(values)),
            None => (0..batch.rows.len() as u32).collect(),
        };
        if !batch.is_all_new {
            rows.retain(|&row| self.wants(&batch.rows[row as usize]));
        }
        for (column, operator, values) in others {
            if rows.is_empty() {
                break;
            }
            let Some(texts) = batch.texts(column) else { continue };
            let of_missing = operator.holds(None, values);
            let dictionary = texts.dictionary();
            if rows.len() < dictionary.len() {
                let text = |row| texts.code(row).map(|code| &*dictionary[code as usize]);
                rows.retain(|&row| operator.holds(text(row), values));
            } else {
                let of_code: Vec<bool> = dictionary.iter().map(|text| operator.holds(Some(text), values)).collect();
                rows.retain(|&row| texts.code(row).map_or(of_missing, |code| of_code[code as usize]));
            }
        }
        rows
    }

    /// What it reads and what it filters by.
    pub(crate) fn all_columns(&self) -> Vec<Column> {
        let mut columns = self.columns.to_vec();
        for (column, ..) in &self.conditions {
            if columns.iter().all(|known| known.name != column.name) {
                columns.push(column.clone());
            }
        }
        columns
    }

    fn wants(&self, row: &Row<'_>) -> bool {
        match row.entry() {
            "event" => true,
            "record" => self.wants_records,
            _ => self.wants_amendments,
        }
    }
}

const fn is_exact(operator: Native) -> bool {
    matches!(operator, Native::Equals | Native::In)
}

fn known(name: &str) -> Result<Column, String> {
    Column::named(name).ok_or_else(|| format!("it reads a column `{name}`, which does not exist"))
}

fn native(operator: Operator) -> Native {
    match operator {
        Operator::Equals => Native::Equals,
        Operator::NotEquals => Native::NotEquals,
        Operator::Contains => Native::Contains,
        Operator::StartsWith => Native::StartsWith,
        Operator::EndsWith => Native::EndsWith,
        Operator::In => Native::In,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_domain::{Dimension, Entry, Timestamp};
    use outlay_sandbox::rule::Scope;

    use super::*;
    use crate::batch::tests::event;

    fn plan(conditions: &[(&str, Operator, &[&str])]) -> Result<Plan, String> {
        plan_of(None, conditions)
    }

    fn plan_of(columns: Option<&[&str]>, conditions: &[(&str, Operator, &[&str])]) -> Result<Plan, String> {
        let manifest = Manifest {
            name: "test".into(),
            version: "1.0.0".into(),
            title: "Test".into(),
            documentation: String::new(),
            columns: vec!["cost".into(), "model".into()],
            scope: Scope::Stateless,
            wants_ticks: false,
            wants_amendments: false,
            wants_records: false,
            settings_schema: "{}".into(),
        };
        let conditions: Vec<_> = conditions
            .iter()
            .map(|&(column, operator, values)| Condition {
                column: column.into(),
                operator,
                values: values.iter().map(|&value| value.into()).collect(),
            })
            .collect();
        let columns = columns.map(|names| names.iter().map(|&name| name.into()).collect());
        Plan::of(&manifest, &Selection { columns, conditions }, &TimeZone::UTC)
    }

    #[test]
    fn all_conditions_must_hold() {
        let call = |agent: Option<&str>, environment: &str| {
            let mut event = event();
            agent.map(|agent| event.dimensions.set(Dimension::Agent, agent));
            event.dimensions.set(Dimension::Environment, environment);
            Entry::Event(Box::new(event))
        };
        let entries = [
            call(Some("a"), "production"),
            call(Some("b"), "production"),
            call(Some("a"), "test"),
            call(None, "production"),
        ];
        let rows = |conditions: &[(&str, Operator, &[&str])]| {
            plan(conditions).unwrap().rows(&mut Batch::new(1, Timestamp(0), &entries))
        };
        assert_eq!(rows(&[]), [0, 1, 2, 3]);
        assert_eq!(rows(&[("agent", Operator::In, &["a", "z"])]), [0, 2]);
        assert_eq!(rows(&[("environment", Operator::StartsWith, &["prod"]), ("agent", Operator::In, &["a"])]), [0]);
        assert_eq!(rows(&[("agent", Operator::Contains, &["a"]), ("environment", Operator::EndsWith, &["t"])]), [2]);
        assert_eq!(rows(&[("agent", Operator::NotEquals, &["a"])]), [1, 3]);
        assert_eq!(rows(&[("squad", Operator::Equals, &["x"])]), [0_u32; 0]);
    }

    #[test]
    fn settings_may_ask_for_fewer_columns() {
        let columns = |names| {
            let plan = plan_of(names, &[]).unwrap();
            let names: Vec<_> = plan.columns.iter().map(|column| column.name.to_string()).collect();
            (names.join(" "), plan.key)
        };
        let (all, model, none) = (columns(None), columns(Some(&["model"])), columns(Some(&[])));
        assert_eq!((all.0.as_str(), model.0.as_str(), none.0.as_str()), ("cost model", "model", ""));
        assert_ne!(all.1, model.1, "they are not fed the same frames");
        let problem = plan_of(Some(&["agent"]), &[]).unwrap_err();
        assert_eq!(problem, "it reads a column `agent`, which its manifest does not name");
    }

    #[test]
    fn columns_that_do_not_exist_are_named() {
        assert!(plan(&[("shoe_size", Operator::Equals, &["44"])]).unwrap_err().contains("`shoe_size`"));
        assert!(plan(&[("cost", Operator::Equals, &["1"])]).unwrap_err().contains("not a column of texts"));
    }
}
