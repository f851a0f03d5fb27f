//! Arrow values as JSON, without losing a digit.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema, TimeUnit, TimestampMicrosecondType, UInt64Type};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use outlay_domain::Timestamp;
use serde_json::Value;

/// The largest integer that every JSON reader keeps exactly.
const SAFE: i64 = 1 << 53;

/// DuckDB's name of the type.
pub(crate) fn sql_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "BOOLEAN".into(),
        DataType::Int8 => "TINYINT".into(),
        DataType::Int16 => "SMALLINT".into(),
        DataType::Int32 => "INTEGER".into(),
        DataType::Int64 => "BIGINT".into(),
        DataType::UInt8 => "UTINYINT".into(),
        DataType::UInt16 => "USMALLINT".into(),
        DataType::UInt32 => "UINTEGER".into(),
        DataType::UInt64 => "UBIGINT".into(),
        DataType::Float32 => "FLOAT".into(),
        DataType::Float64 => "DOUBLE".into(),
        DataType::Decimal128(38, 0) => "HUGEINT".into(),
        DataType::Decimal128(width, scale) => format!("DECIMAL({width},{scale})"),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "VARCHAR".into(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "BLOB".into(),
        DataType::Date32 | DataType::Date64 => "DATE".into(),
        DataType::Time32(_) | DataType::Time64(_) => "TIME".into(),
        DataType::Timestamp(_, None) => "TIMESTAMP".into(),
        DataType::Timestamp(_, Some(_)) => "TIMESTAMP WITH TIME ZONE".into(),
        DataType::Interval(_) | DataType::Duration(_) => "INTERVAL".into(),
        DataType::List(item) | DataType::LargeList(item) => format!("{}[]", sql_type(item.data_type())),
        DataType::Struct(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|field| format!("{} {}", field.name(), sql_type(field.data_type()))).collect();
            format!("STRUCT({})", fields.join(", "))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                format!("MAP({}, {})", sql_type(pair[0].data_type()), sql_type(pair[1].data_type()))
            }
            _ => "MAP".into(),
        },
        other => other.to_string(),
    }
}

/// Appends the rows of a batch.
pub(crate) fn append_rows(batch: &RecordBatch, rows: &mut Vec<Vec<Value>>) -> Result<(), ArrowError> {
    let first = rows.len();
    rows.resize_with(first + batch.num_rows(), || Vec::with_capacity(batch.num_columns()));
    for column in batch.columns() {
        for (index, row) in rows.iter_mut().skip(first).enumerate() {
            row.push(value(column, index)?);
        }
    }
    Ok(())
}

fn value(array: &ArrayRef, index: usize) -> Result<Value, ArrowError> {
    if array.is_null(index) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(index).into(),
        DataType::Int64 => integer(array.as_primitive::<Int64Type>().value(index)),
        DataType::UInt64 => {
            let number = array.as_primitive::<UInt64Type>().value(index);
            i64::try_from(number).map_or_else(|_| number.to_string().into(), integer)
        }
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => {
            text(array, index)?.parse::<i64>().map_or(Value::Null, Value::from)
        }
        DataType::Float32 | DataType::Float64 => {
            let shown = text(array, index)?;
            serde_json::from_str(&shown).unwrap_or(Value::String(shown))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Timestamp(array.as_primitive::<TimestampMicrosecondType>().value(index)).to_string().into()
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(index);
            Value::Array((0..items.len()).map(|item| value(&items, item)).collect::<Result<_, _>>()?)
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            let pair = |(name, column): (&Arc<Field>, &ArrayRef)| Ok((name.name().clone(), value(column, index)?));
            Value::Object(fields.iter().zip(columns.columns()).map(pair).collect::<Result<_, ArrowError>>()?)
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(index);
            let (keys, values) = (entries.column(0), entries.column(1));
            let pair = |entry| Ok((text(keys, entry)?, value(values, entry)?));
            Value::Object((0..entries.len()).map(pair).collect::<Result<_, ArrowError>>()?)
        }
        // Decimals, dates, texts: exactly as they are written.
        _ => text(array, index)?.into(),
    })
}

fn integer(number: i64) -> Value {
    if number.abs() < SAFE { number.into() } else { number.to_string().into() }
}

fn text(array: &dyn Array, index: usize) -> Result<String, ArrowError> {
    let options = FormatOptions::default();
    Ok(ArrayFormatter::try_new(array, &options)?.value(index).to_string())
}

/// Nested columns as text, since CSV has no other form for them.
pub(crate) fn flatten(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if column.data_type().is_nested() {
            let texts = (0..column.len()).map(|index| match value(column, index)? {
                Value::Null => Ok(None),
                nested => Ok(Some(nested.to_string())),
            });
            columns.push(Arc::new(texts.collect::<Result<StringArray, ArrowError>>()?) as ArrayRef);
            fields.push(Field::new(field.name(), DataType::Utf8, true));
        } else {
            columns.push(Arc::clone(column));
            fields.push(field.as_ref().clone());
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}
