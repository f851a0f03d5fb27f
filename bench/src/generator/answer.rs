//! Whether an answer says what it must, found without parsing all of it.

use crate::payload::Expected;
use crate::wire::Answer;

/// What an answer is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// The counts at the start of the body.
    Counts,
    /// The status, and whether the record is called a duplicate.
    OneRecord,
    /// Taken as a whole: the body of an answer without a partial success is empty, in JSON at most `{}` or so.
    Export,
    /// Any 2xx.
    Status,
}

/// How much of an unexpected body is shown.
const SHOWN: usize = 160;

impl Check {
    /// What is wrong with it.
    pub(crate) fn check(self, answer: Answer<'_>, expected: Expected) -> Result<(), String> {
        let Answer { status, body } = answer;
        let is_right = match self {
            Self::Counts => status == 200 && counts(body) == Some(expected),
            Self::OneRecord if expected.rejected == 1 => status == 400,
            Self::OneRecord => {
                let word: &[u8] = if expected.duplicates == 1 { b"\"duplicate\":true" } else { b"\"duplicate\":false" };
                status == 201 && contains(body, word)
            }
            Self::Export => status == 200 && body.len() <= 32,
            Self::Status => (200..300).contains(&status),
        };
        if is_right { Ok(()) } else { Err(complaint(status, body, expected)) }
    }
}

fn complaint(status: u16, body: &[u8], expected: Expected) -> String {
    match counts(body) {
        Some(counts) => format!(
            "status {status}, but {} accepted, {} duplicates, {} rejected of the expected {} {} {}",
            counts.accepted,
            counts.duplicates,
            counts.rejected,
            expected.accepted,
            expected.duplicates,
            expected.rejected
        ),
        None => format!("status {status}: {}", String::from_utf8_lossy(&body[..body.len().min(SHOWN)])),
    }
}

/// `{"accepted":98,"duplicates":1,"rejected":1,` at the start.
fn counts(body: &[u8]) -> Option<Expected> {
    let mut rest = body;
    let mut number = |before: &[u8]| {
        rest = rest.strip_prefix(before)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, after) = rest.split_at(digits);
        rest = after;
        std::str::from_utf8(number).ok()?.parse::<u64>().ok()
    };
    Some(Expected {
        accepted: number(b"{\"accepted\":")?,
        duplicates: number(b",\"duplicates\":")?,
        rejected: number(b",\"rejected\":")?,
    })
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| std::str::from_utf8(wanted).is_ok_and(|wanted| text.contains(wanted)))
}

/// Whether a rule lagged, so that the verdict is not whole.
pub(crate) fn is_partial(body: &[u8]) -> bool {
    // Near the start of a batch's answer, anywhere in that to one record.
    contains(&body[..body.len().min(512)], b"\"verdict\":\"partial\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_first() {
        let body = br#"{"accepted":98,"duplicates":1,"rejected":1,"verdict":"partial","results":[]}"#;
        let expected = Expected { accepted: 98, duplicates: 1, rejected: 1 };
        let answer = Answer { status: 200, body };
        assert_eq!(Check::Counts.check(answer, expected), Ok(()));
        assert!(is_partial(body));
        let other = Expected { accepted: 99, ..expected };
        assert!(Check::Counts.check(answer, other).unwrap_err().contains("98 accepted"));
        assert!(Check::Counts.check(Answer { status: 503, body: b"{}" }, expected).unwrap_err().contains("503"));
    }

    #[test]
    fn an_export_is_taken_as_a_whole() {
        let check = |status, body: &[u8]| Check::Export.check(Answer { status, body }, Expected::default()).is_ok();
        assert!(check(200, b"") && check(200, b"{\"partialSuccess\":{}}"));
        let partial = b"\x0a\x2a\x08\x01\x12\x26one span could not be taken: no model";
        assert!(!check(200, partial) && !check(400, b""));
    }

    #[test]
    fn one_record_is_new_a_repeat_or_refused() {
        let fresh = Expected { accepted: 1, ..Expected::default() };
        let repeat = Expected { duplicates: 1, ..Expected::default() };
        let refused = Expected { rejected: 1, ..Expected::default() };
        let check = |status, body: &str, expected| {
            Check::OneRecord.check(Answer { status, body: body.as_bytes() }, expected).is_ok()
        };
        assert!(check(201, r#"{"duplicate":false}"#, fresh));
        assert!(!check(201, r#"{"duplicate":true}"#, fresh));
        assert!(check(201, r#"{"duplicate":true}"#, repeat));
        assert!(check(400, "", refused));
        assert!(!check(201, r#"{"duplicate":false}"#, refused));
    }
}
