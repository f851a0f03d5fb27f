//! Exact over maps, runs, merges, restarts and dropped days.
#![allow(clippy::unwrap_used)]

use sha2::{Digest, Sha256};

use super::*;

fn name(number: u64) -> Name {
    Name::from_be_bytes(Sha256::digest(number.to_le_bytes())[..16].try_into().unwrap())
}

/// Numbers as names of the entries of the same number, a run at the end of each day.
fn add(names: &Names, numbers: std::ops::Range<u64>, day: i64) {
    for chunk in numbers.collect::<Vec<_>>().chunks(1000) {
        let last = *chunk.last().unwrap();
        names.add(chunk.iter().map(|&number| (name(number), number)), last, day);
    }
}

fn settled(names: &Names, runs: usize) {
    for _ in 0..2000 {
        let state = read(&names.state);
        if state.full.is_empty() && state.runs.len() == runs {
            return;
        }
        drop(state);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("{} runs instead of {runs}", read(&names.state).runs.len());
}

#[test]
fn names_are_found_in_maps_and_in_runs_and_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
    add(&names, 1..20_001, 10);
    add(&names, 20_001..40_001, 11);
    add(&names, 40_001..40_011, 12);
    // Named again later: the later entry counts.
    names.add([(name(7), 50_000), (name(30_000), 50_001)].into_iter(), 50_001, 12);
    settled(&names, 2);
    let check = |names: &Names| {
        for number in (1..40_011).filter(|number| ![7, 30_000].contains(number)) {
            assert_eq!(names.get(name(number)).unwrap(), Some(number), "{number}");
        }
        assert_eq!(names.get(name(7)).unwrap(), Some(50_000));
        assert_eq!(names.get(name(30_000)).unwrap(), Some(50_001));
        for number in 60_000..160_000 {
            assert_eq!(names.get(name(number)).unwrap(), None, "{number}");
        }
    };
    check(&names);
    drop(names);

    let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
    assert_eq!(names.indexed_to(), 50_001);
    check(&names);
    for run in &read(&names.state).runs {
        run.hold_filter(false).unwrap();
    }
    check(&names);

    names.drop_before(20_001).unwrap();
    assert_eq!(names.get(name(1)).unwrap(), None);
    assert_eq!(names.get(name(20_001)).unwrap(), Some(20_001));
}

#[test]
fn runs_of_one_day_become_one() {
    let folder = tempfile::tempdir().unwrap();
    for (seq, round) in (1..).zip(0..MERGED as u64) {
        let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
        assert_eq!(names.indexed_to(), seq - 1);
        names.add([(name(1), seq), (name(100 + round), seq)].into_iter(), seq, 3);
    }
    let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
    settled(&names, 1);
    assert_eq!(names.get(name(1)).unwrap(), Some(MERGED as u64));
    assert_eq!(names.get(name(100)).unwrap(), Some(1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_is_missing_or_cut_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    for (range, day) in [(1..1001, 1), (1001..2001, 2), (2001..3001, 3)] {
        add(&Names::open(folder.path(), 1, u64::MAX).unwrap(), range, day);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 3);
    let length = fs::metadata(&files[1]).unwrap().len();
    fs::OpenOptions::new().write(true).open(&files[1]).unwrap().set_len(length - 1).unwrap();
    let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
    assert_eq!(names.indexed_to(), 1000);
    assert_eq!(names.get(name(1000)).unwrap(), Some(1000));
    assert_eq!(names.get(name(2500)).unwrap(), None);
    drop(names);
    // Of a ledger that begins later than the runs, nothing fits.
    assert_eq!(Names::open(folder.path(), 1001, u64::MAX).unwrap().indexed_to(), 1000);
}

#[test]
fn a_full_map_is_filled_again() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::open(folder.path(), 1, u64::MAX).unwrap();
    add(&names, 1..20_001, 10);
    add(&names, 20_001..20_011, 11);
    settled(&names, 1);
    while read(&names.state).spare.is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    add(&names, 20_011..20_021, 12);
    assert!(read(&names.state).active.capacity() >= 20_000);
    for number in 1..20_021 {
        assert_eq!(names.get(name(number)).unwrap(), Some(number), "{number}");
    }
}
