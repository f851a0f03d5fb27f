//! What a team chose: values by name.

use crate::store::{Control, ControlError};

impl Control {
    /// The JSON text of a setting; none if nobody chose.
    pub async fn setting(&self, team: &str, name: &str) -> Result<Option<String>, ControlError> {
        let query = sqlx::query_scalar("SELECT value FROM settings WHERE team = $1 AND name = $2");
        Ok(query.bind(team).bind(name).fetch_optional(&self.pool).await?)
    }

    pub async fn set_setting(&self, team: &str, name: &str, value: &str, at: i64) -> Result<(), ControlError> {
        let query = sqlx::query(
            "INSERT INTO settings (team, name, value, changed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (team, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        );
        query.bind(team).bind(name).bind(value).bind(at).execute(&self.pool).await?;
        Ok(())
    }
}
