//! What happened before: computed anew, and summed up.
#![allow(clippy::unwrap_used)]

mod house;
mod repricing;
mod rollups;
