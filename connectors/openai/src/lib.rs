//! Connector: usage and costs of an OpenAI organization.
//!
//! Usage and costs are two views of the same consumption: usage has tokens, models, keys and users, costs are what is
//! billed. They are separate streams and are never added.
//!
//! | module | what it knows |
//! |---|---|
//! | `streams` | the endpoints: paths, groupings, page sizes. A new endpoint is one entry there |
//! | `names` | what people call projects, keys and users |
//! | `answer` | the form of an answer, and which counter becomes what |

mod answer;
mod names;
mod streams;

use outlay_connector::time::yesterday;
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Field, Manifest, Page, Request, Response,
    Settings, Window, auth, cursor, declare, field, manifest, no_such_stream, now, optional_field, page,
};

use crate::streams::{COSTS, Stream};

#[derive(Debug)]
pub struct OpenAi;

outlay_connector::export!(OpenAi);

const DEFAULT_BASE: &str = "https://api.openai.com/v1";

impl Connector for OpenAi {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "admin_api_key",
                "Admin API key",
                "An organization owner creates it at platform.openai.com under Settings, Organization, Admin keys. \
                 It starts with sk-admin-. A project key (sk-proj-...) is let in but may not read usage or costs.",
            )],
            settings: vec![
                Field {
                    required: false,
                    default: Some(DEFAULT_BASE.into()),
                    ..field("base_url", "Base URL", "Only for regional hosts or a proxy; with the /v1 at its end.")
                },
                optional_field(
                    "project_ids",
                    "Projects",
                    "Only these projects (proj_...), separated by commas. Empty: all.",
                ),
            ],
            auth: vec![auth("admin", AuthMethod::Bearer("admin_api_key".into()))],
            requests: streams::ALL.iter().map(declared).chain(names::requests()).collect(),
            schedule: "17 * * * *".into(),
            streams: streams::ALL.iter().map(|stream| stream.info()).chain(names::streams()).collect(),
            cannot_tell: vec![
                "Costs are not given per user or per model; the model is read from the text of the line item where it has one."
                    .into(),
                "A batch or priority price shows in the costs only as part of the line item's text.".into(),
                "How far back the history goes is not stated; days before the usage interface existed may be missing.".into(),
            ],
            ..manifest("openai", env!("CARGO_PKG_VERSION"), "OpenAI")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        let request = Request::get(COSTS.id).query("start_time", yesterday().start).query("limit", 1);
        let response = ask(request, settings)?;
        answer::page(&response)?;
        Ok(Account {
            id: None,
            name: response.header("openai-organization").map(str::to_owned),
            notes: vec![
                "The key may read usage and costs. Costs come hours later, and recent days are corrected.".into(),
            ],
        })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if let Some(page) = names::sync(stream, cursor) {
            return page;
        }
        let stream = streams::ALL.iter().find(|known| known.id == stream).ok_or_else(|| no_such_stream(stream))?;
        let place = Place::resume(cursor, window)?;
        let mut request = Request::get(stream.id)
            .query("start_time", window.start)
            .query("bucket_width", "1d")
            .query("limit", stream.limit(window))
            .query_all("group_by", stream.group_by.iter().copied());
        if !place.newest {
            request = request.query("end_time", window.end);
        }
        if let Some(page) = place.page {
            request = request.query("page", page);
        }
        let answer = answer::page(&ask(request, settings)?)?;
        let next = answer.next(place.page)?.map(|page| place.cursor(&page));
        Ok(page(answer::entries(stream, answer, window, now())?, next))
    }
}

fn declared(stream: &Stream) -> DeclaredRequest {
    declare(stream.id, "GET", "setting:base_url", stream.path, "admin")
}

/// Where in a window we are. OpenAI fails requests whose `end_time` lies ahead, and wants every parameter unchanged
/// between pages: whether the end was left out is decided on the first page and travels in the cursor.
struct Place<'a> {
    newest: bool,
    page: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn resume(cursor: Option<&'a str>, window: Window) -> Result<Self, Error> {
        let Some(cursor) = cursor else {
            return Ok(Self { newest: window.end > now(), page: None });
        };
        match cursor.split_once(':') {
            Some(("newest", page)) => Ok(Self { newest: true, page: Some(page) }),
            Some(("closed", page)) => Ok(Self { newest: false, page: Some(page) }),
            _ => Err(cursor::foreign()),
        }
    }

    fn cursor(&self, page: &str) -> String {
        format!("{}:{page}", if self.newest { "newest" } else { "closed" })
    }
}

/// Asks for the chosen projects only.
fn ask(request: Request, settings: &Settings) -> Result<Response, Error> {
    send(request.query_all("project_ids", settings.list("project_ids")))
}

/// Says what to do where OpenAI only says no.
fn send(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("OpenAI", |status, _said| {
        Some(match status {
            400 => (Failure::SettingsInvalid, "OpenAI refuses the request; look at the project ids in the settings."),
            401 => (
                Failure::CredentialsInvalid,
                "OpenAI does not know this key: it is mistyped, cut off or revoked. Paste the whole admin key (sk-admin-...).",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This key may not read usage and costs. That takes an admin key (sk-admin-...), which an organization owner \
                 creates under Settings, Organization, Admin keys; project keys (sk-proj-...) cannot.",
            ),
            404 => (Failure::SettingsInvalid, "Nothing is there; the base URL should end with /v1."),
            429 => (Failure::RateLimited, "OpenAI asks to wait."),
            500..=599 => (Failure::Unavailable, "OpenAI has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
