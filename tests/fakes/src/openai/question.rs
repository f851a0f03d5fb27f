//! The parameters of the usage and cost endpoints, checked as OpenAI checks them.

use super::bad;
use super::usage::Endpoint;
use crate::paging::Paging;
use crate::reply::Reply;
use crate::time::DAY;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Question<'q> {
    pub(super) start: i64,
    /// Now, if it was left out.
    pub(super) end: i64,
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
    pub(super) fn read(endpoint: &Endpoint, query: &'q [(String, String)], now: i64) -> Result<Self, Reply> {
        let pairs: Vec<(&str, &str)> =
            query.iter().map(|(name, value)| (name.strip_suffix("[]").unwrap_or(name), value.as_str())).collect();
        let one = |name: &str| pairs.iter().find(|(pair, _)| *pair == name).map(|(_, value)| *value);
        let number = |name: &'static str| {
            let invalid = |_| bad(&format!("Invalid type for '{name}': expected an integer."), Some(name));
            one(name).map(|text| text.parse::<i64>().map_err(invalid)).transpose()
        };

        let mut group_by = Vec::new();
        let mut filters = Vec::new();
        for &(name, value) in &pairs {
            match name {
                "start_time" | "end_time" | "bucket_width" | "limit" | "page" => {}
                "group_by" if endpoint.group_by.contains(&value) => group_by.push(value),
                "group_by" => return Err(bad(&format!("Invalid value: '{value}'."), Some("group_by"))),
                _ => {
                    match FILTERS.iter().find(|(filter, field)| *filter == name && endpoint.group_by.contains(field)) {
                        Some((_, field)) => filters.push((*field, value)),
                        None => return Err(bad(&format!("Unknown parameter: '{name}'."), Some("query"))),
                    }
                }
            }
        }

        let start = number("start_time")?
            .ok_or_else(|| bad("Missing required parameter: 'start_time'.", Some("start_time")))?;
        let end = number("end_time")?;
        if start < 0 || start > now || end.is_some_and(|end| end <= start || end > now) {
            return Err(bad("The time range is empty or lies ahead.", Some("end_time")));
        }
        let (width, default, most) = match (one("bucket_width").unwrap_or("1d"), endpoint.is_cost) {
            ("1d", true) => (DAY, 7, 180),
            ("1d", false) => (DAY, 7, 31),
            ("1h", false) => (HOUR, 24, 168),
            ("1m", false) => (MINUTE, 60, 1_440),
            (other, _) => return Err(bad(&format!("Invalid value: '{other}'."), Some("bucket_width"))),
        };
        let limit = number("limit")?.unwrap_or(default);
        if !(1..=most).contains(&limit) {
            return Err(bad(&format!("Invalid 'limit': it must be from 1 to {most}."), Some("limit")));
        }

        // Every parameter has to stay the same between pages.
        let mut others: Vec<_> = pairs.iter().filter(|(name, _)| *name != "page").collect();
        others.sort_unstable();
        let paging = Paging::of((endpoint.path, others));
        let offset = match one("page") {
            Some(page) => paging.offset_of(page, "page_").ok_or_else(|| bad("Invalid 'page'.", Some("page")))?,
            None => 0,
        };
        Ok(Self { start, end: end.unwrap_or(now), width, limit, group_by, filters, offset, paging })
    }

    /// The cursor of the page that begins after so many buckets.
    pub(super) fn cursor(&self, offset: i64) -> String {
        self.paging.cursor(offset, "page_")
    }
}

const FILTERS: &[(&str, &str)] = &[
    ("project_ids", "project_id"),
    ("user_ids", "user_id"),
    ("api_key_ids", "api_key_id"),
    ("models", "model"),
    ("batch", "batch"),
    ("sizes", "size"),
    ("sources", "source"),
    ("vector_store_ids", "vector_store_id"),
    ("context_levels", "context_level"),
];
