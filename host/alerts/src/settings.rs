//! What an operator wrote about a channel: settings that are shown, secrets that are not.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::error::InvalidField;

/// In bytes.
const LONGEST_TEXT: usize = 4_096;

/// Secrets by name, open.
pub(crate) type Secrets = BTreeMap<String, SecretString>;
pub(crate) type Settings = Map<String, Value>;

/// A text that must be there.
pub(crate) fn needed<'s>(settings: &'s Settings, name: &'static str) -> Result<&'s str, InvalidField> {
    text(settings, name)?.ok_or_else(|| InvalidField::new(name, format!("`{name}` is needed")))
}

/// A text without blanks around it; none if it is empty or not there.
pub(crate) fn text<'s>(settings: &'s Settings, name: &'static str) -> Result<Option<&'s str>, InvalidField> {
    match settings.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.len() > LONGEST_TEXT => {
            Err(InvalidField::new(name, format!("`{name}` has {LONGEST_TEXT} bytes at most")))
        }
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(_) => Err(InvalidField::new(name, format!("`{name}` is a text"))),
    }
}

/// One text or a list of texts.
pub(crate) fn texts(settings: &Settings, name: &'static str) -> Result<Vec<String>, InvalidField> {
    let not_texts = || InvalidField::new(name, format!("`{name}` is a list of texts"));
    match settings.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(one)) => Ok(vec![one.trim().to_owned()]),
        Some(Value::Array(all)) => {
            let texts = all.iter().map(|one| one.as_str().map(|text| text.trim().to_owned()).ok_or_else(not_texts));
            texts.collect()
        }
        Some(_) => Err(not_texts()),
    }
}

/// A port; `otherwise` if it is not there.
pub(crate) fn port(settings: &Settings, name: &'static str, otherwise: u16) -> Result<u16, InvalidField> {
    match settings.get(name) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(Value::Number(number)) => {
            let port = number.as_u64().and_then(|number| u16::try_from(number).ok()).filter(|port| *port > 0);
            port.ok_or_else(|| InvalidField::new(name, format!("`{name}` is 1 to 65535")))
        }
        Some(_) => Err(InvalidField::new(name, format!("`{name}` is a number, 1 to 65535"))),
    }
}
