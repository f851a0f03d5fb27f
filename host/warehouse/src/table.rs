//! A table as one list of columns: name, type, meaning, and how a row fills it. SQL schema, documentation and Arrow
//! batches all come from that list.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Decimal128Builder, Int64Array, MapBuilder, MapFieldNames, StringBuilder,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use outlay_domain::{Meters, Money, Quantity, Timestamp};
use serde::Serialize;

type Get<R, T> = Box<dyn Fn(&R) -> Option<T> + Send + Sync>;
type GetText<R> = Box<dyn Fn(&R) -> Option<Cow<'_, str>> + Send + Sync>;

/// What a column holds.
pub(crate) enum Getter<R> {
    Text(GetText<R>),
    /// Text that is a JSON document.
    Json(GetText<R>),
    Integer(Get<R, i64>),
    Flag(Get<R, bool>),
    Time(Get<R, Timestamp>),
    Amount(Get<R, Money>),
    Units(Get<R, Quantity>),
    Meters(Box<dyn Fn(&R) -> &Meters + Send + Sync>),
}

pub(crate) struct Column<R> {
    pub(crate) name: &'static str,
    pub(crate) meaning: Cow<'static, str>,
    pub(crate) getter: Getter<R>,
}

/// A column as documentation shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnInfo {
    pub name: String,
    /// As DuckDB writes it.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// What it means, with its unit.
    pub description: String,
}

/// A table or view as documentation shows it.
#[derive(Debug, Clone, Serialize)]
pub struct TableInfo {
    pub name: String,
    pub description: String,
    pub columns: Vec<ColumnInfo>,
}

pub(crate) struct Table<R> {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) columns: Vec<Column<R>>,
}

impl<R> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

const UNIT_PLACES: i8 = 9;
const MONEY_PLACES: i8 = 12;

impl<R> Getter<R> {
    fn sql_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "VARCHAR",
            Self::Json(_) => "JSON",
            Self::Integer(_) => "BIGINT",
            Self::Flag(_) => "BOOLEAN",
            Self::Time(_) => "TIMESTAMP",
            Self::Amount(_) => "DECIMAL(38,12)",
            Self::Units(_) => "DECIMAL(38,9)",
            Self::Meters(_) => "MAP(VARCHAR, DECIMAL(38,9))",
        }
    }

    fn array(&self, rows: &[R]) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(get) | Self::Json(get) => {
                let mut builder = StringBuilder::with_capacity(rows.len(), 16 * rows.len());
                rows.iter().for_each(|row| builder.append_option(get(row)));
                Arc::new(builder.finish()) as ArrayRef
            }
            Self::Integer(get) => Arc::new(rows.iter().map(get).collect::<Int64Array>()),
            Self::Flag(get) => Arc::new(rows.iter().map(get).collect::<BooleanArray>()),
            Self::Time(get) => {
                Arc::new(rows.iter().map(|row| get(row).map(|time| time.0)).collect::<TimestampMicrosecondArray>())
            }
            Self::Amount(get) => {
                let amounts = rows.iter().map(|row| get(row).map(Money::pico)).collect::<Decimal128Array>();
                Arc::new(amounts.with_precision_and_scale(38, MONEY_PLACES)?)
            }
            Self::Units(get) => {
                let units = rows.iter().map(|row| get(row).map(Quantity::nano)).collect::<Decimal128Array>();
                Arc::new(units.with_precision_and_scale(38, UNIT_PLACES)?)
            }
            Self::Meters(get) => Arc::new(meters(rows.iter().map(get))?),
        })
    }
}

fn meters<'r>(rows: impl Iterator<Item = &'r Meters>) -> Result<arrow::array::MapArray, ArrowError> {
    let names = MapFieldNames { entry: "entries".into(), key: "key".into(), value: "value".into() };
    let values = Decimal128Builder::new().with_data_type(DataType::Decimal128(38, UNIT_PLACES));
    let mut builder = MapBuilder::new(Some(names), StringBuilder::new(), values);
    for meters in rows {
        for (name, quantity) in meters {
            builder.keys().append_value(name);
            builder.values().append_value(quantity.nano());
        }
        builder.append(true)?;
    }
    Ok(builder.finish())
}

impl<R> Table<R> {
    pub(crate) fn create_sql(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|column| format!("\"{}\" {}", column.name, column.getter.sql_type())).collect();
        format!("CREATE TABLE IF NOT EXISTS {} ({})", self.name, columns.join(", "))
    }

    pub(crate) fn info(&self) -> TableInfo {
        let column = |column: &Column<R>| ColumnInfo {
            name: column.name.to_owned(),
            sql_type: column.getter.sql_type().to_owned(),
            description: column.meaning.clone().into_owned(),
        };
        TableInfo {
            name: self.name.to_owned(),
            description: self.description.to_owned(),
            columns: self.columns.iter().map(column).collect(),
        }
    }

    pub(crate) fn batch(&self, rows: &[R]) -> Result<RecordBatch, ArrowError> {
        let mut fields = Vec::with_capacity(self.columns.len());
        let mut arrays = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let array = column.getter.array(rows)?;
            fields.push(Field::new(column.name, array.data_type().clone(), true));
            arrays.push(array);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
    }
}

/// Shorthands that keep a table's list readable.
impl<R> Column<R> {
    fn new(name: &'static str, meaning: impl Into<Cow<'static, str>>, getter: Getter<R>) -> Self {
        Self { name, meaning: meaning.into(), getter }
    }

    pub(crate) fn text(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<&str> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Text(Box::new(move |row| get(row).map(Cow::Borrowed))))
    }

    /// Text that is made for the row.
    pub(crate) fn made(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Text(Box::new(move |row| get(row).map(Cow::Owned))))
    }

    pub(crate) fn json(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<Cow<'_, str>> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Json(Box::new(get)))
    }

    pub(crate) fn integer(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<i64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Integer(Box::new(get)))
    }

    pub(crate) fn flag(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Flag(Box::new(get)))
    }

    pub(crate) fn time(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<Timestamp> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Time(Box::new(get)))
    }

    pub(crate) fn amount(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<Money> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Amount(Box::new(get)))
    }

    pub(crate) fn units(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> Option<Quantity> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Units(Box::new(get)))
    }

    pub(crate) fn meters(
        name: &'static str,
        meaning: impl Into<Cow<'static, str>>,
        get: impl Fn(&R) -> &Meters + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, meaning, Getter::Meters(Box::new(get)))
    }
}
