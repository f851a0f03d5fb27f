//! Lines for the operator's log. The host bounds how many and how long; it never shows them to a sender of events.

use std::fmt::Display;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

fn write(level: Level, message: &dyn Display) {
    let message = message.to_string();
    #[cfg(target_arch = "wasm32")]
    {
        use crate::bindings::outlay::connector::types::Level as Wire;
        let level = match level {
            Level::Debug => Wire::Debug,
            Level::Info => Wire::Info,
            Level::Warn => Wire::Warn,
            Level::Error => Wire::Error,
        };
        crate::bindings::log(level, &message);
    }
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::log(level, message);
}
