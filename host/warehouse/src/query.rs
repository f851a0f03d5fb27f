//! Asking: one SELECT-like statement, with limits of time and rows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use duckdb::types::Value as Parameter;
use duckdb::{Connection, params_from_iter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use crate::guard;
use crate::json;
use crate::warehouse::Warehouse;
use crate::watchdog::{Stop, Watchdog};

/// A question and its limits.
#[derive(Debug, Clone)]
pub struct Query {
    pub sql: String,
    /// For `?` or `$1` in the statement: texts, numbers, booleans, nulls.
    pub params: Vec<Value>,
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub rows: usize,
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 10_000, time: Duration::from_secs(30) }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    pub elapsed: Duration,
    /// There were more rows than the limit.
    pub truncated: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// DuckDB's own words; `position` counts bytes from the start of the statement.
    #[error("{message}")]
    Sql { message: String, position: Option<usize> },
    #[error("only SELECT is allowed here: the warehouse is read-only")]
    NotReadOnly,
    #[error("exactly one statement is allowed; found {found}")]
    OneStatement { found: usize },
    #[error("the function `{function}` is not allowed here")]
    Refused { function: String },
    #[error("the statement is longer than {longest} bytes")]
    TooLong { longest: usize },
    #[error("the query was stopped after {} s; narrow it down or add a LIMIT", after.as_secs())]
    TimedOut { after: Duration },
    #[error("nobody waits for the answer any more")]
    Stopped,
    #[error("the warehouse failed and is being opened again; try again in a moment")]
    Unavailable,
    #[error("parameter {index} must be a text, a number, a boolean or null")]
    Parameter { index: usize },
    #[error("the warehouse failed: {0}")]
    Internal(String),
}

impl From<duckdb::Error> for QueryError {
    fn from(error: duckdb::Error) -> Self {
        let text = match &error {
            duckdb::Error::DuckDBFailure(_, Some(message)) => message.clone(),
            other => other.to_string(),
        };
        Self::Sql { position: position(&text), message: sentence(&text) }
    }
}

/// Without the lines that show the place: `position` tells it.
fn sentence(message: &str) -> String {
    message.split("\nLINE ").next().unwrap_or(message).trim().to_owned()
}

/// DuckDB points at the place with a caret under a line of its own: `LINE 1: SELECT x\n               ^`.
fn position(message: &str) -> Option<usize> {
    let mut lines = message.lines().skip_while(|line| !line.starts_with("LINE "));
    let shown = lines.next()?;
    let caret = lines.next()?.find('^')?;
    let prefix = shown.find(": ")? + 2;
    (shown.starts_with("LINE 1:") && !shown.contains("...")).then(|| caret.checked_sub(prefix)).flatten()
}

impl Answer {
    /// Column names with DuckDB's name of their type.
    pub fn columns(&self) -> Vec<(String, String)> {
        self.schema.fields().iter().map(|field| (field.name().clone(), json::sql_type(field.data_type()))).collect()
    }

    /// Rows as JSON: decimals and integers over 2^53 as texts, times in RFC 3339.
    pub fn rows(&self) -> Result<Vec<Vec<Value>>, QueryError> {
        let mut rows = Vec::new();
        for batch in &self.batches {
            json::append_rows(batch, &mut rows).map_err(|error| QueryError::Internal(error.to_string()))?;
        }
        Ok(rows)
    }

    pub fn csv(&self) -> Result<Vec<u8>, QueryError> {
        let mut bytes = Vec::new();
        let mut writer = arrow::csv::WriterBuilder::new().with_header(true).build(&mut bytes);
        for batch in &self.batches {
            let flat = json::flatten(batch).map_err(|error| QueryError::Internal(error.to_string()))?;
            writer.write(&flat).map_err(|error| QueryError::Internal(error.to_string()))?;
        }
        drop(writer);
        Ok(bytes)
    }

    /// A Parquet file, compressed with Zstandard.
    pub fn parquet(&self) -> Result<Vec<u8>, QueryError> {
        let internal = |error: parquet::errors::ParquetError| QueryError::Internal(error.to_string());
        let how = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, Arc::clone(&self.schema), Some(how)).map_err(internal)?;
        for batch in &self.batches {
            writer.write(batch).map_err(internal)?;
        }
        writer.close().map_err(internal)?;
        Ok(bytes)
    }

    /// An Arrow IPC stream.
    pub fn arrow(&self) -> Result<Vec<u8>, QueryError> {
        let internal = |error: arrow::error::ArrowError| QueryError::Internal(error.to_string());
        let mut bytes = Vec::new();
        let mut writer = arrow::ipc::writer::StreamWriter::try_new(&mut bytes, &self.schema).map_err(internal)?;
        for batch in &self.batches {
            writer.write(batch).map_err(internal)?;
        }
        writer.finish().map_err(internal)?;
        drop(writer);
        Ok(bytes)
    }
}

impl Warehouse {
    /// Runs one SELECT-like statement. Blocks: call it where blocking is allowed.
    pub fn query(&self, query: &Query) -> Result<Answer, QueryError> {
        self.query_until(query, &Stop::default())
    }

    /// The same, as long as it is not stopped.
    pub fn query_until(&self, query: &Query, stop: &Stop) -> Result<Answer, QueryError> {
        let connection =
            self.connection().map_err(|error| if self.is_open() { error.into() } else { QueryError::Unavailable })?;
        guard::check(&connection, &query.sql)?;
        let parameters = parameters(&query.params)?;
        if !stop.begin(&connection) {
            return Err(QueryError::Stopped);
        }
        let watchdog = Watchdog::start(&connection, query.limits.time);
        let outcome = run(&connection, query, parameters);
        let timed_out = watchdog.stop();
        match outcome {
            Err(_) if timed_out => Err(QueryError::TimedOut { after: query.limits.time }),
            Err(_) if !self.is_open() => Err(QueryError::Unavailable),
            outcome => outcome,
        }
    }
}

fn run(connection: &Connection, query: &Query, parameters: Vec<Parameter>) -> Result<Answer, QueryError> {
    let began = Instant::now();
    connection.execute_batch("BEGIN TRANSACTION READ ONLY")?;
    let mut statement = connection.prepare(&query.sql)?;
    let mut stream = statement.stream_arrow(params_from_iter(parameters))?;
    let schema = stream.get_schema();
    let mut batches = Vec::new();
    let mut rows = 0;
    let mut truncated = false;
    for batch in &mut stream {
        if rows + batch.num_rows() > query.limits.rows {
            batches.push(batch.slice(0, query.limits.rows - rows));
            truncated = true;
            break;
        }
        rows += batch.num_rows();
        batches.push(batch);
    }
    Ok(Answer { schema, batches, elapsed: began.elapsed(), truncated })
}

fn parameters(values: &[Value]) -> Result<Vec<Parameter>, QueryError> {
    let parameter = |(index, value): (usize, &Value)| match value {
        Value::Null => Ok(Parameter::Null),
        Value::Bool(flag) => Ok(Parameter::Boolean(*flag)),
        Value::String(text) => Ok(Parameter::Text(text.clone())),
        // Decimals go as text: DuckDB casts them exactly.
        Value::Number(number) => {
            Ok(number.as_i64().map_or_else(|| Parameter::Text(number.to_string()), Parameter::BigInt))
        }
        Value::Array(_) | Value::Object(_) => Err(QueryError::Parameter { index: index + 1 }),
    };
    values.iter().enumerate().map(parameter).collect()
}
