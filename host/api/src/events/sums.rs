//! Sums of the events that a filter lets through: of whole days and hours from the roll-ups, where they know all that is asked,
//! of the rest from the events themselves.

use outlay_domain::Timestamp;
use outlay_warehouse::{Grain, rolled_up};
use serde_json::Value;

use super::filter::Narrowed;

/// The coarser ones first.
const GRAINS: [Grain; 2] = [Grain::Day, Grain::Hour];

/// What is added up, as a table with `time`, `events`, `amount` (null: of no event is it known) and `unpriced`.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

/// Live events by these columns and the time; `finest` is the shortest time, in microseconds, that is told apart.
pub(crate) fn source(narrowed: &Narrowed, columns: &[&'static str], finest: i64) -> Source {
    let mut parts = Parts { narrowed, columns, finest, sql: Vec::new(), params: Vec::new() };
    parts.cover(&GRAINS, narrowed.from, narrowed.to);
    Source { sql: format!("({})", parts.sql.join(" UNION ALL ")), params: parts.params }
}

struct Parts<'n> {
    narrowed: &'n Narrowed,
    columns: &'n [&'static str],
    finest: i64,
    sql: Vec<String>,
    params: Vec<Value>,
}

impl Parts<'_> {
    /// What is whole in the first of the grains, and what lies before and behind it in the others.
    fn cover(&mut self, grains: &[Grain], from: Option<Timestamp>, to: Option<Timestamp>) {
        let Some((grain, finer)) = grains.split_first() else {
            let (sql, params) = of_events(self.narrowed, self.columns, from, to);
            self.sql.push(sql);
            self.params.extend(params);
            return;
        };
        let length = grain.micros();
        let whole_from = from.map(|from| Timestamp(from.0 + (-from.0).rem_euclid(length)));
        let whole_to = to.map(|to| Timestamp(to.0 - to.0.rem_euclid(length)));
        let is_empty = whole_from.zip(whole_to).is_some_and(|(from, to)| from >= to);
        let rolled = self.rolled(*grain).filter(|_| !is_empty);
        let Some(rolled) = rolled else { return self.cover(finer, from, to) };
        let times = [(">=", whole_from), ("<", whole_to)]
            .into_iter()
            .filter_map(|(operator, time)| Some(format!("time {operator} make_timestamp({})", time?.0)));
        let conditions: Vec<String> =
            self.narrowed.parts.iter().cloned().chain(times).chain(["true".to_owned()]).collect();
        self.sql.push(format!(
            "SELECT time, {}events, amount, unpriced FROM {rolled} WHERE {}",
            listed(self.columns),
            conditions.join(" AND ")
        ));
        self.params.extend(self.narrowed.params.iter().cloned());
        for (from, to) in [(from, whole_from), (whole_to, to)] {
            if from != to {
                self.cover(finer, from, to);
            }
        }
    }

    /// The roll-up of this grain, if it knows all that is asked.
    fn rolled(&self, grain: Grain) -> Option<String> {
        let asked = self.narrowed.columns.as_ref()?.iter().chain(self.columns).copied();
        if self.finest % grain.micros() != 0 {
            return None;
        }
        rolled_up(asked.collect::<Vec<_>>(), grain)
    }
}

fn of_events(
    narrowed: &Narrowed,
    columns: &[&str],
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> (String, Vec<Value>) {
    let (parts, params) = (narrowed.parts.clone(), narrowed.params.clone());
    let (condition, params) = Narrowed { parts, params, columns: None, from, to }.condition();
    let sql = format!(
        "SELECT event_time AS time, {}1 AS events, effective_cost AS amount, (effective_cost IS NULL)::BIGINT AS unpriced \
         FROM events WHERE status = 'live' AND {condition}",
        listed(columns)
    );
    (sql, params)
}

fn listed(columns: &[&str]) -> String {
    columns.iter().map(|column| format!("{column}, ")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn asked(columns: Option<Vec<&'static str>>, from: &str, to: &str) -> String {
        let parts = columns.iter().flatten().map(|column| format!("{column} = ?")).collect();
        let (from, to) = (Some(from.parse().unwrap()), Some(to.parse().unwrap()));
        source(&Narrowed { parts, params: vec![], columns, from, to }, &["currency"], Grain::Day.micros()).sql
    }

    #[test]
    fn whole_days_and_hours_come_from_roll_ups() {
        let whole = asked(Some(vec!["agent"]), "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
        assert!(whole.contains("internal.daily") && !whole.contains("UNION"), "{whole}");
        let ragged = asked(Some(vec!["agent"]), "2026-11-01T21:30:00Z", "2026-11-03T02:10:00Z");
        let count = |what: &str| ragged.matches(what).count();
        assert_eq!((count("internal.daily"), count("internal.hourly"), count("FROM events")), (1, 2, 2), "{ragged}");
        for (columns, to) in [
            (Some(vec!["agent"]), "2026-11-01T00:59:00Z"),
            (Some(vec!["task_type"]), "2026-11-02T00:00:00Z"),
            (None, "2026-11-02T00:00:00Z"),
        ] {
            let events = asked(columns, "2026-11-01T00:30:00Z", to);
            assert!(!events.contains("internal."), "{events}");
        }
    }
}
