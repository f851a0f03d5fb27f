//! Which answers are asked for again, and when.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use http::HeaderMap;
use jiff::fmt::rfc2822::DateTimeParser;

/// How often and how long to try.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// All tries, the first included.
    pub tries: u32,
    /// Doubles with every try.
    pub first_wait: Duration,
    /// A provider that asks to wait longer than this gets no further try now: its answer is handed on.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 5, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(60) }
    }
}

impl Patience {
    /// For a person who waits.
    pub const SHORT: Self =
        Self { tries: 2, first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(3) };

    /// How long to wait after this try (the first is 1); none to give up.
    pub(crate) fn wait(&self, attempt: u32, hint: Option<Duration>) -> Option<Duration> {
        if attempt >= self.tries || hint.is_some_and(|hint| hint > self.longest_wait) {
            return None;
        }
        let doubled = self.first_wait.saturating_mul(2_u32.saturating_pow(attempt - 1)).min(self.longest_wait);
        // Up to a quarter more, so that many who were sent away do not come back together.
        let jitter = doubled.saturating_mul(random_byte().into()) / 1024;
        Some(hint.unwrap_or_default().max(doubled + jitter))
    }
}

/// Hash maps are seeded at random: enough for spreading, not for secrets.
fn random_byte() -> u8 {
    RandomState::new().build_hasher().finish().to_le_bytes()[0]
}

/// Answers that may be better a moment later.
pub(crate) fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504 | 529)
}

/// The longest wait that the answer asks for: seconds, milliseconds, or a date, measured by the answer's own clock, or
/// else by ours (`now`, seconds since 1970). Azure has many headers that end with `retry-after`; GitHub and others say
/// when a limit begins anew.
pub(crate) fn hint(headers: &HeaderMap, now: i64) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let date = |text: &str| Some(DateTimeParser::new().parse_timestamp(text.replace("GMT", "+0000")).ok()?.as_second());
    let now = text("date").and_then(date).unwrap_or(now);
    let left = |until: i64| u64::try_from(until - now).ok().map(Duration::from_secs);
    let after = |text: &str| match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => left(date(text)?),
    };
    let named = headers.iter().filter(|(name, _)| name.as_str().ends_with("retry-after"));
    let seconds = named.filter_map(|(_, value)| after(value.to_str().ok()?.trim()));
    let milliseconds = text("retry-after-ms").and_then(|text| text.parse().ok()).map(Duration::from_millis);
    let is_used_up = text("x-ratelimit-remaining") == Some("0");
    let reset = text("x-ratelimit-reset").filter(|_| is_used_up).and_then(|text| left(text.parse().ok()?));
    seconds.chain(milliseconds).chain(reset).max()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use http::HeaderName;

    use super::*;

    #[test]
    fn waits_double_and_honour_hints_within_bounds() {
        let patience = Patience { tries: 4, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(60) };
        for (attempt, least) in [(1, 1), (2, 2), (3, 4)] {
            let wait = patience.wait(attempt, None).unwrap();
            let least = Duration::from_secs(least);
            assert!(wait >= least && wait <= least + least / 4, "{attempt}: {wait:?}");
        }
        assert_eq!(patience.wait(4, None), None);
        assert_eq!(patience.wait(1, Some(Duration::from_secs(17))), Some(Duration::from_secs(17)));
        assert_eq!(patience.wait(1, Some(Duration::from_secs(61))), None);
    }

    #[test]
    fn hints_are_seconds_milliseconds_or_dates() {
        let check = |headers: &[(&'static str, &str)], milliseconds: Option<u64>| {
            let map =
                headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect();
            assert_eq!(hint(&map, 1_790_812_800), milliseconds.map(Duration::from_millis), "{headers:?}");
        };
        check(&[("retry-after", " 17 ")], Some(17_000));
        check(&[("retry-after", "2"), ("retry-after-ms", "2500")], Some(2_500));
        let (date, later) = ("Wed, 25 Nov 2026 19:00:00 GMT", "Wed, 25 Nov 2026 19:00:30 GMT");
        check(&[("retry-after", later), ("date", date)], Some(30_000));
        check(&[("retry-after", date), ("date", later)], None);
        check(&[("retry-after", "Thu, 01 Oct 2026 00:00:10 GMT")], Some(10_000));
        check(
            &[("retry-after", "10"), ("x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after", "47")],
            Some(47_000),
        );
        check(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1790812830")], Some(30_000));
        check(&[("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "1790812830")], None);
        check(&[("retry-after", "soon"), ("retry-after-ms", "-1")], None);
        check(&[], None);
    }
}
