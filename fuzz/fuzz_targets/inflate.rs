//! Compressed bodies: the limit holds, and what was compressed comes back.
#![no_main]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use outlay_ingest::{BodyError, Encoding};

/// Small, so that many inputs run into it.
const MOST: usize = 16 * 1024;

fuzz_target!(|input: &[u8]| {
    for encoding in [Encoding::Gzip, Encoding::Zstd, Encoding::Identity] {
        if let Ok(body) = encoding.inflate(input, MOST.max(input.len())) {
            assert!(body.len() <= MOST.max(input.len()));
        }
    }
    let _which = Encoding::named(&String::from_utf8_lossy(input));
    // The first byte says how often the rest is repeated: a small body that becomes a large one.
    let Some((&times, part)) = input.split_first() else { return };
    let body = part.repeat(usize::from(times));
    for (encoding, encoded) in [(Encoding::Gzip, gzip(&body)), (Encoding::Zstd, zstd(&body))] {
        let inflated = encoding.inflate(&encoded, body.len()).expect("it was compressed just now");
        assert_eq!(inflated, body);
        if let Some(less) = body.len().checked_sub(1) {
            assert!(matches!(encoding.inflate(&encoded, less), Err(BodyError::TooLarge(most)) if most == less));
        }
    }
});

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).expect("into memory");
    encoder.finish().expect("into memory")
}

fn zstd(body: &[u8]) -> Vec<u8> {
    zstd::encode_all(body, 1).expect("into memory")
}
