//! Write an Outlay alert rule in Rust.
