//! Exchange rates, and the currency that costs are kept in.

use outlay_control::prices::RateRow;
use outlay_pricing::own::ExchangeRate;

use crate::error::PricesError;
use crate::prices::Prices;

/// Exchange rates at most.
const MOST: usize = 20_000;
/// The currency of list prices and of what most senders report.
const LIST_CURRENCY: &str = "USD";

impl Prices {
    /// By pair and day.
    pub async fn rates(&self) -> Result<Vec<RateRow>, PricesError> {
        Ok(self.control.exchange_rates().await?)
    }

    /// Sets the rate of a pair from a day on, in the place of one of the same day.
    pub async fn set_rate(&self, rate: ExchangeRate, who: &str) -> Result<RateRow, PricesError> {
        rate.check()?;
        let _alone = self.changing.lock().await;
        if self.control.exchange_rates().await?.len() >= MOST {
            return Err(PricesError::TooMany(MOST));
        }
        let ExchangeRate { from, to, day, rate } = rate;
        let subject = format!("{from} {to} {day}");
        let (at, who_set) = (self.clock.now().0, who.to_owned());
        let row = RateRow { from_currency: from, to_currency: to, day, rate, at, who: who_set };
        self.control.set_exchange_rate(&row).await?;
        self.put_in_force().await?;
        self.audit(who, "exchange_rate.set", &subject).await?;
        Ok(row)
    }

    pub async fn delete_rate(&self, from: &str, to: &str, day: &str, who: &str) -> Result<(), PricesError> {
        let _alone = self.changing.lock().await;
        if !self.control.delete_exchange_rate(from, to, day).await? {
            return Err(PricesError::NoSuchRate);
        }
        self.put_in_force().await?;
        Ok(self.audit(who, "exchange_rate.delete", &format!("{from} {to} {day}")).await?)
    }

    /// Costs are kept in this currency from now on; the past as soon as it is priced anew.
    pub async fn set_currency(&self, currency: &str, who: &str) -> Result<(), PricesError> {
        let _alone = self.changing.lock().await;
        let invalid = |message: String| PricesError::Invalid { field: "currency".to_owned(), message };
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(invalid("must be a code of ISO 4217, such as USD".to_owned()));
        }
        let rates = self.control.exchange_rates().await?;
        let has_rate = rates.iter().any(|rate| rate.from_currency == LIST_CURRENCY && rate.to_currency == currency);
        if currency != LIST_CURRENCY && !has_rate {
            return Err(invalid(format!(
                "needs an exchange rate from {LIST_CURRENCY} first: list prices are in {LIST_CURRENCY}"
            )));
        }
        self.control.set_currency(currency).await?;
        self.put_in_force().await?;
        Ok(self.audit(who, "currency.set", currency).await?)
    }
}
