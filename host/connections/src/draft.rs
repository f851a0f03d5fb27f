//! What a person typed, checked against the connector's manifest.

use std::collections::{BTreeMap, BTreeSet};

use outlay_egress::{base_settings, check_base, steering_settings};
use outlay_sandbox::connector::{Field, Manifest};
use secrecy::{ExposeSecret, SecretString};

use crate::error::ConnectionsError;

const LONGEST_NAME: usize = 100;
const LONGEST_SETTING: usize = 2_000;
const LONGEST_CREDENTIAL: usize = 8_000;

/// A connection that is to be made or tried.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub connector: String,
    pub name: String,
    pub settings: BTreeMap<String, String>,
    pub credentials: BTreeMap<String, SecretString>,
    /// The connector's own, if none is given.
    pub schedule: Option<String>,
    /// Where its hours are; `UTC` if none is given.
    pub zone: Option<String>,
    /// The most seconds that a sync comes later than the schedule says.
    pub jitter_seconds: Option<i64>,
    /// Private and loopback addresses, and `http://`.
    pub allow_private: bool,
    /// Where requests go instead, by an origin of the connector.
    pub endpoints: BTreeMap<String, String>,
    /// The origins that the connector may ask; all that it wants, if none are given.
    pub granted: Option<BTreeSet<String>>,
    /// Whether what it bills is spend; none for what the connector says.
    pub counts_towards_total: Option<bool>,
}

/// What is to be different. None keeps.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    /// All settings.
    pub settings: Option<BTreeMap<String, String>>,
    /// By id: another one, or none to remove it.
    pub credentials: BTreeMap<String, Option<SecretString>>,
    /// The inner none goes back to the connector's own.
    pub schedule: Option<Option<String>>,
    pub zone: Option<String>,
    pub jitter_seconds: Option<i64>,
    pub allow_private: Option<bool>,
    /// All endpoints.
    pub endpoints: Option<BTreeMap<String, String>>,
    pub granted: Option<BTreeSet<String>>,
    /// The inner none goes back to what the connector says.
    pub counts_towards_total: Option<Option<bool>>,
}

pub(crate) fn name(text: &str) -> Result<String, ConnectionsError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ConnectionsError::invalid("name", format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

/// Settings without blanks. Those that the manifest does not know are refused: they are misspelt.
pub(crate) fn settings(
    manifest: &Manifest,
    given: &BTreeMap<String, String>,
    allow_private: bool,
) -> Result<BTreeMap<String, String>, ConnectionsError> {
    let mut settings = BTreeMap::new();
    for (id, text) in given {
        let field = find(&manifest.settings, id).ok_or_else(|| unknown(id, &manifest.settings))?;
        let text = text.trim();
        if text.len() > LONGEST_SETTING || text.contains('\0') {
            return Err(ConnectionsError::invalid(id, format!("this has at most {LONGEST_SETTING} characters")));
        }
        if text.is_empty() {
            continue;
        }
        if !field.options.is_empty() && !field.options.iter().any(|option| option == text) {
            return Err(ConnectionsError::invalid(id, format!("this is one of: {}", field.options.join(", "))));
        }
        settings.insert(id.clone(), text.to_owned());
    }
    let whole = with_defaults(manifest, &settings);
    if let Some(field) = manifest.settings.iter().find(|field| field.required && !whole.contains_key(&field.id)) {
        return Err(ConnectionsError::invalid(&field.id, format!("{} is needed", field.label)));
    }
    for id in base_settings(manifest) {
        if let Some(base) = whole.get(id) {
            check_base(base, allow_private).map_err(|error| ConnectionsError::invalid(id, error.to_string()))?;
        }
    }
    Ok(settings)
}

/// Settings with the manifest's defaults where nothing was typed.
pub(crate) fn with_defaults(manifest: &Manifest, settings: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let defaults = manifest.settings.iter().filter_map(|field| Some((field.id.clone(), field.default.clone()?)));
    defaults.chain(settings.clone()).collect()
}

/// Whether other settings, or another make of the connector, send requests elsewhere.
pub(crate) fn lead_elsewhere(
    (old, old_settings): (&Manifest, &BTreeMap<String, String>),
    (new, new_settings): (&Manifest, &BTreeMap<String, String>),
) -> bool {
    let (before, after) = (with_defaults(old, old_settings), with_defaults(new, new_settings));
    steering_settings(old).union(&steering_settings(new)).any(|id| before.get(*id) != after.get(*id))
}

/// A credential without the space that pasting adds.
pub(crate) fn credential(manifest: &Manifest, id: &str, text: &SecretString) -> Result<SecretString, ConnectionsError> {
    let field = find(&manifest.credentials, id).ok_or_else(|| unknown(id, &manifest.credentials))?;
    let secret = text.expose_secret().trim();
    if secret.is_empty() {
        return Err(ConnectionsError::invalid(id, format!("{} is empty", field.label)));
    }
    if secret.len() > LONGEST_CREDENTIAL || secret.contains('\0') {
        return Err(ConnectionsError::invalid(id, format!("this has at most {LONGEST_CREDENTIAL} characters")));
    }
    Ok(SecretString::from(secret))
}

/// Fails if a credential that the manifest requires is not among `there`.
pub(crate) fn require_credentials(manifest: &Manifest, there: impl Fn(&str) -> bool) -> Result<(), ConnectionsError> {
    match manifest.credentials.iter().find(|field| field.required && !there(&field.id)) {
        Some(field) => Err(ConnectionsError::invalid(&field.id, format!("{} is needed", field.label))),
        None => Ok(()),
    }
}

fn find<'f>(fields: &'f [Field], id: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.id == id)
}

fn unknown(id: &str, fields: &[Field]) -> ConnectionsError {
    let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    let id: String = id.chars().take(100).collect();
    ConnectionsError::invalid(&id, format!("there is no such field; there are: {}", known.join(", ")))
}
