//! Where the master key may come from: what the operator configured, and what the platform has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use outlay_custody::{Given, Keep, KeySettings, Platform};
use secrecy::SecretString;

use crate::config::Layer;

const KEY: &str = "OUTLAY_MASTER_KEY";
const KEY_FILE: &str = "OUTLAY_MASTER_KEY_FILE";
const KEY_COMMAND: &str = "OUTLAY_MASTER_KEY_COMMAND";
/// What a service manager passes on as `LoadCredential=outlay-master-key:...`.
const CREDENTIAL: &str = "outlay-master-key";

/// Variables that are not ours and say where keys may lie.
pub(crate) const PLATFORM: [&str; 5] =
    ["HOME", "XDG_CONFIG_HOME", "CREDENTIALS_DIRECTORY", "KUBERNETES_SERVICE_HOST", "container"];

pub(crate) fn of(
    data: &Path,
    layer: &Layer,
    variables: &BTreeMap<String, String>,
    problems: &mut Vec<String>,
) -> KeySettings {
    KeySettings {
        data: data.to_owned(),
        given: given(layer, variables, problems),
        keep: keep(layer, problems),
        platform: platform(variables),
    }
}

fn given(layer: &Layer, variables: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Option<Given> {
    let named = |variable: &str, key: &str| {
        if variables.contains_key(variable) { variable.to_owned() } else { format!("`{key}`") }
    };
    let text = variables
        .get(KEY)
        .map(|text| Given::Variable { name: KEY.to_owned(), text: SecretString::from(text.as_str()) });
    let file = layer.master_key_file.as_ref();
    let file = file.map(|path| Given::File { from: named(KEY_FILE, "master_key_file"), path: path.into() });
    let command = layer.master_key_command.as_ref();
    let command =
        command.map(|line| Given::Command { from: named(KEY_COMMAND, "master_key_command"), line: line.clone() });
    let mut all: Vec<Given> = [text, file, command].into_iter().flatten().collect();
    if all.len() > 1 {
        let titles: Vec<String> = all.iter().map(Given::title).collect();
        problems.push(format!("the master key comes from one place only, not from {}", titles.join(" and ")));
    }
    all.pop().or_else(|| {
        let path = PathBuf::from(variables.get("CREDENTIALS_DIRECTORY")?).join(CREDENTIAL);
        path.is_file().then(|| Given::File { from: "the service's credentials".to_owned(), path })
    })
}

fn keep(layer: &Layer, problems: &mut Vec<String>) -> Keep {
    match layer.master_key_place.as_deref() {
        None | Some("auto") => Keep::Auto,
        Some("data") => Keep::Data,
        Some("user") => Keep::User,
        Some(folder) if Path::new(folder).is_absolute() => Keep::Folder(folder.into()),
        Some(other) => {
            problems
                .push(format!("`master_key_place` is auto, data, user or the whole path of a folder, not `{other}`"));
            Keep::Auto
        }
    }
}

fn platform(variables: &BTreeMap<String, String>) -> Platform {
    let folder = |name: &str| variables.get(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let configuration = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    let has = |name: &str| variables.get(name).is_some_and(|value| !value.is_empty());
    let is_marked = ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists());
    Platform {
        user: configuration.map(|folder| folder.join("outlay").join("keys")),
        is_container: is_marked || has("KUBERNETES_SERVICE_HOST") || has("container"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn settings(layer: &Layer, variables: &[(&str, &str)]) -> (KeySettings, Vec<String>) {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut problems = Vec::new();
        (of(Path::new("data"), layer, &variables, &mut problems), problems)
    }

    #[test]
    fn a_key_is_given_in_one_way() {
        let layer = Layer { master_key_file: Some("/key".into()), ..Layer::default() };
        let (one, problems) = settings(&layer, &[]);
        assert_eq!((one.given.unwrap().title().as_str(), problems.len()), ("`master_key_file` (/key)", 0));
        let (_, problems) = settings(&layer, &[(KEY, "hunter2")]);
        let told = problems.join("");
        assert!(told.contains(KEY) && told.contains("master_key_file") && !told.contains("hunter2"), "{told}");
        let folder = tempfile::tempdir().unwrap();
        let variables = [("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap())];
        assert!(settings(&Layer::default(), &variables).0.given.is_none());
        std::fs::write(folder.path().join(CREDENTIAL), "x").unwrap();
        assert!(settings(&Layer::default(), &variables).0.given.unwrap().title().contains("credentials"));
        assert!(
            settings(&layer, &variables).0.given.unwrap().title().contains("master_key_file"),
            "the nearer one wins"
        );
    }

    #[test]
    fn keys_are_kept_where_the_platform_or_the_operator_says() {
        let user = |variables: &[(&str, &str)]| settings(&Layer::default(), variables).0.platform.user;
        assert_eq!(user(&[("HOME", "/h")]), Some("/h/.config/outlay/keys".into()));
        assert_eq!(user(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/c")]), Some("/c/outlay/keys".into()));
        assert_eq!(user(&[("HOME", ""), ("XDG_CONFIG_HOME", "c")]), None);
        assert!(settings(&Layer::default(), &[("KUBERNETES_SERVICE_HOST", "10.0.0.1")]).0.platform.is_container);
        let place = |place: &str| settings(&Layer { master_key_place: Some(place.into()), ..Layer::default() }, &[]);
        assert_eq!(place("data").0.keep, Keep::Data);
        assert_eq!(place("/keys").0.keep, Keep::Folder("/keys".into()));
        assert!(place("keys").1.join("").contains("`keys`"));
    }
}
