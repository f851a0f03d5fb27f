//! The parameters of the reports in buckets, checked as Anthropic checks them.

use super::bad;
use super::reports::Report;
use crate::paging::Paging;
use crate::reply::Reply;
use crate::time::{DAY, from_rfc3339};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Question<'q> {
    /// Where the first bucket begins.
    pub(super) first: i64,
    /// How many buckets there are.
    pub(super) buckets: i64,
    /// Length of a bucket.
    pub(super) width: i64,
    /// Buckets of a page.
    pub(super) limit: i64,
    pub(super) group_by: Vec<&'q str>,
    /// Field and the values that may stand in it.
    pub(super) filters: Vec<(&'static str, &'q str)>,
    /// Buckets before this page.
    pub(super) offset: i64,
    paging: Paging,
}

impl<'q> Question<'q> {
    pub(super) fn read(report: &Report, query: &'q [(String, String)], now: i64) -> Result<Self, Reply> {
        let one = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let (mut group_by, mut filters) = (Vec::new(), Vec::new());
        for (name, value) in query {
            match name.as_str() {
                "starting_at" | "ending_at" | "bucket_width" | "limit" | "page" => {}
                "group_by[]" if report.group_by.iter().any(|(known, _)| known == value) => {
                    group_by.push(value.as_str());
                }
                "group_by[]" => return Err(bad(&format!("group_by.0: Input should be a dimension, not '{value}'"))),
                other => match report.filters.iter().find(|(filter, _)| *filter == other) {
                    Some((_, field)) => filters.push((*field, value.as_str())),
                    None => return Err(bad(&format!("{other}: Extra inputs are not permitted"))),
                },
            }
        }
        let time = |name: &str| {
            let invalid = || bad(&format!("{name}: Input should be a valid datetime"));
            one(name).map(|text| from_rfc3339(text).ok_or_else(invalid)).transpose()
        };
        let start = time("starting_at")?.ok_or_else(|| bad("starting_at: Field required"))?;
        let end = time("ending_at")?;
        if end.is_some_and(|end| end <= start) {
            return Err(bad("ending_at: must be after starting_at"));
        }
        let (width, default, most) = match (one("bucket_width").unwrap_or("1d"), report.is_cost) {
            ("1d", _) => (DAY, 7, 31),
            ("1h", false) => (HOUR, 24, 168),
            ("1m", false) => (MINUTE, 60, 1_440),
            (other, _) => return Err(bad(&format!("bucket_width: Input should be a width, not '{other}'"))),
        };
        let limit = match one("limit").map(str::parse::<i64>) {
            None => default,
            Some(Ok(limit)) if (1..=most).contains(&limit) => limit,
            Some(_) => return Err(bad(&format!("limit: Input should be from 1 to {most}"))),
        };

        // The buckets that begin at or after the start, and end at or before the end. The open one is told, too.
        let up = |time: i64| (time + width - 1).div_euclid(width);
        let (first, open) = (up(start), up(now));
        let last = end.map_or(open, |end| end.div_euclid(width).min(open));

        // Every parameter has to stay the same between pages.
        let mut others: Vec<_> = query.iter().filter(|(name, _)| name != "page").collect();
        others.sort_unstable();
        let paging = Paging::of((report.path, others));
        let offset = match one("page") {
            Some(page) => paging.offset_of(page, "page_").ok_or_else(|| bad("page: Invalid page token"))?,
            None => 0,
        };
        let buckets = (last - first).max(0);
        Ok(Self { first: first * width, buckets, width, limit, group_by, filters, offset, paging })
    }

    /// The token of the page that begins after so many buckets.
    pub(super) fn page(&self, offset: i64) -> String {
        self.paging.cursor(offset, "page_")
    }
}
