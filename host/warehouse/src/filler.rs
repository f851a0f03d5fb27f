//! Columns in the making: what a getter takes from each row, as an Arrow array.

use arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBuilder, Decimal128Builder, Int64Builder, MapBuilder, MapFieldNames, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::DataType;
use outlay_domain::{Money, Quantity};

use crate::table::{Getter, UNIT_PLACES};

/// A column in the making.
pub(crate) trait Filler<R> {
    fn add(&mut self, row: &R);
    /// What was added since the last time.
    fn finish(&mut self) -> ArrayRef;
}

/// One with room for so many rows.
pub(crate) fn filler<'g, R>(getter: &'g Getter<R>, rows: usize) -> Box<dyn Filler<R> + 'g> {
    match getter {
        Getter::Text(get) | Getter::Json(get) => {
            filling(StringBuilder::with_capacity(rows, 16 * rows), move |to, row| to.append_option(get(row)))
        }
        Getter::Integer(get) => filling(Int64Builder::with_capacity(rows), move |to, row| to.append_option(get(row))),
        Getter::Flag(get) => filling(BooleanBuilder::with_capacity(rows), move |to, row| to.append_option(get(row))),
        Getter::Time(get) => filling(TimestampMicrosecondBuilder::with_capacity(rows), move |to, row| {
            to.append_option(get(row).map(|time| time.0));
        }),
        Getter::Amount(get) => {
            let to = Decimal128Builder::with_capacity(rows).with_data_type(getter.data_type());
            filling(to, move |to, row| to.append_option(get(row).map(Money::pico)))
        }
        Getter::Units(get) => {
            let to = Decimal128Builder::with_capacity(rows).with_data_type(getter.data_type());
            filling(to, move |to, row| to.append_option(get(row).map(Quantity::nano)))
        }
        Getter::Meters(get) => filling(meters(rows), move |to, row| {
            for (name, quantity) in get(row) {
                to.keys().append_value(name);
                to.values().append_value(quantity.nano());
            }
            to.append(true).expect("as many quantities as names");
        }),
    }
}

pub(crate) fn meters(rows: usize) -> MapBuilder<StringBuilder, Decimal128Builder> {
    let names = MapFieldNames { entry: "entries".into(), key: "key".into(), value: "value".into() };
    let values = Decimal128Builder::new().with_data_type(DataType::Decimal128(38, UNIT_PLACES));
    MapBuilder::with_capacity(Some(names), StringBuilder::new(), values, rows)
}

struct Filling<B, F> {
    to: B,
    add: F,
}

impl<R, B: ArrayBuilder, F: Fn(&mut B, &R)> Filler<R> for Filling<B, F> {
    fn add(&mut self, row: &R) {
        (self.add)(&mut self.to, row);
    }

    fn finish(&mut self) -> ArrayRef {
        self.to.finish()
    }
}

fn filling<'g, R, B: ArrayBuilder>(to: B, add: impl Fn(&mut B, &R) + 'g) -> Box<dyn Filler<R> + 'g> {
    Box::new(Filling { to, add })
}
