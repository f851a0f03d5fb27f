//! What is sealed, and which key sealed it.

use sqlx::{Sqlite, Transaction};

use crate::store::{Control, ControlError};

/// Which master key seals what is in here.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VaultRow {
    /// Names this folder where the master keys of several folders lie.
    pub folder: String,
    pub key_id: Option<String>,
    /// A constant that was sealed under the key.
    pub proof: Option<String>,
    pub since: Option<i64>,
    /// The key before, until its file is removed.
    pub replaced: Option<String>,
}

/// A master key that takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub key_id: String,
    pub proof: String,
    pub since: i64,
}

/// The table that holds a sealed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum HeldIn {
    Keys,
    ConnectionCredentials,
    ChannelSecrets,
}

/// A sealed text.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SealedRow {
    pub held_in: HeldIn,
    /// The id of the key, connection or channel.
    pub owner: String,
    /// What people call it.
    pub owner_name: String,
    /// Which of its secrets; empty if it has one only.
    pub name: String,
    pub sealed: String,
}

const SEALED: &str = "SELECT 'keys' AS held_in, id AS owner, name AS owner_name, '' AS name, sealed FROM keys \
    UNION ALL SELECT 'connection_credentials', owners.id, owners.name, credential, sealed FROM connection_credentials \
        JOIN connections AS owners ON owners.id = connection_id \
    UNION ALL SELECT 'channel_secrets', owners.id, owners.name, channel_secrets.name, sealed FROM channel_secrets \
        JOIN channels AS owners ON owners.id = channel_id";

impl Control {
    /// None before the first key.
    pub async fn vault(&self) -> Result<Option<VaultRow>, ControlError> {
        let query = "SELECT folder, key_id, proof, since, replaced FROM vault";
        Ok(sqlx::query_as(query).fetch_optional(&self.pool).await?)
    }

    /// Gives the folder a name, unless it has one; answers the one that it has.
    pub async fn name_folder(&self, name: &str) -> Result<String, ControlError> {
        let query = sqlx::query("INSERT INTO vault (id, folder) VALUES (1, $1) ON CONFLICT (id) DO NOTHING");
        query.bind(name).execute(&self.pool).await?;
        Ok(sqlx::query_scalar("SELECT folder FROM vault").fetch_one(&self.pool).await?)
    }

    /// From now on this key seals. Sealed texts stay as they are. The folder has a name.
    pub async fn set_proof(&self, proof: &Proof) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        put_proof(&mut transaction, proof, None).await?;
        Ok(transaction.commit().await?)
    }

    /// Everything that is sealed.
    pub async fn sealed(&self) -> Result<Vec<SealedRow>, ControlError> {
        Ok(sqlx::query_as(SEALED).fetch_all(&self.pool).await?)
    }

    /// Puts other texts in the place of sealed ones, those that `reseal` makes, and another key in the place of the one
    /// named `replaced`: all of it or nothing. Answers how many texts were replaced; the inner error is that of `reseal`.
    pub async fn reseal<E>(
        &self,
        proof: &Proof,
        replaced: &str,
        mut reseal: impl FnMut(&SealedRow) -> Result<Option<String>, E> + Send,
    ) -> Result<Result<u64, E>, ControlError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let rows: Vec<SealedRow> = sqlx::query_as(SEALED).fetch_all(&mut *transaction).await?;
        let mut count = 0;
        for row in &rows {
            let sealed = match reseal(row) {
                Ok(Some(sealed)) => sealed,
                Ok(None) => continue,
                Err(error) => return Ok(Err(error)),
            };
            put_sealed(&mut transaction, row, &sealed).await?;
            count += 1;
        }
        put_proof(&mut transaction, proof, Some(replaced)).await?;
        transaction.commit().await?;
        Ok(Ok(count))
    }

    /// The file of the key before is gone.
    pub async fn forget_replaced(&self) -> Result<(), ControlError> {
        sqlx::query("UPDATE vault SET replaced = NULL").execute(&self.pool).await?;
        Ok(())
    }
}

async fn put_proof(
    transaction: &mut Transaction<'_, Sqlite>,
    proof: &Proof,
    replaced: Option<&str>,
) -> Result<(), ControlError> {
    let query = sqlx::query("UPDATE vault SET key_id = $1, proof = $2, since = $3, replaced = $4");
    let query = query.bind(&proof.key_id).bind(&proof.proof).bind(proof.since).bind(replaced);
    query.execute(&mut **transaction).await?;
    Ok(())
}

async fn put_sealed(
    transaction: &mut Transaction<'_, Sqlite>,
    row: &SealedRow,
    sealed: &str,
) -> Result<(), ControlError> {
    let query = match row.held_in {
        HeldIn::Keys => "UPDATE keys SET sealed = $1 WHERE id = $2",
        HeldIn::ConnectionCredentials => {
            "UPDATE connection_credentials SET sealed = $1 WHERE connection_id = $2 AND credential = $3"
        }
        HeldIn::ChannelSecrets => "UPDATE channel_secrets SET sealed = $1 WHERE channel_id = $2 AND name = $3",
    };
    let query = sqlx::query(query).bind(sealed).bind(&row.owner);
    let query = if row.held_in == HeldIn::Keys { query } else { query.bind(&row.name) };
    query.execute(&mut **transaction).await?;
    Ok(())
}
