//! OTLP in protobuf, as each of the three signals.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outlay_ingest::Wire;

fuzz_target!(|body: &[u8]| outlay_fuzz::check_export(Wire::Protobuf, body));
