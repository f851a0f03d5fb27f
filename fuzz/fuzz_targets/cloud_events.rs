//! CloudEvents in three modes. A body is one in the structured form or a batch, as clients of OpenMeter post them too;
//! anything else is taken apart into attributes and data, which say the same in both forms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outlay_fuzz::{check, context};
use outlay_ingest::{Attributes, Context, Decoded, FieldError, Format, decode_cloud_event, header_value, many, one};

const NAMES: [&str; 8] = ["id", "source", "specversion", "type", "subject", "time", "sampledrate", "traceparent"];

fuzz_target!(|input: &[u8]| {
    let context = context(input);
    if input.starts_with(b"{") || input.starts_with(b"[") {
        let records = many(input).unwrap_or_default().into_iter();
        check(records.map(|record| record.and_then(|record| Format::CloudEvent.decode(record, &context))), &context);
    } else if let Some((structured, binary)) = both_forms(input, &context) {
        match (&structured, &binary) {
            (Ok(one), Ok(other)) => assert_eq!(format!("{one:?}"), format!("{other:?}")),
            (one, other) => assert_eq!(one.is_ok(), other.is_ok(), "{one:?} {other:?}"),
        }
        check([structured, binary], &context);
    }
});

type Outcome = Result<Decoded, FieldError>;

/// One header value a line, then the data.
fn both_forms(input: &[u8], context: &Context<'_>) -> Option<(Outcome, Outcome)> {
    let mut lines = input.splitn(NAMES.len() + 1, |&byte| byte == b'\n');
    let mut envelope = serde_json::Map::new();
    let mut attributes = Attributes::default();
    for name in NAMES {
        let value = header_value(lines.next()?).ok()?;
        envelope.insert(name.to_owned(), value.as_str().into());
        attributes.put(name, value);
    }
    let data = lines.next()?;
    let record = one(data).ok()?;
    let envelope = serde_json::Value::Object(envelope).to_string();
    let structured = format!("{},\"data\":{}}}", envelope.strip_suffix('}')?, std::str::from_utf8(data).ok()?);
    let structured = one(structured.as_bytes()).expect("made of JSON");
    Some((Format::CloudEvent.decode(structured, context), decode_cloud_event(attributes, record, context)))
}
