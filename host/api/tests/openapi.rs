//! The API's description is a golden file: a changed answer is seen in review.
#![allow(clippy::unwrap_used)]

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
fn every_operation_says_what_it_does() {
    let document: serde_json::Value = serde_json::from_str(&outlay_api::openapi()).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path} has no summary");
            assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
        }
    }
}
