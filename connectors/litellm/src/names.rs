//! What people call teams, keys and users: lists, one page after another. Older proxies lack some of them.

use outlay_connector::{
    DeclaredRequest, Error, Failure, Name, NameKind, Page, Request, StreamInfo, cursor, error, log, names,
    page_of_names,
};
use serde::Deserialize;

use crate::{WRONG_KIND, advised, declared};

const EVERY: u32 = 6 * 3_600;
const LIMIT: u32 = 100;
const USERS: &str = "users";

struct List {
    id: &'static str,
    title: &'static str,
    path: &'static str,
    kind: NameKind,
    /// The parameter that says how many a page has.
    size: &'static str,
}

const LISTS: &[List] = &[
    List { id: "teams", title: "Names of teams", path: "/v2/team/list", kind: NameKind::Project, size: "page_size" },
    List { id: "keys", title: "Names of keys", path: "/key/list", kind: NameKind::Key, size: "size" },
    List { id: USERS, title: "Names of users", path: "/user/list", kind: NameKind::User, size: "page_size" },
];

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    LISTS.iter().map(|list| StreamInfo { every: EVERY, ..names(list.id, list.title) })
}

pub(crate) fn requests() -> impl Iterator<Item = DeclaredRequest> {
    LISTS.iter().map(|list| declared(list.id, list.path))
}

/// Only who sees everybody's calls may list users. The key itself is known to be right.
pub(crate) fn check() -> Result<(), Error> {
    let response = Request::get(USERS).query("page", 1).query("page_size", 1).send_any()?;
    if matches!(response.status(), 401 | 403) {
        return Err(error(Failure::CredentialsInsufficient, WRONG_KIND));
    }
    if response.status() == 404 {
        return Ok(());
    }
    advised(response).map(drop)
}

/// None if the stream has no names.
pub(crate) fn sync(stream: &str, cursor: Option<&str>) -> Option<Result<Page, Error>> {
    Some(read(LISTS.iter().find(|list| list.id == stream)?, cursor))
}

fn read(list: &List, cursor: Option<&str>) -> Result<Page, Error> {
    let number: u32 = cursor.unwrap_or("1").parse().map_err(|_| cursor::foreign())?;
    let mut request = Request::get(list.id).query("page", number).query(list.size, LIMIT);
    if list.kind == NameKind::Key {
        request = request.query("return_full_object", "true").query("include_team_keys", "true");
    }
    let response = request.send_any()?;
    if response.status() == 404 {
        log::warn(format!("this proxy has no {}; its {} stay without names", list.path, list.id));
        return Ok(page_of_names(vec![], None));
    }
    let answer: Answer = advised(response)?.json()?;
    let items = answer.teams.or(answer.keys).or(answer.users).unwrap_or_default();
    let has_more = !items.is_empty() && answer.total_pages.is_some_and(|total| total > number);
    let named = items.into_iter().filter_map(|item| item.name(list.kind)).collect();
    Ok(page_of_names(named, has_more.then(|| (number + 1).to_string())))
}

/// Each list has its items under a name of its own.
#[derive(Debug, Deserialize)]
struct Answer {
    teams: Option<Vec<Item>>,
    keys: Option<Vec<Item>>,
    users: Option<Vec<Item>>,
    total_pages: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Item {
    team_id: Option<String>,
    team_alias: Option<String>,
    /// The hash of a key.
    token: Option<String>,
    key_alias: Option<String>,
    /// The end of the key, `sk-...Xw2A`.
    key_name: Option<String>,
    user_id: Option<String>,
    user_alias: Option<String>,
    user_email: Option<String>,
}

impl Item {
    fn name(self, kind: NameKind) -> Option<Name> {
        let (id, names, project) = match kind {
            NameKind::Project => (self.team_id, [self.team_alias, None], None),
            NameKind::Key => (self.token, [self.key_alias, self.key_name], self.team_id),
            NameKind::User => (self.user_id, [self.user_alias, self.user_email], None),
        };
        let name = names.into_iter().flatten().find(|name| !name.is_empty())?;
        Some(Name { kind, id: id?, name, project })
    }
}
