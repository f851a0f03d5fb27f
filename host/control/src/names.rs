//! What people call the projects, keys and users that a provider's records name by an id.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProviderName {
    pub connection_id: String,
    /// The stream that says it.
    pub stream: String,
    /// `project`, `key` or `user`.
    pub kind: String,
    pub id: String,
    pub name: String,
    /// The id of the project that a key belongs to.
    pub project: Option<String>,
}

impl Control {
    /// Replaces everything that a stream said before.
    pub async fn put_provider_names(
        &self,
        connection_id: &str,
        stream: &str,
        names: &[ProviderName],
    ) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        let query = sqlx::query("DELETE FROM provider_names WHERE connection_id = ? AND stream = ?");
        query.bind(connection_id).bind(stream).execute(&mut *transaction).await?;
        for row in names {
            // A provider that names something twice means the last.
            let query = sqlx::query(
                "INSERT OR REPLACE INTO provider_names (connection_id, stream, kind, id, name, project) \
                 VALUES (?, ?, ?, ?, ?, ?)",
            );
            let query = query.bind(connection_id).bind(stream).bind(&row.kind).bind(&row.id);
            query.bind(&row.name).bind(&row.project).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Names of one connection, or of all.
    pub async fn provider_names(&self, connection_id: Option<&str>) -> Result<Vec<ProviderName>, ControlError> {
        let query =
            "SELECT * FROM provider_names WHERE ? IS NULL OR connection_id = ? ORDER BY connection_id, kind, name, id";
        Ok(sqlx::query_as(query).bind(connection_id).bind(connection_id).fetch_all(&self.pool).await?)
    }
}
