//! The past at the prices of today: looked at first, then begun or taken back.

use std::ops::ControlFlow;

use outlay_control::new_id;
use outlay_domain::{Entry, Reprice, RepriceScope, RepriceStep};

use crate::comparison::Comparison;
use crate::error::PricesError;
use crate::prices::Prices;

/// A reason, in characters.
const LONGEST_REASON: usize = 500;

impl Prices {
    /// What the events of a scope cost today, and would cost at the prices of today. Blocks. `told` is asked now and then
    /// with how much of the work is done and how much there is; breaking gives up.
    pub fn preview(
        &self,
        scope: &RepriceScope,
        told: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Comparison, PricesError> {
        let book = self.book();
        let mut comparison = Comparison::default();
        self.warehouse.past_events(scope, |past| comparison.add(&past, &book.price(&past.event)), told)?;
        Ok(comparison.finish())
    }

    /// Begins to price the events of a scope anew, at the prices of today. Answers the id of the re-pricing and its place
    /// in the ledger; the table `repricings` tells how far it is.
    pub async fn reprice(&self, scope: RepriceScope, who: &str, why: &str) -> Result<(String, u64), PricesError> {
        let why = why.trim();
        if why.is_empty() || why.chars().count() > LONGEST_REASON {
            let message = format!("must say why, in 1 to {LONGEST_REASON} characters");
            return Err(PricesError::Invalid { field: "why".to_owned(), message });
        }
        let _alone = self.changing.lock().await;
        let book = self.book();
        let step =
            RepriceStep::Apply { scope, book: serde_json::to_string(book.state())?, list: book.version().to_owned() };
        let id = format!("rep_{}", new_id());
        let seq = self.enter(&id, step, who, why).await?;
        self.audit(who, "repricing.begin", &id).await?;
        Ok((id, seq))
    }

    /// Takes a re-pricing back, if it is the newest one. Answers the place in the ledger.
    pub async fn undo(&self, id: &str, who: &str) -> Result<u64, PricesError> {
        let seq = self.enter(id, RepriceStep::Undo, who, "").await?;
        self.audit(who, "repricing.undo", id).await?;
        Ok(seq)
    }

    async fn enter(&self, id: &str, step: RepriceStep, who: &str, why: &str) -> Result<u64, PricesError> {
        let reprice = Reprice { id: id.to_owned(), step, who: who.to_owned(), why: why.to_owned() };
        Ok(self.sink.append(vec![Entry::Reprice(Box::new(reprice))]).await?)
    }
}
