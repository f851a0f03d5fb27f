//! Findings that an author expects, compared with those that there are.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

/// A list of objects; each names what of a finding matters.
pub(super) fn read(text: &[u8]) -> Result<Vec<Map<String, Value>>> {
    const FIELDS: &[&str] = &["line", "state", "severity", "title", "detail", "key", "value", "limit"];
    let expected: Vec<Map<String, Value>> = serde_json::from_slice(text)
        .context("it is not a list of findings, such as [{\"line\": 3, \"key\": \"acme\"}]")?;
    for (finding, number) in expected.iter().zip(1..) {
        if let Some(unknown) = finding.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            bail!("finding {number} has a field `{unknown}`; there are {}", FIELDS.join(", "));
        }
    }
    Ok(expected)
}

/// What differs, a line each; nothing if all is as expected.
///
/// Both lists are in the order in which they are found. Findings are told apart by their line, so that one that is
/// missing does not shift all others.
pub(super) fn differences(expected: &[Map<String, Value>], found: &[Map<String, Value>]) -> Vec<String> {
    let mut differences = Vec::new();
    let mut found = found.iter().peekable();
    for wanted in expected {
        while let Some(early) = found.next_if(|finding| line(finding) < line(wanted)) {
            differences.push(format!("+ {} is not expected", shown(early)));
        }
        match found.next_if(|finding| line(finding) == line(wanted)) {
            Some(finding) => differences.extend(of_fields(wanted, finding)),
            None => differences.push(format!("- {} is missing", shown(wanted))),
        }
    }
    differences.extend(found.map(|finding| format!("+ {} is not expected", shown(finding))));
    differences
}

fn of_fields(wanted: &Map<String, Value>, finding: &Map<String, Value>) -> Option<String> {
    let differs = |(field, value): &(&String, &Value)| finding.get(*field).unwrap_or(&Value::Null) != *value;
    let wrong: Vec<String> = wanted
        .iter()
        .filter(differs)
        .map(|(field, value)| {
            let is = finding.get(field).unwrap_or(&Value::Null);
            format!("\n    {field}: expected {value}\n    {:width$}  found    {is}", "", width = field.len())
        })
        .collect();
    (!wrong.is_empty()).then(|| format!("~ {}{}", shown(finding), wrong.concat()))
}

/// Findings of a tick have none; they are not moved.
fn line(finding: &Map<String, Value>) -> Option<u64> {
    finding.get("line").and_then(Value::as_u64)
}

fn shown(finding: &Map<String, Value>) -> String {
    let text = |field: &str| finding.get(field).and_then(Value::as_str);
    let place = line(finding).map_or_else(|| "tick".to_owned(), |line| format!("line {line}"));
    match text("title").or(text("key")) {
        Some(title) => format!("{place}: {} `{title}`", text("state").unwrap_or("finding")),
        None => place,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expected: &Value, found: &Value, differences: &[&str]) {
        let found: Vec<Map<String, Value>> = serde_json::from_value(found.clone()).unwrap();
        let expected = read(expected.to_string().as_bytes()).unwrap();
        assert_eq!(super::differences(&expected, &found), differences);
    }

    #[test]
    fn only_what_is_named_is_compared() {
        let found = json!([{"line": 2, "key": "a", "title": "A"}, {"line": 5, "key": "b", "title": "B"}]);
        check(&json!([{"line": 2}, {"line": 5, "key": "b"}]), &found, &[]);
        check(&json!([{"line": 5}]), &found, &["+ line 2: finding `A` is not expected"]);
        check(
            &json!([{"line": 2}, {"line": 4, "key": "x"}, {"line": 5}]),
            &found,
            &["- line 4: finding `x` is missing"],
        );
        check(
            &json!([{"line": 2, "key": "c"}, {"line": 5}]),
            &found,
            &["~ line 2: finding `A`\n    key: expected \"c\"\n         found    \"a\""],
        );
        check(&json!([]), &json!([{"title": "late"}]), &["+ tick: finding `late` is not expected"]);
    }

    #[test]
    fn a_mistyped_field_is_named() {
        let problem = read(br#"[{"titel": "x"}]"#).unwrap_err().to_string();
        assert!(problem.contains("`titel`") && problem.contains("title"), "{problem}");
        assert!(read(b"{}").is_err());
    }
}
