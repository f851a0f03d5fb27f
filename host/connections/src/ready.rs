//! A connector that is ready to be called: what its calls need, and where its log goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use outlay_egress::ConnectorHttp;
use outlay_sandbox::Level;
use outlay_sandbox::connector::{Http, LogLine, Page, StreamInfo};

use crate::catalogue::Connector;
use crate::pages::Pages;
use crate::trouble::Trouble;
use crate::windows::Span;

/// A connector with everything that a call of it needs.
pub(crate) struct Ready {
    pub(crate) connector: Connector,
    /// A JSON object of texts, defaults filled in.
    pub(crate) settings: String,
    pub(crate) http: Arc<ConnectorHttp>,
    /// Lines that the connector logged.
    logged: AtomicUsize,
}

/// Of a sync with all its calls.
const MOST_LINES: usize = 200;

impl Ready {
    pub(crate) fn new(connector: Connector, settings: String, http: ConnectorHttp) -> Self {
        Self { connector, settings, http: Arc::new(http), logged: AtomicUsize::new(0) }
    }

    /// Puts what a connector logged into the log, up to a number of lines.
    pub(crate) fn relay(&self, log: &[LogLine], connection: &str) {
        let connector = self.connector.manifest.id.as_str();
        let before = self.logged.fetch_add(log.len(), Ordering::Relaxed);
        let room = MOST_LINES.saturating_sub(before);
        for LogLine { level, message } in log.iter().take(room) {
            match level {
                Level::Debug => tracing::debug!(connection, connector, "{message}"),
                Level::Info => tracing::info!(connection, connector, "{message}"),
                Level::Warn | Level::Error => tracing::warn!(connection, connector, "{message}"),
            }
        }
        if before <= MOST_LINES && log.len() > room {
            tracing::warn!(connection, connector, "what else it logs in this sync is left out");
        }
    }

    pub(crate) fn pages<'p>(&'p self, stream: &'p StreamInfo, span: Span, state: Option<&'p [u8]>) -> Pages<'p> {
        Pages::of(&self.connector.component, &self.settings, stream, span, state)
    }

    /// What the connector logs meanwhile goes to the log.
    pub(crate) async fn next_page(
        &self,
        pages: &mut Pages<'_>,
        now: i64,
        connection: &str,
    ) -> Result<Option<Page>, Trouble> {
        let (page, log) = pages.next(self.http(), now).await;
        self.relay(&log, connection);
        page
    }

    pub(crate) fn http(&self) -> Arc<dyn Http> {
        Arc::clone(&self.http) as Arc<dyn Http>
    }
}
