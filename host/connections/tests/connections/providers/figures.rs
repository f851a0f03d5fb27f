//! Sums of what was read.

use std::collections::BTreeMap;

use outlay_domain::Money;
use outlay_domain::record::{Record, Window};

/// The records of a stream, by the second (since 1970) in which their period begins. A window that was read again takes
/// the place of what it said before.
pub(crate) fn by_period(windows: &[Window], stream: &str) -> BTreeMap<i64, Vec<Record>> {
    let mut periods: BTreeMap<i64, Vec<Record>> = BTreeMap::new();
    for window in windows.iter().filter(|window| window.stream == stream) {
        if window.part == 0 {
            periods.retain(|start, _| *start < window.start.seconds() || *start >= window.end.seconds());
        }
        for record in window.records.iter().filter(|record| !record.gone) {
            periods.entry(record.period_start.seconds()).or_default().push(record.clone());
        }
    }
    periods
}

/// What records cost together.
pub(crate) fn cost(records: &[Record]) -> String {
    records.iter().filter_map(|record| record.cost).sum::<Money>().to_string()
}
