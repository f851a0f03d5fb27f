//! How far the clock moves at a time: further where nothing happens.

use outlay_domain::Timestamp;

use super::calendar::{Calendar, HOUR, MINUTE, StoryDay};

/// Hours in which rules find something: days, each with the first hour and the one after the last.
const WATCHED: &[(StoryDay, i64, i64)] = &[(-2, 9, 11), (3, 10, 13), (6, 16, 17), (19, 2, 6)];

/// When the next step ends; it lies in one hour.
pub(crate) fn next(calendar: Calendar, now: Timestamp) -> Timestamp {
    let length = length(calendar, now);
    let end = (now.seconds().div_euclid(length) + 1) * length;
    Timestamp::from_seconds(end)
}

/// In seconds; a part of an hour.
fn length(calendar: Calendar, now: Timestamp) -> i64 {
    let ago = calendar.end().seconds() - now.seconds();
    // As often as rules notice by themselves that time passes, until the alert is there.
    if (calendar.at(19, 2, 20)..calendar.at(19, 2, 36)).contains(&now) {
        return 10;
    }
    if WATCHED.iter().any(|(day, from, to)| (calendar.at(*day, *from, 0)..calendar.at(*day, *to, 0)).contains(&now)) {
        return MINUTE;
    }
    match ago {
        ..=HOUR => MINUTE,
        3_601..=43_200 => 5 * MINUTE,
        _ if calendar.day_of(now) >= 1 => 20 * MINUTE,
        _ => HOUR,
    }
}
