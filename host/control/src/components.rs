//! Uploaded components: what they are. Their wasm is kept elsewhere.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ComponentRow {
    pub id: String,
    /// `rule`.
    pub kind: String,
    /// Of the wasm, hexadecimal.
    pub sha256: String,
    /// JSON.
    pub manifest: String,
    pub created_at: i64,
    pub created_by: String,
}

impl Control {
    /// Fails with [`ControlError::Taken`] if the same wasm is there already.
    pub async fn insert_component(&self, component: &ComponentRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO components (id, kind, sha256, manifest, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&component.id)
        .bind(&component.kind)
        .bind(&component.sha256)
        .bind(&component.manifest)
        .bind(component.created_at)
        .bind(&component.created_by)
        .execute(&self.pool)
        .await
        .map_err(ControlError::of_insert)?;
        Ok(())
    }

    /// All components, the oldest first.
    pub async fn components(&self) -> Result<Vec<ComponentRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM components ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn component(&self, id: &str) -> Result<Option<ComponentRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM components WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    pub async fn component_by_digest(&self, sha256: &str) -> Result<Option<ComponentRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM components WHERE sha256 = ?").bind(sha256).fetch_optional(&self.pool).await?)
    }
}
