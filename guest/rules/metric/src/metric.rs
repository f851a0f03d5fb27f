//! What can be measured: names, words, units, and how a value comes from what was counted.

use serde::Deserialize;

use crate::settings::DataSource;

/// One line a metric: its name in settings, how a sentence about it begins, how its value is found, its unit.
macro_rules! metrics {
    ($($variant:ident $name:literal $label:literal $form:ident $unit:expr,)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        pub(crate) enum Metric { $(#[serde(rename = $name)] $variant,)+ }

        impl Metric {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// In settings.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How a sentence about it begins.
            pub(crate) const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            const fn form_of_events(self) -> Form {
                match self { $(Self::$variant => Form::$form,)+ }
            }

            pub(crate) const fn unit(self) -> Unit {
                match self { $(Self::$variant => $unit,)+ }
            }
        }
    };
}

metrics! {
    TotalCost "TOTAL_COST" "Total cost" Total Unit::Money,
    CostPerTransaction "COST_PER_TRANSACTION" "Cost per transaction" Average Unit::Money,
    TokensPerMinute "TOKENS_PER_MINUTE" "Tokens per minute" PerMinute Unit::None,
    TokenCount "TOKEN_COUNT" "Token count" Total Unit::None,
    InputTokenCount "INPUT_TOKEN_COUNT" "Input token count" Total Unit::None,
    OutputTokenCount "OUTPUT_TOKEN_COUNT" "Output token count" Total Unit::None,
    CachedTokenCount "CACHED_TOKEN_COUNT" "Cached token count" Total Unit::None,
    TokensPerRequest "TOKENS_PER_REQUEST" "Tokens per request" Average Unit::None,
    TimeToFirstToken "TIME_TO_FIRST_TOKEN" "Time to first token" Average Unit::Suffix(" ms"),
    Duration "DURATION" "Duration" Average Unit::Suffix(" ms"),
    ErrorCount "ERROR_COUNT" "Error count" Total Unit::None,
    ErrorRate "ERROR_RATE" "Error rate" Average Unit::Share,
    QualityRate "QUALITY_RATE" "Quality" Average Unit::Score,
    RequestsPerMinute "REQUESTS_PER_MINUTE" "Requests per minute" PerMinute Unit::None,
    RequestCount "REQUEST_COUNT" "Request count" Total Unit::None,
    ImageCount "IMAGE_COUNT" "Image count" Total Unit::None,
    DurationSeconds "DURATION_SECONDS" "Length of media" Total Unit::Suffix(" s"),
    CharacterCount "CHARACTER_COUNT" "Character count" Total Unit::None,
    CreditsConsumed "CREDITS_CONSUMED" "Credits consumed" Total Unit::None,
    CostPerImage "COST_PER_IMAGE" "Cost per image" Quotient Unit::Money,
    CostPerSecond "COST_PER_SECOND" "Cost per second" Quotient Unit::Money,
    VideoCount "VIDEO_COUNT" "Video count" Total Unit::None,
    AudioCount "AUDIO_COUNT" "Audio count" Total Unit::None,
}

impl Metric {
    /// How its value is found.
    pub(crate) const fn form(self, source: DataSource) -> Form {
        match (self, source) {
            // A record is of many requests.
            (Self::TokensPerRequest, DataSource::Provider) => Form::Quotient,
            _ => self.form_of_events(),
        }
    }
}

/// How a value comes from what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Added up: nothing adds up to zero.
    Total,
    /// Added up, by the minutes of the period.
    PerMinute,
    /// Added up, by how many there were: of none it is unknown.
    Average,
    /// Added up, by the sum of something else: by zero it is unknown.
    Quotient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    None,
    Money,
    Suffix(&'static str),
    /// A part of all: from 0 to 1, shown in percent.
    Share,
    /// From 0 to 1, shown as it is.
    Score,
}

impl Unit {
    /// From 0 to 1, or from 0 to 100 where the settings ask for percent.
    pub(crate) const fn is_share(self) -> bool {
        matches!(self, Self::Share | Self::Score)
    }
}
