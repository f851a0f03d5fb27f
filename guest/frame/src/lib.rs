//! The columnar frame that carries rows to rules: written by the host, read by guests.
//!
//! One little-endian buffer with only the columns that a rule asked for; `wit/FRAME.md` documents it byte by byte for
//! authors in other languages. No dependencies and no `std`, so that it costs a guest next to nothing.
//!
//! | module | what it holds |
//! |---|---|
//! | [`columns`] | every column that there is: name, kind, meaning |
//! | [`builder`] | writes frames: the host, and tests of rules |
//! | [`reader`] | reads frames; never panics, whatever the bytes |
//! | [`filter`] | what the conditions of a rule's filter mean |
//!
//! ```
//! use outlay_frame::{Builder, Frame};
//!
//! let mut builder = Builder::new(2, 2);
//! builder.integers("cost", 12, [Some(1_430_000_000_000), None]);
//! builder.texts("model", [Some("gpt-5"), Some("gpt-5")]);
//! let bytes = builder.finish()?;
//!
//! let frame = Frame::read(&bytes)?;
//! assert_eq!(frame.integers("cost").and_then(|column| column.get(0)), Some(1_430_000_000_000));
//! assert_eq!(frame.integers("cost").and_then(|column| column.get(1)), None);
//! assert_eq!(frame.texts("model").and_then(|column| column.get(1)), Some("gpt-5"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![no_std]

extern crate alloc;

pub mod builder;
pub mod columns;
pub mod filter;
mod layout;
pub mod reader;

pub use builder::{Builder, TooLarge};
pub use columns::{COLUMNS, ColumnInfo, Form, Kind, form};
pub use filter::Operator;
pub use reader::{Column, Data, Flags, Frame, Integers, Malformed, Texts};
