//! What a guest writes: bounded, and never trusted.

use std::mem;

use crate::text::shorten;

/// Lines that are kept until they are taken.
const LINES: usize = 200;
const LINE_BYTES: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub level: Level,
    /// At most 2,000 bytes.
    pub message: String,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: Vec<LogLine>,
    dropped: u64,
    last_error: Option<String>,
}

impl Log {
    pub(crate) fn write(&mut self, level: Level, message: String) {
        let message = shorten(message, LINE_BYTES);
        if level == Level::Error {
            // A panic must be explained even where the log is full.
            self.last_error = Some(message.clone());
        }
        if self.lines.len() < LINES {
            self.lines.push(LogLine { level, message });
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// Takes one line of a text that explains an error: with the lines before it, it is the last error of this call.
    pub(crate) fn complain(&mut self, line: &str) {
        let explained = match self.last_error.take() {
            Some(before) => format!("{before}\n{line}"),
            None => line.to_owned(),
        };
        self.write(Level::Error, line.to_owned());
        self.last_error = Some(shorten(explained, LINE_BYTES));
    }

    pub(crate) fn begin_call(&mut self) {
        self.last_error = None;
    }

    /// The last error of this call: after a trap, the text of the panic.
    pub(crate) fn last_error(&self) -> Option<String> {
        self.last_error.clone()
    }

    /// Everything since the last time; one more line says how many were dropped.
    pub(crate) fn take(&mut self) -> Vec<LogLine> {
        let mut lines = mem::take(&mut self.lines);
        let dropped = mem::take(&mut self.dropped);
        if dropped > 0 {
            lines.push(LogLine { level: Level::Warn, message: format!("{dropped} more lines were dropped") });
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_dropped_and_counted() {
        let mut log = Log::default();
        for _ in 0..250 {
            log.write(Level::Info, "x".repeat(5_000));
        }
        log.write(Level::Error, "panicked".into());
        assert_eq!(log.last_error().as_deref(), Some("panicked"));
        let lines = log.take();
        assert_eq!(lines.len(), LINES + 1);
        assert!(lines.iter().all(|line| line.message.len() <= LINE_BYTES));
        assert_eq!(lines[LINES].message, "51 more lines were dropped");
        assert!(log.take().is_empty());
    }
}
