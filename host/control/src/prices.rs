//! The operator's prices, exchange rates and currency.

use sqlx::Sqlite;

use crate::store::{Control, ControlError};

/// One version of a price.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PriceRow {
    pub id: String,
    pub version: i64,
    /// JSON.
    pub price: String,
    /// It is in force no more.
    pub deleted: bool,
    pub at: i64,
    pub who: String,
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RateRow {
    pub from_currency: String,
    pub to_currency: String,
    pub day: String,
    pub rate: String,
    pub at: i64,
    pub who: String,
}

impl Control {
    /// The revision of the book, and the currency that costs are kept in.
    pub async fn price_book(&self) -> Result<(i64, String), ControlError> {
        Ok(sqlx::query_as("SELECT revision, currency FROM price_book").fetch_one(&self.pool).await?)
    }

    /// The newest version of each price that is in force, the oldest price first.
    pub async fn prices(&self) -> Result<Vec<PriceRow>, ControlError> {
        let sql = "SELECT * FROM price_versions AS newest WHERE deleted = 0 AND version = \
                   (SELECT max(version) FROM price_versions WHERE id = newest.id) ORDER BY id";
        Ok(sqlx::query_as(sql).fetch_all(&self.pool).await?)
    }

    /// All versions of a price, the newest first.
    pub async fn price_versions(&self, id: &str) -> Result<Vec<PriceRow>, ControlError> {
        let sql = "SELECT * FROM price_versions WHERE id = ? ORDER BY version DESC";
        Ok(sqlx::query_as(sql).bind(id).fetch_all(&self.pool).await?)
    }

    /// Adds a version. [`ControlError::Taken`] if somebody else added it meanwhile.
    pub async fn insert_price_version(&self, row: &PriceRow) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO price_versions (id, version, price, deleted, at, who, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.id)
        .bind(row.version)
        .bind(&row.price)
        .bind(row.deleted)
        .bind(row.at)
        .bind(&row.who)
        .bind(&row.why)
        .execute(&mut *transaction)
        .await
        .map_err(ControlError::of_insert)?;
        changed(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// All exchange rates, by pair and day.
    pub async fn exchange_rates(&self) -> Result<Vec<RateRow>, ControlError> {
        let sql = "SELECT * FROM exchange_rates ORDER BY from_currency, to_currency, day";
        Ok(sqlx::query_as(sql).fetch_all(&self.pool).await?)
    }

    /// Sets the rate of a pair from a day on.
    pub async fn set_exchange_rate(&self, row: &RateRow) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO exchange_rates (from_currency, to_currency, day, rate, at, who) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (from_currency, to_currency, day) DO UPDATE SET rate = excluded.rate, at = excluded.at, \
             who = excluded.who",
        )
        .bind(&row.from_currency)
        .bind(&row.to_currency)
        .bind(&row.day)
        .bind(&row.rate)
        .bind(row.at)
        .bind(&row.who)
        .execute(&mut *transaction)
        .await?;
        changed(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    pub async fn delete_exchange_rate(&self, from: &str, to: &str, day: &str) -> Result<bool, ControlError> {
        let mut transaction = self.pool.begin().await?;
        let sql = "DELETE FROM exchange_rates WHERE from_currency = ? AND to_currency = ? AND day = ?";
        let done = sqlx::query(sql).bind(from).bind(to).bind(day).execute(&mut *transaction).await?;
        changed(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// The currency that costs are kept in from now on.
    pub async fn set_currency(&self, currency: &str) -> Result<(), ControlError> {
        sqlx::query("UPDATE price_book SET currency = ?, revision = revision + 1")
            .bind(currency)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

async fn changed<'e>(executor: impl sqlx::Executor<'e, Database = Sqlite>) -> Result<(), ControlError> {
    sqlx::query("UPDATE price_book SET revision = revision + 1").execute(executor).await?;
    Ok(())
}
