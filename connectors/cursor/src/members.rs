//! Members of the team. Usage names them by their mail address.

use outlay_connector::{Error, Name, NameKind, Page, Request, page_of_names};
use serde::Deserialize;

use crate::{MEMBERS_REQUEST, send};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    team_members: Vec<Member>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Member {
    name: Option<String>,
    email: Option<String>,
}

pub(crate) fn read() -> Result<Vec<Member>, Error> {
    let answer: Answer = send(Request::get(MEMBERS_REQUEST))?.json()?;
    Ok(answer.team_members)
}

pub(crate) fn sync() -> Result<Page, Error> {
    let named = |member: Member| {
        let name = member.name.filter(|name| !name.trim().is_empty())?;
        Some(Name { kind: NameKind::User, id: member.email?, name, project: None })
    };
    Ok(page_of_names(read()?.into_iter().filter_map(named).collect(), None))
}
