//! Connectors that people uploaded. Their wasm is kept elsewhere.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConnectorRow {
    pub id: String,
    /// Of the wasm, hexadecimal.
    pub sha256: String,
    /// A JSON list: the origins of its manifest that connections may be granted.
    pub granted: String,
    pub uploaded_at: i64,
    pub uploaded_by: String,
}

impl Control {
    /// All of them, by id.
    pub async fn connectors(&self) -> Result<Vec<ConnectorRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM connectors ORDER BY id").fetch_all(&self.pool).await?)
    }

    /// Saves one, in place of an earlier make of it.
    pub async fn put_connector(&self, row: &ConnectorRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT OR REPLACE INTO connectors (id, sha256, granted, uploaded_at, uploaded_by) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&row.id)
        .bind(&row.sha256)
        .bind(&row.granted)
        .bind(row.uploaded_at)
        .bind(&row.uploaded_by)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether it was there.
    pub async fn delete_connector(&self, id: &str) -> Result<bool, ControlError> {
        let done = sqlx::query("DELETE FROM connectors WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() > 0)
    }
}
