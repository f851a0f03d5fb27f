//! The book in force: one for the whole server, replaced as a whole when the operator changes a price.

use std::sync::{Arc, PoisonError, RwLock};

use crate::book::PriceBook;

/// Cheap to ask.
#[derive(Debug)]
pub struct LiveBook(RwLock<Arc<PriceBook>>);

impl LiveBook {
    pub fn new(book: PriceBook) -> Self {
        Self(RwLock::new(Arc::new(book)))
    }

    pub fn current(&self) -> Arc<PriceBook> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn replace(&self, book: PriceBook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
    }
}
