//! What rows come to, as the oracle counts.

use num_bigint::BigInt;

use super::{Case, Row};

/// A value, and of how many rows it is.
pub(super) type Measured = (Option<BigInt>, i64);

impl Case {
    /// What a row adds: to the sum, and to what the sum is divided by. None if it does not tell.
    pub(super) fn adds(&self, row: &Row) -> Option<(i128, i128)> {
        const ONE: i128 = 1_000_000_000_000;
        let difference = |names: &[(&str, &str)]| {
            let known =
                names.iter().filter(|(after, before)| row.number(after).is_some() || row.number(before).is_some());
            let each = known.map(|(after, before)| row.number(after).unwrap_or(0) - row.number(before).unwrap_or(0));
            each.reduce(|sum, more| sum + more)
        };
        let cost = [("cost", "previous_cost")];
        let tokens = [
            ("input_tokens", "previous_input_tokens"),
            ("output_tokens", "previous_output_tokens"),
            ("cache_read_tokens", "previous_cache_read_tokens"),
            ("cache_write_tokens", "previous_cache_write_tokens"),
        ];
        let requests = [("requests", "previous_requests")];
        if self.of_provider {
            let kind = if self.metric == "TOTAL_COST" { "cost" } else { "usage" };
            if row.record_kind != kind {
                return None;
            }
            return Some(match self.metric {
                "TOTAL_COST" => (difference(&cost)?, 0),
                "TOKEN_COUNT" | "TOKENS_PER_MINUTE" => (difference(&tokens)?, 0),
                "TOKENS_PER_REQUEST" => (difference(&tokens)?, difference(&requests)?),
                "INPUT_TOKEN_COUNT" => (difference(&tokens[..1])?, 0),
                "OUTPUT_TOKEN_COUNT" => (difference(&tokens[1..2])?, 0),
                "CACHED_TOKEN_COUNT" => (difference(&tokens[2..3])?, 0),
                "REQUEST_COUNT" | "REQUESTS_PER_MINUTE" => (difference(&requests)?, 0),
                other => panic!("{other}"),
            });
        }
        if self.metric == "TOTAL_COST" {
            return Some((difference(&cost)?, 0));
        }
        if row.entry != "event" {
            return None;
        }
        let one = |condition: bool| condition.then_some((ONE, 0));
        Some(match self.metric {
            "COST_PER_TRANSACTION" => (row.number("cost")?, ONE),
            "TOKENS_PER_MINUTE" | "TOKEN_COUNT" => (row.number("total_tokens")?, 0),
            "TOKENS_PER_REQUEST" => (row.number("total_tokens")?, ONE),
            "INPUT_TOKEN_COUNT" => (row.number("input_tokens")?, 0),
            "OUTPUT_TOKEN_COUNT" => (row.number("output_tokens")?, 0),
            "CACHED_TOKEN_COUNT" => (row.number("cache_read_tokens")?, 0),
            "TIME_TO_FIRST_TOKEN" => (row.number("time_to_first_token_ms")?, ONE),
            "DURATION" => (row.number("duration_ms")?, ONE),
            "ERROR_COUNT" => (if row.failed { ONE } else { 0 }, 0),
            "ERROR_RATE" => (if row.failed { ONE } else { 0 }, ONE),
            "QUALITY_RATE" if row.is_support => (row.number("quality_score")?, ONE),
            "REQUESTS_PER_MINUTE" | "REQUEST_COUNT" => (ONE, 0),
            "IMAGE_COUNT" => (row.number("images")?, 0),
            "DURATION_SECONDS" => (row.number("seconds")?, 0),
            "CHARACTER_COUNT" => (row.number("characters")?, 0),
            "CREDITS_CONSUMED" => (row.number("meters.credits")?, 0),
            "COST_PER_IMAGE" => (row.number("cost")?, row.number("images")?),
            "COST_PER_SECOND" => (row.number("cost")?, row.number("seconds")?),
            "VIDEO_COUNT" => one(row.kind == "video")?,
            "AUDIO_COUNT" => one(row.kind == "audio")?,
            _ => return None,
        })
    }

    /// Whether something was said about the same before, so that the row is not one more.
    fn is_first(&self, row: &Row) -> bool {
        let before: &[&str] = match (self.of_provider, self.metric) {
            (_, "TOTAL_COST") => &["previous_cost"],
            (false, _) => return true,
            (_, "INPUT_TOKEN_COUNT") => &["previous_input_tokens"],
            (_, "OUTPUT_TOKEN_COUNT") => &["previous_output_tokens"],
            (_, "CACHED_TOKEN_COUNT") => &["previous_cache_read_tokens"],
            (_, "REQUEST_COUNT" | "REQUESTS_PER_MINUTE") => &["previous_requests"],
            _ => &[
                "previous_input_tokens",
                "previous_output_tokens",
                "previous_cache_read_tokens",
                "previous_cache_write_tokens",
            ],
        };
        before.iter().all(|column| row.number(column).is_none())
    }

    /// The value of some rows in so many microseconds, and of how many it is.
    pub(super) fn value<'r>(&self, rows: impl Iterator<Item = &'r Row>, microseconds: i64) -> Measured {
        let (mut sum, mut by, mut samples) = (BigInt::ZERO, BigInt::ZERO, 0);
        for row in rows {
            let Some((top, bottom)) = self.adds(row) else { continue };
            sum += top;
            by += bottom;
            samples += i64::from(self.is_first(row));
        }
        (self.quotient(sum, by, microseconds), samples)
    }

    fn quotient(&self, sum: BigInt, by: BigInt, microseconds: i64) -> Option<BigInt> {
        if self.metric.ends_with("_PER_MINUTE") {
            return Some(half_even(sum * 60_000_000, BigInt::from(microseconds)));
        }
        if ["_PER_", "_RATE", "TIME_TO"].iter().any(|word| self.metric.contains(word)) || self.metric == "DURATION" {
            return (by > BigInt::ZERO).then(|| half_even(sum * 1_000_000_000_000_i64, by));
        }
        Some(sum)
    }
}

pub(super) fn half_even(top: BigInt, bottom: BigInt) -> BigInt {
    let doubled: BigInt = &top * 2 + &bottom;
    let twice: BigInt = &bottom * 2;
    let floor = floor_div(&doubled, &twice);
    let is_tie = &floor * &twice == doubled;
    let is_odd = floor_div(&floor, &BigInt::from(2)) * 2 != floor;
    if is_tie && is_odd { floor - 1 } else { floor }
}

fn floor_div(top: &BigInt, bottom: &BigInt) -> BigInt {
    let quotient = top / bottom;
    if &quotient * bottom > *top { quotient - 1 } else { quotient }
}
