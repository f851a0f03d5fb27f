//! How a gateway's log is asked. Page numbers are kept low: a log is cut in slices of time that are short enough.

use outlay_connector::time::{self, HOUR, MINUTE};
use outlay_connector::{Count, Decimal, Error, Failure, Window, error};
use serde::Deserialize;

use crate::{errors, get_logs};

/// Cloudflare gives no more.
const ROWS_A_PAGE: usize = 50;
/// A slice with more rows than this is cut in two, unless it is too short for that.
const MANY_ROWS: u64 = 1_000;
const SHORTEST: i64 = MINUTE;
/// Of an hour, which has to be read in one call: 600 pages, which take three minutes of the five that a call has.
const MOST_ROWS: usize = 30_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) created_at: String,
    pub(crate) provider: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) tokens_in: Option<Count>,
    pub(crate) tokens_out: Option<Count>,
    /// US dollars.
    pub(crate) cost: Option<Decimal>,
    pub(crate) cached: Option<bool>,
    pub(crate) success: Option<bool>,
    /// The text of a JSON object.
    pub(crate) metadata: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    result: Option<Vec<Row>>,
    result_info: Option<Info>,
}

#[derive(Debug, Deserialize)]
struct Info {
    total_count: Option<Count>,
}

impl Answer {
    fn total(&self) -> Option<u64> {
        self.result_info.as_ref()?.total_count.map(|Count(total)| total)
    }
}

/// All rows from the beginning of a window up to `end`.
#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) end: i64,
    pub(crate) rows: Vec<Row>,
}

/// How many rows there are, where Cloudflare says so.
pub(crate) fn count(account: &str, gateway: &str, window: Window) -> Result<Option<u64>, Error> {
    Ok(ask(account, gateway, window, 1, 1)?.total())
}

/// As many whole hours of the window as can be read at once, one at least: the sums of an hour are told only once.
pub(crate) fn whole_hours(account: &str, gateway: &str, window: Window) -> Result<Slice, Error> {
    let mut whole = slice(account, gateway, window)?;
    while whole.end < window.end && whole.end % HOUR != 0 {
        let end = window.end.min((whole.end.div_euclid(HOUR) + 1) * HOUR);
        let more = slice(account, gateway, Window { start: whole.end, end })?;
        whole.end = more.end;
        whole.rows.extend(more.rows);
        if whole.rows.len() > MOST_ROWS {
            return Err(too_many(gateway));
        }
    }
    Ok(whole)
}

/// As much of the window as can be read in few pages.
fn slice(account: &str, gateway: &str, window: Window) -> Result<Slice, Error> {
    let Window { start, mut end } = window;
    loop {
        let answer = ask(account, gateway, Window { start, end }, 1, ROWS_A_PAGE)?;
        if answer.total().is_some_and(|total| total > MANY_ROWS) && end - start > SHORTEST {
            end = middle(start, end);
            continue;
        }
        let mut rows = all_pages(account, gateway, Window { start, end }, answer)?;
        // Bounds are asked for with a second to spare, whichever of them Cloudflare counts in.
        let time = |row: &Row| time::from_rfc3339(&row.created_at);
        for row in &rows {
            time(row)?;
        }
        rows.retain(|row| time(row).is_ok_and(|time| (start..end).contains(&time)));
        return Ok(Slice { end, rows });
    }
}

/// With the rows of the first page. Where Cloudflare says how many rows there are, so many have to come; where it does
/// not, a page that is not full is the last one.
fn all_pages(account: &str, gateway: &str, slice: Window, first: Answer) -> Result<Vec<Row>, Error> {
    let total = first.total();
    let (mut rows, mut answer, mut page) = (vec![], first, 1);
    loop {
        let got = answer.result.unwrap_or_default();
        let count = got.len();
        rows.extend(got);
        let is_last = total.map_or(count < ROWS_A_PAGE, |total| rows.len() as u64 >= total);
        if is_last {
            return Ok(rows);
        }
        if count == 0 {
            let message = format!("The log of {gateway} lost rows while it was read; the next sync reads it again.");
            return Err(error(Failure::Unavailable, message));
        }
        if rows.len() > MOST_ROWS || total.is_some_and(|total| total > MOST_ROWS as u64) {
            return Err(too_many(gateway));
        }
        page += 1;
        answer = ask(account, gateway, slice, page, ROWS_A_PAGE)?;
    }
}

fn too_many(gateway: &str) -> Error {
    let message = format!("the log of {gateway} has more than {MOST_ROWS} rows in an hour, which cannot be read");
    error(Failure::Unexpected, message)
}

/// A time between the two: the end of an hour if one lies there, else of a minute.
fn middle(start: i64, end: i64) -> i64 {
    let middle = start + (end - start) / 2;
    let ends = [HOUR, MINUTE].map(|length| middle.div_euclid(length) * length);
    ends.into_iter().find(|end| *end > start).unwrap_or_else(|| middle.max(start + 1))
}

fn ask(account: &str, gateway: &str, window: Window, page: usize, rows: usize) -> Result<Answer, Error> {
    let request = get_logs(account, gateway)
        .query("start_date", time::rfc3339(window.start - 1))
        .query("end_date", time::rfc3339(window.end + 1))
        .query("order_by", "created_at")
        .query("order_by_direction", "asc")
        .query("page", page)
        .query("per_page", rows);
    errors::send(request)?.json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_end_between_hours_or_minutes() {
        assert_eq!(middle(0, 24 * HOUR), 12 * HOUR);
        assert_eq!(middle(0, 3 * HOUR), HOUR);
        assert_eq!(middle(HOUR, 2 * HOUR), HOUR + 1_800);
        assert_eq!(middle(0, 70), 35);
        assert_eq!(middle(60, 180), 120);
    }
}
