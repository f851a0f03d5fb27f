//! Who did what to which thing.

use crate::store::{Control, ControlError, new_id};

impl Control {
    pub async fn audit(&self, at: i64, who: &str, what: &str, subject: &str) -> Result<(), ControlError> {
        sqlx::query("INSERT INTO audit (id, at, who, what, subject) VALUES (?, ?, ?, ?, ?)")
            .bind(new_id())
            .bind(at)
            .bind(who)
            .bind(what)
            .bind(subject)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
