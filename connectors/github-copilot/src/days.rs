//! A window, day by day.

use outlay_connector::time::{DAY, days};
use outlay_connector::{Error, Page, Settings, Window, cursor, page};

use crate::github::seats;
use crate::report::{View, read};

/// Days of one page: a request each.
const DAYS_A_PAGE: usize = 10;

/// The cursor is the day to go on with.
pub(crate) fn of_account(settings: &Settings, view: View, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let first = cursor.map_or(Some(window.start), |cursor| cursor.parse().ok()).ok_or_else(cursor::foreign)?;
    let mut left = days(first, window.end);
    let mut entries = vec![];
    for day in left.by_ref().take(DAYS_A_PAGE) {
        entries.extend(read(settings, day, None)?.into_iter().map(|item| item.entry(view, day, None)));
    }
    Ok(page(entries, left.next().map(|day| day.to_string())))
}

/// The cursor is a day and a page of those who have seats.
pub(crate) fn by_user(settings: &Settings, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let place = |cursor: &str| {
        let (day, seats) = cursor.split_once(' ')?;
        Some((day.parse::<i64>().ok()?, seats.parse::<u32>().ok()?))
    };
    let (day, number) = cursor.map_or(Some((window.start, 1)), place).ok_or_else(cursor::foreign)?;
    let seats = seats(settings, number)?;
    let mut entries = vec![];
    for user in &seats.users {
        let items = read(settings, day, Some(user))?;
        entries.extend(items.into_iter().map(|item| item.entry(View::Credits, day, Some(user))));
    }
    let next = if seats.is_last { (day + DAY, 1) } else { (day, number + 1) };
    Ok(page(entries, (next.0 < window.end).then(|| format!("{} {}", next.0, next.1))))
}
