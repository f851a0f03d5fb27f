//! One event, as a rule sees it.

use outlay_frame::{Data, Flags, Frame, Integers, Texts};
use serde::{Deserialize, Serialize};

use crate::column::Named;
use crate::one_text::OneText;
use crate::{Decimal, Money};

/// Microseconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A place in time, and when the calendar's periods that hold it began, in the team's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    pub day: Timestamp,
    /// A Monday.
    pub week: Timestamp,
    pub month: Timestamp,
    pub quarter: Timestamp,
}

/// One row of a frame. Only the columns that the manifest names are there; of others everything is missing.
#[derive(Debug, Clone, Copy)]
pub struct Event<'f> {
    frame: &'f Frame<'f>,
    row: u32,
}

impl<'f> Event<'f> {
    #[inline]
    pub fn new(frame: &'f Frame<'f>, row: u32) -> Self {
        Self { frame, row }
    }

    /// The cost that counts, in the reporting currency. None if unknown: unknown is not zero.
    #[inline]
    pub fn cost(&self) -> Option<Money> {
        self.decimal("cost")
    }

    /// Any column of texts: `model`, `organization`, `agent` ...
    #[inline]
    pub fn text(&self, column: impl Named) -> Option<&'f str> {
        self.texts(column)?.get(self.row)
    }

    /// Whether the event has this text.
    #[inline]
    pub fn is(&self, text: &OneText) -> bool {
        text.is_of(self, self.row)
    }

    /// The code of a text: rows of one frame with the same text have the same code. It means nothing in another frame,
    /// see [`frame_stamp`](Self::frame_stamp).
    #[inline]
    pub fn text_code(&self, column: impl Named) -> Option<u32> {
        self.texts(column)?.code(self.row)
    }

    /// Any column of whole numbers: `input_tokens`, `duration_ms` ... Columns with decimals answer
    /// [`decimal`](Self::decimal) only.
    #[inline]
    pub fn integer(&self, column: impl Named) -> Option<i64> {
        let column = self.integers(column)?;
        if column.places() == 0 { column.get(self.row) } else { None }
    }

    /// Any column of numbers, exactly: `cost`, `seconds`, `meters.pages`, also `input_tokens`.
    #[inline]
    pub fn decimal(&self, column: impl Named) -> Option<Decimal> {
        let column = self.integers(column)?;
        Decimal::from_scaled(column.get(self.row)?, column.places())
    }

    /// Any column of flags: `is_streamed`.
    #[inline]
    pub fn flag(&self, column: impl Named) -> Option<bool> {
        self.flags(column)?.get(self.row)
    }

    /// When the call was answered.
    pub fn event_time(&self) -> Option<Timestamp> {
        self.integer("event_time").map(Timestamp)
    }

    /// When Outlay took it: the rule's clock, which never goes back.
    #[inline]
    pub fn received_at(&self) -> Option<Timestamp> {
        self.integer("received_at").map(Timestamp)
    }

    /// The row in its frame.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// Tells the event's frame from every other one.
    #[inline]
    pub fn frame_stamp(&self) -> u64 {
        self.frame.stamp()
    }

    #[inline]
    fn integers(&self, column: impl Named) -> Option<Integers<'f>> {
        if let Data::Integers(column) = column.find(self.frame)? { Some(*column) } else { None }
    }

    #[inline]
    pub(crate) fn texts(&self, column: impl Named) -> Option<Texts<'f>> {
        if let Data::Texts(column) = column.find(self.frame)? { Some(*column) } else { None }
    }

    #[inline]
    fn flags(&self, column: impl Named) -> Option<Flags<'f>> {
        if let Data::Flags(column) = column.find(self.frame)? { Some(*column) } else { None }
    }
}
