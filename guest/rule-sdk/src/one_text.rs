//! A text that events are compared with.

use std::cell::Cell;

use outlay_frame::Texts;

use crate::{Column, Event};

/// A text that a rule looks for in a column: a model, an agent, a customer. Comparing texts letter by letter takes longer
/// than all else that a small rule does; this looks the text up once a frame and then compares numbers.
///
/// ```
/// use outlay_rule::testing::{Harness, event};
/// # use outlay_rule::{Error, Event, Finding, Manifest, OneText, Rule};
/// # struct Writer(OneText);
/// # impl Rule for Writer {
/// #     type Settings = serde_json::Value;
/// #     fn manifest() -> Manifest { Manifest::new("writer", "0.1.0", "Writer").reads(&["agent"]) }
/// fn configure(_: serde_json::Value) -> Result<Self, Error> {
///     Ok(Self(OneText::new("agent", "writer")))
/// }
/// fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
///     event.is(&self.0).then(|| Finding::firing("all", "the writer writes"))
/// }
/// # }
/// let mut rule = Harness::<Writer>::new("{}")?;
/// assert_eq!(rule.judge(&[event().text("agent", "reader"), event().text("agent", "writer"), event()]).len(), 1);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct OneText {
    column: Column,
    text: String,
    /// The stamp of the frame that it was looked up in last, and its code there.
    found: Cell<(u64, Option<u32>)>,
}

impl OneText {
    pub fn new(column: impl Into<String>, text: impl Into<String>) -> Self {
        Self { column: Column::named(column.into()), text: text.into(), found: Cell::new((0, None)) }
    }

    pub fn column(&self) -> &Column {
        &self.column
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    #[inline]
    pub(crate) fn is_of(&self, event: &Event<'_>, row: u32) -> bool {
        let Some(texts) = event.texts(&self.column) else { return false };
        let (stamp, mut code) = self.found.get();
        if stamp != event.frame_stamp() {
            code = self.look_up(&texts, event.frame_stamp());
        }
        code.is_some() && texts.code(row) == code
    }

    /// Once a frame.
    #[cold]
    fn look_up(&self, texts: &Texts<'_>, stamp: u64) -> Option<u32> {
        let code = texts.find(&self.text);
        self.found.set((stamp, code));
        code
    }
}
