//! `outlay sql`

use std::io::{Read, Write};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use http::Method;
use serde_json::{Value, json};

use super::{Target, table};
use crate::client::{Client, Content};

#[derive(Args)]
pub(crate) struct Sql {
    /// The statement; `-` reads it from standard input
    sql: String,
    /// How the answer is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// At most this many rows
    #[arg(long, value_name = "N")]
    max_rows: Option<usize>,
    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

impl Sql {
    pub(crate) async fn run(mut self) -> Result<()> {
        if self.sql == "-" {
            self.sql.clear();
            std::io::stdin().read_to_string(&mut self.sql).context("cannot read the statement")?;
        }
        self.target.ask(async |client| self.ask(client).await).await
    }

    async fn ask(&self, client: &Client) -> Result<()> {
        let mut body = json!({"sql": self.sql});
        if let Some(rows) = self.max_rows {
            body["maxRows"] = rows.into();
        }
        if self.format != Format::Table {
            body["format"] = if self.format == Format::Csv { "csv" } else { "json" }.into();
            let bytes = client.call_bytes(Method::POST, "/api/v1/sql", Content::Json(body)).await?;
            std::io::stdout().write_all(&bytes)?;
            return Ok(());
        }
        let answer = client.call(Method::POST, "/api/v1/sql", Content::Json(body)).await?;
        print(&answer);
        Ok(())
    }
}

fn print(answer: &Value) {
    let empty = Vec::new();
    let list = |value: &Value| value.as_array().unwrap_or(&empty).clone();
    let head: Vec<String> =
        list(&answer["columns"]).iter().map(|column| column["name"].as_str().unwrap_or_default().to_owned()).collect();
    let cell = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => text.replace('\n', " "),
        other => other.to_string(),
    };
    let rows: Vec<Vec<String>> = list(&answer["rows"]).iter().map(|row| list(row).iter().map(cell).collect()).collect();
    table::print(&head, &rows);
    let more = if answer["truncated"] == true { ", there are more: see --max-rows" } else { "" };
    let unit = if rows.len() == 1 { "row" } else { "rows" };
    eprintln!("{} {unit}, {} ms{more}", rows.len(), answer["elapsedMs"]);
}
