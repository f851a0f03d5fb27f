//! Committed, read again, torn, damaged, dropped.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use outlay_domain::{Event, Kind};
use tempfile::TempDir;

use super::*;

const DAY: i64 = 86_400;

fn frame(first_seq: u64, entries: usize, seconds: i64) -> Arc<Frame> {
    let event = |index| {
        let id = CallId::of(&[&(first_seq + index as u64).to_string()]);
        Entry::Event(Box::new(Event::bare(id, Kind::Completion, Timestamp(1))))
    };
    let entries = (0..entries).map(event).collect();
    Arc::new(Frame { first_seq, received_at: Timestamp::from_seconds(seconds), entries, findings: vec![] })
}

fn commit_at(ledger: &Ledger, entries: usize, seconds: i64) -> Result<(), LedgerError> {
    let frame = frame(ledger.end(), entries, seconds);
    let names: Vec<(CallId, u64)> =
        frame.entries.iter().zip(frame.first_seq..).map(|(_, seq)| (CallId::of(&[&seq.to_string()]), seq)).collect();
    let snapshot = Snapshot { rule_id: "r".into(), revision: 1, seq: frame.first_seq, state: vec![1] };
    let answers = [(CallId::of(&["answer", &frame.first_seq.to_string()]).0, vec![9])];
    ledger.commit(&Commit { frame, names: &names, answers: &answers, snapshots: &[snapshot] })
}

fn commit(ledger: &Ledger, entries: usize) {
    commit_at(ledger, entries, 0).unwrap();
}

fn firsts(ledger: &Ledger, after: u64) -> Vec<u64> {
    let mut firsts = vec![];
    ledger
        .frames(after, |frame| {
            firsts.push(frame.first_seq);
            ControlFlow::Continue(())
        })
        .unwrap();
    firsts
}

fn only_file(folder: &TempDir) -> PathBuf {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.path().join("frames")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

fn id(seq: u64) -> CallId {
    CallId::of(&[&seq.to_string()])
}

#[test]
fn what_was_committed_is_there_before_and_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let check = |ledger: &Ledger| {
        assert_eq!(ledger.end(), 7);
        assert_eq!(firsts(ledger, 0), [1, 4, 5]);
        assert_eq!(firsts(ledger, 2), [1, 4, 5]);
        assert_eq!(firsts(ledger, 3), [4, 5]);
        assert_eq!(firsts(ledger, 4), [5]);
        assert_eq!(firsts(ledger, 6), [0_u64; 0]);
        let mut ends = vec![];
        let each = |judged: Judged| {
            ends.push(judged.end_seq());
            ControlFlow::Continue(())
        };
        ledger.judged(3, each).unwrap();
        assert_eq!(ends, [5, 7]);
        for seq in 1..7 {
            assert_eq!(ledger.seen(id(seq)).unwrap(), Some(seq));
            let (entry, received_at) = ledger.entry(seq).unwrap().unwrap();
            assert_eq!(entry.event().unwrap().call_id, id(seq));
            assert_eq!(received_at, Timestamp(0));
            assert_eq!(ledger.names_of(seq).unwrap().first(), Some(&id(seq)));
        }
        assert_eq!(ledger.seen(id(7)).unwrap(), None);
        assert!(ledger.entry(7).unwrap().is_none());
        assert_eq!(ledger.answer(CallId::of(&["answer", "4"]).0).unwrap(), Some(vec![9]));
        assert_eq!(ledger.answer(CallId::of(&["answer", "3"]).0).unwrap(), None);
        assert_eq!(ledger.snapshot("r").unwrap().unwrap().seq, 5);
        assert_eq!(ledger.snapshot("other").unwrap(), None);
    };
    {
        let ledger = Ledger::open(folder.path()).unwrap();
        assert_eq!(ledger.end(), 1);
        commit(&ledger, 3);
        commit(&ledger, 1);
        commit(&ledger, 2);
        check(&ledger);
        assert!(matches!(Ledger::open(folder.path()), Err(LedgerError::Locked)));
    }
    check(&Ledger::open(folder.path()).unwrap());
}

#[test]
fn a_gap_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(folder.path()).unwrap();
    let gap = Commit { frame: frame(2, 1, 0), names: &[], answers: &[], snapshots: &[] };
    assert!(matches!(ledger.commit(&gap), Err(LedgerError::OutOfOrder { expected: 1, got: 2 })));
}

#[test]
fn a_torn_last_frame_is_cut_off_wherever_it_tore() {
    let folder = tempfile::tempdir().unwrap();
    let file;
    let (whole, all) = {
        let ledger = Ledger::open(folder.path()).unwrap();
        commit(&ledger, 3);
        file = only_file(&folder);
        let whole = fs::metadata(&file).unwrap().len();
        commit(&ledger, 2);
        (whole, fs::read(&file).unwrap())
    };
    let whole = usize::try_from(whole).unwrap();
    for cut in (whole..all.len()).step_by(7) {
        // Cut short, and with what a disk may leave of the rest.
        for rest in [0, 0xA5_u8] {
            let mut bytes = all[..cut].to_vec();
            if rest != 0 {
                bytes.resize(all.len(), rest);
            }
            fs::write(&file, bytes).unwrap();
            let ledger = Ledger::open(folder.path()).unwrap();
            assert_eq!(ledger.end(), 4, "cut at {cut}");
            assert_eq!(ledger.seen(id(4)).unwrap(), None);
            assert_eq!(ledger.seen(id(3)).unwrap(), Some(3));
            commit(&ledger, 2);
            assert_eq!(firsts(&ledger, 0), [1, 4]);
        }
    }
}

#[test]
fn damage_before_the_last_frame_is_never_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    {
        let ledger = Ledger::open(folder.path()).unwrap();
        commit(&ledger, 3);
        commit(&ledger, 2);
    }
    let file = only_file(&folder);
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let error = Ledger::open(folder.path()).unwrap_err();
    assert!(matches!(error, LedgerError::DamagedFile { offset: 0, .. }), "{error}");
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn the_names_of_a_torn_frame_never_count() {
    let folder = tempfile::tempdir().unwrap();
    {
        let ledger = Ledger::open(folder.path()).unwrap();
        commit(&ledger, 3);
    }
    // The index is written when the ledger is closed; the frame behind it is torn.
    fs::OpenOptions::new().append(true).open(only_file(&folder)).unwrap().write_all(b"OLF\x02torn").unwrap();
    let ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.end(), 4);
    assert_eq!(ledger.seen(id(3)).unwrap(), Some(3));
}

#[test]
fn old_days_are_dropped_and_rules_keep_their_states() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(folder.path()).unwrap();
    for day in 0..4 {
        commit_at(&ledger, 5, day * DAY).unwrap();
        commit_at(&ledger, 5, day * DAY + 60).unwrap();
    }
    let snapshot = Snapshot { rule_id: "quiet".into(), revision: 3, seq: 41, state: vec![4] };
    assert_eq!(ledger.droppable(11, Timestamp(0)).unwrap(), None);
    let two_days = Timestamp::from_seconds(2 * DAY);
    assert_eq!(ledger.droppable(11, two_days).unwrap().unwrap().0, 11, "followers need what is behind 10");
    let (stays, kept) = ledger.droppable(u64::MAX, two_days).unwrap().unwrap();
    assert_eq!((stays, kept.len()), (21, 0), "there is a newer state of that rule");
    ledger.drop_before(stays).unwrap();
    assert_eq!(ledger.begin(), 21);
    assert_eq!(firsts(&ledger, 0), [21, 26, 31, 36]);
    assert_eq!(ledger.seen(id(20)).unwrap(), None);
    assert_eq!(ledger.seen(id(21)).unwrap(), Some(21));
    assert!(ledger.entry(20).unwrap().is_none());

    let frame = frame(41, 1, 4 * DAY);
    ledger.commit(&Commit { frame, names: &[], answers: &[], snapshots: std::slice::from_ref(&snapshot) }).unwrap();
    commit_at(&ledger, 1, 9 * DAY).unwrap();
    let (stays, kept) = ledger.droppable(u64::MAX, Timestamp::from_seconds(9 * DAY)).unwrap().unwrap();
    assert_eq!((stays, kept), (42, vec![snapshot]));
    drop(ledger);
    assert_eq!(Ledger::open(folder.path()).unwrap().begin(), 21);
}
