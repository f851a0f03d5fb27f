//! One run: all windows of all streams, in order.

use std::sync::Arc;
use std::time::Duration;

use outlay_control::ControlError;
use outlay_control::connections::{ConnectionRow, CoverageRow};
use outlay_control::new_id;
use outlay_control::syncs::SyncRow;
use outlay_domain::record::RecordKind;
use outlay_domain::{Entry, Timestamp};
use outlay_egress::Patience;
use outlay_sandbox::connector::{Account, Page, StreamInfo, Window};

use crate::check::{Ready, relay};
use crate::connections::Connections;
use crate::records::{Gathered, Head};
use crate::status::{Outcome, Status};
use crate::trouble::Trouble;
use crate::views::{account, record_kind};
use crate::windows::{self, Span};

const MOST_PAGES: usize = 5_000;
/// How often, and how long after each other, a window is handed to a ledger that takes nothing now.
const APPENDS: u32 = 6;
const BETWEEN_APPENDS: Duration = Duration::from_secs(5);

/// A stream with what is to be read of it.
struct Plan<'p> {
    stream: &'p StreamInfo,
    kind: RecordKind,
    windows: Vec<Span>,
    covered: Option<Span>,
    state: Option<Vec<u8>>,
}

impl Connections {
    pub(crate) async fn read_everything(&self, sync: &mut SyncRow) -> Outcome {
        // Never closed; should it be, the worst is that more run at once.
        let _place = self.places.acquire().await;
        let mut outcome = Outcome::default();
        if let Err(trouble) = self.read_streams(sync, &mut outcome).await {
            outcome.trouble.get_or_insert(trouble);
        }
        outcome
    }

    /// Fails with what ends the sync; what only one stream has is left in `outcome`.
    async fn read_streams(&self, sync: &mut SyncRow, outcome: &mut Outcome) -> Result<(), Trouble> {
        let row = self.control.connection(&sync.connection_id).await.map_err(database)?;
        let row = row.ok_or_else(|| Trouble::passing("the connection is gone"))?;
        let ready = self.ready_saved(&row, Patience::default()).await?;
        if Status::of(&row) != Status::Connected || row.account.is_none() {
            let found = self.try_credentials(&ready, &row.id).await?;
            self.note_account(&row, &found).await?;
        }
        let mut plans = self.plans(&row, &ready).await?;
        sync.windows_total = plans.iter().map(|plan| plan.windows.len() as i64).sum();
        self.control.update_sync(sync).await.map_err(database)?;
        for plan in &mut plans {
            match self.read_stream(&row, &ready, plan, sync).await {
                Ok(()) => outcome.has_read = true,
                Err(trouble) if trouble.ends_the_sync() => return Err(trouble.of_stream(&plan.stream.title)),
                Err(trouble) => {
                    outcome.trouble.get_or_insert(trouble.of_stream(&plan.stream.title));
                }
            }
        }
        Ok(())
    }

    /// Another account than before: what was read belongs to that one, so everything is read anew.
    async fn note_account(&self, row: &ConnectionRow, found: &Account) -> Result<(), Trouble> {
        let before = row.account.as_deref().and_then(account);
        let differ = |before: &Option<String>, now: &Option<String>| before.is_some() && now.is_some() && before != now;
        let is_another = before.as_ref().is_some_and(|before| match (&before.id, &found.id) {
            (Some(_), Some(_)) => differ(&before.id, &found.id),
            _ => differ(&before.name, &found.name),
        });
        if is_another {
            self.control.forget_coverage(&row.id).await.map_err(database)?;
        }
        if before.as_ref() != Some(found) {
            let json = serde_json::to_string(found).map_err(|error| Trouble::unexpected(error.to_string()))?;
            self.control.set_account(&row.id, &json).await.map_err(database)?;
        }
        Ok(())
    }

    async fn plans<'p>(&self, row: &ConnectionRow, ready: &'p Ready<'_>) -> Result<Vec<Plan<'p>>, Trouble> {
        let now = self.now().seconds();
        let mut coverage = self.control.coverage(Some(&row.id)).await.map_err(database)?;
        let plan = |stream: &'p StreamInfo| {
            let stored = coverage.extract_if(.., |one| one.stream == stream.id).next();
            let seconds = |at: i64| Timestamp(at).seconds();
            let covered = stored.as_ref().map(|row| Span { start: seconds(row.start_at), end: seconds(row.end_at) });
            let windows = windows::plan(stream, covered, now);
            // Streams of names have no windows.
            let kind = record_kind(stream.kind)?;
            Some(Plan { stream, kind, windows, covered, state: stored.and_then(|row| row.state) })
        };
        Ok(ready.connector.manifest.streams.iter().filter_map(plan).collect())
    }

    /// Reads a stream's windows; each is durable, and written down as covered, before the next one is asked for.
    async fn read_stream(
        &self,
        row: &ConnectionRow,
        ready: &Ready<'_>,
        plan: &mut Plan<'_>,
        sync: &mut SyncRow,
    ) -> Result<(), Trouble> {
        for span in std::mem::take(&mut plan.windows) {
            let now = self.now().seconds();
            let (mut gathered, state) = self.read_window(row, ready, plan, span).await?;
            let kind = plan.kind;
            if kind == RecordKind::Usage {
                gathered.estimate(&self.book.current(), &row.id);
            }
            let records = gathered.len();
            let time = (Timestamp::from_seconds(span.start), Timestamp::from_seconds(span.end));
            match self.earlier.records(kind, &row.id, &plan.stream.id, time).await {
                Ok(earlier) => gathered.compare(earlier),
                // Rules then take it for new; nothing else depends on it.
                Err(error) => {
                    tracing::warn!(connection = row.id, error, "what a window said before cannot be read");
                }
            }
            let head = Head {
                connection_id: &row.id,
                connector: &row.connector,
                stream: &plan.stream.id,
                kind,
                window_id: new_id(),
                span,
            };
            self.append(gathered.into_parts(&head)).await?;
            let covered = windows::extend(plan.covered, span, now);
            let coverage = CoverageRow {
                connection_id: row.id.clone(),
                stream: plan.stream.id.clone(),
                start_at: Timestamp::from_seconds(covered.start).0,
                end_at: Timestamp::from_seconds(covered.end).0,
                state,
            };
            self.control.put_coverage(&coverage).await.map_err(database)?;
            (plan.covered, plan.state) = (Some(covered), coverage.state);
            sync.windows_done += 1;
            sync.records += records as i64;
            self.control.update_sync(sync).await.map_err(database)?;
        }
        Ok(())
    }

    /// All pages of a window, and what the connector wants to remember.
    async fn read_window(
        &self,
        row: &ConnectionRow,
        ready: &Ready<'_>,
        plan: &Plan<'_>,
        span: Span,
    ) -> Result<(Gathered, Option<Vec<u8>>), Trouble> {
        let mut gathered = Gathered::new(span);
        let mut kept = None;
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let window = Window { start: span.start, end: span.end };
            let (outcome, log) = ready
                .connector
                .component
                .sync(
                    &ready.settings,
                    &plan.stream.id,
                    window,
                    cursor.as_deref(),
                    plan.state.as_deref(),
                    Arc::clone(&ready.http),
                    self.now().seconds(),
                )
                .await;
            relay(&log, &row.id, &row.connector);
            let Page { entries, next, state, .. } = outcome?;
            gathered.add(entries).map_err(Trouble::unexpected)?;
            kept = state.or(kept);
            match next {
                None => return Ok((gathered, kept)),
                Some(next) if cursor.as_ref() == Some(&next) => {
                    return Err(Trouble::unexpected("the provider hands out the same page again and again"));
                }
                Some(next) => cursor = Some(next),
            }
        }
        Err(Trouble::unexpected(format!("one window has more than {MOST_PAGES} pages")))
    }

    /// All parts at once: they are durable together or not at all.
    async fn append(&self, parts: Vec<Entry>) -> Result<(), Trouble> {
        let mut tries = 1;
        loop {
            match self.sink.append(parts.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) if tries < APPENDS => {
                    tracing::warn!(%error, "a window is not taken by the ledger; it is handed in again");
                    tries += 1;
                    tokio::time::sleep(BETWEEN_APPENDS).await;
                }
                Err(error) => return Err(Trouble::passing(error.to_string())),
            }
        }
    }
}

fn database(error: ControlError) -> Trouble {
    tracing::error!(%error, "a sync met trouble with the control database");
    Trouble::passing("the server could not use its own database; its log says why")
}
