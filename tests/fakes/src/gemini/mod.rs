//! The Gemini API: tokens by model, requests by key and the names of keys, on [`GoogleCloud`].

use crate::google::{GoogleCloud, Product, Written};

const PRODUCT: Product = Product {
    connector: "gemini",
    name: "Google Gemini API",
    api_keys: Some(include_str!("../../../../connectors/gemini/fixtures/api_keys.json")),
    metrics: &[
        Written {
            metric: "generativelanguage.googleapis.com/generate_content_usage_output_token_count",
            pages: &[include_str!("../../../../connectors/gemini/fixtures/time_series_output_tokens.json")],
        },
        Written {
            metric: "generativelanguage.googleapis.com/quota/generate_content_paid_tier_input_token_count/usage",
            pages: &[
                include_str!("../../../../connectors/gemini/fixtures/time_series_input_tokens_quota.json"),
                // A tier has a limit for a day, too, which counts the same.
                include_str!("second_limit.json"),
            ],
        },
        Written {
            metric: "serviceruntime.googleapis.com/api/request_count",
            pages: &[
                include_str!("../../../../connectors/gemini/fixtures/time_series_request_count.json"),
                // Projects use other services, too.
                include_str!("other_service.json"),
            ],
        },
    ],
};

pub fn gemini() -> GoogleCloud {
    GoogleCloud::of(&PRODUCT)
}
