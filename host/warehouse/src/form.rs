//! Files of an earlier form: other columns, or kept otherwise. They are copied into one of today's, so that what is older
//! than the ledger stays.

use std::fs;
use std::io;
use std::path::Path;

use duckdb::{Connection, params};

use crate::costs;
use crate::database::{attach, literal, with_end};
use crate::tables::Tables;
use crate::warehouse::WarehouseError;

/// Makes the file one of today's form, if it is there and of another.
pub(crate) fn bring_up_to_date(connection: &Connection, file: &Path, tables: &Tables) -> Result<(), WarehouseError> {
    if !file.exists() {
        return Ok(());
    }
    connection.execute_batch(&attach(file, "old"))?;
    let found: Result<String, _> = connection.query_row("SELECT sql FROM old.internal.form", [], |row| row.get(0));
    if found.is_ok_and(|sql| sql == form(tables)) {
        return Ok(connection.execute_batch("DETACH old")?);
    }
    tracing::info!("the warehouse is brought into today's form; it takes some seconds a million events");
    let fresh = with_end(file, ".new");
    if fresh.exists() {
        fs::remove_file(&fresh)?;
    }
    connection.execute_batch(&format!("{}; USE fresh; {}", attach(&fresh, "fresh"), create_sql(tables)))?;
    for place in tables.places().into_iter().chain([("internal", "applied")]) {
        copy(connection, place)?;
    }
    connection.execute_batch("CHECKPOINT fresh; USE memory; DETACH fresh; DETACH old")?;
    // A log of the file that goes was read with it, and does not fit the one that comes.
    match fs::remove_file(with_end(file, ".wal")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    fs::rename(fresh, file)?;
    Ok(())
}

/// Everything that a file has, as statements for an empty or a complete one.
pub(crate) fn create_sql(tables: &Tables) -> String {
    let own = [
        "CREATE TABLE IF NOT EXISTS internal.applied AS SELECT 0::BIGINT AS seq".to_owned(),
        // Where rows are prepared that take the place of others; empty between transactions.
        "CREATE TABLE IF NOT EXISTS internal.revised AS SELECT * FROM internal.events LIMIT 0".to_owned(),
        format!("CREATE TABLE IF NOT EXISTS internal.form AS SELECT {} AS sql", literal(&form(tables))),
    ];
    format!("CREATE SCHEMA IF NOT EXISTS internal;\n{};\n{}", form(tables), own.join(";\n"))
}

fn form(tables: &Tables) -> String {
    tables.create_sql().into_iter().chain(costs::create_sql()).collect::<Vec<_>>().join(";\n")
}

/// Copies the columns that both have.
fn copy(connection: &Connection, (schema, table): (&str, &str)) -> Result<(), WarehouseError> {
    let is_there =
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'old' AND schema_name = ? AND table_name = ?";
    let here: i64 = connection.query_row(is_there, params![schema, table], |row| row.get(0))?;
    // What is a table behind a view today was in the view's place.
    let old = if here == 0 { "main" } else { schema };
    let mut common = connection.prepare(
        "SELECT string_agg('\"' || column_name || '\"', ', ') FROM \
         (SELECT column_name FROM duckdb_columns() WHERE table_name = $1 AND ((database_name = 'old' AND schema_name = $2) \
          OR (database_name = 'fresh' AND schema_name = $3)) GROUP BY column_name HAVING count(*) = 2)",
    )?;
    let columns: Option<String> = common.query_row(params![table, old, schema], |row| row.get(0))?;
    let Some(columns) = columns else { return Ok(()) };
    let copy = format!("INSERT INTO fresh.{schema}.{table} ({columns}) SELECT {columns} FROM old.{old}.{table}");
    Ok(connection.execute_batch(&copy)?)
}
