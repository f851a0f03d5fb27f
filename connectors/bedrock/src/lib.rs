//! Connector: usage and costs of AWS Bedrock.
//!
//! CloudWatch counts tokens and requests by model and region, within minutes. Cost Explorer says what is billed, a day or
//! two later, and each of its requests costs money. The two are separate streams and are never added.
//!
//! | module | what it knows |
//! |---|---|
//! | `aws` | how to ask, and what to do about each of AWS's errors |
//! | `metrics` | the namespaces: which metric counts what. Another namespace is one entry there |
//! | `series` | which models there are: listed, seen before, typed |
//! | `usage` | the figures of those, hour by hour |
//! | `costs` | Cost Explorer, day by day |

mod aws;
mod costs;
mod metrics;
mod series;
mod usage;

use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Settings, Window, auth, declare,
    error, field, field_with_default, manifest, no_such_stream, optional_field,
};

use outlay_connector::types::Sigv4Auth;

#[derive(Debug)]
pub struct Bedrock;

outlay_connector::export!(Bedrock);

impl Connector for Bedrock {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![
                field(
                    "access_key_id",
                    "Access key ID",
                    "Of an IAM user that may only read: the AWS console shows it under IAM, Users, Security credentials. \
                     It starts with AKIA; one that starts with ASIA is temporary and needs its session token.",
                ),
                field(
                    "secret_access_key",
                    "Secret access key",
                    "40 characters, shown once when the access key is made. Not a Bedrock API key.",
                ),
                optional_field(
                    "session_token",
                    "Session token",
                    "Only for temporary credentials (access keys that start with ASIA). They end after some hours.",
                ),
            ],
            settings: vec![
                field_with_default(
                    "regions",
                    "Region(s)",
                    "Every region in which Bedrock is called, separated by commas: us-east-1, eu-central-1.",
                    "us-east-1",
                ),
                optional_field(
                    "model_ids",
                    "More model IDs",
                    "CloudWatch lists only what was used in the last two weeks. IDs typed here are looked for in older \
                     time, too.",
                ),
            ],
            auth: vec![signed("monitoring", "{regions}"), signed("ce", costs::REGION)],
            requests: vec![
                declare(series::LIST, "POST", CLOUDWATCH, "/", "monitoring"),
                billed(declare(usage::GET, "POST", CLOUDWATCH, "/", "monitoring")),
                billed(declare(costs::GET, "POST", costs::ORIGIN, "/", "ce")),
            ],
            schedule: "23 * * * *".into(),
            streams: std::iter::once(costs::info()).chain(metrics::ALL.iter().map(|namespace| namespace.info())).collect(),
            cannot_tell: vec![
                "Who made a call: neither CloudWatch nor Cost Explorer knows the user or the key. An application inference \
                 profile is told apart, by its id."
                    .into(),
                "Which account of an organization a cost belongs to; a payer account's costs are those of all its accounts."
                    .into(),
                "Credits, refunds, discounts that are lines of their own, and tax: costs are those of usage, before them."
                    .into(),
                "Models that were last used more than two weeks before the first sync, unless their ids are typed in the settings."
                    .into(),
                "Which part of the input was cached, for calls through the OpenAI-compatible endpoint (bedrock-mantle)."
                    .into(),
                "Batch, flex and priority calls apart from others, but by the text of a cost's usage type.".into(),
            ],
            ..manifest("bedrock", env!("CARGO_PKG_VERSION"), "AWS Bedrock")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        let mut notes = series::check(&regions(settings)?)?;
        notes.push(
            "Costs are read about twice a day; AWS charges 0.01 USD for each request. Whether the key may read them shows at the \
             first sync."
                .into(),
        );
        Ok(Account { id: None, name: None, notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if stream == costs::STREAM {
            return costs::sync(window, cursor);
        }
        match metrics::ALL.iter().find(|namespace| namespace.stream == stream) {
            Some(namespace) => usage::sync(namespace, settings, window, cursor, state),
            None => Err(no_such_stream(stream)),
        }
    }
}

const CLOUDWATCH: &str = "https://monitoring.{regions}.amazonaws.com";
const MOST_REGIONS: usize = 50;

fn signed(service: &str, region: &str) -> outlay_connector::AuthScheme {
    let method = Sigv4Auth {
        access_key: "access_key_id".into(),
        secret_key: "secret_access_key".into(),
        session_token: Some("session_token".into()),
        service: service.into(),
        region: region.into(),
    };
    auth(service, AuthMethod::AwsSigv4(method))
}

fn billed(request: DeclaredRequest) -> DeclaredRequest {
    DeclaredRequest { billed: true, ..request }
}

/// Each once, in the order in which they were typed.
fn regions(settings: &Settings) -> Result<Vec<String>, Error> {
    let mut regions: Vec<String> = vec![];
    for region in settings.list("regions") {
        if !is_region(region) {
            let shown: String = region.chars().take(40).collect();
            let message = format!("`{}` is no AWS region; one looks like us-east-1.", shown.escape_debug());
            return Err(error(Failure::SettingsInvalid, message));
        }
        if regions.iter().all(|known| known != region) {
            regions.push(region.to_owned());
        }
    }
    if regions.is_empty() || regions.len() > MOST_REGIONS {
        let message = format!("Name 1 to {MOST_REGIONS} regions, separated by commas.");
        return Err(error(Failure::SettingsInvalid, message));
    }
    Ok(regions)
}

/// `us-east-1`, `us-gov-west-1`
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [continent, middle @ .., number] = &parts[..] else { return false };
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    continent.len() == 2
        && is_word(continent)
        && !middle.is_empty()
        && middle.iter().all(is_word)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
