//! What a person typed into the connect form. Credentials are not among it: the host keeps them.

use std::collections::BTreeMap;

/// The settings of a connection by field id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<String, String>,
}

impl Settings {
    /// From a JSON object of texts; null counts as absent.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let values: BTreeMap<String, Option<String>> = serde_json::from_str(text)?;
        Ok(Self { values: values.into_iter().filter_map(|(id, value)| Some((id, value?))).collect() })
    }

    /// The text without surrounding space; none when it is absent or blank.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.values.get(id).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A list typed as text: parts between commas, semicolons or space.
    pub fn list(&self, id: &str) -> Vec<&str> {
        let text = self.get(id).unwrap_or_default();
        text.split(|c: char| c == ',' || c == ';' || c.is_whitespace()).filter(|part| !part.is_empty()).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn blank_and_null_are_absent_and_lists_are_forgiving() {
        let settings = Settings::from_json(r#"{"a": " x ", "b": "", "c": null, "d": "p1, p2;p3\np4"}"#).unwrap();
        assert_eq!(settings.get("a"), Some("x"));
        assert_eq!((settings.get("b"), settings.get("c"), settings.get("none")), (None, None, None));
        assert_eq!(settings.list("d"), ["p1", "p2", "p3", "p4"]);
        assert!(settings.list("b").is_empty());
        assert!(Settings::from_json("[]").is_err());
    }
}
