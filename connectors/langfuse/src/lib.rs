//! Connector: usage of a Langfuse project, and what Langfuse thinks it cost.
//!
//! Langfuse observes calls that providers bill: it is no billing source, and its costs are estimates.
//!
//! | module | what it knows |
//! |---|---|
//! | `metrics` | what is asked, in which version, and what comes back |

mod metrics;

use outlay_connector::types::BasicAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Request, Response, Settings,
    Window, auth, cursor, declare, field, field_with_default, manifest,
};
use serde::Deserialize;

#[derive(Debug)]
pub struct Langfuse;

outlay_connector::export!(Langfuse);

const PROJECTS: &str = "projects";

impl Connector for Langfuse {
    fn manifest() -> Manifest {
        let keys = BasicAuth { user: "public_key".into(), password: "secret_key".into() };
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![
                field("public_key", "Public key", "Of the project, under Settings, API keys. It starts with pk-lf-."),
                field(
                    "secret_key",
                    "Secret key",
                    "Made together with the public key, and shown only then. It starts with sk-lf-.",
                ),
            ],
            settings: vec![field_with_default(
                "base_url",
                "Base URL",
                "https://cloud.langfuse.com (Europe), https://us.cloud.langfuse.com (USA), or your own server. Regions have \
                 projects and keys of their own.",
                "https://cloud.langfuse.com",
            )],
            auth: vec![auth("keys", AuthMethod::Basic(keys))],
            requests: metrics::requests().chain([declared(PROJECTS, "/api/public/projects")]).collect(),
            schedule: "41 */6 * * *".into(),
            billing_source: false,
            streams: metrics::streams().collect(),
            cannot_tell: vec![
                "Costs are Langfuse's estimates from its model prices, or what the application itself reported; they are no bill."
                    .into(),
                "Only what the application traced is there; the same calls are in the provider's own report.".into(),
                "Cached input is not told apart: all input counts as uncached.".into(),
                "Neither users nor keys are told, only models and environments.".into(),
                "Small plans allow few questions a day: each stream is read at most every three hours.".into(),
            ],
            ..manifest("langfuse", env!("CARGO_PKG_VERSION"), "Langfuse")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        metrics::check()?;
        // Whose keys these are, is nice to know; the metrics were the test.
        let projects = ask(Request::get(PROJECTS)).and_then(|response| response.json::<Projects>()).ok();
        let project = projects.and_then(|projects| projects.data.into_iter().next());
        let (id, name) = project.map(|project| (project.id, project.name)).unzip();
        let notes = vec!["The keys may read the project's metrics.".into()];
        Ok(Account { id, name: name.flatten(), notes })
    }

    fn sync(
        _settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if cursor.is_some() {
            return Err(cursor::foreign());
        }
        metrics::sync(stream, window)
    }
}

#[derive(Debug, Deserialize)]
struct Projects {
    data: Vec<Project>,
}

#[derive(Debug, Deserialize)]
struct Project {
    id: String,
    name: Option<String>,
}

fn declared(id: &str, path: &str) -> DeclaredRequest {
    declare(id, "GET", "setting:base_url", path, "keys")
}

fn ask(request: Request) -> Result<Response, Error> {
    advised(request.send_any()?)
}

/// Says what to do where Langfuse only says no.
fn advised(response: Response) -> Result<Response, Error> {
    response.or_advice("Langfuse", |status, _said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "Langfuse does not know these keys: mistyped, exchanged (public: pk-lf-..., secret: sk-lf-...), deleted, or of \
                 another region than the base URL.",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "These keys may not read a project. That takes keys of the project itself, under Settings, API keys; keys of \
                 an organization cannot.",
            ),
            404 | 405 => (
                Failure::SettingsInvalid,
                "Nothing is there: the base URL is Langfuse's address, without /api at its end.",
            ),
            429 => (Failure::RateLimited, "Langfuse asks to wait: the plan's questions of today may be used up."),
            500..=599 => (Failure::Unavailable, "Langfuse has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
