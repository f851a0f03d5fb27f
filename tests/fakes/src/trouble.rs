//! What a test wants to happen once, instead of the answer.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Seconds to wait, if the provider says so.
    RateLimited {
        retry_after: Option<u32>,
    },
    ServerError,
    /// The right answer, but its second half comes so much later.
    Slow(Duration),
    /// The first half of the right answer; then the connection ends.
    Truncated,
    /// A page for people, with status 200, as proxies send it.
    NotJson,
}
