//! What people call projects, keys and users: lists, one page after another.

use outlay_connector::{
    DeclaredRequest, Error, Name, NameKind, Page, Request, StreamInfo, cursor, declare, names, page_of_names,
};
use serde::{Deserialize, Serialize};

use crate::send;

const PROJECTS: &str = "projects";
const USERS: &str = "users";
/// Keys are listed project by project.
const KEYS: &str = "keys";

const LIMIT: i64 = 100;
const EVERY: u32 = 6 * 3_600;

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    [(PROJECTS, "Names of projects"), (KEYS, "Names of keys"), (USERS, "Names of users")]
        .into_iter()
        .map(|(id, title)| StreamInfo { every: EVERY, ..names(id, title) })
}

pub(crate) fn requests() -> impl Iterator<Item = DeclaredRequest> {
    [
        (PROJECTS, "/organization/projects"),
        (KEYS, "/organization/projects/{project}/api_keys"),
        (USERS, "/organization/users"),
    ]
    .into_iter()
    .map(|(id, path)| declare(id, "GET", "setting:base_url", path, "admin"))
}

/// None if the stream has no names.
pub(crate) fn sync(stream: &str, cursor: Option<&str>) -> Option<Result<Page, Error>> {
    match stream {
        PROJECTS => Some(one_list(projects(cursor), NameKind::Project, cursor)),
        USERS => Some(one_list(list(USERS, cursor), NameKind::User, cursor)),
        KEYS => Some(keys(cursor)),
        _ => None,
    }
}

#[derive(Debug, Deserialize)]
struct List {
    data: Vec<Item>,
    #[serde(default)]
    has_more: bool,
    last_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    name: Option<String>,
    email: Option<String>,
}

/// Where in the keys we are. Projects and their keys come in pages of their own.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    /// Projects whose keys are still to be asked for, the next one last.
    projects: Vec<String>,
    /// The last key that was seen of the next project.
    after_key: Option<String>,
    /// The last project that was seen; none if no more of them come.
    after_project: Option<String>,
}

fn list(request: &str, after: Option<&str>) -> Request {
    let request = Request::get(request).query("limit", LIMIT);
    match after {
        Some(after) => request.query("after", after),
        None => request,
    }
}

/// Archived ones have history too.
fn projects(after: Option<&str>) -> Request {
    list(PROJECTS, after).query("include_archived", "true")
}

fn one_list(request: Request, kind: NameKind, cursor: Option<&str>) -> Result<Page, Error> {
    let list = read(request)?;
    let next = list.next(cursor)?;
    Ok(page_of_names(list.names(kind, None), next))
}

fn keys(cursor: Option<&str>) -> Result<Page, Error> {
    let (names, place) = match cursor::read::<Place>(cursor)? {
        Some(Place { mut projects, after_key, after_project }) if !projects.is_empty() => {
            let project = projects.pop().unwrap_or_default();
            let list = read(list(KEYS, after_key.as_deref()).path(&project))?;
            let next = list.next(after_key.as_deref())?;
            let names = list.names(NameKind::Key, Some(&project));
            if next.is_some() {
                projects.push(project);
            }
            (names, Place { projects, after_key: next, after_project })
        }
        place => {
            let after = place.and_then(|place| place.after_project);
            let list = read(projects(after.as_deref()))?;
            let after_project = list.next(after.as_deref())?;
            let projects = list.data.into_iter().map(|project| project.id).rev().collect();
            (vec![], Place { projects, after_key: None, after_project })
        }
    };
    if place.projects.is_empty() && place.after_project.is_none() {
        return Ok(page_of_names(names, None));
    }
    Ok(page_of_names(names, Some(cursor::write(&place)?)))
}

fn read(request: Request) -> Result<List, Error> {
    send(request)?.json()
}

impl List {
    /// The page after this one; none at the end.
    fn next(&self, current: Option<&str>) -> Result<Option<String>, Error> {
        let last = self.last_id.as_ref().or_else(|| self.data.last().map(|item| &item.id));
        cursor::next(Some(self.has_more), last.cloned(), current)
    }

    fn names(self, kind: NameKind, project: Option<&str>) -> Vec<Name> {
        let named = |item: Item| {
            let name = item.name.filter(|name| !name.is_empty()).or(item.email)?;
            Some(Name { kind, id: item.id, name, project: project.map(str::to_owned) })
        };
        self.data.into_iter().filter_map(named).collect()
    }
}
