//! Columns by name, found fast.

use std::borrow::Cow;
use std::cell::Cell;

use outlay_frame::{Data, Frame};

/// A column that a rule reads of every event: its place is looked up once a frame, not once an event.
///
/// Wherever [`Event`](crate::Event) takes a name it takes one of these. A name as text is looked for from column to
/// column every time, which is fine for what is read of few events; a rule that reads millions keeps its columns beside
/// its settings.
///
/// ```
/// use outlay_rule::{Column, Decimal, Event};
///
/// struct Spend { cost: Column, agent: Column, of_planner: Decimal }
///
/// impl Spend {
///     fn new() -> Self {
///         Self { cost: Column::named("cost"), agent: Column::named("agent"), of_planner: Decimal::ZERO }
///     }
///     fn on_event(&mut self, event: &Event<'_>) {
///         if event.text(&self.agent) == Some("planner") {
///             self.of_planner += event.decimal(&self.cost).unwrap_or_default();
///         }
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Column {
    name: Cow<'static, str>,
    /// The stamp of the frame that it was looked up in last, and where it was.
    found: Cell<(u64, Option<u32>)>,
}

impl Column {
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), found: Cell::new((0, None)) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Once a frame.
    #[cold]
    fn look_up(&self, frame: &Frame<'_>) -> Option<u32> {
        let place = frame.place(&self.name).and_then(|place| u32::try_from(place).ok());
        self.found.set((frame.stamp(), place));
        place
    }
}

/// A column's name, or a [`Column`].
pub trait Named {
    fn find<'a, 'f>(&self, frame: &'a Frame<'f>) -> Option<&'a Data<'f>>;
}

impl Named for &str {
    fn find<'a, 'f>(&self, frame: &'a Frame<'f>) -> Option<&'a Data<'f>> {
        frame.column(self)
    }
}

impl Named for &String {
    fn find<'a, 'f>(&self, frame: &'a Frame<'f>) -> Option<&'a Data<'f>> {
        frame.column(self)
    }
}

impl Named for &Column {
    #[inline]
    fn find<'a, 'f>(&self, frame: &'a Frame<'f>) -> Option<&'a Data<'f>> {
        let (stamp, mut place) = self.found.get();
        if stamp != frame.stamp() {
            place = self.look_up(frame);
        }
        frame.column_at(place? as usize)
    }
}
