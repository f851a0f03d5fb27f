//! Bodies of SDKs and of native requests: an object in every format, arrays and lines as native events.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outlay_fuzz::{check, context};
use outlay_ingest::{BodyError, Format, Item, MOST_EVENTS, line_texts, lines, many, names, one, texts};

fuzz_target!(|body: &[u8]| {
    let context = context(body);
    if let Ok(record) = one(body) {
        assert!(names(body).is_ok());
        check(Format::ALL.iter().map(|format| format.decode(record.clone(), &context)), &context);
    } else {
        // What is refused is shown beside its text, found by its place.
        check_items(many(body), &texts(body), body);
    }
    check_items(lines(body), &line_texts(body), body);
});

fn check_items(items: Result<Vec<Item<'_>>, BodyError>, texts: &[&str], body: &[u8]) {
    let Ok(items) = items else { return };
    assert!(items.len() <= MOST_EVENTS);
    assert_eq!(items.len(), texts.len());
    let context = context(body);
    check(items.into_iter().map(|item| item.and_then(|record| Format::Native.decode(record, &context))), &context);
}
