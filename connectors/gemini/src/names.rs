//! What people call the API keys of a project. It takes a role of its own; without it keys stay ids.

use outlay_connector::types::ServiceAccountAuth;
use outlay_connector::{
    AuthMethod, AuthScheme, DeclaredRequest, Error, Name, NameKind, Page, Request, Settings, StreamInfo, auth, cursor,
    declare, log, names, page_of_names,
};
use outlay_google_cloud::form::projects;
use serde::{Deserialize, Serialize};

pub(crate) const STREAM: &str = "keys";

const AUTH: &str = "key_names";
const PAGE_SIZE: i64 = 100;
/// How Cloud Monitoring calls a key: this and the key's own id.
const PREFIX: &str = "apikey:";

pub(crate) fn info() -> StreamInfo {
    names(STREAM, "Names of keys")
}

pub(crate) fn auth_scheme() -> AuthScheme {
    let method = AuthMethod::ServiceAccount(ServiceAccountAuth {
        credential: "service_account_json".into(),
        scope: "https://www.googleapis.com/auth/cloud-platform.read-only".into(),
    });
    auth(AUTH, method)
}

pub(crate) fn request() -> DeclaredRequest {
    declare(STREAM, "GET", "https://apikeys.googleapis.com", "/v2/projects/{project}/locations/global/keys", AUTH)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    keys: Vec<Key>,
    next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    uid: String,
    display_name: Option<String>,
}

/// Where in the projects we are.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    project: usize,
    token: Option<String>,
}

/// One page of a project's keys, those deleted in the last 30 days included.
pub(crate) fn read(settings: &Settings, cursor: Option<&str>) -> Result<Page, Error> {
    let place: Place = cursor::read(cursor)?.unwrap_or_default();
    let projects = projects(settings)?;
    let project = *projects.get(place.project).ok_or_else(cursor::foreign)?;
    let mut request = Request::get(STREAM).path(project).query("pageSize", PAGE_SIZE).query("showDeleted", true);
    if let Some(token) = &place.token {
        request = request.query("pageToken", token);
    }
    let response = request.send_any()?;
    let answer = if response.status() == 403 {
        log::info(format!("the names of the keys of `{project}` may not be read; that is optional"));
        Answer { keys: vec![], next_page_token: None }
    } else {
        response.successful()?.json()?
    };
    let names = answer.keys.into_iter().filter_map(|key| {
        let name = key.display_name.filter(|name| !name.is_empty())?;
        let id = format!("{PREFIX}{}", key.uid);
        Some(Name { kind: NameKind::Key, id, name, project: Some(project.to_owned()) })
    });
    let names = names.collect();
    let next = match cursor::next(None, answer.next_page_token, place.token.as_deref())? {
        Some(token) => Some(Place { token: Some(token), ..place }),
        None if place.project + 1 < projects.len() => Some(Place { project: place.project + 1, token: None }),
        None => None,
    };
    Ok(page_of_names(names, next.map(|place| cursor::write(&place)).transpose()?))
}
