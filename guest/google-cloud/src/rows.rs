//! The form of BigQuery's answers. Cells are texts or null, and are found by the name of their column.

use outlay_connector::{Count, Error, Failure, Response, error};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    #[serde(default)]
    job_complete: bool,
    job_reference: Option<Job>,
    schema: Option<Schema>,
    #[serde(default)]
    rows: Vec<WireRow>,
    total_rows: Option<Count>,
    page_token: Option<String>,
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    pub(crate) project_id: String,
    pub(crate) job_id: String,
    pub(crate) location: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Schema {
    fields: Vec<Column>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
}

#[derive(Debug, Deserialize)]
struct WireRow {
    f: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
struct Cell {
    v: Value,
}

#[derive(Debug, Deserialize)]
struct Problem {
    message: Option<String>,
}

pub(crate) fn answer(response: &Response) -> Result<Answer, Error> {
    let answer: Answer = response.json()?;
    // A query may fail although the answer says 200.
    match answer.errors.first() {
        None => Ok(answer),
        Some(problem) => {
            let said: String = problem.message.iter().flat_map(|text| text.chars()).take(300).collect();
            Err(error(Failure::Unexpected, format!("BigQuery could not finish the query: {said}")))
        }
    }
}

impl Answer {
    pub(crate) fn is_complete(&self) -> bool {
        self.job_complete
    }

    pub(crate) fn job(&self) -> Result<&Job, Error> {
        self.job_reference.as_ref().ok_or_else(|| error(Failure::Unexpected, "BigQuery does not name its job"))
    }

    /// Of all pages together.
    pub(crate) fn total(&self) -> Option<u64> {
        self.total_rows.map(|Count(rows)| rows)
    }

    pub(crate) fn next(&self) -> Option<String> {
        self.page_token.clone()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let columns = self.schema.as_ref().map(|schema| schema.fields.as_slice()).unwrap_or_default();
        self.rows.iter().map(move |row| Row { columns, cells: &row.f })
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r> {
    columns: &'r [Column],
    cells: &'r [Cell],
}

impl<'r> Row<'r> {
    /// None where the cell is null or there is no such column.
    pub(crate) fn get(&self, column: &str) -> Option<&'r str> {
        let place = self.columns.iter().position(|known| known.name == column)?;
        self.cells.get(place)?.v.as_str()
    }

    pub(crate) fn needed(&self, column: &str) -> Result<&'r str, Error> {
        self.get(column)
            .ok_or_else(|| error(Failure::Unexpected, format!("BigQuery's answer has a row without `{column}`")))
    }
}
