//! What may be asked: one statement that only reads.

use duckdb::Connection;
use serde_json::Value;

use crate::query::QueryError;

/// Longest statement in bytes.
const LONGEST: usize = 100_000;

/// Lets one SELECT-like statement through.
///
/// DuckDB's own parser decides: `json_serialize_sql` takes SELECT statements only and tells how many there are.
/// (The transaction that runs it is read-only as well, and the database was opened without files and network.)
pub(crate) fn check(connection: &Connection, sql: &str) -> Result<(), QueryError> {
    if sql.len() > LONGEST {
        return Err(QueryError::TooLong { longest: LONGEST });
    }
    if sql.trim().trim_end_matches(';').trim().is_empty() {
        return Err(QueryError::OneStatement { found: 0 });
    }
    let tree: String = connection.query_row("SELECT json_serialize_sql(?::VARCHAR)", [sql], |row| row.get(0))?;
    let tree: Value = serde_json::from_str(&tree).map_err(|error| QueryError::Internal(error.to_string()))?;
    if tree["error"] == Value::Bool(true) {
        let message = tree["error_message"].as_str().unwrap_or("this statement cannot be understood").to_owned();
        if tree["error_type"] == "not implemented" {
            return Err(QueryError::NotReadOnly);
        }
        let position = tree["position"].as_str().and_then(|text| text.parse().ok());
        return Err(QueryError::Sql { message, position });
    }
    if let Some(function) = acting_function(&tree) {
        return Err(QueryError::Refused { function });
    }
    match tree["statements"].as_array().map_or(0, Vec::len) {
        1 => Ok(()),
        found => Err(QueryError::OneStatement { found }),
    }
}

/// Functions that act, or run text that this guard has not seen, although they stand in a SELECT.
const ACTING: &[&str] =
    &["force_checkpoint", "checkpoint", "query", "query_table", "nextval", "write_log", "set_config"];

/// The first such function, by the parse tree and not by the text.
fn acting_function(tree: &Value) -> Option<String> {
    match tree {
        Value::Object(fields) => {
            let name = fields.get("function_name").and_then(Value::as_str);
            if let Some(name) = name.filter(|name| ACTING.iter().any(|acting| name.eq_ignore_ascii_case(acting))) {
                return Some(name.to_owned());
            }
            fields.values().find_map(acting_function)
        }
        Value::Array(items) => items.iter().find_map(acting_function),
        _ => None,
    }
}
