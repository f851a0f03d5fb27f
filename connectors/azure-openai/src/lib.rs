//! Connector: tokens and costs of Azure OpenAI resources (Microsoft Foundry models).
//!
//! Azure Monitor counts tokens by deployment and model; Cost Management has the money by resource and meter. They are
//! two views of the same consumption and are never added.
//!
//! | module | what it knows |
//! |---|---|
//! | `arm` | the requests to Azure Resource Manager, and what their errors mean |
//! | `resources` | which resources and deployments there are |
//! | `metrics` | the metrics of a resource: what is asked for, and the form of the answer |
//! | `usage` | metrics as entries |
//! | `costs` | the cost query, its pages and rows |
//! | `meter` | the model in the text of a meter |

mod arm;
mod costs;
mod meter;
mod metrics;
mod resources;
mod usage;

use outlay_connector::types::OauthAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, Error, Failure, Manifest, NameKind, Page, Settings, StreamKind, Window, auth,
    daily, field, manifest, names, no_such_stream, optional_field, page_of_names,
};
use outlay_connector::{Name, StreamInfo};

pub(crate) const PROVIDER: &str = "azure-openai";

const USAGE: &str = "usage";
const COSTS: &str = "costs";
const RESOURCES: &str = "resources";

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

#[derive(Debug)]
pub struct AzureOpenAi;

outlay_connector::export!(AzureOpenAi);

impl Connector for AzureOpenAi {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "client_secret",
                "Client secret",
                "The value (not the ID) of a secret of the app registration, under Certificates & secrets. Azure shows it \
                 only once, when it is made.",
            )],
            settings: vec![
                field("tenant_id", "Tenant ID", "Directory (tenant) ID, on the app registration's overview."),
                field("client_id", "Client ID", "Application (client) ID, on the app registration's overview."),
                field("subscription_ids", "Subscription IDs", "The subscriptions to read, separated by commas."),
                optional_field(
                    "resource_names",
                    "Resources",
                    "Only the Azure OpenAI or Foundry resources of these names, separated by commas. Empty: all.",
                ),
            ],
            auth: vec![auth(
                arm::APP,
                AuthMethod::OauthClient(OauthAuth {
                    token_url: "https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/token".into(),
                    client_id: "client_id".into(),
                    client_secret: "client_secret".into(),
                    scope: "https://management.azure.com/.default".into(),
                }),
            )],
            requests: arm::requests(),
            schedule: "23 * * * *".into(),
            streams: vec![costs_info(), usage_info(), names(RESOURCES, "Names of resources")],
            cannot_tell: vec![
                "Tokens and costs are not given by key or by user; the finest is a deployment (tokens) or a meter of a \
                 resource (costs)."
                    .into(),
                "For models of OpenAI, how much of the input was read from a cache is not counted: it is contained in the \
                 input."
                    .into(),
                "Which model a cost is for stands only in the text of its meter; Outlay reads it from there where it can."
                    .into(),
                "Metrics are kept for 93 days, costs for 13 months; what is older cannot be read.".into(),
                "Taxes, credits and support are not in the costs, and costs are estimates until the invoice is made.".into(),
                "Models that are sold through the Azure Marketplace (Claude, for example) may be billed under other \
                 resources than are read here."
                    .into(),
            ],
            ..manifest(PROVIDER, env!("CARGO_PKG_VERSION"), "Azure OpenAI")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        let found = resources::accounts(settings)?;
        let mut subscriptions = arm::subscriptions(settings)?;
        subscriptions.sort_unstable();
        let mut notes = vec![match &found[..] {
            [] => {
                "There is no Azure OpenAI or Foundry resource that the app can see. Where there is one, the app lacks \
                   the role Reader on it."
                    .to_owned()
            }
            found => {
                let names: Vec<&str> = found.iter().take(20).map(|account| account.name.as_str()).collect();
                format!("Resources: {}{}.", names.join(", "), if found.len() > 20 { ", …" } else { "" })
            }
        }];
        match costs::probe(settings) {
            Ok(()) => notes.push("Costs come up to a day later and change until some days after the month.".into()),
            // Tokens can be read all the same.
            Err(problem) if problem.failure == Failure::CredentialsInsufficient => notes.push(problem.message),
            Err(problem) if problem.failure == Failure::RateLimited => {
                notes.push("Whether costs can be read will be seen at the first sync: Azure asks to wait.".into());
            }
            Err(problem) => return Err(problem),
        }
        Ok(Account { id: Some(subscriptions.join(" ")), name: None, notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        match stream {
            USAGE => usage::sync(settings, window, cursor),
            COSTS => costs::sync(settings, window, cursor),
            RESOURCES => Ok(page_of_names(resources::accounts(settings)?.into_iter().map(named).collect(), None)),
            other => Err(no_such_stream(other)),
        }
    }
}

fn named(account: resources::Resource) -> Name {
    Name { kind: NameKind::Project, id: account.id, name: account.name, project: None }
}

/// Metrics settle within minutes. An hour of a busy resource is a few dozen series.
fn usage_info() -> StreamInfo {
    StreamInfo {
        step: HOUR,
        re_read: DAY,
        max_window: 7 * DAY,
        lateness: HOUR,
        backfill: 92 * DAY,
        ..daily(USAGE, StreamKind::Usage, "Tokens by deployment")
    }
}

/// Costs come within a day, are made anew a few times a day, and change until the fifth of the next month.
fn costs_info() -> StreamInfo {
    StreamInfo {
        re_read: 3 * DAY,
        deep_re_read: 36 * DAY,
        every: 6 * HOUR,
        max_window: 92 * DAY,
        lateness: DAY,
        backfill: 395 * DAY,
        ..daily(COSTS, StreamKind::Cost, "Costs by meter")
    }
}

#[cfg(test)]
mod tests;
