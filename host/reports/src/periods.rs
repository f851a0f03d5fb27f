//! Days that a bill does not tell apart: a line for a month takes all of its days together.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Period {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

/// The periods of each provider that are longer than a day: by their first day, without overlaps.
#[derive(Debug, Default)]
pub(crate) struct Periods(HashMap<String, BTreeMap<Date, Date>>);

impl Periods {
    pub(crate) fn of<'b>(bills: impl IntoIterator<Item = (&'b str, Date, Date)>) -> Self {
        let mut all: HashMap<String, Vec<(Date, Date)>> = HashMap::new();
        for (provider, first, last) in bills {
            if first < last {
                all.entry(provider.to_owned()).or_default().push((first, last));
            }
        }
        Self(all.into_iter().map(|(provider, spans)| (provider, merged(spans))).collect())
    }

    /// The period that a day of a provider belongs to.
    pub(crate) fn at(&self, provider: &str, day: Date) -> Period {
        let longer = self.0.get(provider).and_then(|of| of.range(..=day).next_back());
        match longer {
            Some((&first, &last)) if day <= last => Period { first, last },
            _ => Period { first: day, last: day },
        }
    }
}

fn merged(mut spans: Vec<(Date, Date)>) -> BTreeMap<Date, Date> {
    spans.sort_unstable();
    let mut all: BTreeMap<Date, Date> = BTreeMap::new();
    for (first, last) in spans {
        match all.iter_mut().next_back() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => {
                all.insert(first, last);
            }
        }
    }
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_are_one_period() {
        let date = |day: i8| jiff::civil::date(2026, 11, day);
        let spans = [("aws", date(5), date(9)), ("aws", date(1), date(5)), ("aws", date(20), date(20))];
        let periods = Periods::of(spans);
        let at = |provider, day| {
            let Period { first, last } = periods.at(provider, date(day));
            (first.day(), last.day())
        };
        assert_eq!((at("aws", 1), at("aws", 7), at("aws", 9)), ((1, 9), (1, 9), (1, 9)));
        assert_eq!((at("aws", 10), at("aws", 20), at("openai", 5)), ((10, 10), (20, 20), (5, 5)));
    }
}
