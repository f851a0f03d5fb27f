//! The clock, and days.

use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const DAY: i64 = 86_400;

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a server of its own has a clock of its own")]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
