//! The API's description is a golden file: a changed answer is seen in review.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_description_is_as_reviewed() {
    let golden = Path::new("tests/openapi.json");
    let now = outlay_api::openapi() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(golden).unwrap_or_default();
    let changed = reviewed.lines().zip(now.lines()).position(|(old, new)| old != new);
    assert!(
        reviewed == now,
        "the API changed, first at line {}; if it should, run again with UPDATE_GOLDEN=1 and review the difference",
        changed.unwrap_or_else(|| reviewed.lines().count().min(now.lines().count())) + 1
    );
}

#[test]
fn every_operation_says_what_it_does_and_has_a_name_of_its_own() {
    let document: serde_json::Value = serde_json::from_str(&outlay_api::openapi()).unwrap();
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let text = |value: &serde_json::Value| !value.as_str().unwrap_or_default().is_empty();
            assert!(text(&operation["summary"]), "{method} {path} has no summary");
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{method} {path}: another operation is called {name}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            for (status, response) in responses {
                assert!(text(&response["description"]), "{method} {path} {status} has no description");
                assert!(status.starts_with('2') || response["content"].is_object(), "{method} {path} {status}");
            }
        }
    }
}
