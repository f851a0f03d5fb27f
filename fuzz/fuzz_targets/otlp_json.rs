//! OTLP in JSON, as each of the three signals.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outlay_ingest::{Wire, names};

fuzz_target!(|body: &[u8]| {
    outlay_fuzz::check_export(Wire::Json, body);
    let _which_signal = names(body);
});
