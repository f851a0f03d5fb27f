//! Rows as CSV (RFC 4180).

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A table with its head. What is none is empty.
pub(crate) fn answer(head: &[&str], rows: impl IntoIterator<Item = Vec<Option<String>>>) -> Response {
    let mut text = String::new();
    line(&mut text, head.iter().map(|name| Some((*name).to_owned())));
    for row in rows {
        line(&mut text, row);
    }
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
}

fn line(text: &mut String, cells: impl IntoIterator<Item = Option<String>>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&quoted(&cell.unwrap_or_default()));
    }
    text.push_str("\r\n");
}

/// In quotes where it must be. A text that a spreadsheet would take for a formula gets a quote before it.
fn quoted(cell: &str) -> String {
    let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let is_formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (cell, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("-0.05", "-0.05"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}
