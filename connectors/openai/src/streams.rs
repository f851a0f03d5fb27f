//! The endpoints: one entry each. A stream's id is also the id of its request.

use outlay_connector::{StreamInfo, StreamKind, Window, daily};

pub(crate) const DAY: i64 = 86_400;

/// What the counters of an endpoint mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Tokens, split into cached and not.
    Tokens,
    /// Input tokens that are never cached.
    InputTokens,
    Images,
    Characters,
    Seconds,
    /// A level, not a sum over buckets.
    Bytes,
    Sessions,
    Searches,
    Money,
}

#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// After the base URL.
    pub(crate) path: &'static str,
    /// Never changed: rows under another grouping would have other keys and stand beside the old ones.
    pub(crate) group_by: &'static [&'static str],
    pub(crate) counts: Counts,
    /// Days of one page. The busiest endpoints get short pages: an answer may have thousands of rows a day.
    days_a_page: i64,
}

impl Stream {
    /// The number of buckets to ask for. The same on every page of a window.
    pub(crate) fn limit(&self, window: Window) -> i64 {
        let days = (window.end - window.start + DAY - 1) / DAY;
        days.clamp(1, self.days_a_page)
    }

    pub(crate) fn info(&self) -> StreamInfo {
        let days = |days: u32| days * DAY as u32;
        let cost = self.counts == Counts::Money;
        let kind = if cost { StreamKind::Cost } else { StreamKind::Usage };
        StreamInfo {
            // Costs lag by hours and are corrected for days; usage settles sooner.
            re_read: if cost { days(7) } else { days(3) },
            max_window: if cost { days(180) } else { days(31) },
            lateness: if cost { days(1) } else { 3_600 },
            backfill: if cost { days(180) } else { days(93) },
            // The previous month is corrected until the fifth.
            deep_re_read: if cost { days(36) } else { 0 },
            ..daily(self.id, kind, self.title)
        }
    }
}

const BY_MODEL: &[&str] = &["project_id", "user_id", "api_key_id", "model"];

macro_rules! usage {
    ($name:literal, $title:literal, $group_by:expr, $counts:ident, $days:literal) => {
        Stream {
            id: concat!("usage_", $name),
            title: $title,
            path: concat!("/organization/usage/", $name),
            group_by: $group_by,
            counts: Counts::$counts,
            days_a_page: $days,
        }
    };
}

pub(crate) const COSTS: Stream = Stream {
    id: "costs",
    title: "Costs",
    path: "/organization/costs",
    group_by: &["project_id", "line_item", "api_key_id"],
    counts: Counts::Money,
    days_a_page: 30,
};

pub(crate) const ALL: &[Stream] = &[
    COSTS,
    usage!(
        "completions",
        "Completions and responses",
        &["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"],
        Tokens,
        7
    ),
    usage!("embeddings", "Embeddings", BY_MODEL, InputTokens, 31),
    usage!("moderations", "Moderations", BY_MODEL, InputTokens, 31),
    usage!("images", "Images", &["project_id", "user_id", "api_key_id", "model", "size", "source"], Images, 31),
    usage!("audio_speeches", "Speech", BY_MODEL, Characters, 31),
    usage!("audio_transcriptions", "Transcriptions", BY_MODEL, Seconds, 31),
    usage!("code_interpreter_sessions", "Code interpreter sessions", &["project_id"], Sessions, 31),
    usage!(
        "file_search_calls",
        "File searches",
        &["project_id", "user_id", "api_key_id", "vector_store_id"],
        Searches,
        31
    ),
    usage!(
        "web_search_calls",
        "Web searches",
        &["project_id", "user_id", "api_key_id", "model", "context_level"],
        Searches,
        31
    ),
    usage!("vector_stores", "Vector stores", &["project_id"], Bytes, 31),
];
