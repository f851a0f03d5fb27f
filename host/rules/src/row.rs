//! What a rule judges: an entry about an event, or a record of a provider's.

use outlay_domain::record::{Record, RecordKind, Window};
use outlay_domain::{Dimension, Entry, Event, Money, Quantity, Timestamp, meter};

/// The currency of cost columns. Costs in another are unknown to rules until there are exchange rates.
pub(crate) const REPORTING_CURRENCY: &str = "USD";

/// A row, with what the ledger added to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'b> {
    pub(crate) seq: u64,
    pub(crate) received_at: Timestamp,
    pub(crate) subject: Subject<'b>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'b> {
    Call {
        event: &'b Event,
        entry: &'b Entry,
    },
    Record {
        window: &'b Window,
        record: &'b Record,
    },
    /// An event of which there are encoded columns only.
    Past {
        event_time: Timestamp,
    },
}

/// An event says that it happened later than it can have: more than a day ahead.
const FUTURE: i64 = 24 * 3600 * 1_000_000;

impl<'b> Row<'b> {
    /// The rows of an entry.
    pub(crate) fn of(seq: u64, received_at: Timestamp, entry: &'b Entry, rows: &mut Vec<Self>) {
        if let Some(event) = entry.event() {
            rows.push(Self { seq, received_at, subject: Subject::Call { event, entry } });
        } else if let Entry::Window(window) = entry {
            let row = |record| Self { seq, received_at, subject: Subject::Record { window, record } };
            rows.extend(window.records.iter().map(row));
        }
    }

    pub(crate) const fn event(&self) -> Option<&'b Event> {
        if let Subject::Call { event, .. } = self.subject { Some(event) } else { None }
    }

    pub(crate) const fn record(&self) -> Option<&'b Record> {
        if let Subject::Record { record, .. } = self.subject { Some(record) } else { None }
    }

    pub(crate) const fn window(&self) -> Option<&'b Window> {
        if let Subject::Record { window, .. } = self.subject { Some(window) } else { None }
    }

    /// The word in the column `entry`.
    pub(crate) const fn entry(&self) -> &'static str {
        match self.subject {
            Subject::Call { entry: Entry::Amend(_), .. } => "amend",
            Subject::Call { entry: Entry::Void(_), .. } => "void",
            Subject::Call { .. } | Subject::Past { .. } => "event",
            Subject::Record { .. } => "record",
        }
    }

    pub(crate) const fn event_time(&self) -> Timestamp {
        match self.subject {
            Subject::Call { event, .. } => event.event_time,
            Subject::Record { record, .. } => record.period_start,
            Subject::Past { event_time } => event_time,
        }
    }

    pub(crate) fn is_future(&self) -> bool {
        self.event_time().0.saturating_sub(self.received_at.0) > FUTURE
    }

    #[inline]
    pub(crate) fn dimension(&self, dimension: Dimension) -> Option<&'b str> {
        match self.subject {
            Subject::Call { event, .. } => event.dimensions.get(dimension),
            Subject::Record { record, .. } => match dimension {
                Dimension::Provider => Some(&record.provider),
                Dimension::Model => record.model.as_deref(),
                Dimension::Credential => record.key.as_deref(),
                Dimension::SubscriberId => record.user.as_deref(),
                _ => None,
            },
            Subject::Past { .. } => None,
        }
    }

    pub(crate) fn meter(&self, name: &str) -> Option<Quantity> {
        match self.subject {
            Subject::Call { event, .. } => event.meters.get(name).copied(),
            Subject::Record { record, .. } => of_record(record, name),
            Subject::Past { .. } => None,
        }
    }

    /// What the call or record costs with this row.
    pub(crate) fn cost(&self) -> Option<Money> {
        match self.subject {
            Subject::Call { entry: Entry::Void(_), .. } => Some(Money::ZERO),
            Subject::Call { event, .. } => event.cost.effective,
            // Usage has an estimate only, which is no cost.
            Subject::Record { window, record } if window.kind == RecordKind::Cost => {
                if record.gone {
                    Some(Money::ZERO)
                } else {
                    record.cost
                }
            }
            Subject::Record { .. } | Subject::Past { .. } => None,
        }
    }

    pub(crate) fn previous_cost(&self) -> Option<Money> {
        match self.subject {
            Subject::Call { entry: Entry::Amend(revision), .. } => revision.cost_before,
            Subject::Call { entry: Entry::Void(voiding), .. } => voiding.event.cost.effective,
            Subject::Call { .. } | Subject::Past { .. } => None,
            Subject::Record { record, .. } => record.previous.and_then(|previous| previous.cost),
        }
    }

    pub(crate) fn cost_delta(&self) -> Option<Money> {
        match self.subject {
            Subject::Call { entry, .. } => entry.cost_delta(),
            Subject::Record { .. } => match (self.previous_cost(), self.cost()) {
                (None, None) => None,
                (before, after) => Some(after.unwrap_or_default() - before.unwrap_or_default()),
            },
            Subject::Past { .. } => None,
        }
    }

    pub(crate) fn currency(&self) -> Option<&'b str> {
        match self.subject {
            Subject::Call { event, .. } => Some(&event.cost.currency),
            Subject::Record { record, .. } => record.currency.as_deref(),
            Subject::Past { .. } => None,
        }
    }

    /// Money for a frame; unknown if it is in another currency. Beyond what a frame holds it is as large as can be, so
    /// that a limit is still exceeded; pricing refuses such amounts before.
    pub(crate) fn amount(&self, money: Option<Money>) -> Option<i64> {
        if self.currency() != Some(REPORTING_CURRENCY) {
            return None;
        }
        money.map(|money| saturated(money.pico()))
    }

    /// Every token once; none if no tokens were counted at all.
    pub(crate) fn total_tokens(&self) -> Option<i64> {
        let count = |name: &str| self.meter(name).map(|quantity| scaled(quantity, 0));
        let written = count(meter::CACHE_WRITE_TOKENS).or_else(|| {
            let parts = [count(meter::CACHE_WRITE_5M_TOKENS), count(meter::CACHE_WRITE_1H_TOKENS)];
            parts.into_iter().flatten().reduce(i64::saturating_add)
        });
        let others = [
            meter::INPUT_TOKENS,
            meter::CACHE_READ_TOKENS,
            meter::OUTPUT_TOKENS,
            meter::INPUT_AUDIO_TOKENS,
            meter::OUTPUT_AUDIO_TOKENS,
        ];
        others.into_iter().map(count).chain([written]).flatten().reduce(i64::saturating_add)
    }
}

fn of_record(record: &Record, name: &str) -> Option<Quantity> {
    let tokens = match name {
        meter::INPUT_TOKENS => record.input_tokens,
        meter::CACHE_READ_TOKENS => record.cached_input_tokens,
        meter::CACHE_WRITE_TOKENS => record.cache_write_tokens,
        meter::CACHE_WRITE_5M_TOKENS => record.cache_write_5m_tokens,
        meter::CACHE_WRITE_1H_TOKENS => record.cache_write_1h_tokens,
        meter::OUTPUT_TOKENS => record.output_tokens,
        _ => return record.units.filter(|_| record.unit.as_deref() == Some(name)),
    };
    tokens.map(|count| Quantity::from_nano(i128::from(count) * 1_000_000_000))
}

/// A quantity with some decimal places; what is finer is cut off.
pub(crate) fn scaled(quantity: Quantity, places: u8) -> i64 {
    saturated(quantity.nano() / 10_i128.pow(9_u32.saturating_sub(places.into())))
}

pub(crate) fn saturated(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// A count for a frame.
pub(crate) fn counted(count: Option<u64>) -> Option<i64> {
    count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::batch::tests::event;

    fn row(entry: &Entry) -> Row<'_> {
        let mut rows = Vec::new();
        Row::of(1, Timestamp(1), entry, &mut rows);
        rows[0]
    }

    #[test]
    fn tokens_are_counted_once() {
        let total = |meters: &[(&str, u32)]| {
            let mut event = event();
            event.meters = meters.iter().map(|&(name, count)| (name.into(), count.into())).collect();
            row(&Entry::Event(Box::new(event))).total_tokens()
        };
        assert_eq!(total(&[]), None);
        assert_eq!(total(&[("images", 3)]), None);
        assert_eq!(total(&[("input_tokens", 10), ("output_tokens", 5), ("reasoning_tokens", 4)]), Some(15));
        assert_eq!(total(&[("cache_write_tokens", 7), ("cache_write_5m_tokens", 7)]), Some(7));
        assert_eq!(total(&[("cache_write_5m_tokens", 2), ("cache_write_1h_tokens", 3)]), Some(5));
    }

    #[test]
    fn amounts_in_another_currency_are_unknown() {
        let amount = |currency: &str| {
            let mut event = event();
            event.cost.effective = Some("1.43".parse().unwrap());
            event.cost.currency = currency.into();
            let entry = Entry::Event(Box::new(event));
            let row = row(&entry);
            row.amount(row.cost())
        };
        assert_eq!((amount("USD"), amount("JPY")), (Some(1_430_000_000_000), None));
    }

    #[test]
    fn quantities_keep_six_places() {
        let scaled = |text: &str, places| super::scaled(text.parse().unwrap(), places);
        assert_eq!((scaled("12.5", 6), scaled("0.0000019", 6), scaled("12.9", 0)), (12_500_000, 1, 12));
        assert_eq!(scaled("1e15", 6), i64::MAX);
    }
}
