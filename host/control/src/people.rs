//! People and their sessions.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonRow {
    pub id: String,
    pub name: String,
    /// `owner`.
    pub role: String,
    /// Argon2id, in its text form.
    pub password_hash: String,
    pub created_at: i64,
}

impl Control {
    /// Makes the owner; false if there is one already.
    pub async fn insert_owner(&self, person: &PersonRow) -> Result<bool, ControlError> {
        let done = sqlx::query(
            "INSERT INTO people (id, name, role, password_hash, created_at) \
             SELECT ?, ?, 'owner', ?, ? WHERE NOT EXISTS (SELECT 1 FROM people WHERE role = 'owner')",
        )
        .bind(&person.id)
        .bind(&person.name)
        .bind(&person.password_hash)
        .bind(person.created_at)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn has_owner(&self) -> Result<bool, ControlError> {
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM people WHERE role = 'owner'").fetch_one(&self.pool).await?;
        Ok(count > 0)
    }

    pub async fn person_by_name(&self, name: &str) -> Result<Option<PersonRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM people WHERE name = ?").bind(name).fetch_optional(&self.pool).await?)
    }

    /// All of them, those who came first before the others.
    pub async fn people(&self) -> Result<Vec<PersonRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM people ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn insert_session(&self, digest: &str, person: &str, now: i64, expires: i64) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM sessions WHERE expires_at < ?").bind(now).execute(&self.pool).await?;
        sqlx::query("INSERT INTO sessions (token_digest, person_id, created_at, expires_at) VALUES (?, ?, ?, ?)")
            .bind(digest)
            .bind(person)
            .bind(now)
            .bind(expires)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The person of a session that has not expired, and when it does.
    pub async fn session_person(&self, digest: &str, now: i64) -> Result<Option<(PersonRow, i64)>, ControlError> {
        let expires: Option<(String, i64)> =
            sqlx::query_as("SELECT person_id, expires_at FROM sessions WHERE token_digest = ? AND expires_at > ?")
                .bind(digest)
                .bind(now)
                .fetch_optional(&self.pool)
                .await?;
        let Some((person, expires)) = expires else { return Ok(None) };
        let person: Option<PersonRow> =
            sqlx::query_as("SELECT * FROM people WHERE id = ?").bind(person).fetch_optional(&self.pool).await?;
        Ok(person.map(|person| (person, expires)))
    }

    pub async fn extend_session(&self, digest: &str, expires: i64) -> Result<(), ControlError> {
        let query = sqlx::query("UPDATE sessions SET expires_at = ? WHERE token_digest = ?");
        query.bind(expires).bind(digest).execute(&self.pool).await?;
        Ok(())
    }

    pub async fn delete_session(&self, digest: &str) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM sessions WHERE token_digest = ?").bind(digest).execute(&self.pool).await?;
        Ok(())
    }
}
