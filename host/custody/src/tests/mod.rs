//! Data folders with real databases and files; keys come and go, processes end between any two steps.
#![allow(clippy::unwrap_used)]

mod finding;
mod house;
mod rotating;
mod starting_over;
