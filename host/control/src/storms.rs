//! How often rules opened alerts of late, and the storms that they are in.

use crate::alerts::AlertChange;
use crate::store::{Control, ControlError};

/// One a rule.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StormRow {
    pub rule_id: String,
    /// JSON.
    pub state: String,
    /// When something is to be said if no further alert opens.
    pub due_at: Option<i64>,
}

impl Control {
    /// When the first storm has something to say.
    pub async fn next_storm(&self) -> Result<Option<i64>, ControlError> {
        Ok(sqlx::query_scalar("SELECT min(due_at) FROM storms").fetch_one(&self.pool).await?)
    }
}

impl AlertChange {
    pub async fn storm(&mut self, rule: &str) -> Result<Option<StormRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM storms WHERE rule_id = ?").bind(rule);
        Ok(query.fetch_optional(&mut *self.transaction).await?)
    }

    /// Storms that have something to say by then.
    pub async fn due_storms(&mut self, now: i64) -> Result<Vec<StormRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM storms WHERE due_at <= ? ORDER BY rule_id").bind(now);
        Ok(query.fetch_all(&mut *self.transaction).await?)
    }

    pub async fn put_storm(&mut self, storm: &StormRow) -> Result<(), ControlError> {
        let query = "INSERT OR REPLACE INTO storms (rule_id, state, due_at) VALUES (?, ?, ?)";
        let insert = sqlx::query(query).bind(&storm.rule_id).bind(&storm.state).bind(storm.due_at);
        insert.execute(&mut *self.transaction).await?;
        Ok(())
    }
}
