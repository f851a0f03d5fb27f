//! How far the clock moves at a time: further where nothing happens.

use outlay_domain::Timestamp;

use super::calendar::{Calendar, HOUR, MINUTE};
use super::runaway;
use super::surges;

/// When the next step ends; it lies in one hour.
pub(crate) fn next(calendar: Calendar, now: Timestamp) -> Timestamp {
    let length = length(calendar, now);
    let end = (now.seconds().div_euclid(length) + 1) * length;
    Timestamp::from_seconds(end)
}

/// In seconds; a part of an hour.
fn length(calendar: Calendar, now: Timestamp) -> i64 {
    let ago = calendar.end().seconds() - now.seconds();
    if now >= runaway::begin(calendar) && now < runaway::end(calendar) {
        // As often as rules notice by themselves that time passes, until the alert is there.
        return if now < calendar.at(19, 2, 36) { 10 } else { MINUTE };
    }
    if surges::ALL.iter().any(|surge| surge.matters(calendar, now)) {
        return MINUTE;
    }
    match ago {
        ..=HOUR => MINUTE,
        ..=43_200 => 5 * MINUTE,
        _ if calendar.day_of(now) >= 1 => 20 * MINUTE,
        _ => HOUR,
    }
}
