//! The metrics of Vertex AI, and what their labels mean.

use outlay_connector::Entry;
use outlay_google_cloud::{Labels, Metric, Reduce, UsageStream, answered};

pub(crate) const PROVIDER: &str = "vertex";

const MODELS: &str = "resource.type=\"aiplatform.googleapis.com/PublisherModel\"";

macro_rules! metric {
    ($name:literal, $group_by:expr) => {
        Metric {
            name: concat!("aiplatform.googleapis.com/publisher/online_serving/", $name),
            narrowed: MODELS,
            group_by: $group_by,
            reduce: Reduce::Sum,
        }
    };
}

pub(crate) const ALL: &[UsageStream] = &[
    UsageStream {
        id: "tokens",
        title: "Tokens",
        metrics: &[metric!(
            "token_count",
            &[
                "resource.label.model_user_id",
                "resource.label.publisher",
                "resource.label.location",
                "metric.label.type",
                "metric.label.request_type",
                "metric.label.source",
                "metric.label.modality",
            ]
        )],
        fill: tokens,
    },
    UsageStream {
        id: "invocations",
        title: "Calls",
        metrics: &[metric!(
            "model_invocation_count",
            &[
                "resource.label.model_user_id",
                "resource.label.publisher",
                "resource.label.location",
                "metric.label.response_code",
                "metric.label.request_type",
                "metric.label.method",
            ]
        )],
        fill: calls,
    },
];

/// Input contains what was cached. Kinds of tokens that are neither input nor output stay apart from both.
fn tokens(labels: &Labels, count: u64, entry: &mut Entry) {
    entry.model = model(labels);
    match labels.get("type") {
        Some("input") => entry.input_tokens = Some(count),
        Some("output") => entry.output_tokens = Some(count),
        other => {
            entry.units = Some(count.to_string());
            entry.unit = Some(format!("{} tokens", other.unwrap_or("other")));
        }
    }
}

fn calls(labels: &Labels, count: u64, entry: &mut Entry) {
    entry.model = model(labels);
    answered(labels, count, entry);
}

/// Without the path that some series have before it.
fn model(labels: &Labels) -> Option<String> {
    let model = labels.get("model_user_id")?;
    Some(model.rsplit('/').next().unwrap_or(model).to_owned())
}
