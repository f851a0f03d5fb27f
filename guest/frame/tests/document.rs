//! `wit/FRAME.md` says what the code does: its table of columns and its example are compared with it.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use outlay_frame::{Builder, COLUMNS, Frame, Kind};

const DOCUMENT: &str = include_str!("../../../wit/FRAME.md");

/// The frame of the document's example.
fn example() -> Vec<u8> {
    let mut builder = Builder::new(2, 3);
    builder.integers("cost", 12, [Some(1_430_000_000_000), None]);
    builder.texts("model", [Some("gpt-5"), Some("gpt-5")]);
    builder.flags("is_streamed", [Some(true), None]);
    builder.finish().unwrap()
}

/// What the document's hexadecimal lines say; everything behind a `;` is a remark.
fn documented() -> Vec<u8> {
    let block = DOCUMENT.split("```hex").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let digits = block.lines().map(|line| line.split(';').next().unwrap_or_default());
    let words = digits.flat_map(str::split_whitespace);
    words.map(|byte| u8::from_str_radix(byte, 16).unwrap_or_else(|_| panic!("`{byte}` is no byte"))).collect()
}

#[test]
fn the_example_is_what_the_builder_writes() {
    assert_eq!(documented(), example());
    let bytes = documented();
    let frame = Frame::read(&bytes).unwrap();
    let cost = frame.integers("cost").unwrap();
    assert_eq!((cost.get(0), cost.get(1), cost.places()), (Some(1_430_000_000_000), None, 12));
    let model = frame.texts("model").unwrap();
    assert_eq!((model.get(0), model.get(1)), (Some("gpt-5"), Some("gpt-5")));
    let streamed = frame.flags("is_streamed").unwrap();
    assert_eq!((streamed.get(0), streamed.get(1)), (Some(true), None));
}

#[test]
fn every_column_is_documented() {
    let mut table = String::new();
    for column in COLUMNS {
        let places = if column.form.kind == Kind::Integer { column.form.places.to_string() } else { String::new() };
        let kind = column.form.kind.as_str();
        writeln!(table, "| `{}` | {kind} | {places} | {} |", column.name, column.meaning).unwrap();
    }
    assert!(DOCUMENT.contains(&table), "the table of columns in wit/FRAME.md should be:\n{table}");
}
