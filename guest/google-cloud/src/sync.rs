//! Which stream is read how.

use outlay_connector::{Error, Page, Settings, Window, no_such_stream};

use crate::costs::{Billing, read_costs};
use crate::metrics::{UsageStream, read_usage};

/// One page of a window of the costs or of one of the streams of usage.
pub fn sync(
    billing: &Billing,
    streams: &[UsageStream],
    settings: &Settings,
    stream: &str,
    window: Window,
    cursor: Option<&str>,
) -> Result<Page, Error> {
    if stream == billing.stream {
        return read_costs(billing, settings, window, cursor);
    }
    match streams.iter().find(|known| known.id == stream) {
        Some(known) => read_usage(billing.provider, known, settings, window, cursor),
        None => Err(no_such_stream(stream)),
    }
}
