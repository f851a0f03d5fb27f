//! Settings read from JSON, with errors that name the field.

use serde::de::DeserializeOwned;

pub use crate::bindings::outlay::rule::types::RuleError as Error;

impl Error {
    /// Says what is wrong and what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), field: None }
    }

    /// Names the setting that is wrong, as a JSON pointer: `/limit`.
    pub fn at(self, pointer: &str) -> Self {
        Self { field: Some(pointer.into()), ..self }
    }
}

/// Reads settings; an error says which field is wrong.
pub fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let settings = serde_path_to_error::deserialize(&mut deserializer).map_err(|problem| {
        let mut pointer = pointer(problem.path());
        let message = without_position(&problem.into_inner().to_string());
        // A missing field is reported at what it is missing from.
        if let Some(name) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            pointer = Some(format!("{}/{name}", pointer.unwrap_or_default()));
        }
        Error { message, field: pointer }
    })?;
    deserializer.end().map_err(|problem| Error::new(problem.to_string()))?;
    Ok(settings)
}

fn pointer(path: &serde_path_to_error::Path) -> Option<String> {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        let name = match segment {
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Seq { index } => index.to_string(),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name);
    }
    if pointer.is_empty() { None } else { Some(pointer) }
}

/// Line and column mean nothing to a person who filled in a form.
fn without_position(message: &str) -> String {
    message.split_once(" at line ").map_or(message, |(text, _)| text).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::Decimal;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        limit: Decimal,
        #[serde(default)]
        filters: BTreeMap<String, Vec<u8>>,
    }

    fn check(json: &str, field: Option<&str>, message: &str) {
        let error = parse::<Settings>(json).unwrap_err();
        assert_eq!(error.field.as_deref(), field, "{json}: {error:?}");
        assert!(error.message.contains(message), "{json}: {error:?}");
    }

    #[test]
    fn errors_name_the_field() {
        check(r#"{"limit": "a lot"}"#, Some("/limit"), "decimal");
        check(r#"{"limit": 1, "filters": {"a/b": [1, "x"]}}"#, Some("/filters/a~1b/1"), "string");
        check("{}", Some("/limit"), "missing field `limit`");
        check(r#"{"limit": 1, "limits": 2}"#, Some("/limits"), "unknown field `limits`");
        check("[", None, "EOF");
        check("{\"limit\": 1} x", None, "trailing");
    }

    #[test]
    fn numbers_keep_their_text() {
        let settings: Settings = parse(r#"{"limit": 0.1000000000010}"#).unwrap();
        assert_eq!(settings.limit.to_string(), "0.100000000001");
        assert!(settings.filters.is_empty());
    }
}
