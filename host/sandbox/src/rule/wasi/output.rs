//! Standard output and error: lines of the rule's log.

use std::mem;

use crate::log::{Level, Log};

/// Where a stream of bytes goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Stream {
    Output,
    Error,
    /// Nowhere.
    Other,
}

impl Stream {
    pub(super) const fn number(self) -> u32 {
        match self {
            Self::Output => 1,
            Self::Error => 2,
            Self::Other => 0,
        }
    }

    pub(super) const fn numbered(number: u32) -> Self {
        match number {
            1 => Self::Output,
            2 => Self::Error,
            _ => Self::Other,
        }
    }
}

/// What was printed since the last end of a line.
#[derive(Debug, Default)]
pub(in crate::rule) struct Output {
    output: Vec<u8>,
    error: Vec<u8>,
}

/// Bytes of a line that are kept: the log shortens what it takes to less.
const LINE: usize = 4_096;

impl Output {
    pub(in crate::rule) fn print(&mut self, stream: Stream, bytes: &[u8], log: &mut Log) {
        let (begun, level) = match stream {
            Stream::Output => (&mut self.output, Level::Info),
            Stream::Error => (&mut self.error, Level::Error),
            Stream::Other => return,
        };
        let mut lines = bytes.split(|&byte| byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            let room = LINE.saturating_sub(begun.len());
            begun.extend_from_slice(line.get(..room).unwrap_or(line));
            if lines.peek().is_some() {
                end(begun, level, log);
            }
        }
    }

    /// At the end of a call: what has no end of a line yet.
    pub(in crate::rule) fn finish(&mut self, log: &mut Log) {
        end(&mut self.output, Level::Info, log);
        end(&mut self.error, Level::Error, log);
    }
}

fn end(begun: &mut Vec<u8>, level: Level, log: &mut Log) {
    let line = mem::take(begun);
    let line = String::from_utf8_lossy(&line);
    let line = line.trim_end();
    match level {
        _ if line.is_empty() => {}
        Level::Error => log.complain(line),
        _ => log.write(level, line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_lines() {
        let (mut output, mut log) = (Output::default(), Log::default());
        output.print(Stream::Output, b"one\n\ntw", &mut log);
        output.print(Stream::Error, b"Traceback\nValueError: x", &mut log);
        output.print(Stream::Output, b"o\nthree", &mut log);
        output.print(Stream::Other, b"nowhere\n", &mut log);
        output.print(Stream::Output, &[b'x'; 10_000], &mut log);
        output.finish(&mut log);
        assert_eq!(log.last_error().as_deref(), Some("Traceback\nValueError: x"));
        let lines: Vec<String> = log.take().into_iter().map(|line| line.message).collect();
        assert_eq!(&lines[..3], ["one", "Traceback", "two"]);
        assert!(lines[3].starts_with("threexxx") && lines[3].len() <= 2_000);
        assert_eq!(lines[4..], ["ValueError: x"]);
    }
}
