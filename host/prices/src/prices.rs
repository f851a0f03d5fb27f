//! The book as it is changed: each change is kept as a version first, then in force for what comes.

use std::sync::Arc;

use outlay_control::prices::PriceRow;
use outlay_control::{Control, ControlError, new_id};
use outlay_domain::sink::EntrySink;
use outlay_domain::{Clock, Timestamp};
use outlay_pricing::own::{ExchangeRate, OwnPrice, OwnTerms, Scope};
use outlay_pricing::{BookState, LiveBook};
use outlay_warehouse::Warehouse;
use tokio::sync::Mutex;

use crate::error::PricesError;

/// Own prices in force at most.
const MOST: usize = 2_000;
/// All of them together, in bytes of JSON.
const LARGEST: usize = 4_000_000;

/// The operator's prices.
#[derive(Debug)]
pub struct Prices {
    pub(crate) control: Control,
    pub(crate) book: Arc<LiveBook>,
    pub(crate) warehouse: Warehouse,
    pub(crate) sink: Arc<dyn EntrySink>,
    pub(crate) clock: Arc<dyn Clock>,
    /// One change at a time, so that the book in force is the newest one.
    pub(crate) changing: Mutex<()>,
}

/// A price with who set it.
#[derive(Debug, Clone)]
pub struct PriceView {
    pub price: OwnPrice,
    pub deleted: bool,
    pub at: Timestamp,
    pub who: String,
    pub why: Option<String>,
}

/// A price before it has an id.
#[derive(Debug, Clone)]
pub struct Draft {
    pub name: String,
    pub scope: Scope,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub terms: OwnTerms,
}

impl Draft {
    /// As the book takes it.
    pub(crate) fn price(self, id: String, version: u32) -> OwnPrice {
        let Self { name, scope, from, to, terms } = self;
        OwnPrice { id, version, name: name.trim().to_owned(), scope, from, to, terms }
    }
}

impl Prices {
    /// Puts what was kept in force.
    pub async fn open(
        control: Control,
        book: Arc<LiveBook>,
        warehouse: Warehouse,
        sink: Arc<dyn EntrySink>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, PricesError> {
        let prices = Self { control, book, warehouse, sink, clock, changing: Mutex::default() };
        prices.put_in_force().await?;
        Ok(prices)
    }

    /// The book that is in force.
    pub fn book(&self) -> Arc<outlay_pricing::PriceBook> {
        self.book.current()
    }

    /// Prices in force, the oldest first.
    pub async fn list(&self) -> Result<Vec<PriceView>, PricesError> {
        self.control.prices().await?.into_iter().map(view).collect()
    }

    /// All versions of a price, the newest first.
    pub async fn versions(&self, id: &str) -> Result<Vec<PriceView>, PricesError> {
        let versions: Vec<PriceView> =
            self.control.price_versions(id).await?.into_iter().map(view).collect::<Result<_, _>>()?;
        if versions.is_empty() { Err(PricesError::NoSuchPrice) } else { Ok(versions) }
    }

    /// The newest version of a price that is in force.
    pub async fn get(&self, id: &str) -> Result<PriceView, PricesError> {
        let newest = self.versions(id).await?.into_iter().next();
        newest.filter(|newest| !newest.deleted).ok_or(PricesError::NoSuchPrice)
    }

    pub async fn create(&self, draft: Draft, who: &str, why: Option<String>) -> Result<PriceView, PricesError> {
        let _alone = self.changing.lock().await;
        if self.control.prices().await?.len() >= MOST {
            return Err(PricesError::TooMany(MOST));
        }
        let price = draft.price(format!("prc_{}", new_id()), 1);
        self.keep(price, false, who, why).await
    }

    /// Another version takes the place of the newest one.
    pub async fn change(
        &self,
        id: &str,
        draft: Draft,
        who: &str,
        why: Option<String>,
    ) -> Result<PriceView, PricesError> {
        let _alone = self.changing.lock().await;
        let version = self.get(id).await?.price.version + 1;
        self.keep(draft.price(id.to_owned(), version), false, who, why).await
    }

    /// The price is in force no more. What it priced keeps its cost until it is priced anew.
    pub async fn delete(&self, id: &str, who: &str) -> Result<(), PricesError> {
        let _alone = self.changing.lock().await;
        let mut price = self.get(id).await?.price;
        price.version += 1;
        self.keep(price, true, who, None).await.map(|_| ())
    }

    async fn keep(
        &self,
        price: OwnPrice,
        deleted: bool,
        who: &str,
        why: Option<String>,
    ) -> Result<PriceView, PricesError> {
        price.check()?;
        self.check_size(&price).await?;
        let at = self.clock.now();
        let why = why.map(|why| why.trim().to_owned()).filter(|why| !why.is_empty());
        let row = PriceRow {
            id: price.id.clone(),
            version: price.version.into(),
            price: serde_json::to_string(&price)?,
            deleted,
            at: at.0,
            who: who.to_owned(),
            why: why.clone(),
        };
        self.control.insert_price_version(&row).await?;
        let what = match (deleted, price.version) {
            (true, _) => "price.delete",
            (false, 1) => "price.create",
            _ => "price.change",
        };
        self.put_in_force().await?;
        self.audit(who, what, &price.id).await?;
        Ok(PriceView { price, deleted, at, who: who.to_owned(), why })
    }

    /// Each re-pricing writes the whole book down.
    async fn check_size(&self, price: &OwnPrice) -> Result<(), PricesError> {
        let others = self.control.prices().await?.into_iter().filter(|row| row.id != price.id);
        let bytes = others.map(|row| row.price.len()).sum::<usize>() + serde_json::to_string(price)?.len();
        if bytes <= LARGEST {
            return Ok(());
        }
        let message = format!("is too much: all prices together may have {} MB", LARGEST / 1_000_000);
        Err(PricesError::Invalid { field: "terms".to_owned(), message })
    }

    pub(crate) async fn audit(&self, who: &str, what: &str, subject: &str) -> Result<(), ControlError> {
        self.control.audit(self.clock.now().0, who, what, subject).await
    }

    /// The book becomes what is kept.
    pub(crate) async fn put_in_force(&self) -> Result<(), PricesError> {
        let (revision, currency) = self.control.price_book().await?;
        let rates = self.control.exchange_rates().await?.into_iter().map(|row| ExchangeRate {
            from: row.from_currency,
            to: row.to_currency,
            day: row.day,
            rate: row.rate,
        });
        let state = BookState {
            revision: revision.unsigned_abs(),
            currency,
            prices: self.list().await?.into_iter().map(|view| view.price).collect(),
            rates: rates.collect(),
        };
        self.book.replace(self.book.current().with(state)?);
        Ok(())
    }
}

fn view(row: PriceRow) -> Result<PriceView, PricesError> {
    let price = serde_json::from_str(&row.price)?;
    Ok(PriceView { price, deleted: row.deleted, at: Timestamp(row.at), who: row.who, why: row.why })
}
