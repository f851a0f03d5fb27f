//! How good the sender found an answer. It has no place of its own in an event, but stands among its attributes.

use outlay_domain::{Event, Quantity};
use outlay_frame::columns::UNITS;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::row::scaled;

/// As senders call it.
const FIELD: &str = "responseQualityScore";

#[derive(Deserialize)]
struct Attributes<'e> {
    #[serde(borrow, default, rename = "responseQualityScore")]
    score: Option<&'e RawValue>,
}

/// The score for a frame; none if there is none, or if it is no number.
pub(crate) fn score(event: &Event) -> Option<i64> {
    // To read JSON costs more than all other columns together, and nearly no event has a score.
    let attributes = event.attributes.as_deref().filter(|attributes| attributes.contains(FIELD))?;
    let score = serde_json::from_str::<Attributes<'_>>(attributes).ok()?.score?;
    let score: Quantity = score.get().trim_matches('"').parse().ok()?;
    Some(scaled(score, UNITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tests::event;

    #[test]
    fn a_score_is_read_from_the_attributes() {
        let score = |attributes: Option<&str>| {
            let mut event = event();
            event.attributes = attributes.map(Into::into);
            score(&event)
        };
        assert_eq!(score(Some(r#"{"note":"fine","responseQualityScore":0.92}"#)), Some(920_000));
        assert_eq!(score(Some(r#"{"responseQualityScore":"1"}"#)), Some(1_000_000));
        assert_eq!(score(Some(r#"{"responseQualityScore":true}"#)), None);
        assert_eq!(score(Some(r#"{"note":"no responseQualityScore"}"#)), None);
        assert_eq!((score(Some("{}")), score(None)), (None, None));
    }
}
