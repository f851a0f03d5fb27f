//! One page after another of a stream.

use std::sync::Arc;

use outlay_sandbox::ConnectorComponent;
use outlay_sandbox::connector::{Http, LogLine, Page, StreamInfo};

use crate::trouble::Trouble;
use crate::windows::Span;

/// Of one window.
const MOST_PAGES: usize = 5_000;

/// The pages of a window that are still to come.
pub(crate) struct Pages<'p> {
    component: &'p ConnectorComponent,
    settings: &'p str,
    stream: &'p StreamInfo,
    span: Span,
    state: Option<&'p [u8]>,
    next: Next,
}

/// Where the next page is.
#[derive(Debug)]
enum Next {
    First,
    /// Behind a cursor; so many were read.
    Behind(String, usize),
    Nothing,
}

impl<'p> Pages<'p> {
    /// `settings` is a JSON object of texts, defaults filled in; `state` is what the connector wanted to remember.
    pub(crate) fn of(
        component: &'p ConnectorComponent,
        settings: &'p str,
        stream: &'p StreamInfo,
        span: Span,
        state: Option<&'p [u8]>,
    ) -> Self {
        Self { component, settings, stream, span, state, next: Next::First }
    }

    /// The next page, if there is one, and what the connector logged meanwhile.
    pub(crate) async fn next(
        &mut self,
        http: Arc<dyn Http>,
        now: i64,
    ) -> (Result<Option<Page>, Trouble>, Vec<LogLine>) {
        let (cursor, read) = match &self.next {
            Next::First => (None, 0),
            Next::Behind(cursor, read) => (Some(cursor.as_str()), *read),
            Next::Nothing => return (Ok(None), Vec::new()),
        };
        let Self { component, settings, stream, span, state, .. } = *self;
        let (outcome, log) = component.sync(settings, &stream.id, span.into(), cursor, state, http, now).await;
        (outcome.map_err(Trouble::from).and_then(|page| self.turn(page, read + 1)), log)
    }

    fn turn(&mut self, mut page: Page, read: usize) -> Result<Option<Page>, Trouble> {
        let before = std::mem::replace(&mut self.next, Next::Nothing);
        if let Some(cursor) = page.next.take() {
            if matches!(before, Next::Behind(before, _) if before == cursor) {
                return Err(Trouble::unexpected("the provider hands out the same page again and again"));
            }
            if read >= MOST_PAGES {
                return Err(Trouble::unexpected(format!("one window has more than {MOST_PAGES} pages")));
            }
            self.next = Next::Behind(cursor, read);
        }
        Ok(Some(page))
    }
}
