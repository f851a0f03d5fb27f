//! Vertex AI: tokens and calls of publishers' models, on [`GoogleCloud`].

use crate::google::{GoogleCloud, Product, Written};

const PRODUCT: Product = Product {
    connector: "vertex",
    name: "Google Vertex AI",
    api_keys: None,
    metrics: &[
        Written {
            metric: "aiplatform.googleapis.com/publisher/online_serving/token_count",
            pages: &[
                include_str!("../../../../connectors/vertex/fixtures/time_series_token_count.page1.json"),
                include_str!("../../../../connectors/vertex/fixtures/time_series_token_count.page2.json"),
            ],
        },
        Written {
            metric: "aiplatform.googleapis.com/publisher/online_serving/model_invocation_count",
            pages: &[include_str!("../../../../connectors/vertex/fixtures/time_series_invocations.json")],
        },
    ],
};

pub fn vertex() -> GoogleCloud {
    GoogleCloud::of(&PRODUCT)
}
