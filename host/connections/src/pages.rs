//! One page after another of a stream.

use outlay_control::connections::ConnectionRow;
use outlay_sandbox::connector::{Page, StreamInfo};

use crate::check::Ready;
use crate::connections::Connections;
use crate::trouble::Trouble;
use crate::windows::Span;

/// Of one window.
pub(crate) const MOST_PAGES: usize = 5_000;

/// The pages of a window that are still to come.
pub(crate) struct Pages<'p> {
    connections: &'p Connections,
    row: &'p ConnectionRow,
    ready: &'p Ready,
    stream: &'p StreamInfo,
    span: Span,
    state: Option<&'p [u8]>,
    next: Next,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    First,
    Behind(String),
    Nothing,
}

impl Connections {
    pub(crate) fn pages<'p>(
        &'p self,
        row: &'p ConnectionRow,
        ready: &'p Ready,
        stream: &'p StreamInfo,
        span: Span,
        state: Option<&'p [u8]>,
    ) -> Pages<'p> {
        Pages { connections: self, row, ready, stream, span, state, next: Next::First }
    }
}

impl Pages<'_> {
    pub(crate) async fn next(&mut self) -> Result<Option<Page>, Trouble> {
        let cursor = match &self.next {
            Next::First => None,
            Next::Behind(cursor) => Some(cursor.as_str()),
            Next::Nothing => return Ok(None),
        };
        let Ready { connector, settings, .. } = self.ready;
        let now = self.connections.now().seconds();
        let (outcome, log) = connector
            .component
            .sync(settings, &self.stream.id, self.span.into(), cursor, self.state, self.ready.http(), now)
            .await;
        self.ready.relay(&log, &self.row.id);
        let mut page = outcome?;
        let next = page.next.take().map_or(Next::Nothing, Next::Behind);
        if next != Next::Nothing && next == self.next {
            return Err(Trouble::unexpected("the provider hands out the same page again and again"));
        }
        self.next = next;
        Ok(Some(page))
    }
}
