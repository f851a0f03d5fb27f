//! Which connection and project a call or a record belongs to, looked up by what it says.

use std::collections::HashMap;

use crate::project_map::{Kind, ProjectMapItem};

/// What a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Belongs {
    pub(crate) project: Option<String>,
    pub(crate) connection_id: Option<String>,
}

/// By provider and id.
type By<T> = HashMap<(String, String), T>;

#[derive(Debug, Default)]
pub(crate) struct Mapping {
    /// Credentials as events name them; keys by their id and by what people call them.
    credentials: By<Belongs>,
    /// Keys and projects of records, each with the connection that it is for.
    keys: By<Vec<(Option<String>, String)>>,
    projects: By<Vec<(Option<String>, String)>>,
}

impl Mapping {
    pub(crate) fn of(items: &[ProjectMapItem]) -> Self {
        let mut mapping = Self::default();
        // What is said first counts: what operators say of credentials, then ids, then names that are one key's only.
        for item in items.iter().filter(|item| item.kind == Kind::Credential) {
            mapping.credential(item, &item.id);
        }
        let keys = || items.iter().filter(|item| item.kind == Kind::Key);
        keys().for_each(|item| mapping.credential(item, &item.id));
        let mut named: By<Vec<&ProjectMapItem>> = HashMap::new();
        for item in keys() {
            if let Some(name) = &item.name {
                named.entry((item.provider.clone(), name.clone())).or_default().push(item);
            }
        }
        for ((_, name), items) in named {
            if let [item] = items.as_slice() {
                mapping.credential(item, &name);
            }
        }
        for item in items {
            let by = match item.kind {
                Kind::Credential => continue,
                Kind::Key => &mut mapping.keys,
                Kind::Project => &mut mapping.projects,
            };
            if let Some(project) = &item.project {
                let of = by.entry((item.provider.clone(), item.id.clone())).or_default();
                of.push((item.connection_id.clone(), project.clone()));
            }
        }
        mapping
    }

    fn credential(&mut self, item: &ProjectMapItem, name: &str) {
        let belongs = Belongs { project: item.project.clone(), connection_id: item.connection_id.clone() };
        self.credentials.entry((item.provider.clone(), name.to_owned())).or_insert(belongs);
    }

    pub(crate) fn credentials(&self) -> impl Iterator<Item = (&str, &str, &Belongs)> {
        self.credentials.iter().map(|((provider, name), belongs)| (provider.as_str(), name.as_str(), belongs))
    }

    /// What a call with a credential belongs to. Its project goes by what the operator calls it.
    pub(crate) fn of_call(&self, provider: &str, credential: Option<&str>) -> Belongs {
        let found = credential.and_then(|name| self.credentials.get(&(provider.to_owned(), name.to_owned())));
        let Some(belongs) = found else { return Belongs::default() };
        let connection = belongs.connection_id.as_deref();
        let project = belongs.project.as_deref().map(|project| self.called(provider, connection, project));
        Belongs { project, connection_id: belongs.connection_id.clone() }
    }

    /// The project of a record: its own, or that of its key.
    pub(crate) fn of_record(
        &self,
        provider: &str,
        connection_id: &str,
        project: Option<&str>,
        key: Option<&str>,
    ) -> Option<String> {
        let connection = Some(connection_id);
        let of_key = || key.and_then(|key| find(&self.keys, provider, connection, key)).map(str::to_owned);
        let project = project.map(str::to_owned).or_else(of_key)?;
        Some(self.called(provider, connection, &project))
    }

    fn called(&self, provider: &str, connection_id: Option<&str>, project: &str) -> String {
        find(&self.projects, provider, connection_id, project).unwrap_or(project).to_owned()
    }
}

fn find<'m>(
    by: &'m By<Vec<(Option<String>, String)>>,
    provider: &str,
    connection_id: Option<&str>,
    id: &str,
) -> Option<&'m str> {
    let all = by.get(&(provider.to_owned(), id.to_owned()))?;
    let fits = |of: &Option<String>| of.is_none() || connection_id.is_none() || of.as_deref() == connection_id;
    all.iter().find(|(of, _)| fits(of)).map(|(_, project)| project.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: Kind, id: &str, name: Option<&str>, project: &str, connection: Option<&str>) -> ProjectMapItem {
        ProjectMapItem {
            provider: "openai".into(),
            kind,
            id: id.into(),
            name: name.map(str::to_owned),
            project: Some(project.into()),
            connection_id: connection.map(str::to_owned),
            source: crate::project_map::Source::Provider,
        }
    }

    #[test]
    fn calls_are_known_by_their_credential() {
        let mapping = Mapping::of(&[
            item(Kind::Key, "key_1", Some("prod"), "proj_1", Some("c")),
            item(Kind::Key, "key_2", Some("same"), "proj_1", Some("c")),
            item(Kind::Key, "key_3", Some("same"), "proj_2", Some("c")),
            item(Kind::Credential, "nightly", None, "proj_2", None),
            item(Kind::Project, "proj_2", None, "search", None),
        ]);
        let of = |name| mapping.of_call("openai", Some(name));
        let belongs = |project: &str, connection: Option<&str>| Belongs {
            project: Some(project.into()),
            connection_id: connection.map(str::to_owned),
        };
        assert_eq!(of("key_1"), belongs("proj_1", Some("c")));
        assert_eq!(of("prod"), belongs("proj_1", Some("c")));
        assert_eq!(of("same"), Belongs::default(), "a name of two keys is none");
        assert_eq!(of("nightly"), belongs("search", None), "a project goes by what the operator calls it");
        assert_eq!(mapping.of_call("anthropic", Some("prod")), Belongs::default());
        assert_eq!(mapping.of_call("openai", None), Belongs::default());
    }

    #[test]
    fn records_are_known_by_their_project_or_key() {
        let mapping = Mapping::of(&[
            item(Kind::Key, "key_1", None, "proj_1", Some("c")),
            item(Kind::Project, "proj_1", None, "search", Some("c")),
        ]);
        let of = |connection, project, key| mapping.of_record("openai", connection, project, key);
        assert_eq!(of("c", Some("proj_1"), None).as_deref(), Some("search"));
        assert_eq!(of("c", None, Some("key_1")).as_deref(), Some("search"));
        assert_eq!(of("other", Some("proj_1"), None).as_deref(), Some("proj_1"));
        assert_eq!(of("other", None, Some("key_1")), None);
        assert_eq!(of("c", Some("proj_9"), None).as_deref(), Some("proj_9"));
    }
}
