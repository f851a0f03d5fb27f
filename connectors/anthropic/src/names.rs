//! What people call workspaces, keys and users: lists, one page after another.

use outlay_connector::{
    DeclaredRequest, Error, Name, NameKind, Page, Request, StreamInfo, cursor, names, page_of_names,
};
use serde::Deserialize;

use crate::{ask, declared};

const LIMIT: u32 = 1_000;
const EVERY: u32 = 6 * 3_600;

/// Stream, title, path, what it names.
const LISTS: &[(&str, &str, &str, NameKind)] = &[
    ("workspaces", "Names of workspaces", "/v1/organizations/workspaces", NameKind::Project),
    ("keys", "Names of keys", "/v1/organizations/api_keys", NameKind::Key),
    ("users", "Names of users", "/v1/organizations/users", NameKind::User),
];

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    LISTS.iter().map(|(id, title, ..)| StreamInfo { every: EVERY, ..names(id, title) })
}

pub(crate) fn requests() -> impl Iterator<Item = DeclaredRequest> {
    LISTS.iter().map(|(id, _, path, _)| declared(id, path))
}

/// None if the stream has no names.
pub(crate) fn sync(stream: &str, cursor: Option<&str>) -> Option<Result<Page, Error>> {
    let (id, .., kind) = LISTS.iter().find(|(id, ..)| *id == stream)?;
    Some(read(id, *kind, cursor))
}

fn read(list: &str, kind: NameKind, after: Option<&str>) -> Result<Page, Error> {
    let mut request = Request::get(list).query("limit", LIMIT);
    if kind == NameKind::Project {
        // Archived ones have history too.
        request = request.query("include_archived", "true");
    }
    if let Some(after) = after {
        request = request.query("after_id", after);
    }
    let list: List = ask(request)?.json()?;
    let next = list.next(after)?;
    Ok(page_of_names(list.data.into_iter().filter_map(|item| item.name(kind)).collect(), next))
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
    workspace_id: Option<String>,
}

impl List {
    /// The page after this one; none at the end.
    fn next(&self, current: Option<&str>) -> Result<Option<String>, Error> {
        cursor::next(Some(self.has_more), self.last_id.clone(), current)
    }
}

impl Item {
    fn name(self, kind: NameKind) -> Option<Name> {
        let name = self.name.filter(|name| !name.is_empty()).or(self.email)?;
        let project = self.workspace_id.filter(|_| kind == NameKind::Key);
        Some(Name { kind, id: self.id, name, project })
    }
}
