//! The binary encoding, read by hand: each record borrows from the body and is gone before the next one is read.
//!
//! Generated messages would hold the whole request at once, in which two bytes of a body become a hundred in memory.
//! The numbers of the fields are those of opentelemetry-proto 1; a test compares them with the generated messages.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::model::{Id, KeyValue, LogRecord, Metric, Point, Points, Scope, Span, SpanEvent, Status, Value};
use super::{Record, Step};

/// Why a message cannot be read.
type Broken = &'static str;

const ENDS_EARLY: Broken = "it ends in the middle of a field";

/// Deepest nesting of a value.
const DEEPEST: usize = 64;
/// Most values, events and points in one record.
pub(super) const MOST_VALUES: usize = 1_000_000;

/// The fields of a message that are left.
#[derive(Clone, Copy)]
struct Message<'b>(&'b [u8]);

/// What stands in a field.
enum Field<'b> {
    Number(u64),
    Fixed64(u64),
    /// Nothing here asks for those.
    Fixed32,
    Bytes(&'b [u8]),
}

impl<'b> Message<'b> {
    #[inline]
    fn varint(&mut self) -> Result<u64, Broken> {
        // Tags and most lengths.
        if let [byte @ 0..0x80, rest @ ..] = self.0 {
            self.0 = rest;
            return Ok(u64::from(*byte));
        }
        let mut number = 0;
        for (place, &byte) in self.0.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                self.0 = self.0.get(place + 1..).unwrap_or_default();
                return Ok(number);
            }
        }
        Err(if self.0.len() < 10 { ENDS_EARLY } else { "a number has more than ten bytes" })
    }

    fn bytes(&mut self, length: usize) -> Result<&'b [u8], Broken> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(ENDS_EARLY)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// The next field with its number.
    #[inline]
    fn next(&mut self) -> Result<Option<(u64, Field<'b>)>, Broken> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 {
            return Err("a field has the number 0");
        }
        let field = match tag & 7 {
            0 => Field::Number(self.varint()?),
            1 => Field::Fixed64(fixed64(self.bytes(8)?)),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| ENDS_EARLY)?;
                Field::Bytes(self.bytes(length)?)
            }
            5 => {
                self.bytes(4)?;
                Field::Fixed32
            }
            _ => return Err("a field is of an unknown type"),
        };
        Ok(Some((number, field)))
    }

    /// The last message under a number; empty if there is none.
    fn inner(mut self, wanted: u64) -> Result<Self, Broken> {
        let mut found = Self(&[]);
        while let Some((number, field)) = self.next()? {
            if let Field::Bytes(bytes) = field
                && number == wanted
            {
                found = Self(bytes);
            }
        }
        Ok(found)
    }

    /// Every message under a number.
    fn each(mut self, wanted: u64, mut visit: impl FnMut(&'b [u8]) -> Result<(), Broken>) -> Result<(), Broken> {
        while let Some((number, field)) = self.next()? {
            if let Field::Bytes(bytes) = field
                && number == wanted
            {
                visit(bytes)?;
            }
        }
        Ok(())
    }
}

fn fixed64(bytes: &[u8]) -> u64 {
    bytes.try_into().map(u64::from_le_bytes).unwrap_or_default()
}

fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Broken> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| "a text is not UTF-8")
}

/// Walks through a request of whatever signal: they are numbered alike.
pub(super) fn walk<'b, R: Record<'b>>(body: &'b [u8], take: &mut impl FnMut(Step<'b, R>)) -> Result<(), Broken> {
    Message(body).each(1, |group| {
        let group = Message(group);
        take(Step::Resource(Values::default().attributes(group.inner(1)?, 1)?));
        group.each(2, |scoped| {
            let scoped = Message(scoped);
            take(Step::Scope(scope(scoped.inner(1)?)?));
            scoped.each(2, |record| {
                take(Step::Record(R::from_protobuf(record).map_err(str::to_owned)));
                Ok(())
            })
        })
    })
}

fn scope(mut message: Message<'_>) -> Result<Scope<'_>, Broken> {
    let mut scope = Scope::default();
    let mut values = Values::default();
    while let Some(field) = message.next()? {
        match field {
            (1, Field::Bytes(bytes)) => scope.name = text(bytes)?,
            (2, Field::Bytes(bytes)) => scope.version = text(bytes)?,
            (3, Field::Bytes(bytes)) => scope.attributes.push(values.key_value(bytes, 0)?),
            _ => {}
        }
    }
    Ok(scope)
}

/// Reads values, and counts them.
#[derive(Default)]
struct Values {
    count: usize,
}

impl Values {
    fn one_more(&mut self) -> Result<(), Broken> {
        self.count += 1;
        if self.count > MOST_VALUES { Err("it holds too many values") } else { Ok(()) }
    }

    /// The attributes that a message holds under a number.
    fn attributes<'b>(&mut self, message: Message<'b>, wanted: u64) -> Result<Vec<KeyValue<'b>>, Broken> {
        let mut attributes = Vec::new();
        message.each(wanted, |bytes| {
            attributes.push(self.key_value(bytes, 0)?);
            Ok(())
        })?;
        Ok(attributes)
    }

    fn key_value<'b>(&mut self, bytes: &'b [u8], depth: usize) -> Result<KeyValue<'b>, Broken> {
        self.one_more()?;
        let mut message = Message(bytes);
        let mut entry = KeyValue { key: Cow::Borrowed(""), value: Value::Empty };
        while let Some(field) = message.next()? {
            match field {
                (1, Field::Bytes(bytes)) => entry.key = text(bytes)?,
                (2, Field::Bytes(bytes)) => entry.value = self.value(bytes, depth)?,
                _ => {}
            }
        }
        Ok(entry)
    }

    fn value<'b>(&mut self, bytes: &'b [u8], depth: usize) -> Result<Value<'b>, Broken> {
        if depth > DEEPEST {
            return Err("a value is nested too deep");
        }
        let mut message = Message(bytes);
        let mut value = Value::Empty;
        while let Some(field) = message.next()? {
            value = match field {
                (1, Field::Bytes(bytes)) => Value::Text(text(bytes)?),
                (2, Field::Number(number)) => Value::Flag(number != 0),
                (3, Field::Number(number)) => Value::Integer(number.cast_signed()),
                (4, Field::Fixed64(bits)) => Value::Double(f64::from_bits(bits)),
                (5, Field::Bytes(bytes)) => {
                    let mut list = Vec::new();
                    Message(bytes).each(1, |bytes| {
                        self.one_more()?;
                        list.push(self.value(bytes, depth + 1)?);
                        Ok(())
                    })?;
                    Value::List(list)
                }
                (6, Field::Bytes(bytes)) => {
                    let mut map = Vec::new();
                    Message(bytes).each(1, |bytes| {
                        map.push(self.key_value(bytes, depth + 1)?);
                        Ok(())
                    })?;
                    Value::Map(map)
                }
                (7, Field::Bytes(bytes)) => Value::Bytes(Cow::Owned(STANDARD.encode(bytes))),
                _ => value,
            };
        }
        Ok(value)
    }

    fn event<'b>(&mut self, bytes: &'b [u8]) -> Result<SpanEvent<'b>, Broken> {
        self.one_more()?;
        let mut message = Message(bytes);
        let mut event = SpanEvent::default();
        while let Some(field) = message.next()? {
            match field {
                (2, Field::Bytes(bytes)) => event.name = text(bytes)?,
                (3, Field::Bytes(bytes)) => event.attributes.push(self.key_value(bytes, 0)?),
                _ => {}
            }
        }
        Ok(event)
    }

    fn points<'b>(&mut self, bytes: &'b [u8], form: Form) -> Result<Points<'b>, Broken> {
        let mut message = Message(bytes);
        let mut points = Points::default();
        while let Some(field) = message.next()? {
            match field {
                (1, Field::Bytes(bytes)) => points.data_points.push(self.point(bytes, form)?),
                (2, Field::Number(number)) => points.aggregation_temporality = number,
                _ => {}
            }
        }
        Ok(points)
    }

    fn point<'b>(&mut self, bytes: &'b [u8], form: Form) -> Result<Point<'b>, Broken> {
        self.one_more()?;
        let mut message = Message(bytes);
        let mut point = Point::default();
        let (attributes, flags) = match form {
            Form::Number => (7, 8),
            Form::Histogram => (9, 10),
            Form::Exponential => (1, 10),
        };
        while let Some((number, field)) = message.next()? {
            match (number, field, form) {
                (2, Field::Fixed64(nanos), _) => point.start_time_unix_nano = nanos,
                (3, Field::Fixed64(nanos), _) => point.time_unix_nano = nanos,
                (4, Field::Fixed64(bits), Form::Number) => point.as_double = Some(f64::from_bits(bits)),
                (6, Field::Fixed64(bits), Form::Number) => point.as_int = Some(bits.cast_signed()),
                (5, Field::Fixed64(bits), Form::Histogram | Form::Exponential) => {
                    point.sum = Some(f64::from_bits(bits))
                }
                (number, Field::Bytes(bytes), _) if number == attributes => {
                    point.attributes.push(self.key_value(bytes, 0)?);
                }
                (number, Field::Number(bits), _) if number == flags => point.flags = bits,
                _ => {}
            }
        }
        Ok(point)
    }
}

/// How the fields of a point are numbered.
#[derive(Clone, Copy)]
enum Form {
    /// Sums and gauges; summaries are only counted.
    Number,
    Histogram,
    Exponential,
}

pub(super) fn span(bytes: &[u8]) -> Result<Span<'_>, Broken> {
    let mut message = Message(bytes);
    let mut span = Span { attributes: Vec::with_capacity(24), ..Span::default() };
    let mut values = Values::default();
    while let Some(field) = message.next()? {
        match field {
            (1, Field::Bytes(bytes)) => span.trace_id = Id::of_bytes(bytes),
            (2, Field::Bytes(bytes)) => span.span_id = Id::of_bytes(bytes),
            (4, Field::Bytes(bytes)) => span.parent_span_id = Id::of_bytes(bytes),
            (5, Field::Bytes(bytes)) => span.name = text(bytes)?,
            (7, Field::Fixed64(nanos)) => span.start_time_unix_nano = nanos,
            (8, Field::Fixed64(nanos)) => span.end_time_unix_nano = nanos,
            (9, Field::Bytes(bytes)) => span.attributes.push(values.key_value(bytes, 0)?),
            (11, Field::Bytes(bytes)) => span.events.push(values.event(bytes)?),
            (15, Field::Bytes(bytes)) => span.status = status(Message(bytes))?,
            _ => {}
        }
    }
    Ok(span)
}

fn status(mut message: Message<'_>) -> Result<Status<'_>, Broken> {
    let mut status = Status::default();
    while let Some(field) = message.next()? {
        match field {
            (2, Field::Bytes(bytes)) => status.message = text(bytes)?,
            (3, Field::Number(code)) => status.code = code,
            _ => {}
        }
    }
    Ok(status)
}

pub(super) fn log_record(bytes: &[u8]) -> Result<LogRecord<'_>, Broken> {
    let mut message = Message(bytes);
    let mut record = LogRecord { attributes: Vec::with_capacity(24), ..LogRecord::default() };
    let mut values = Values::default();
    while let Some(field) = message.next()? {
        match field {
            (1, Field::Fixed64(nanos)) => record.time_unix_nano = nanos,
            (5, Field::Bytes(bytes)) => record.body = values.value(bytes, 0)?,
            (6, Field::Bytes(bytes)) => record.attributes.push(values.key_value(bytes, 0)?),
            (9, Field::Bytes(bytes)) => record.trace_id = Id::of_bytes(bytes),
            (10, Field::Bytes(bytes)) => record.span_id = Id::of_bytes(bytes),
            (11, Field::Fixed64(nanos)) => record.observed_time_unix_nano = nanos,
            (12, Field::Bytes(bytes)) => record.event_name = text(bytes)?,
            _ => {}
        }
    }
    Ok(record)
}

pub(super) fn metric(bytes: &[u8]) -> Result<Metric<'_>, Broken> {
    let mut message = Message(bytes);
    let mut metric = Metric::default();
    let mut values = Values::default();
    while let Some(field) = message.next()? {
        match field {
            (1, Field::Bytes(bytes)) => metric.name = text(bytes)?,
            (3, Field::Bytes(bytes)) => metric.unit = text(bytes)?,
            (5, Field::Bytes(bytes)) => metric.gauge = values.points(bytes, Form::Number)?,
            (7, Field::Bytes(bytes)) => metric.sum = values.points(bytes, Form::Number)?,
            (9, Field::Bytes(bytes)) => metric.histogram = values.points(bytes, Form::Histogram)?,
            (10, Field::Bytes(bytes)) => metric.exponential_histogram = values.points(bytes, Form::Exponential)?,
            (11, Field::Bytes(bytes)) => metric.summary = values.points(bytes, Form::Number)?,
            _ => {}
        }
    }
    Ok(metric)
}
