//! Frames round trip, and no bytes make the reader panic.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use outlay_frame::{Builder, COLUMNS, Data, Frame, Kind, Malformed, form};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Values {
    Integers(u8, Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Flags(Vec<Option<bool>>),
}

fn values(rows: usize) -> impl Strategy<Value = Values> {
    prop_oneof![
        (0_u8..=12, vec(option::of(any::<i64>()), rows)).prop_map(|(places, values)| Values::Integers(places, values)),
        vec(option::of("[a-cäß✓]{0,3}"), rows).prop_map(Values::Texts),
        vec(option::of(any::<bool>()), rows).prop_map(Values::Flags),
    ]
}

fn tables() -> impl Strategy<Value = (usize, BTreeMap<String, Values>)> {
    (0_usize..40)
        .prop_flat_map(|rows| (Just(rows), proptest::collection::btree_map("[a-z_]{1,12}", values(rows), 0..6)))
}

fn build(rows: usize, table: &BTreeMap<String, Values>) -> Vec<u8> {
    let mut builder = Builder::new(rows as u32, table.len() as u16);
    for (name, values) in table {
        match values {
            Values::Integers(places, values) => builder.integers(name, *places, values.iter().copied()),
            Values::Texts(values) => builder.texts(name, values.iter().map(Option::as_deref)),
            Values::Flags(values) => builder.flags(name, values.iter().copied()),
        }
    }
    builder.finish().unwrap()
}

/// Touches everything that a frame offers, also beyond its end.
fn read_all(frame: &Frame<'_>) {
    for column in frame.columns() {
        for row in (0..frame.rows().min(2_000)).chain([frame.rows(), u32::MAX]) {
            match column.data {
                Data::Integers(integers) => drop(integers.get(row)),
                Data::Flags(flags) => drop(flags.get(row)),
                Data::Texts(texts) => drop((texts.get(row), texts.code(row).and_then(|code| texts.entry(code)))),
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read((rows, table) in tables()) {
        let bytes = build(rows, &table);
        let frame = Frame::read(&bytes).unwrap();
        prop_assert_eq!(frame.rows() as usize, rows);
        for (name, values) in &table {
            for row in 0..rows {
                let at = row as u32;
                match values {
                    Values::Integers(places, values) => {
                        let column = frame.integers(name).unwrap();
                        prop_assert_eq!((column.get(at), column.places()), (values[row], *places));
                    }
                    Values::Texts(values) => {
                        prop_assert_eq!(frame.texts(name).unwrap().get(at), values[row].as_deref());
                    }
                    Values::Flags(values) => prop_assert_eq!(frame.flags(name).unwrap().get(at), values[row]),
                }
            }
        }
        read_all(&frame);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _outcome = Frame::read(&bytes).map(|frame| read_all(&frame));
    }

    /// Nearly right bytes reach deeper than random ones.
    #[test]
    fn no_damage_makes_it_panic((rows, table) in tables(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = build(rows, &table);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _outcome = Frame::read(&bytes).map(|frame| read_all(&frame));
        prop_assert!(Frame::read(&bytes[..at]).is_err());
    }

    #[test]
    fn codes_and_texts_give_the_same_bytes(codes in vec(option::of(0_u32..5), 0..30)) {
        let all = ["gpt-5", "claude", "", "ü", "o3"];
        let mut by_code = Builder::new(codes.len() as u32, 1);
        by_code.coded_texts("model", codes.iter().copied(), &all);
        let mut by_text = Builder::new(codes.len() as u32, 1);
        by_text.texts("model", codes.iter().map(|code| code.map(|code| all[code as usize])));
        prop_assert_eq!(by_code.finish(), by_text.finish());
    }
}

#[test]
fn missing_values_fill_up_and_surplus_is_left_out() {
    let mut builder = Builder::new(2, 2);
    builder.integers("few", 0, [Some(1)]);
    builder.flags("many", [Some(true), Some(false), Some(true)]);
    let bytes = builder.finish().unwrap();
    let frame = Frame::read(&bytes).unwrap();
    assert_eq!((frame.integers("few").unwrap().get(0), frame.integers("few").unwrap().get(1)), (Some(1), None));
    assert_eq!((frame.flags("many").unwrap().get(1), frame.flags("many").unwrap().get(2)), (Some(false), None));
    assert!(frame.texts("few").is_none(), "of another kind");
    assert!(frame.column("none").is_none());
}

#[test]
fn a_frame_has_as_many_columns_as_were_announced() {
    for columns in [0, 2] {
        let mut builder = Builder::new(1, columns);
        builder.flags("one", [Some(true)]);
        assert!(builder.finish().is_err(), "{columns}");
    }
}

#[test]
fn other_bytes_are_told_apart() {
    let bytes = Builder::new(0, 0).finish().unwrap();
    let check = |at: usize, byte: u8, expected| {
        let mut other = bytes.clone();
        other[at] = byte;
        assert_eq!(Frame::read(&other).unwrap_err(), expected);
    };
    check(0, b'X', Malformed::NotAFrame);
    check(4, 2, Malformed::NewerLayout(2));
    check(6, 1, Malformed::WrongLength);
    check(12, 17, Malformed::WrongLength);
    assert_eq!(Frame::read(b"OLRF").unwrap_err(), Malformed::NotAFrame);
}

#[test]
fn columns_are_known_by_name() {
    assert_eq!(form("cost").map(|form| (form.kind, form.places)), Some((Kind::Integer, 12)));
    assert_eq!(form("meters.pages").map(|form| (form.kind, form.places)), Some((Kind::Integer, 6)));
    assert_eq!((form("meters."), form("costs"), form("")), (None, None, None));
    let names: std::collections::BTreeSet<_> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(names.len(), COLUMNS.len(), "no name stands twice");
}
