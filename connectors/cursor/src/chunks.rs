//! A window, piece by piece. The events of a piece are added up in one call, so a piece must not have too many of them:
//! all of the window at first, shorter ones where that is too much.

use outlay_connector::time::{DAY, HOUR};
use outlay_connector::{Error, Failure, Page, Window, cursor, error, now, page};
use serde::{Deserialize, Serialize};

use crate::events::{ask, rest};
use crate::sums::{View, entries};

/// Pages of a piece. At 20 requests a minute a call has time for some more.
const MANY_PAGES: u32 = 20;
/// Of an hour, which is not cut any more.
const MOST_PAGES: u32 = 80;
/// How often a piece is read while new events come in.
const TRIES: u32 = 3;

/// Where in a window we are.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    from: i64,
    /// Of a piece: whole days, or whole hours.
    length: i64,
    /// The window's end, or the time of its first question: later events would move the pages.
    until: i64,
}

pub(crate) fn sync(view: View, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let whole = window.end - window.start;
    let begin = || Place { from: window.start, length: whole, until: window.end.min(now()) };
    let place = cursor::read(cursor)?.unwrap_or_else(begin);
    let span = Window { start: place.from, end: place.until.min(place.from + place.length) };
    if span.start >= span.end {
        return Ok(page(vec![], None));
    }
    for _ in 0..TRIES {
        let first = ask(span, 1)?;
        if first.pages() > MANY_PAGES && place.length > HOUR {
            let shorter = shorter(place.length, first.pages());
            return Ok(page(vec![], Some(cursor::write(&Place { length: shorter, ..place })?)));
        }
        if let Some(events) = rest(span, first, MOST_PAGES)? {
            let bucket = if place.length % DAY == 0 { DAY } else { HOUR };
            let next = Place { from: place.from + place.length, ..place };
            let next = if next.from < next.until { Some(cursor::write(&next)?) } else { None };
            return Ok(page(entries(view, events, span, bucket)?, next));
        }
    }
    Err(error(Failure::Unavailable, "Cursor's events change while they are read; the next sync tries again."))
}

/// Whole days, or whole hours where a day is too long.
fn shorter(length: i64, pages: u32) -> i64 {
    let fitting = length * i64::from(MANY_PAGES) / i64::from(pages);
    if fitting >= DAY { fitting / DAY * DAY } else { (fitting / HOUR * HOUR).max(HOUR) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_days_or_hours() {
        assert_eq!(shorter(30 * DAY, 40), 15 * DAY);
        assert_eq!(shorter(30 * DAY, 21), 28 * DAY);
        assert_eq!(shorter(DAY, 21), 22 * HOUR);
        assert_eq!(shorter(2 * HOUR, 21), HOUR);
        assert_eq!(shorter(30 * DAY, u32::MAX), HOUR);
    }
}
