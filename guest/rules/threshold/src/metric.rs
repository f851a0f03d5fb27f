//! What is measured, and how it is compared and said.

use outlay_rule::Decimal;
use serde::Deserialize;

/// One line a metric: its name in settings, its column, how it begins a sentence, its unit.
macro_rules! metrics {
    ($($variant:ident $name:literal $(or $alias:literal)? $column:literal $label:literal $unit:expr,)+) => {
        /// A number that every event may have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        pub(crate) enum Metric { $(#[serde(rename = $name $(, alias = $alias)?)] $variant,)+ }

        impl Metric {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// In settings.
            #[cfg(test)]
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            pub(crate) const fn column(self) -> &'static str {
                match self { $(Self::$variant => $column,)+ }
            }

            /// How a sentence about it begins.
            pub(crate) const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            const fn unit(self) -> Unit {
                match self { $(Self::$variant => $unit,)+ }
            }
        }
    };
}

metrics! {
    CostPerTransaction "cost_per_transaction" or "cost" "cost" "Transaction cost" Unit::Money,
    InputTokens "input_tokens" "input_tokens" "Input token count" Unit::None,
    OutputTokens "output_tokens" "output_tokens" "Output token count" Unit::None,
    TotalTokens "total_tokens" "total_tokens" "Total token count" Unit::None,
    CacheReadTokens "cache_read_tokens" or "cached_tokens" "cache_read_tokens" "Cached input token count" Unit::None,
    CacheWriteTokens "cache_write_tokens" "cache_write_tokens" "Cache write token count" Unit::None,
    ReasoningTokens "reasoning_tokens" "reasoning_tokens" "Reasoning token count" Unit::None,
    DurationMs "duration_ms" "duration_ms" "Duration" Unit::Suffix(" ms"),
    TimeToFirstTokenMs "time_to_first_token_ms" "time_to_first_token_ms" "Time to first token" Unit::Suffix(" ms"),
    RetryNumber "retry_number" "retry_number" "Retry number" Unit::None,
    Images "images" "images" "Image count" Unit::None,
    Seconds "seconds" "seconds" "Length" Unit::Suffix(" s"),
    Characters "characters" "characters" "Character count" Unit::None,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    None,
    Money,
    Suffix(&'static str),
}

impl Metric {
    /// A number with its unit.
    pub(crate) fn show(self, number: &str, currency: &str) -> String {
        match self.unit() {
            Unit::None => number.to_owned(),
            Unit::Suffix(suffix) => format!("{number}{suffix}"),
            Unit::Money => {
                let symbol = match currency {
                    "USD" => "$",
                    "EUR" => "€",
                    "GBP" => "£",
                    _ => return format!("{number} {currency}"),
                };
                match number.strip_prefix('-') {
                    Some(amount) => format!("-{symbol}{amount}"),
                    None => format!("{symbol}{number}"),
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Operator {
    #[default]
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
}

impl Operator {
    #[cfg(test)]
    pub(crate) const ALL: &'static [Self] =
        &[Self::GreaterThan, Self::GreaterThanOrEqual, Self::LessThan, Self::LessThanOrEqual];

    pub(crate) fn holds(self, value: Decimal, limit: Decimal) -> bool {
        match self {
            Self::GreaterThan => value > limit,
            Self::GreaterThanOrEqual => value >= limit,
            Self::LessThan => value < limit,
            Self::LessThanOrEqual => value <= limit,
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::GreaterThan => "is over",
            Self::GreaterThanOrEqual => "has reached",
            Self::LessThan => "is under",
            Self::LessThanOrEqual => "is not above",
        }
    }
}
