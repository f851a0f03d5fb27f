//! Waiting for a condition, never for a time.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Generous: a busy machine of two cores must not fail a test.
const LONGEST: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until there is something; `look` says what it sees instead.
///
/// # Panics
/// After a minute, with what was waited for and what was seen last.
pub async fn wait_until<T, Seen: Display>(what: &str, look: impl AsyncFnMut() -> Result<T, Seen>) -> T {
    wait_up_to(LONGEST, what, look).await
}

/// [`wait_until`] with another deadline.
///
/// # Panics
/// After it, with what was waited for and what was seen last.
pub async fn wait_up_to<T, Seen: Display>(
    longest: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<T, Seen>,
) -> T {
    let began = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) if began.elapsed() > longest => {
                panic!("waited {} s for {what}; seen last: {seen}", longest.as_secs())
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
