//! The places of a request that are written anew before each sending.

use super::times::Times;
use crate::dice::mixed;

const HEX: &[u8; 16] = b"0123456789abcdef";
/// How many calls share a trace.
const CALLS_A_TRACE: u64 = 5;
/// How many subscribers an organization has: 200 organizations make 20,000.
pub(crate) const SUBSCRIBERS_AN_ORGANIZATION: u64 = 100;

/// What stands in a place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// The call's id: 16 hexadecimal digits.
    Id,
    /// The trace's id: 16 hexadecimal digits, ...
    Trace,
    /// ... or 8 bytes.
    TraceBytes,
    /// The span's id: 8 bytes.
    SpanBytes,
    /// One of the organization's subscribers: 5 digits.
    Subscriber { organization: u64 },
    /// `2026-11-26T01:41:19`, so many seconds ago.
    Second { ago_s: usize },
    /// Nanoseconds since 1970, little-endian.
    Nanos { ago_ms: u64 },
}

impl What {
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::Id | Self::Trace => 16,
            Self::TraceBytes | Self::SpanBytes | Self::Nanos { .. } => 8,
            Self::Subscriber { .. } => 5,
            Self::Second { .. } => 19,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) at: usize,
    /// Of which event, counted within the request.
    pub(crate) event: usize,
    pub(crate) what: What,
}

impl Slot {
    /// Writes what the event with this number says here.
    pub(crate) fn write(self, bytes: &mut [u8], number: u64, times: &Times) {
        let place = &mut bytes[self.at..self.at + self.what.width()];
        let trace = || mixed(!(number / CALLS_A_TRACE));
        match self.what {
            What::Id => hexadecimal(place, mixed(number)),
            What::Trace => hexadecimal(place, trace()),
            What::TraceBytes => place.copy_from_slice(&trace().to_le_bytes()),
            What::SpanBytes => place.copy_from_slice(&mixed(number).to_le_bytes()),
            What::Subscriber { organization } => {
                let of_organization = (mixed(number) >> 32) % SUBSCRIBERS_AN_ORGANIZATION;
                decimal(place, organization * SUBSCRIBERS_AN_ORGANIZATION + of_organization);
            }
            What::Second { ago_s } => place.copy_from_slice(times.text(ago_s)),
            What::Nanos { ago_ms } => place.copy_from_slice(&times.nanos(ago_ms).to_le_bytes()),
        }
    }
}

fn hexadecimal(place: &mut [u8], mut number: u64) {
    for digit in place {
        *digit = HEX[(number >> 60) as usize];
        number <<= 4;
    }
}

fn decimal(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
