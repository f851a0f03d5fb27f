//! A tape: what a connector asked and was answered, to be tried again without the provider.
//!
//! `outlay connector check --record` writes one; `--replay` and the SDK's `testing` play it. It is JSON, one object a
//! line: first a [`Head`], then an [`Exchange`] for each request, in order. The host has masked the connection's
//! secrets in it; what else an account says is in it as it is, so look it over before you share one.
//!
//! ```
//! use outlay_tape::{Answer, Ask, Tape};
//!
//! let tape = Tape::read(concat!(
//!     r#"{"tape": 1, "connector": "example", "version": "0.1.0", "now": 1790000000, "settings": {}}"#, "\n",
//!     r#"{"ask": {"request": "account"}, "answer": {"status": 200, "body": "{}"}}"#, "\n",
//! ))?;
//! let mut player = tape.player();
//! let answer = player.answer(&Ask { request: "account".into(), ..Ask::default() });
//! assert!(matches!(answer, Some(Ok(Answer { status: 200, .. }))));
//! # Ok::<(), outlay_tape::TapeError>(())
//! ```

mod body;
mod player;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use body::Body;
pub use player::Player;

/// The form of tapes that this crate reads and writes.
pub const FORM: u32 = 1;

/// What was recorded, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`FORM`].
    pub tape: u32,
    /// The connector's id and version.
    pub connector: String,
    pub version: String,
    /// What its clock said, in seconds since 1970 (UTC).
    pub now: i64,
    /// Whole: defaults are filled in.
    pub settings: BTreeMap<String, String>,
}

/// What a connector asked, as its contract says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ask {
    /// The id of a declared request.
    pub request: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path_values: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: Body,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The name of a case of the contract's `http-error`, for example `timed-out`.
    pub case: String,
    pub message: String,
}

/// A request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Line", into = "Line")]
pub struct Exchange {
    pub ask: Ask,
    pub outcome: Result<Answer, Problem>,
}

/// An exchange as it is written: with one of the two.
#[derive(Serialize, Deserialize)]
struct Line {
    ask: Ask,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

impl From<Exchange> for Line {
    fn from(Exchange { ask, outcome }: Exchange) -> Self {
        let (answer, problem) = match outcome {
            Ok(answer) => (Some(answer), None),
            Err(problem) => (None, Some(problem)),
        };
        Self { ask, answer, problem }
    }
}

impl TryFrom<Line> for Exchange {
    type Error = &'static str;

    fn try_from(Line { ask, answer, problem }: Line) -> Result<Self, Self::Error> {
        let outcome = match (answer, problem) {
            (Some(answer), None) => Ok(answer),
            (None, Some(problem)) => Err(problem),
            _ => return Err("an exchange has either an `answer` or a `problem`"),
        };
        Ok(Self { ask, outcome })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    pub head: Head,
    pub exchanges: Vec<Exchange>,
}

/// What is wrong with a tape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TapeError {
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl std::fmt::Display for TapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} of the tape: {}", self.line, self.message)
    }
}

impl std::error::Error for TapeError {}

impl Tape {
    /// Reads the lines of a tape.
    pub fn read(text: &str) -> Result<Self, TapeError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let wrong = |line: usize, message: String| TapeError { line: line + 1, message };
        let (number, first) = lines.next().ok_or_else(|| wrong(0, "it is empty".to_owned()))?;
        let head: Head = serde_json::from_str(first).map_err(|error| wrong(number, error.to_string()))?;
        if head.tape != FORM {
            return Err(wrong(number, format!("this is a tape of form {}; form {FORM} can be read", head.tape)));
        }
        let exchange = |(number, line)| serde_json::from_str(line).map_err(|error| wrong(number, error.to_string()));
        Ok(Self { head, exchanges: lines.map(exchange).collect::<Result<_, _>>()? })
    }

    /// The lines of it, each with its end.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string(&self.head)?;
        text.push('\n');
        for exchange in &self.exchanges {
            text.push_str(&serde_json::to_string(exchange)?);
            text.push('\n');
        }
        Ok(text)
    }

    /// Begins to answer from it.
    pub fn player(&self) -> Player {
        Player::of(self.exchanges.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tape() -> Tape {
        let head = Head {
            tape: FORM,
            connector: "example".into(),
            version: "0.1.0".into(),
            now: 1_790_000_000,
            settings: BTreeMap::from([("region".into(), "eu".into())]),
        };
        let ask = Ask {
            request: "usage".into(),
            path_values: vec!["a/b".into()],
            query: vec![("page".into(), "1".into()), ("page".into(), "2".into())],
            body: Some(Body::from(b"{}".to_vec())),
            ..Ask::default()
        };
        let body = Body::from(vec![0xff, 0x00, 0x7f]);
        let answer = Answer { status: 200, headers: vec![("etag".into(), "x".into())], body };
        let problem = Problem { case: "timed-out".into(), message: "after 90 s".into() };
        Tape {
            head,
            exchanges: vec![
                Exchange { ask: ask.clone(), outcome: Ok(answer) },
                Exchange { ask, outcome: Err(problem) },
            ],
        }
    }

    #[test]
    fn a_tape_is_read_as_it_was_written() {
        let text = tape().write().unwrap();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(Tape::read(&text).unwrap(), tape());
    }

    #[test]
    fn what_is_no_tape_says_where() {
        let check = |text: &str, line: usize, part: &str| {
            let error = Tape::read(text).unwrap_err();
            assert!(error.line == line && error.message.contains(part), "{error}");
        };
        check("", 1, "empty");
        check("{\"a\": 1}", 1, "tape");
        let mut newer = tape();
        newer.head.tape = 2;
        check(&newer.write().unwrap(), 1, "form 2");
        check(&format!("{}\n{{\"ask\": {{}}}}", tape().write().unwrap()), 5, "either");
    }
}
