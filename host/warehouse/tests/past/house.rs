//! A warehouse that follows a ledger, and events of OpenAI in it.

use std::sync::Arc;

use outlay_domain::{
    CallId, Dimension, Entry, Event, Frame, Kind, Reprice, RepriceScope, RepriceStep, Revision, Timestamp, Voiding,
};
use outlay_ledger::{Commit, Ledger};
use outlay_pricing::own::{MeterPrice, OwnPrice, OwnTerms, Scope};
use outlay_pricing::{BookState, PriceBook, TiersBy};
use outlay_warehouse::{Applier, Limits, Query, Warehouse};
use serde_json::Value;

pub(crate) struct House {
    folder: tempfile::TempDir,
    ledger: Ledger,
    pub(crate) warehouse: Warehouse,
    pub(crate) applier: Applier,
    pub(crate) book: Arc<PriceBook>,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger")).unwrap();
        let warehouse = Warehouse::open(&folder.path().join("warehouse.duckdb")).unwrap();
        let applier = warehouse.applier().unwrap();
        Self { folder, ledger, warehouse, applier, book: Arc::new(PriceBook::bundled().unwrap()) }
    }

    /// From the file as it is, or from the ledger alone.
    pub(crate) fn again(self, from_nothing: bool) -> Self {
        let Self { folder, ledger, warehouse, applier, book } = self;
        drop((warehouse, applier));
        let file = folder.path().join("warehouse.duckdb");
        if from_nothing {
            std::fs::remove_file(&file).unwrap();
        }
        let warehouse = Warehouse::open(&file).unwrap();
        let applier = warehouse.applier().unwrap();
        let mut house = Self { folder, ledger, warehouse, applier, book };
        house.follow();
        house
    }

    pub(crate) fn commit(&mut self, entries: Vec<Entry>) -> u64 {
        let first_seq = self.ledger.end();
        let received_at = Timestamp::from_seconds(1_800_000_000);
        let frame = Frame { first_seq, received_at, entries, findings: vec![] };
        self.ledger.commit(&Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &[] }).unwrap();
        self.follow();
        first_seq
    }

    pub(crate) fn follow(&mut self) {
        while self.applier.step(&self.ledger).unwrap() > 0 {}
    }

    pub(crate) fn finish(&mut self) {
        while self.applier.reprice().unwrap() {}
    }

    pub(crate) fn ask(&self, sql: &str) -> Vec<Vec<Value>> {
        let query = Query { sql: sql.into(), params: vec![], limits: Limits::default() };
        self.warehouse.query(&query).unwrap().rows().unwrap()
    }

    /// What each event costs, and by which entry.
    pub(crate) fn costs(&self) -> Vec<Vec<Value>> {
        self.ask("SELECT seq, effective_cost, price_entry, unpriced_reason, cost_explanation FROM events ORDER BY seq")
    }

    pub(crate) fn total(&self) -> Value {
        self.ask("SELECT sum(effective_cost) FROM events")[0][0].clone()
    }

    pub(crate) fn event(&self, model: &str, tokens: u32) -> Event {
        let mut event = Event::bare(CallId::of(&[model]), Kind::Completion, Timestamp::from_seconds(1_790_000_000));
        event.dimensions.set(Dimension::Provider, "openai");
        event.dimensions.set(Dimension::Model, model);
        event.meters.insert("input_tokens".into(), tokens.into());
        event.cost = self.book.price(&event);
        event
    }

    pub(crate) fn arrive(&mut self, model: &str, tokens: u32) -> u64 {
        let event = self.event(model, tokens);
        self.commit(vec![Entry::Event(Box::new(event))])
    }

    pub(crate) fn amend(&mut self, seq: u64, event: Event) {
        self.commit(vec![Entry::Amend(Box::new(Revision {
            seq,
            received_at: Timestamp(1),
            revision: 1,
            cost_before: None,
            judged_cost: None,
            event: Box::new(event.clone()),
            conflicts: vec![],
            arrivals: vec![event],
        }))]);
    }

    pub(crate) fn reprice(&mut self, id: &str, state: &BookState) {
        let step = RepriceStep::Apply {
            scope: RepriceScope::default(),
            book: serde_json::to_string(state).unwrap(),
            list: self.book.version().to_owned(),
        };
        self.commit(vec![entry(id, step)]);
    }

    /// Takes the event back.
    pub(crate) fn void(&mut self, seq: u64, event: Event) {
        self.commit(vec![Entry::Void(Box::new(Voiding {
            seq,
            received_at: Timestamp(1),
            revision: 2,
            judged_cost: None,
            event: Box::new(event),
            merged_into: None,
            reason: None,
            key_id: "key".into(),
        }))]);
    }

    pub(crate) fn undo(&mut self, id: &str) {
        self.commit(vec![entry(id, RepriceStep::Undo)]);
    }
}

pub(crate) fn entry(id: &str, step: RepriceStep) -> Entry {
    Entry::Reprice(Box::new(Reprice { id: id.into(), step, who: "Ada".into(), why: "a test".into() }))
}

/// Every model of OpenAI's costs so much a token.
pub(crate) fn a_token_costs(price: &str) -> BookState {
    let price = MeterPrice { price: price.into(), per: 1, tiers: vec![], tiers_by: TiersBy::Context };
    let terms = OwnTerms::Prices { currency: "USD".into(), meters: [("input_tokens".into(), price)].into() };
    let scope = Scope { provider: Some("openai".into()), ..Scope::default() };
    let own = OwnPrice { id: "prc_1".into(), version: 1, name: "test".into(), scope, from: None, to: None, terms };
    BookState { revision: 1, prices: vec![own], ..BookState::default() }
}
