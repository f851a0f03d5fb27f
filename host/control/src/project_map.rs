//! Which project a provider's keys and credentials belong to, as the operator says.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProjectMapRow {
    pub provider: String,
    /// `key`, `credential` or `project`.
    pub kind: String,
    pub id: String,
    /// Empty for any.
    pub connection_id: String,
    pub name: Option<String>,
    pub project: Option<String>,
}

impl Control {
    /// The rows, and the revision that they are of.
    pub async fn project_map(&self) -> Result<(i64, Vec<ProjectMapRow>), ControlError> {
        let mut transaction = self.pool.begin().await?;
        let revision = sqlx::query_scalar("SELECT revision FROM project_map_revision").fetch_one(&mut *transaction);
        let revision = revision.await?;
        let rows = sqlx::query_as("SELECT * FROM project_map ORDER BY provider, kind, id, connection_id");
        Ok((revision, rows.fetch_all(&mut *transaction).await?))
    }

    /// Puts these in the place of all rows, if nobody changed them since that revision. None if somebody did.
    pub async fn replace_project_map(
        &self,
        revision: Option<i64>,
        rows: &[ProjectMapRow],
    ) -> Result<Option<i64>, ControlError> {
        let mut transaction = self.pool.begin().await?;
        let next = sqlx::query_scalar(
            "UPDATE project_map_revision SET revision = revision + 1 WHERE ? IS NULL OR revision = ? RETURNING revision",
        );
        let next: Option<i64> = next.bind(revision).bind(revision).fetch_optional(&mut *transaction).await?;
        if next.is_none() {
            return Ok(None);
        }
        sqlx::query("DELETE FROM project_map").execute(&mut *transaction).await?;
        for row in rows {
            let query = sqlx::query(
                "INSERT INTO project_map (provider, kind, id, connection_id, name, project) VALUES (?, ?, ?, ?, ?, ?)",
            );
            let query = query.bind(&row.provider).bind(&row.kind).bind(&row.id).bind(&row.connection_id);
            let query = query.bind(&row.name).bind(&row.project);
            query.execute(&mut *transaction).await.map_err(ControlError::of_insert)?;
        }
        transaction.commit().await?;
        Ok(next)
    }
}
