//! A table as one list of columns: name, type, meaning, and how a row fills it. SQL schema, documentation and Arrow
//! batches all come from that list.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow::array::Array;
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use outlay_domain::{Meters, Money, Quantity, Timestamp};
use serde::Serialize;

use crate::filler;

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
    /// As SQL knows it.
    pub(crate) name: &'static str,
    /// The table behind it, where that is another: schema and name.
    pub(crate) place: Option<(&'static str, &'static str)>,
    pub(crate) description: &'static str,
    pub(crate) columns: Vec<Column<R>>,
}

impl<R> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

pub(crate) const UNIT_PLACES: i8 = 9;
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

    /// How a column is kept in the file. Named, since trying out all that DuckDB knows costs more than writing the rows.
    fn storage(&self) -> &'static str {
        match self {
            Self::Text(_) => " USING COMPRESSION dict_fsst",
            Self::Json(_) => " USING COMPRESSION zstd",
            _ => "",
        }
    }

    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Self::Text(_) | Self::Json(_) => DataType::Utf8,
            Self::Integer(_) => DataType::Int64,
            Self::Flag(_) => DataType::Boolean,
            Self::Time(_) => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Amount(_) => DataType::Decimal128(38, MONEY_PLACES),
            Self::Units(_) => DataType::Decimal128(38, UNIT_PLACES),
            Self::Meters(_) => filler::meters(0).finish().data_type().clone(),
        }
    }
}

impl<R> Table<R> {
    /// Schema and name of the table that holds the rows.
    pub(crate) fn place(&self) -> (&'static str, &'static str) {
        self.place.unwrap_or(("main", self.name))
    }

    pub(crate) fn create_sql(&self) -> String {
        let column =
            |Column { name, getter, .. }: &Column<R>| format!("\"{name}\" {}{}", getter.sql_type(), getter.storage());
        let columns: Vec<String> = self.columns.iter().map(column).collect();
        let (schema, name) = self.place();
        format!("CREATE TABLE IF NOT EXISTS {schema}.{name} ({})", columns.join(", "))
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

    /// What batches of rows look like.
    pub(crate) fn schema(&self) -> Arc<Schema> {
        let field = |column: &Column<R>| Field::new(column.name, column.getter.data_type(), true);
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }

    /// Rows as columns, so many of them at a time. Goes row by row: a row's parts lie all over the memory, and are
    /// fetched once this way.
    pub(crate) fn batches<'r>(
        &'r self,
        rows: &'r [R],
        size: usize,
    ) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + 'r {
        let schema = self.schema();
        let most = size.min(rows.len());
        let mut fillers: Vec<_> = self.columns.iter().map(|column| filler::filler(&column.getter, most)).collect();
        rows.chunks(size).map(move |some| {
            for row in some {
                fillers.iter_mut().for_each(|filler| filler.add(row));
            }
            let arrays = fillers.iter_mut().map(|filler| filler.finish()).collect();
            RecordBatch::try_new(Arc::clone(&schema), arrays)
        })
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
