//! Sums of the events that a filter lets through: from the roll-up, whole hour by whole hour, where it knows all that is
//! asked, and from the events themselves where it does not.

use outlay_domain::Timestamp;
use outlay_warehouse::rolled_up;
use serde_json::Value;

use super::filter::Narrowed;

const HOUR: i64 = 3_600_000_000;

/// What is added up, as a table with `time`, `events`, `amount` (null: of no event is it known) and `unpriced`.
pub(crate) struct Source {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

/// Live events by these columns and the time; `finest` is the shortest time, in microseconds, that is told apart.
pub(crate) fn source(narrowed: &Narrowed, columns: &[&'static str], finest: i64) -> Source {
    let asked = narrowed.columns.iter().flatten().copied().chain(columns.iter().copied());
    let rolled = rolled_up(asked.collect::<Vec<_>>()).filter(|_| narrowed.columns.is_some() && finest % HOUR == 0);
    let Some(rolled) = rolled else {
        let (sql, params) = of_events(narrowed, columns, narrowed.from, narrowed.to);
        return Source { sql: format!("({sql})"), params };
    };
    let whole_from = narrowed.from.map(|from| Timestamp(from.0 + (-from.0).rem_euclid(HOUR)));
    let whole_to = narrowed.to.map(|to| Timestamp(to.0 - to.0.rem_euclid(HOUR)));
    if let (Some(from), Some(to)) = (whole_from, whole_to)
        && from >= to
    {
        let (sql, params) = of_events(narrowed, columns, narrowed.from, narrowed.to);
        return Source { sql: format!("({sql})"), params };
    }
    let times = [(">=", whole_from), ("<", whole_to)]
        .into_iter()
        .filter_map(|(operator, time)| Some(format!("hour {operator} make_timestamp({})", time?.0)));
    let parts: Vec<String> = narrowed.parts.iter().cloned().chain(times).chain(["true".to_owned()]).collect();
    let mut sql = vec![format!(
        "SELECT hour AS time, {}events, amount, unpriced FROM {rolled} WHERE {}",
        listed(columns),
        parts.join(" AND ")
    )];
    let mut params = narrowed.params.clone();
    // What lies before the first whole hour and behind the last.
    for (from, to) in [(narrowed.from, whole_from), (whole_to, narrowed.to)] {
        if from != to {
            let (part, of_part) = of_events(narrowed, columns, from, to);
            sql.push(part);
            params.extend(of_part);
        }
    }
    Source { sql: format!("({})", sql.join(" UNION ALL ")), params }
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
        source(&Narrowed { parts, params: vec![], columns, from, to }, &["currency"], HOUR).sql
    }

    #[test]
    fn whole_hours_come_from_the_roll_up() {
        let whole = asked(Some(vec!["agent"]), "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
        assert!(whole.contains("internal.hourly") && !whole.contains("FROM events"), "{whole}");
        let ragged = asked(Some(vec!["agent"]), "2026-11-01T00:30:00Z", "2026-11-02T00:10:00Z");
        assert_eq!(ragged.matches("FROM events").count(), 2, "{ragged}");
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
