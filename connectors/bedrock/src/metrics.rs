//! The namespaces of CloudWatch: one stream each. Which metric counts what.

use outlay_connector::{StreamInfo, StreamKind, daily, time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    Requests,
    /// What was not read from a cache.
    Input,
    Output,
    CacheRead,
    CacheWrite,
    Images,
}

#[derive(Debug)]
pub(crate) struct Namespace {
    pub(crate) stream: &'static str,
    title: &'static str,
    pub(crate) name: &'static str,
    /// The dimension that names the model. Sets with dimensions that are not named here (service tiers, image sizes) repeat
    /// the same figures, and are left out.
    pub(crate) model: &'static str,
    pub(crate) project: Option<&'static str>,
    /// Asked for by name, listed or not.
    pub(crate) always: &'static [(&'static str, Counter)],
    /// Asked for only where they are listed, or where nothing is. Of two that count the same, the first that has a figure
    /// counts.
    pub(crate) sometimes: &'static [(&'static str, Counter)],
}

pub(crate) const ALL: &[Namespace] = &[
    Namespace {
        stream: "model_usage",
        title: "Models",
        name: "AWS/Bedrock",
        model: "ModelId",
        project: None,
        always: &[
            ("Invocations", Counter::Requests),
            ("InputTokenCount", Counter::Input),
            ("OutputTokenCount", Counter::Output),
            ("CacheReadInputTokenCount", Counter::CacheRead),
            ("CacheWriteInputTokenCount", Counter::CacheWrite),
        ],
        sometimes: &[
            ("CacheReadInputTokens", Counter::CacheRead),
            ("CacheWriteInputTokens", Counter::CacheWrite),
            ("OutputImageCount", Counter::Images),
        ],
    },
    Namespace {
        stream: "mantle_usage",
        title: "Models, OpenAI-compatible endpoint",
        name: "AWS/BedrockMantle",
        model: "Model",
        project: Some("Project"),
        always: &[
            ("Inferences", Counter::Requests),
            ("TotalInputTokens", Counter::Input),
            ("TotalOutputTokens", Counter::Output),
        ],
        sometimes: &[],
    },
];

impl Namespace {
    pub(crate) fn info(&self) -> StreamInfo {
        let seconds = |seconds: i64| seconds as u32;
        StreamInfo {
            step: seconds(time::HOUR),
            // Metrics come within minutes, some of them later.
            re_read: seconds(3 * time::HOUR),
            deep_re_read: seconds(2 * time::DAY),
            max_window: seconds(31 * time::DAY),
            lateness: seconds(time::HOUR),
            // Kept for 455 days by the hour; a back-fill reaches them.
            backfill: seconds(93 * time::DAY),
            ..daily(self.stream, StreamKind::Usage, self.title)
        }
    }

    /// In order of precedence.
    pub(crate) fn metrics(&self) -> impl Iterator<Item = (&'static str, Counter)> {
        self.always.iter().chain(self.sometimes).copied()
    }
}
