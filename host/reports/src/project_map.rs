//! Which project keys and credentials belong to: what providers say, and what the operator says, which wins.

use std::collections::{BTreeMap, HashMap, HashSet};

use outlay_control::names::ProviderName;
use outlay_control::project_map::ProjectMapRow;
use outlay_pricing::canonical_provider;

use crate::error::ReportsError;
use crate::reports::Reports;

/// Of the operator.
const MOST: usize = 10_000;
const LONGEST: usize = 300;

/// What an item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A provider's API key, by the provider's id of it.
    Key,
    /// What events say in `credential`.
    Credential,
    /// A provider's project, by the provider's id of it: what the operator calls it.
    Project,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Key, Self::Credential, Self::Project];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Credential => "credential",
            Self::Project => "project",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    Provider,
    Operator,
}

impl Source {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Operator => "operator",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectMapItem {
    pub provider: String,
    pub kind: Kind,
    pub id: String,
    pub name: Option<String>,
    pub project: Option<String>,
    /// None for any.
    pub connection_id: Option<String>,
    pub source: Source,
}

/// All of them, and the revision that the operator's are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectMap {
    pub revision: i64,
    pub items: Vec<ProjectMapItem>,
}

type Key = (String, Kind, String, Option<String>);

impl ProjectMapItem {
    fn key(&self) -> Key {
        (self.provider.clone(), self.kind, self.id.clone(), self.connection_id.clone())
    }
}

impl Reports {
    /// What providers and the operator say, the operator's in the place of the providers'.
    pub async fn project_map(&self) -> Result<ProjectMap, ReportsError> {
        let (revision, rows) = self.control.project_map().await?;
        let own: Vec<ProjectMapItem> = rows.into_iter().filter_map(stored).collect();
        Ok(ProjectMap { revision, items: merged(own, self.said_by_providers().await?) })
    }

    /// Puts these in the place of what the operator said, if nobody changed that since `revision`. What only repeats a
    /// provider is not kept, so that it goes on following the provider.
    ///
    /// # Errors
    /// If an item is not complete, or somebody changed it meanwhile.
    pub async fn replace_project_map(
        &self,
        revision: Option<i64>,
        items: Vec<ProjectMapItem>,
        by: &str,
    ) -> Result<ProjectMap, ReportsError> {
        let said: HashMap<Key, ProjectMapItem> =
            self.said_by_providers().await?.into_iter().map(|item| (item.key(), item)).collect();
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        for item in items {
            let item = checked(item)?;
            if !seen.insert(item.key()) {
                return Err(ReportsError::invalid("items", format!("`{}` is there twice", item.id)));
            }
            let repeats = said
                .get(&item.key())
                .is_some_and(|said| said.project == item.project && (item.name.is_none() || said.name == item.name));
            if !repeats {
                rows.push(row(item));
            }
        }
        if rows.len() > MOST {
            return Err(ReportsError::invalid("items", format!("there are at most {MOST} items of your own")));
        }
        let next = self.control.replace_project_map(revision, &rows).await?;
        if next.is_none() {
            return Err(ReportsError::Changed);
        }
        self.control.audit(self.clock.now().0, by, "change project map", "project map").await?;
        self.relabel.notify_one();
        self.project_map().await
    }

    /// What syncs of names found.
    async fn said_by_providers(&self) -> Result<Vec<ProjectMapItem>, ReportsError> {
        let connectors: HashMap<String, String> =
            self.accounts().await?.into_iter().map(|one| (one.connection_id, one.connector)).collect();
        let names = self.control.provider_names(None).await?;
        let item = |name: ProviderName| {
            let provider = canonical_provider(connectors.get(&name.connection_id)?);
            let (kind, project) = match name.kind.as_str() {
                "key" => (Kind::Key, name.project),
                "project" => (Kind::Project, Some(name.id.clone())),
                _ => return None,
            };
            let ProviderName { id, name, connection_id, .. } = name;
            let (name, connection_id, source) = (Some(name), Some(connection_id), Source::Provider);
            Some(ProjectMapItem { provider, kind, id, name, project, connection_id, source })
        };
        // The same may be said by two streams.
        let all: BTreeMap<Key, ProjectMapItem> =
            names.into_iter().filter_map(item).map(|item| (item.key(), item)).collect();
        Ok(all.into_values().collect())
    }
}

/// The operator's, and of the providers' those about which he says nothing.
fn merged(own: Vec<ProjectMapItem>, said: Vec<ProjectMapItem>) -> Vec<ProjectMapItem> {
    let is_about = |own: &ProjectMapItem, said: &ProjectMapItem| {
        (&own.provider, own.kind, &own.id) == (&said.provider, said.kind, &said.id)
            && (own.connection_id.is_none() || own.connection_id == said.connection_id)
    };
    let mut by_id: HashMap<&str, Vec<&ProjectMapItem>> = HashMap::new();
    own.iter().for_each(|item| by_id.entry(&item.id).or_default().push(item));
    let covered =
        |said: &ProjectMapItem| by_id.get(said.id.as_str()).is_some_and(|of| of.iter().any(|own| is_about(own, said)));
    let rest: Vec<ProjectMapItem> = said.into_iter().filter(|said| !covered(said)).collect();
    let mut all: Vec<ProjectMapItem> = own.into_iter().chain(rest).collect();
    // Those for one connection before those for any.
    all.sort_by_key(|item| {
        (item.provider.clone(), item.kind, item.id.clone(), item.connection_id.is_none(), item.connection_id.clone())
    });
    all
}

fn checked(item: ProjectMapItem) -> Result<ProjectMapItem, ReportsError> {
    let short = |what: &str, text: &str| {
        let text = text.trim();
        let is_fine = text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        let problem =
            || ReportsError::invalid("items", format!("`{what}` has at most {LONGEST} characters, on one line"));
        if is_fine { Ok(text.to_owned()) } else { Err(problem()) }
    };
    let some = |what: &str, text: Option<String>| {
        let text = text.map(|text| short(what, &text)).transpose()?;
        Ok::<_, ReportsError>(text.filter(|text| !text.is_empty()))
    };
    let (provider, id) = (canonical_provider(&short("provider", &item.provider)?), short("id", &item.id)?);
    if provider.is_empty() || id.is_empty() {
        return Err(ReportsError::invalid("items", "every item has a `provider` and an `id`"));
    }
    Ok(ProjectMapItem {
        provider,
        id,
        name: some("name", item.name)?,
        project: some("project", item.project)?,
        connection_id: some("connectionId", item.connection_id)?,
        ..item
    })
}

fn row(item: ProjectMapItem) -> ProjectMapRow {
    ProjectMapRow {
        provider: item.provider,
        kind: item.kind.as_str().to_owned(),
        id: item.id,
        connection_id: item.connection_id.unwrap_or_default(),
        name: item.name,
        project: item.project,
    }
}

fn stored(row: ProjectMapRow) -> Option<ProjectMapItem> {
    Some(ProjectMapItem {
        provider: row.provider,
        kind: Kind::of(&row.kind)?,
        id: row.id,
        name: row.name,
        project: row.project,
        connection_id: Some(row.connection_id).filter(|id| !id.is_empty()),
        source: Source::Operator,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, project: &str, connection_id: Option<&str>, source: Source) -> ProjectMapItem {
        ProjectMapItem {
            provider: "openai".into(),
            kind: Kind::Key,
            id: id.into(),
            name: None,
            project: Some(project.into()),
            connection_id: connection_id.map(str::to_owned),
            source,
        }
    }

    #[test]
    fn what_the_operator_says_wins() {
        let said = || {
            vec![
                item("a", "p", Some("c1"), Source::Provider),
                item("a", "p", Some("c2"), Source::Provider),
                item("b", "p", Some("c1"), Source::Provider),
            ]
        };
        let any = item("a", "own", None, Source::Operator);
        let all = merged(vec![any.clone()], said());
        assert_eq!(all, [any, item("b", "p", Some("c1"), Source::Provider)]);
        let one = item("a", "own", Some("c2"), Source::Operator);
        let all = merged(vec![one.clone()], said());
        assert_eq!(all.iter().filter(|item| item.id == "a").count(), 2);
        assert!(all.contains(&one) && all.contains(&item("a", "p", Some("c1"), Source::Provider)));
    }

    #[test]
    fn items_are_complete_and_short() {
        let checked = |item: ProjectMapItem| checked(item).map(|item| (item.provider, item.id));
        let base = || item(" a ", "p", None, Source::Operator);
        assert_eq!(checked(base()).ok(), Some(("openai".to_owned(), "a".to_owned())));
        assert!(checked(ProjectMapItem { id: " ".into(), ..base() }).is_err());
        assert!(checked(ProjectMapItem { id: "x".repeat(301), ..base() }).is_err());
        assert!(checked(ProjectMapItem { name: Some("a\nb".into()), ..base() }).is_err());
    }
}
