//! The reports in daily buckets. A stream's id is also the id of its request.

use outlay_connector::time::{DAY, HOUR, from_rfc3339, rfc3339, yesterday};
use outlay_connector::{
    DeclaredRequest, Entry, Error, Failure, Page, Request, StreamInfo, StreamKind, Window, cursor, daily, entry, error,
    no_such_stream, now, page,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Listing, ask, costs, declared, is_open, usage};

const MESSAGES: &str = "usage_messages";
const COSTS: &str = "costs";
const MESSAGES_PATH: &str = "/v1/organizations/usage_report/messages";
const COSTS_PATH: &str = "/v1/organizations/cost_report";

/// Days of one page. Messages get short pages: an answer may have thousands of rows a day.
const MESSAGES_DAYS: i64 = 7;
const COSTS_DAYS: i64 = 31;

pub(crate) fn requests() -> impl Iterator<Item = DeclaredRequest> {
    [(COSTS, COSTS_PATH), (MESSAGES, MESSAGES_PATH)].into_iter().map(|(id, path)| declared(id, path))
}

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    let days = |days: u32| days * DAY as u32;
    let messages = StreamInfo {
        re_read: days(2),
        backfill: days(93),
        ..daily(MESSAGES, StreamKind::Usage, "Messages by key, workspace, model and user")
    };
    let costs = StreamInfo {
        re_read: days(7),
        // Nothing is said about corrections: two requests a day find them.
        deep_re_read: days(36),
        lateness: days(1),
        backfill: days(186),
        ..daily(COSTS, StreamKind::Cost, "Costs")
    };
    [costs, messages].into_iter()
}

/// Fails if the key may not read costs.
pub(crate) fn check() -> Result<(), Error> {
    let request = Request::get(COSTS).query("starting_at", rfc3339(yesterday().start)).query("limit", 1);
    ask(request)?.json::<Listing<Bucket<costs::Row>>>().map(drop)
}

pub(crate) fn sync(stream: &str, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    match stream {
        MESSAGES => read(MESSAGES, usage::GROUP_BY, MESSAGES_DAYS, window, cursor, usage::Row::into_entries),
        COSTS => {
            let one = |row: costs::Row, blank| Ok(vec![row.into_entry(blank)?]);
            read(COSTS, costs::GROUP_BY, COSTS_DAYS, window, cursor, one)
        }
        _ => Err(no_such_stream(stream)),
    }
}

#[derive(Debug, Deserialize)]
struct Bucket<R> {
    starting_at: String,
    ending_at: String,
    results: Vec<R>,
}

fn read<R: DeserializeOwned>(
    report: &str,
    group_by: &[&str],
    days_a_page: i64,
    window: Window,
    cursor: Option<&str>,
    entries_of: impl Fn(R, Entry) -> Result<Vec<Entry>, Error>,
) -> Result<Page, Error> {
    let place = Place::resume(cursor, window)?;
    let days = (window.end - window.start + DAY - 1) / DAY;
    let mut request = Request::get(report)
        .query("starting_at", rfc3339(window.start))
        .query("bucket_width", "1d")
        .query("limit", days.clamp(1, days_a_page))
        .query_all("group_by[]", group_by.iter().copied());
    if !place.newest {
        request = request.query("ending_at", rfc3339(window.end + BEHIND));
    }
    if let Some(page) = place.page {
        request = request.query("page", page);
    }
    let listing: Listing<Bucket<R>> = ask(request)?.json()?;
    let next = listing.next(place.page)?.map(|page| place.cursor(&page));
    let mut entries = vec![];
    for bucket in listing.data {
        let (start, end) = (from_rfc3339(&bucket.starting_at)?, from_rfc3339(&bucket.ending_at)?);
        if start >= end {
            return Err(error(Failure::Unexpected, format!("a bucket of {report} ends before it starts")));
        }
        // Behind the window there is more where its end was left out.
        if start < window.start || start >= window.end {
            continue;
        }
        for row in bucket.results {
            entries.extend(entries_of(row, Entry { open: is_open(end), ..entry("anthropic", start, end) })?);
        }
    }
    Ok(page(entries, next))
}

/// "Buckets that end before" it are returned: with a time behind the window's end its last bucket is one of them,
/// however that is meant.
const BEHIND: i64 = HOUR;

/// Where in a window we are. Whether the end was left out is decided on the first page and travels in the cursor, because
/// every parameter has to stay the same between pages.
struct Place<'a> {
    newest: bool,
    page: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn resume(cursor: Option<&'a str>, window: Window) -> Result<Self, Error> {
        let Some(cursor) = cursor else {
            return Ok(Self { newest: window.end + BEHIND > now(), page: None });
        };
        match cursor.split_once(':') {
            Some(("newest", page)) => Ok(Self { newest: true, page: Some(page) }),
            Some(("closed", page)) => Ok(Self { newest: false, page: Some(page) }),
            _ => Err(cursor::foreign()),
        }
    }

    fn cursor(&self, page: &str) -> String {
        format!("{}:{page}", if self.newest { "newest" } else { "closed" })
    }
}
