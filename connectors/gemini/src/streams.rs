//! The metrics of the Gemini API, and what their labels mean.

use outlay_connector::{Entry, Quality};
use outlay_google_cloud::{Labels, Metric, Reduce, UsageStream, answered};

pub(crate) const PROVIDER: &str = "gemini";

/// What a billing tier's limiter counted. A project has one tier at a time.
macro_rules! input_of_tier {
    ($tier:literal) => {
        Metric {
            name: concat!(
                "generativelanguage.googleapis.com/quota/generate_content_",
                $tier,
                "_input_token_count/usage"
            ),
            narrowed: "",
            group_by: &["metric.label.model", "metric.label.method", "resource.label.location"],
            reduce: Reduce::Max,
        }
    };
}

pub(crate) const ALL: &[UsageStream] = &[
    UsageStream {
        id: "output_tokens",
        title: "Output tokens",
        metrics: &[Metric {
            name: "generativelanguage.googleapis.com/generate_content_usage_output_token_count",
            narrowed: "",
            group_by: &["metric.label.model", "metric.label.output_modality", "metric.label.thinking_enabled"],
            reduce: Reduce::Sum,
        }],
        fill: output,
    },
    UsageStream {
        id: "input_tokens",
        title: "Input tokens",
        metrics: &[
            input_of_tier!("paid_tier"),
            input_of_tier!("paid_tier_2"),
            input_of_tier!("paid_tier_3"),
            input_of_tier!("free_tier"),
        ],
        fill: input,
    },
    UsageStream {
        id: "requests",
        title: "Requests by key",
        metrics: &[Metric {
            name: "serviceruntime.googleapis.com/api/request_count",
            narrowed: "resource.type=\"consumed_api\" AND resource.labels.service=\"generativelanguage.googleapis.com\"",
            group_by: &["resource.label.credential_id", "resource.label.method", "metric.label.response_code"],
            reduce: Reduce::Sum,
        }],
        fill: requests,
    },
];

fn output(labels: &Labels, count: u64, entry: &mut Entry) {
    entry.model = labels.get("model").map(str::to_owned);
    entry.output_tokens = Some(count);
}

fn input(labels: &Labels, count: u64, entry: &mut Entry) {
    entry.model = labels.get("model").map(str::to_owned);
    entry.input_tokens = Some(count);
    entry.quality = Quality::Estimated;
}

fn requests(labels: &Labels, count: u64, entry: &mut Entry) {
    entry.key = labels.get("credential_id").map(str::to_owned);
    answered(labels, count, entry);
}
