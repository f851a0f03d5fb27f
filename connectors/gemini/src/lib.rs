//! Connector: usage and costs of the Gemini API (generativelanguage.googleapis.com).
//!
//! The API itself tells nothing about usage, whatever key one has: it is read from the Google Cloud project behind the
//! key. How Cloud Monitoring and the billing export are asked and read is `outlay-google-cloud`'s.
//!
//! | module | what it knows |
//! |---|---|
//! | `names` | what people call API keys |
//! | `streams` | the metrics, and what their labels mean. A new metric is one entry there |

mod names;
mod streams;

use outlay_connector::{Account, Connector, Error, Manifest, Page, Settings, Window, manifest};
use outlay_google_cloud::{Billing, check, form, sync};

#[derive(Debug)]
pub struct Gemini;

outlay_connector::export!(Gemini);

const COSTS: Billing = Billing { stream: "costs", provider: streams::PROVIDER };

impl Connector for Gemini {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: form::credentials(),
            settings: form::settings("Gemini API"),
            auth: form::auth_schemes().into_iter().chain([names::auth_scheme()]).collect(),
            requests: form::requests().into_iter().chain([names::request()]).collect(),
            schedule: "26 * * * *".into(),
            streams: std::iter::once(COSTS.info())
                .chain(streams::ALL.iter().map(|stream| stream.info()))
                .chain([names::info()])
                .collect(),
            cannot_tell: vec![
                "A Gemini API key can read nothing of this; usage is that of whole Google Cloud projects.".into(),
                "Input tokens are what the quota counted, attempts that failed perhaps included: an estimate.".into(),
                "Cached tokens are not told; input contains them.".into(),
                "Requests are told by API key, but not by model; tokens by model, but not by key. Users are not told.".into(),
                "What the free tier used has tokens but no costs.".into(),
                "Costs are given per SKU; the model is read from its text where that names one, and may be called otherwise than in the usage.".into(),
                "The billing export begins when it is switched on, with the month before at most; older costs cannot be had.".into(),
            ],
            ..manifest("gemini", env!("CARGO_PKG_VERSION"), "Google Gemini API")
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
        if stream == names::STREAM {
            return names::read(settings, cursor);
        }
        sync(&COSTS, streams::ALL, settings, stream, window, cursor)
    }
}

#[cfg(test)]
mod tests;
