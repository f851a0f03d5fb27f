//! Connector: usage and costs of Google Vertex AI.
//!
//! Cloud Monitoring has tokens and calls by model, but no money; the billing export in BigQuery has money by SKU, but no
//! calls. They are separate streams and are never added. How both are asked and read is `outlay-google-cloud`'s.
//!
//! | module | what it knows |
//! |---|---|
//! | `streams` | the metrics, and what their labels mean. A new metric is one entry there |

mod streams;

use outlay_connector::{Account, Connector, Error, Manifest, Page, Settings, Window, manifest};
use outlay_google_cloud::{Billing, check, form, sync};

#[derive(Debug)]
pub struct Vertex;

outlay_connector::export!(Vertex);

const COSTS: Billing = Billing { stream: "costs", provider: streams::PROVIDER };

impl Connector for Vertex {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: form::credentials(),
            settings: form::settings("Vertex AI"),
            auth: form::auth_schemes(),
            requests: form::requests(),
            schedule: "23 * * * *".into(),
            streams: std::iter::once(COSTS.info()).chain(streams::ALL.iter().map(|stream| stream.info())).collect(),
            cannot_tell: vec![
                "Neither usage nor costs are given per user or per API key.".into(),
                "Usage has no cached tokens: input contains them, so an estimate of what it would cost is too high where much is cached.".into(),
                "Costs are given per SKU; the model is read from its text where that names one, and is otherwise unknown.".into(),
                "The billing export begins when it is switched on, with the month before at most; older costs cannot be had.".into(),
                "Partner models bought through the marketplace may be billed under services of their own; name them in the settings.".into(),
                "Taxes and rounding of the whole invoice belong to no service and are left out.".into(),
            ],
            ..manifest("vertex", env!("CARGO_PKG_VERSION"), "Google Vertex AI")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        check(streams::ALL, settings)
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        sync(&COSTS, streams::ALL, settings, stream, window, cursor)
    }
}

#[cfg(test)]
mod tests;
