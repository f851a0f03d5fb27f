//! One run: all windows of all streams, in order.

use std::time::Duration;

use outlay_control::ControlError;
use outlay_control::connections::{ConnectionRow, CoverageRow};
use outlay_control::new_id;
use outlay_control::syncs::SyncRow;
use outlay_domain::record::RecordKind;
use outlay_domain::{Entry, Timestamp};
use outlay_egress::Patience;
use outlay_sandbox::connector::{Account, StreamInfo};

use crate::connections::Connections;
use crate::progress::Progress;
use crate::ready::Ready;
use crate::records::{Gathered, Head};
use crate::status::{Outcome, Status};
use crate::trouble::{Kind, Trouble};
use crate::views::{account, record_kind};
use crate::windows::{self, Known, Span, Why, Windows, Wish};

/// How often, and how long after each other, a window is handed to a ledger that takes nothing now.
const APPENDS: u32 = 6;
const BETWEEN_APPENDS: Duration = Duration::from_secs(5);

/// A sync is no more records ahead of the warehouse: what that has not is kept in memory.
const FAR_AHEAD: usize = 12_000;

/// A stream with what is to be read of it.
struct Plan<'p> {
    stream: &'p StreamInfo,
    /// None for names.
    kind: Option<RecordKind>,
    windows: Windows,
    known: Known,
    /// It was read before, and is read again as if it never was.
    is_read_again: bool,
    state: Option<Vec<u8>>,
}

impl Plan<'_> {
    /// Nothing more is read for a reason.
    fn has_ended(&mut self, why: Why, now: i64) {
        match why {
            Why::New => {
                self.known.read_at = Some(now);
                // What is read for the first time has no corrections.
                self.known.deep_read_at.get_or_insert(now);
            }
            Why::Corrections => self.known.deep_read_at = Some(now),
            Why::BackFill => {}
        }
    }
}

impl Connections {
    pub(crate) async fn read_everything(&self, sync: &mut SyncRow, is_asked_for: bool) -> Outcome {
        let mut outcome = Outcome::default();
        if let Err(trouble) = self.read_streams(sync, is_asked_for, &mut outcome).await {
            // What ends a sync weighs more than what one stream had.
            outcome.trouble = Some(trouble);
            outcome.has_ended_early = true;
        }
        outcome
    }

    /// Fails with what ends the sync; what only one stream has is left in `outcome`.
    async fn read_streams(&self, sync: &mut SyncRow, is_asked_for: bool, outcome: &mut Outcome) -> Result<(), Trouble> {
        let row = self.control.connection(&sync.connection_id).await.map_err(database)?;
        let row = row.ok_or_else(|| Trouble::passing("the connection is gone"))?;
        let ready = self.ready_saved(&row, Patience::default()).await?;
        if Status::of(&row) != Status::Connected || row.account.is_none() {
            let found = self.try_credentials(&ready, &row.id).await?;
            self.note_account(&row, &found).await?;
        }
        let (mut plans, is_another_fine) = self.plans(&row, &ready, is_asked_for).await?;
        outcome.has_read |= is_another_fine;
        let mut progress = Progress::of(plans.iter().map(|plan| &plan.windows));
        progress.note(sync, ready.http.requests());
        self.control.update_sync(sync).await.map_err(database)?;
        for plan in &mut plans {
            let read = match plan.kind {
                Some(kind) => self.read_stream(&row, &ready, plan, kind, (&mut *sync, &mut progress), outcome).await,
                None => {
                    let _place = self.places.acquire().await;
                    let read = self.read_names(&row, &ready, plan.stream, &mut plan.known).await;
                    read.map(|()| outcome.has_read = true)
                }
            };
            progress.note(sync, ready.http.requests());
            if let Err(trouble) = read {
                // What passes may be one stream's own trouble; met by a second one, it is the provider's.
                let is_second = trouble.kind == Kind::Passing
                    && outcome.trouble.as_ref().is_some_and(|first| first.kind == Kind::Passing);
                let is_over = is_second || trouble.ends_the_sync();
                let trouble = trouble.of_stream(&plan.stream.title);
                if is_over {
                    return Err(trouble);
                }
                outcome.trouble.get_or_insert(trouble);
            }
        }
        // What could not be read that far back is no better tomorrow; the sync says what it was.
        if row.back_to.is_some() {
            self.control.set_back_to(&row.id, None).await.map_err(database)?;
        }
        Ok(())
    }

    /// Another account than before: what was read belongs to that one, so everything is read anew.
    pub(crate) async fn note_account(&self, row: &ConnectionRow, found: &Account) -> Result<(), Trouble> {
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

    /// What there is to read, and whether there is a stream that was read a short while ago.
    async fn plans<'p>(
        &self,
        row: &ConnectionRow,
        ready: &'p Ready,
        is_asked_for: bool,
    ) -> Result<(Vec<Plan<'p>>, bool), Trouble> {
        let seconds = |at: i64| Timestamp(at).seconds();
        let wish = Wish { now: self.now().seconds(), back_to: row.back_to.map(seconds), is_asked_for };
        let mut coverage = self.control.coverage(Some(&row.id)).await.map_err(database)?;
        let mut is_another_fine = false;
        let plan = |stream: &'p StreamInfo| {
            let stored = coverage.extract_if(.., |one| one.stream == stream.id).next();
            let known = stored.as_ref().map_or_else(Known::default, |row| Known {
                covered: Some(Span { start: seconds(row.start_at), end: seconds(row.end_at) })
                    .filter(|span| span.seconds() > 0),
                read_at: row.read_at.map(seconds),
                deep_read_at: row.deep_read_at.map(seconds),
                window_length: row.window_length,
            });
            let kind = record_kind(stream.kind);
            let is_due = is_asked_for || windows::is_due(known.read_at, i64::from(stream.every), wish.now);
            let windows = if kind.is_some() { Windows::plan(stream, known, wish) } else { Windows::default() };
            let has_work = if kind.is_some() { windows.len() > 0 } else { is_due };
            is_another_fine |= !has_work && known.covered.is_some();
            let is_read_again = stored.is_some() && known.covered.is_none();
            let state = stored.and_then(|row| row.state);
            has_work.then_some(Plan { stream, kind, windows, known, is_read_again, state })
        };
        let plans = ready.connector.manifest.streams.iter().filter_map(plan).collect();
        Ok((plans, is_another_fine))
    }

    /// Reads a stream's windows; each is durable, and written down as covered, before the next one is asked for. Trouble
    /// with what is older than what is new is left in `outcome`.
    async fn read_stream(
        &self,
        row: &ConnectionRow,
        ready: &Ready,
        plan: &mut Plan<'_>,
        kind: RecordKind,
        (sync, progress): (&mut SyncRow, &mut Progress),
        outcome: &mut Outcome,
    ) -> Result<(), Trouble> {
        let mut ahead = 0;
        while let Some((span, why)) = plan.windows.next() {
            let now = self.now().seconds();
            let (mut gathered, state) = match self.read_window(row, ready, plan, span).await {
                Err(trouble) if why != Why::New && trouble.kind != Kind::Passing => {
                    let (seconds, windows) = plan.windows.give_up(why);
                    progress.skip(span.seconds() + seconds, 1 + windows);
                    outcome.trouble.get_or_insert(trouble.of_the_past().of_stream(&plan.stream.title));
                    plan.has_ended(why, now);
                    self.write_down(row, plan.stream, &plan.known, plan.state.clone()).await?;
                    continue;
                }
                read => read?,
            };
            if kind == RecordKind::Usage {
                gathered.estimate(&self.book.current(), &row.id);
            }
            let records = gathered.len();
            let time = (Timestamp::from_seconds(span.start), Timestamp::from_seconds(span.end));
            // What was never read has nothing to be compared with.
            let was_read = plan.is_read_again
                || plan.known.covered.is_some_and(|covered| covered.start < span.end && span.start < covered.end);
            if was_read {
                match self.earlier.records(kind, &row.id, &plan.stream.id, time).await {
                    Ok(earlier) => gathered.compare(earlier),
                    // Rules then take it for new; nothing else depends on it.
                    Err(error) => {
                        tracing::warn!(connection = row.id, error, "what a window said before cannot be read");
                    }
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
            if ahead + records > FAR_AHEAD {
                self.earlier.catch_up().await;
                ahead = 0;
            }
            ahead += records;
            self.append(gathered.into_parts(&head)).await?;
            plan.known.covered = Some(windows::extend(plan.known.covered, span, now));
            if why == Why::New {
                plan.state = state;
            }
            outcome.has_read = true;
            let left = plan.windows.len();
            plan.known.window_length = Some(plan.windows.heed(span, records));
            progress.add(span.seconds(), plan.windows.len().cast_signed() - left.cast_signed());
            if !plan.windows.has_more(why) {
                plan.has_ended(why, now);
            }
            self.write_down(row, plan.stream, &plan.known, plan.state.clone()).await?;
            sync.records += records as i64;
            progress.note(sync, ready.http.requests());
            self.control.update_sync(sync).await.map_err(database)?;
        }
        Ok(())
    }

    /// What is covered of a stream.
    pub(crate) async fn write_down(
        &self,
        row: &ConnectionRow,
        stream: &StreamInfo,
        known: &Known,
        state: Option<Vec<u8>>,
    ) -> Result<(), Trouble> {
        let micros = |seconds: i64| Timestamp::from_seconds(seconds).0;
        let Some(covered) = known.covered else { return Ok(()) };
        let coverage = CoverageRow {
            connection_id: row.id.clone(),
            stream: stream.id.clone(),
            start_at: micros(covered.start),
            end_at: micros(covered.end),
            state,
            read_at: known.read_at.map(micros),
            deep_read_at: known.deep_read_at.map(micros),
            window_length: known.window_length,
        };
        self.control.put_coverage(&coverage).await.map_err(database)
    }

    /// All pages of a window, and what the connector wants to remember.
    async fn read_window(
        &self,
        row: &ConnectionRow,
        ready: &Ready,
        plan: &Plan<'_>,
        span: Span,
    ) -> Result<(Gathered, Option<Vec<u8>>), Trouble> {
        // Never closed; should it be, the worst is that more are read at once.
        let _place = self.places.acquire().await;
        let mut gathered = Gathered::new(span);
        let mut kept = None;
        let mut pages = ready.pages(plan.stream, span, plan.state.as_deref());
        while let Some(page) = ready.next_page(&mut pages, self.now().seconds(), &row.id).await? {
            gathered.add(page.entries).map_err(Trouble::unexpected)?;
            kept = page.state.or(kept);
        }
        Ok((gathered, kept))
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

pub(crate) fn database(error: ControlError) -> Trouble {
    tracing::error!(%error, "a sync met trouble with the control database");
    Trouble::passing("the server could not use its own database; its log says why")
}
