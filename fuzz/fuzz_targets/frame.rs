//! Bytes of the ledger: damage is an error, and whatever can be read is written and read again as the same.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use outlay_ledger::{Commit, fuzz};

const HEADER: usize = 64;

fuzz_target!(|input: &[u8]| {
    let _damaged = fuzz::decode(input);
    let Some(bytes) = sealed(input) else { return };
    let Ok(contents) = fuzz::decode(&bytes) else { return };
    assert_eq!(contents.end_seq, contents.frame.end_seq());
    let first_seq = contents.frame.first_seq;
    let names: Vec<_> = contents.names.iter().map(|(name, index)| (*name, first_seq + u64::from(*index))).collect();
    let commit = Commit {
        frame: Arc::new(contents.frame.clone()),
        names: &names,
        answers: &contents.answers,
        snapshots: &contents.snapshots,
    };
    let mut written = Vec::new();
    fuzz::encode(&commit, &mut written).expect("what was read can be written");
    assert_eq!(fuzz::decode(&written).expect("what was written can be read"), contents);
    check_damage(&mut written);
});

/// The bytes with a header that fits them: magic, length of the last section, checksum. Nothing else would get past it.
fn sealed(input: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = input.to_vec();
    let header = bytes.get_mut(..HEADER)?;
    header[..4].copy_from_slice(b"OLF\x02");
    let before: u64 = header[32..52].chunks_exact(4).map(|length| u64::from(u32_of(length))).sum();
    let rest = (input.len() as u64 - HEADER as u64).checked_sub(before)?;
    header[52..56].copy_from_slice(&u32::try_from(rest).ok()?.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[8..]);
    bytes[4..8].copy_from_slice(&checksum.to_le_bytes());
    Some(bytes)
}

/// One wrong bit anywhere is noticed.
fn check_damage(bytes: &mut [u8]) {
    let which = crc32fast::hash(bytes) as usize % (bytes.len() * 8);
    bytes[which / 8] ^= 1 << (which % 8);
    assert!(fuzz::decode(bytes).is_err(), "bit {which} is wrong, and nobody noticed");
}

fn u32_of(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}
