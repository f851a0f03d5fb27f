//! Entries sorted by the table that they go to.

use std::collections::HashMap;
use std::sync::Arc;

use outlay_domain::entry::{AlertRow, Row, SyncRow};
use outlay_domain::record::Window;
use outlay_domain::{Entry, Frame, Reprice, Timestamp};

use crate::tables::EventRow;

/// Rows of one transaction. Of control rows, the last one of each id counts; of events, what is known last.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) events: Vec<EventRow>,
    /// Events of earlier transactions of which more is known now, by their `seq`.
    pub(crate) revised: HashMap<u64, EventRow>,
    /// Findings about events of earlier transactions: `seq` of the event and how many more.
    pub(crate) late_findings: HashMap<u64, i64>,
    pub(crate) windows: Vec<(u64, Window)>,
    /// Of all windows.
    pub(crate) records: usize,
    pub(crate) alerts: HashMap<String, AlertRow>,
    pub(crate) syncs: HashMap<String, SyncRow>,
    /// When they were asked for, and at which place in the ledger.
    pub(crate) repricings: Vec<(Timestamp, u64, Reprice)>,
}

impl Rows {
    /// Adds what stands behind `after`, as long as there are at most so many rows. Answers the last entry that is in.
    pub(crate) fn add(&mut self, frame: &Arc<Frame>, after: u64, most: usize) -> u64 {
        let mut findings: HashMap<u64, i64> = HashMap::new();
        for finding in frame.findings.iter().filter(|finding| !finding.shadow) {
            if finding.seq >= frame.first_seq {
                *findings.entry(finding.seq).or_default() += 1;
            } else if after < frame.first_seq {
                // About an earlier entry; told when the frame is begun, and not again when it is gone on with.
                self.found_late(finding.seq);
            }
        }
        for (index, (seq, entry)) in frame.numbered().enumerate() {
            if seq <= after {
                continue;
            }
            // A window's parts are shown together or not at all.
            let goes_on = matches!(entry, Entry::Window(window) if window.part > 0);
            if self.len() >= most && !goes_on {
                return seq - 1;
            }
            let found = findings.remove(&seq).unwrap_or_default();
            match entry {
                Entry::Event(_) => self.events.extend(EventRow::of(frame, index, found)),
                Entry::Amend(_) | Entry::Void(_) => {
                    if let Some(row) = EventRow::of(frame, index, found) {
                        self.revise(row);
                    }
                }
                Entry::Window(window) => {
                    self.records += entry.rows();
                    self.windows.push((seq, (**window).clone()));
                }
                Entry::Row(Row::Alert(row)) => {
                    self.alerts.insert(row.alert_id.clone(), row.clone());
                }
                Entry::Row(Row::Sync(row)) => {
                    self.syncs.insert(row.sync_id.clone(), row.clone());
                }
                Entry::Reprice(reprice) => self.repricings.push((frame.received_at, seq, (**reprice).clone())),
                Entry::Tick | Entry::Skip { .. } | Entry::RuleChange { .. } | Entry::Mark => {}
            }
        }
        frame.end_seq() - 1
    }

    /// Rows that take room: those of events and windows.
    fn len(&self) -> usize {
        self.events.len() + self.revised.len() + self.records
    }

    fn found_late(&mut self, seq: u64) {
        match self.place(seq) {
            Some(index) => self.events[index].findings += 1,
            None => *self.late_findings.entry(seq).or_default() += 1,
        }
    }

    /// Where the event stands among the new ones, which are in the order of the ledger.
    fn place(&self, seq: u64) -> Option<usize> {
        self.events.binary_search_by_key(&seq, |row| row.seq).ok()
    }

    fn revise(&mut self, mut row: EventRow) {
        match self.place(row.seq) {
            Some(index) => {
                row.findings += self.events[index].findings;
                self.events[index] = row;
            }
            None => {
                row.findings += self.revised.get(&row.seq).map_or(0, |before| before.findings);
                self.revised.insert(row.seq, row);
            }
        }
    }
}
