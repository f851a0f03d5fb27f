//! The list of keys.

use outlay_connector::{
    Decimal, DeclaredRequest, Error, Failure, Name, NameKind, Request, StreamInfo, error, names as stream_of_names,
};
use serde::Deserialize;

use crate::{ask, declared};

pub(crate) const NAMES: &str = "keys";
const MOST_PAGES: usize = 100;

pub(crate) fn request() -> DeclaredRequest {
    declared(NAMES, "/api/v1/keys")
}

pub(crate) fn stream() -> StreamInfo {
    stream_of_names(NAMES, "Names of keys")
}

#[derive(Debug, Deserialize)]
pub(crate) struct Key {
    pub(crate) hash: String,
    name: Option<String>,
    /// Beginning and end of the key.
    label: Option<String>,
    usage: Option<Decimal>,
    byok_usage: Option<Decimal>,
}

impl Key {
    /// Whether it ever cost something. Who does not say so may have. Free models leave no trace here.
    pub(crate) fn has_cost(&self) -> bool {
        let is_zero = |spent: &Option<Decimal>| spent.as_ref().is_some_and(|spent| spent.as_str() == "0");
        !is_zero(&self.usage) || self.byok_usage.as_ref().is_some_and(|spent| spent.as_str() != "0")
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    data: Vec<Key>,
}

/// All keys, disabled ones too: they have a history. How long a page is, is not told: the last one is empty, or begins
/// with what is known.
pub(crate) fn all() -> Result<Vec<Key>, Error> {
    let mut keys: Vec<Key> = Vec::new();
    for _ in 0..MOST_PAGES {
        let request = Request::get(NAMES).query("include_disabled", "true").query("offset", keys.len());
        let page: Answer = ask(request)?.json()?;
        let Some(first) = page.data.first() else { return Ok(keys) };
        if keys.iter().any(|key| key.hash == first.hash) {
            return Ok(keys);
        }
        keys.extend(page.data);
    }
    Err(error(Failure::Unexpected, format!("the list of keys has more than {MOST_PAGES} pages")))
}

pub(crate) fn names() -> Result<Vec<Name>, Error> {
    let named = |key: Key| {
        let name = key.name.filter(|name| !name.is_empty()).or(key.label)?;
        Some(Name { kind: NameKind::Key, id: key.hash, name, project: None })
    };
    Ok(all()?.into_iter().filter_map(named).collect())
}
