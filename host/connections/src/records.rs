//! A connector's entries as records of the ledger, and a window of them as entries of at most 4 MB.

use outlay_domain::record::{Quality, Record, RecordKind, Window};
use outlay_domain::{Entry, Timestamp};
use outlay_pricing::PriceBook;
use outlay_sandbox::connector::{Entry as Wire, Quality as WireQuality};
use serde::de::IgnoredAny;

use crate::earlier;
use crate::windows::Span;

/// A part's size is estimated: field names and numbers of a record, and its texts.
const LARGEST_PART: usize = 4_000_000;
const RECORD_BYTES: usize = 600;
/// Of all records of a window, in memory.
const LARGEST_WINDOW: usize = 512 << 20;
const LONGEST_PERIOD: i64 = 400 * 86_400;

/// What a window's parts have in common.
#[derive(Debug)]
pub(crate) struct Head<'h> {
    pub(crate) connection_id: &'h str,
    pub(crate) connector: &'h str,
    pub(crate) stream: &'h str,
    pub(crate) kind: RecordKind,
    pub(crate) window_id: String,
    pub(crate) span: Span,
}

/// The records of a window while its pages arrive.
#[derive(Debug)]
pub(crate) struct Gathered {
    span: Span,
    records: Vec<Record>,
    bytes: usize,
}

impl Gathered {
    pub(crate) fn new(span: Span) -> Self {
        Self { span, records: Vec::new(), bytes: 0 }
    }

    /// Fails with a sentence if an entry is not what the contract says.
    pub(crate) fn add(&mut self, entries: Vec<Wire>) -> Result<(), String> {
        for entry in entries {
            let record = record(entry, self.span)
                .map_err(|problem| format!("the connector returned an entry with {problem}"))?;
            self.bytes += size(&record);
            self.records.push(record);
        }
        if self.bytes > LARGEST_WINDOW {
            return Err(format!("one window has more than {} MiB of records", LARGEST_WINDOW >> 20));
        }
        Ok(())
    }

    /// Says of usage what it would cost by the price book.
    pub(crate) fn estimate(&mut self, book: &PriceBook, connection_id: &str) {
        for record in self.records.iter_mut().filter(|record| record.cost.is_none()) {
            record.estimate = Some(book.estimate(record, connection_id));
        }
    }

    /// Says of each record what it said before.
    pub(crate) fn compare(&mut self, earlier: Vec<Record>) {
        earlier::compare(&mut self.records, earlier);
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// The window's parts, in order. A window without records has one: it takes the place of what was there.
    pub(crate) fn into_parts(self, head: &Head<'_>) -> Vec<Entry> {
        let part = |part: usize, records: Vec<Record>| Window {
            connection_id: head.connection_id.to_owned(),
            connector: head.connector.to_owned(),
            stream: head.stream.to_owned(),
            kind: head.kind,
            start: Timestamp::from_seconds(head.span.start),
            end: Timestamp::from_seconds(head.span.end),
            window_id: head.window_id.clone(),
            part: u32::try_from(part).unwrap_or(u32::MAX),
            last: false,
            records,
        };
        let mut parts: Vec<Window> = Vec::new();
        let (mut records, mut bytes) = (Vec::new(), 0);
        for record in self.records {
            let more = size(&record);
            if bytes + more > LARGEST_PART && !records.is_empty() {
                parts.push(part(parts.len(), std::mem::take(&mut records)));
                bytes = 0;
            }
            bytes += more;
            records.push(record);
        }
        let mut last = part(parts.len(), records);
        last.last = true;
        parts.push(last);
        parts.into_iter().map(|window| Entry::Window(Box::new(window))).collect()
    }
}

fn size(record: &Record) -> usize {
    let texts = [&record.model, &record.project, &record.key, &record.user, &record.unit, &record.currency];
    let texts: usize = texts.into_iter().flatten().map(String::len).sum();
    RECORD_BYTES + texts + record.provider.len() + record.raw.len()
}

fn record(entry: Wire, span: Span) -> Result<Record, String> {
    if entry.start < span.start || entry.start >= span.end {
        return Err(format!("a period outside of its window ({} to {})", span.start, span.end));
    }
    if entry.end <= entry.start || entry.end - entry.start > LONGEST_PERIOD {
        return Err("a period that ends before it starts or is longer than a year".to_owned());
    }
    let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let provider = text(Some(entry.provider)).ok_or("no provider")?;
    let number =
        |name: &str, text: &str| format!("the {name} `{}`", text.chars().take(40).collect::<String>().escape_debug());
    let cost =
        entry.cost.as_deref().map(|cost| cost.trim().parse().map_err(|why| format!("{}: {why}", number("cost", cost))));
    let units = entry
        .units
        .as_deref()
        .map(|units| units.trim().parse().map_err(|why| format!("{}: {why}", number("units", units))));
    let currency = text(entry.currency);
    if let Some(currency) = &currency
        && (currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        return Err(format!("{}: a currency is three capital letters", number("currency", currency)));
    }
    if entry.cost.is_some() && currency.is_none() {
        return Err("a cost without a currency".to_owned());
    }
    if !entry.raw.trim_start().starts_with('{') || serde_json::from_str::<IgnoredAny>(&entry.raw).is_err() {
        return Err("`raw` that is no JSON object".to_owned());
    }
    Ok(Record {
        period_start: Timestamp::from_seconds(entry.start),
        period_end: Timestamp::from_seconds(entry.end),
        open: entry.open,
        provider,
        model: text(entry.model),
        project: text(entry.project),
        key: text(entry.key),
        user: text(entry.user),
        input_tokens: entry.input_tokens,
        cached_input_tokens: entry.cached_input_tokens,
        cache_write_tokens: entry.cache_write_tokens,
        cache_write_5m_tokens: entry.cache_write_5m_tokens,
        cache_write_1h_tokens: entry.cache_write_1h_tokens,
        output_tokens: entry.output_tokens,
        requests: entry.requests,
        units: units.transpose()?,
        unit: text(entry.unit),
        cost: cost.transpose()?,
        currency,
        quality: match entry.quality {
            WireQuality::Reported => Quality::Reported,
            WireQuality::Derived => Quality::Derived,
            WireQuality::Estimated => Quality::Estimated,
        },
        raw: entry.raw,
        estimate: None,
        previous: None,
        gone: false,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SPAN: Span = Span { start: 1_790_812_800, end: 1_790_899_200 };

    fn entry() -> Wire {
        Wire {
            start: SPAN.start,
            end: SPAN.end,
            open: false,
            provider: "openai".into(),
            model: Some(" ".into()),
            project: Some("proj_1".into()),
            key: None,
            user: None,
            input_tokens: None,
            cached_input_tokens: None,
            cache_write_tokens: None,
            cache_write_5m_tokens: None,
            cache_write_1h_tokens: None,
            output_tokens: None,
            requests: None,
            units: Some("1.5".into()),
            unit: Some("images".into()),
            cost: Some("0.0475".into()),
            currency: Some("USD".into()),
            quality: WireQuality::Reported,
            raw: "{}".into(),
        }
    }

    fn parts(entries: Vec<Wire>) -> Vec<Window> {
        let mut gathered = Gathered::new(SPAN);
        gathered.add(entries).unwrap();
        let head = Head {
            connection_id: "c",
            connector: "openai",
            stream: "costs",
            kind: RecordKind::Cost,
            window_id: "w".into(),
            span: SPAN,
        };
        let window = |entry| if let Entry::Window(window) = entry { *window } else { panic!("not a window") };
        gathered.into_parts(&head).into_iter().map(window).collect()
    }

    #[test]
    fn amounts_are_exact_and_blank_is_unknown() {
        let parts = parts(vec![entry()]);
        let record = &parts[0].records[0];
        assert_eq!(record.cost.unwrap().to_string(), "0.0475");
        assert_eq!((record.units.unwrap().to_string().as_str(), record.model.as_ref()), ("1.5", None));
        assert!(parts[0].last);
    }

    #[test]
    fn large_windows_are_cut_and_empty_ones_are_kept() {
        let large = Wire { raw: format!(r#"{{"a": "{}"}}"#, "x".repeat(60_000)), ..entry() };
        let parts_of_large = parts(vec![large; 200]);
        assert!(parts_of_large.len() > 2);
        assert_eq!(parts_of_large.iter().map(|part| part.records.len()).sum::<usize>(), 200);
        let numbers: Vec<_> = parts_of_large.iter().map(|part| (part.part, part.last)).collect();
        let expected: Vec<_> = (0..numbers.len()).map(|index| (index as u32, index + 1 == numbers.len())).collect();
        assert_eq!(numbers, expected);
        let empty = parts(vec![]);
        assert_eq!((empty.len(), empty[0].records.len(), empty[0].last), (1, 0, true));
    }

    #[test]
    fn what_breaks_the_contract_is_refused() {
        let check = |entry: Wire, expected: &str| {
            let problem = Gathered::new(SPAN).add(vec![entry]).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        };
        check(Wire { start: SPAN.start - 1, ..entry() }, "outside of its window");
        check(Wire { end: i64::MAX, ..entry() }, "longer than a year");
        check(Wire { cost: Some("1,5".into()), ..entry() }, "the cost `1,5`: not a decimal number");
        check(Wire { cost: Some("1e99".into()), ..entry() }, "beyond");
        check(Wire { currency: None, ..entry() }, "without a currency");
        check(Wire { currency: Some("usd".into()), ..entry() }, "three capital letters");
        check(Wire { units: Some("-1".into()), ..entry() }, "the units `-1`: negative");
        check(Wire { raw: "[]".into(), ..entry() }, "no JSON object");
        check(Wire { provider: String::new(), ..entry() }, "no provider");
    }
}
