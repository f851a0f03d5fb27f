//! Lines for the rule's own log, which its owner reads in the console. The host bounds how many and how long.

use std::fmt::Display;

pub use crate::bindings::outlay::rule::types::Level;

pub fn debug(message: impl Display) {
    write(Level::Debug, &message);
}

pub fn info(message: impl Display) {
    write(Level::Info, &message);
}

pub fn warn(message: impl Display) {
    write(Level::Warn, &message);
}

pub fn error(message: impl Display) {
    write(Level::Error, &message);
}

fn write(level: Level, message: &dyn Display) {
    let message = message.to_string();
    #[cfg(target_arch = "wasm32")]
    crate::bindings::log(level, &message);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::log(level, message);
}
