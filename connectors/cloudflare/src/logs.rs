//! How a gateway's log is asked. Page numbers are kept low: a log is cut in slices of time that are short enough.

use outlay_connector::{Count, Decimal, Error, Failure, Window, error, time};
use serde::Deserialize;

use crate::{errors, get_logs};

/// Cloudflare gives no more.
const ROWS_A_PAGE: usize = 50;
/// A slice with more rows than this is cut in two, unless it is too short for that.
const MOST_ROWS: u64 = 1_000;
const SHORTEST: i64 = time::MINUTE;
/// Of one slice.
const MOST_PAGES: usize = 400;

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

/// As much of the window as can be read at once: ends of slices lie between hours where they can, so that the sums of an
/// hour (or of a day: `step`) come from few slices.
pub(crate) fn slice(account: &str, gateway: &str, window: Window, step: i64) -> Result<Slice, Error> {
    let Window { start, mut end } = window;
    loop {
        let slice = Window { start, end };
        let answer = ask(account, gateway, slice, 1, ROWS_A_PAGE)?;
        let total = answer.total();
        if total.is_some_and(|total| total > MOST_ROWS) && end - start > SHORTEST {
            end = middle(start, end, step);
            continue;
        }
        let mut rows = vec![];
        let mut answer = answer;
        for page in 2..=MOST_PAGES {
            let got = answer.result.unwrap_or_default();
            let is_full = got.len() >= ROWS_A_PAGE;
            rows.extend(got);
            if !is_full || total.is_some_and(|total| rows.len() as u64 >= total) {
                // Bounds are asked for with a second to spare, whichever of them Cloudflare counts in.
                let time = |row: &Row| time::from_rfc3339(&row.created_at);
                for row in &rows {
                    time(row)?;
                }
                rows.retain(|row| time(row).is_ok_and(|time| (start..end).contains(&time)));
                return Ok(Slice { end, rows });
            }
            answer = ask(account, gateway, slice, page, ROWS_A_PAGE)?;
        }
        return Err(error(Failure::Unexpected, "a minute of the log has more rows than can be read"));
    }
}

/// A time between the two: the end of a step if one lies there, else of an hour, else of a minute.
fn middle(start: i64, end: i64, step: i64) -> i64 {
    let middle = start + (end - start) / 2;
    let ends = [step, time::HOUR, time::MINUTE].map(|length| middle.div_euclid(length) * length);
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
    fn slices_end_between_steps_hours_or_minutes() {
        let hour = time::HOUR;
        assert_eq!(middle(0, 24 * hour, hour), 12 * hour);
        assert_eq!(middle(0, 3 * hour, hour), hour);
        assert_eq!(middle(0, 3 * hour, time::DAY), hour);
        assert_eq!(middle(hour, 2 * hour, hour), hour + 1_800);
        assert_eq!(middle(0, 70, hour), 35);
        assert_eq!(middle(60, 180, hour), 120);
    }
}
