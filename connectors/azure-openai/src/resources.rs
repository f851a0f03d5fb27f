//! Which resources there are, and which model each of their deployments is.

use std::collections::HashMap;

use outlay_connector::{Error, Failure, Request, Response, Settings, cursor, error};
use serde::Deserialize;

use crate::arm;

const API_VERSION: &str = "2024-10-01";
const ROLE: &str = "Reader";
/// Of one list.
const MOST_PAGES: usize = 100;

/// An Azure OpenAI or Foundry resource (`Microsoft.CognitiveServices/accounts`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Resource {
    /// Lower case: Azure's interfaces spell the same id in different ways.
    pub(crate) id: String,
    pub(crate) subscription: String,
    pub(crate) group: String,
    pub(crate) name: String,
}

/// A model and its version.
pub(crate) type Model = (String, Option<String>);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct List<T> {
    #[serde(default = "Vec::new")]
    value: Vec<T>,
    next_link: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Deployment {
    name: String,
    properties: Option<Properties>,
}

#[derive(Debug, Deserialize)]
struct Properties {
    model: Option<ModelOf>,
}

#[derive(Debug, Deserialize)]
struct ModelOf {
    name: Option<String>,
    version: Option<String>,
}

/// Those of all subscriptions that the settings want, by id.
pub(crate) fn accounts(settings: &Settings) -> Result<Vec<Resource>, Error> {
    let mut found = vec![];
    for subscription in arm::subscriptions(settings)? {
        let listed = list::<Listed>(
            || Request::get(arm::ACCOUNTS).path(&subscription),
            |request| arm::send(request, ROLE).map(Some),
        )?;
        found.extend(listed.iter().filter(|listed| is_for_models(listed)).filter_map(|listed| parsed(&listed.id)));
    }
    found.retain(|resource| is_wanted(settings, &resource.name));
    found.sort_unstable();
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// Whether the settings want the resource of this name.
pub(crate) fn is_wanted(settings: &Settings, name: &str) -> bool {
    let wanted = settings.list("resource_names");
    wanted.is_empty() || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
}

/// The models of a resource's deployments, by name in lower case.
pub(crate) fn deployments(resource: &Resource) -> Result<HashMap<String, Model>, Error> {
    let listed = list::<Deployment>(|| resource.asked(arm::DEPLOYMENTS), |request| arm::send_if_there(request, ROLE))?;
    let model = |deployment: Deployment| {
        let model = deployment.properties?.model?;
        Some((deployment.name.to_ascii_lowercase(), (model.name?, model.version)))
    };
    Ok(listed.into_iter().filter_map(model).collect())
}

impl Resource {
    /// A request whose path names a resource.
    pub(crate) fn asked(&self, request: &str) -> Request {
        Request::get(request).path(&self.subscription).path(&self.group).path(&self.name)
    }
}

/// Other kinds (speech, vision, translation) have no models of this sort.
fn is_for_models(listed: &Listed) -> bool {
    let kind = listed.kind.as_deref().unwrap_or_default();
    ["OpenAI", "AIServices"].iter().any(|known| known.eq_ignore_ascii_case(kind))
}

/// `/subscriptions/S/resourceGroups/G/providers/Microsoft.CognitiveServices/accounts/A`
fn parsed(id: &str) -> Option<Resource> {
    let parts: Vec<&str> = id.trim_matches('/').split('/').collect();
    let [_, subscription, _, group, _, provider, kind, name] = parts[..] else { return None };
    let is_account =
        provider.eq_ignore_ascii_case("Microsoft.CognitiveServices") && kind.eq_ignore_ascii_case("accounts");
    is_account.then(|| Resource {
        id: id.to_ascii_lowercase(),
        subscription: subscription.to_owned(),
        group: group.to_owned(),
        name: name.to_owned(),
    })
}

/// All pages of a list, as far as what it is asked of is there.
fn list<T: for<'de> Deserialize<'de>>(
    request: impl Fn() -> Request,
    send: impl Fn(Request) -> Result<Option<Response>, Error>,
) -> Result<Vec<T>, Error> {
    let (mut all, mut link) = (vec![], None::<String>);
    for _ in 0..MOST_PAGES {
        let asked = match &link {
            None => request().query("api-version", API_VERSION),
            Some(link) => request().query_of(link),
        };
        let Some(response) = send(asked)? else { return Ok(all) };
        let page: List<T> = response.json()?;
        all.extend(page.value);
        link = cursor::next(None, page.next_link, link.as_deref())?;
        if link.is_none() {
            return Ok(all);
        }
    }
    Err(error(Failure::Unexpected, format!("a list of Azure has more than {MOST_PAGES} pages")))
}
