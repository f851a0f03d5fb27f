//! Calls outside the hot loop: JSON in, JSON out, over a connection of its own.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::wire::Connection;

#[derive(Debug)]
pub(crate) struct Api {
    connection: Connection,
    address: String,
    key: String,
}

/// How far the ledger is, and how much of it can be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    pub(crate) ledger_seq: u64,
    pub(crate) applied_seq: u64,
}

impl Progress {
    pub(crate) const fn lag(self) -> u64 {
        self.ledger_seq.saturating_sub(self.applied_seq)
    }
}

impl Api {
    pub(crate) async fn open(address: &str, key: &str) -> Result<Self> {
        let connection = Connection::open(address).await?;
        Ok(Self { connection, address: address.to_owned(), key: key.to_owned() })
    }

    pub(crate) async fn status(&mut self) -> Result<Progress> {
        let (_, status) = self.call("GET", "/api/v1/status", None).await?;
        // Large numbers are texts.
        let number = |field: &str| {
            let value = &status[field];
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
            number.with_context(|| format!("the status has no `{field}`: {status}"))
        };
        Ok(Progress { ledger_seq: number("ledgerSeq")?, applied_seq: number("appliedSeq")? })
    }

    /// The rows of a query.
    pub(crate) async fn sql(&mut self, sql: &str, params: Value) -> Result<Vec<Vec<Value>>> {
        let (status, answer) = self.call("POST", "/api/v1/sql", Some(&json!({"sql": sql, "params": params}))).await?;
        let rows = answer["rows"].as_array().with_context(|| format!("{sql}: {status} {answer}"))?;
        Ok(rows.iter().map(|row| row.as_array().cloned().unwrap_or_default()).collect())
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Value> {
        match self.call("GET", path, None).await? {
            (200, answer) => Ok(answer),
            (status, answer) => bail!("{path}: {status} {answer}"),
        }
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        match self.call("POST", path, Some(body)).await? {
            (200..300, answer) => Ok(answer),
            (status, answer) => bail!("{path}: {status} {answer}"),
        }
    }

    /// A body that is made already.
    pub(crate) async fn post_text(&mut self, path: &str, body: &str) -> Result<()> {
        match self.send("POST", path, "application/json", body.as_bytes()).await? {
            (200..300, _) => Ok(()),
            (status, answer) => bail!("{path}: {status} {answer}"),
        }
    }

    /// A component.
    pub(crate) async fn upload(&mut self, path: &str, bytes: &[u8]) -> Result<Value> {
        match self.send("POST", path, "application/wasm", bytes).await? {
            (200..300, answer) => Ok(answer),
            (status, answer) => bail!("{path}: {status} {answer}"),
        }
    }

    async fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<(u16, Value)> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send(method, path, "application/json", body.as_bytes()).await
    }

    async fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<(u16, Value)> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nx-api-key: {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.address,
            self.key,
            body.len(),
        );
        let request = [head.as_bytes(), body].concat();
        let answered = match self.connection.exchange(&request).await {
            Ok(answer) => answer,
            // A connection that was idle for long may be closed.
            Err(_) => {
                self.connection = Connection::open(&self.address).await?;
                self.connection.exchange(&request).await?
            }
        };
        Ok((answered.status, serde_json::from_slice(answered.body).unwrap_or_default()))
    }
}
