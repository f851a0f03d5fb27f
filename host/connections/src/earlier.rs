//! What a window said when it was read before: rules count the difference.

use std::collections::HashMap;
use std::fmt;

use async_trait::async_trait;
use outlay_domain::Timestamp;
use outlay_domain::record::{Previous, Record, RecordKind};

/// Knows the records that a new window takes the place of.
#[async_trait]
pub trait Earlier: Send + Sync + fmt::Debug {
    /// Those of a stream whose period begins in a time (half-open), with everything that was accepted by now.
    ///
    /// # Errors
    /// If they cannot be read: a sentence.
    async fn records(
        &self,
        kind: RecordKind,
        connection_id: &str,
        stream: &str,
        time: (Timestamp, Timestamp),
    ) -> Result<Vec<Record>, String>;

    /// Waits until everything that was accepted by now is known, but not for ever.
    async fn catch_up(&self);
}

/// What a record is about; its figures are what it says.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Name {
    period: (i64, i64),
    texts: [Option<String>; 7],
}

impl Name {
    fn of(record: &Record) -> Self {
        let Record { provider, model, project, key, user, unit, raw, .. } = record;
        let texts = [Some(provider), model.as_ref(), project.as_ref(), key.as_ref(), user.as_ref(), unit.as_ref()];
        let [a, b, c, d, e, f] = texts.map(|text| text.cloned());
        Self { period: (record.period_start.0, record.period_end.0), texts: [a, b, c, d, e, f, Some(raw.clone())] }
    }
}

/// Says of each record what it said before. Those that were there and are no more come behind them, without figures.
pub(crate) fn compare(records: &mut Vec<Record>, earlier: Vec<Record>) {
    let mut known: HashMap<Name, Vec<Record>> = HashMap::new();
    // The first of equal names is taken out first.
    for record in earlier.into_iter().rev() {
        known.entry(Name::of(&record)).or_default().push(record);
    }
    for record in records.iter_mut() {
        let before = known.get_mut(&Name::of(record)).and_then(Vec::pop);
        record.previous = before.filter(|before| before.currency == record.currency).map(|before| figures(&before));
    }
    let mut gone: Vec<Record> = known.into_values().flatten().map(gone).collect();
    gone.sort_by_key(|record| record.period_start);
    records.append(&mut gone);
}

fn figures(record: &Record) -> Previous {
    Previous {
        input_tokens: record.input_tokens,
        cached_input_tokens: record.cached_input_tokens,
        cache_write_tokens: record.cache_write_tokens,
        output_tokens: record.output_tokens,
        requests: record.requests,
        cost: record.cost,
    }
}

fn gone(record: Record) -> Record {
    Record {
        previous: Some(figures(&record)),
        gone: true,
        input_tokens: None,
        cached_input_tokens: None,
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: None,
        requests: None,
        units: None,
        cost: None,
        estimate: None,
        ..record
    }
}

#[cfg(test)]
mod tests {
    use outlay_domain::record::Quality;

    use super::*;

    fn record(model: &str, requests: u64) -> Record {
        Record {
            period_start: Timestamp(1),
            period_end: Timestamp(2),
            open: false,
            provider: "openai".to_owned(),
            model: Some(model.to_owned()),
            project: None,
            key: None,
            user: None,
            input_tokens: None,
            cached_input_tokens: None,
            cache_write_tokens: None,
            cache_write_5m_tokens: None,
            cache_write_1h_tokens: None,
            output_tokens: None,
            requests: Some(requests),
            units: None,
            unit: None,
            cost: None,
            currency: None,
            quality: Quality::Reported,
            raw: "{}".to_owned(),
            estimate: None,
            previous: None,
            gone: false,
        }
    }

    #[test]
    fn records_are_compared_with_what_they_said_before() {
        let mut records = vec![record("a", 7), record("b", 1), record("a", 9)];
        compare(&mut records, vec![record("a", 5), record("c", 4), record("a", 6)]);
        let requests: Vec<_> = records
            .iter()
            .map(|record| (record.requests, record.previous.and_then(|previous| previous.requests)))
            .collect();
        assert_eq!(requests, [(Some(7), Some(5)), (Some(1), None), (Some(9), Some(6)), (None, Some(4))]);
        assert_eq!(records.iter().map(|record| record.gone).collect::<Vec<_>>(), [false, false, false, true]);
    }
}
