//! Calls that are refused or fail: now and then, and for an hour when OpenAI had trouble.

use outlay_domain::Timestamp;

use super::calendar::Calendar;
use super::models::Model;

/// Of a thousand calls so many fail.
const USUALLY: u32 = 11;
const IN_TROUBLE: u32 = 560;

/// A status and what the provider said, if it did not answer.
pub(crate) fn failure(
    calendar: Calendar,
    model: Model,
    at: Timestamp,
    random: &mut fastrand::Rng,
) -> Option<(u16, &'static str)> {
    let is_trouble = (calendar.at(3, 10, 38)..calendar.at(3, 11, 20)).contains(&at) && model.provider == "openai";
    let place = random.u32(..1_000);
    if is_trouble {
        return (place < IN_TROUBLE).then_some((503, "The server is overloaded or not ready yet."));
    }
    match place {
        _ if place >= USUALLY => None,
        0..5 => Some((429, "rate limit reached for tokens per minute")),
        5..9 => Some((500, "internal server error")),
        _ => Some((529, "overloaded")),
    }
}
