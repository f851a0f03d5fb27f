//! A house with one provider, one account and one day on which everything agrees.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use outlay_connections::Account;
use outlay_control::Control;
use outlay_control::connections::ConnectionRow;
use outlay_control::names::ProviderName;
use outlay_domain::record::{Quality, Record, RecordKind, Window};
use outlay_domain::{CallId, Clock, Dimension, Entry, Event, Frame, Kind, Money, Quantity, Timestamp, meter};
use outlay_ledger::{Commit, Ledger};
use outlay_pricing::{LiveBook, PriceBook};
use outlay_reports::{Accounts, Days, Filter, Grain, Reconciled, Reports, Row};
use outlay_warehouse::{Limits, Query, Warehouse};
use serde_json::Value;

pub(crate) const DAY: &str = "2026-11-03";
pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";
/// As the provider dates it; senders leave the date out.
pub(crate) const MODEL: &str = "gpt-4o-mini-2024-07-18";
pub(crate) const ACCOUNT: &str = "account";

#[derive(Debug)]
struct Fixed(Mutex<Timestamp>);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Vec<Account>>);

impl Accounts for Known {
    fn accounts(&self) -> Pin<Box<dyn Future<Output = Result<Vec<Account>, String>> + Send + '_>> {
        Box::pin(async move { Ok(self.0.lock().unwrap().clone()) })
    }
}

pub(crate) struct House {
    pub(crate) ledger: Ledger,
    pub(crate) warehouse: Warehouse,
    pub(crate) control: Control,
    pub(crate) reports: Arc<Reports>,
    pub(crate) book: Arc<LiveBook>,
    accounts: Arc<Known>,
    clock: Arc<Fixed>,
    _folder: tempfile::TempDir,
}

pub(crate) fn account(id: &str) -> Account {
    Account {
        connection_id: id.into(),
        name: id.into(),
        connector: "openai".into(),
        counts_towards_total: true,
        zone: "UTC".into(),
        cost_lateness: 86_400,
        usage_lateness: 3_600,
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    let whole = if text.len() == DAY.len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    whole.parse().unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

impl House {
    /// With one account, whose key `prod` belongs to the project `proj_a`.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger")).unwrap();
        let warehouse = Warehouse::open(&folder.path().join("warehouse.duckdb")).unwrap();
        let control = Control::open(&folder.path().join("control.sqlite")).await.unwrap();
        let book = Arc::new(LiveBook::new(PriceBook::bundled().unwrap()));
        let (accounts, clock) = (Arc::new(Known::default()), Arc::new(Fixed(Mutex::new(time(NOW)))));
        let known: Arc<dyn Accounts> = Arc::clone(&accounts) as Arc<dyn Accounts>;
        let told: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let reports = Arc::new(Reports::new(control.clone(), warehouse.clone(), Arc::clone(&book), known, told));
        let house = Self { ledger, warehouse, control, reports, book, accounts, clock, _folder: folder };
        house.connect(account(ACCOUNT)).await;
        let name = |kind: &str, id: &str, name: &str, project: Option<&str>| ProviderName {
            connection_id: ACCOUNT.into(),
            stream: "names".into(),
            kind: kind.into(),
            id: id.into(),
            name: name.into(),
            project: project.map(str::to_owned),
        };
        let names = [name("key", "key_1", "prod", Some("proj_a")), name("project", "proj_a", "Search", None)];
        house.control.put_provider_names(ACCOUNT, "names", &names).await.unwrap();
        house
    }

    pub(crate) async fn connect(&self, account: Account) {
        let row = ConnectionRow {
            id: account.connection_id.clone(),
            team: "default".into(),
            connector: account.connector.clone(),
            name: account.name.clone(),
            settings: "{}".into(),
            schedule: "17 * * * *".into(),
            zone: "UTC".into(),
            jitter: 0,
            allow_private: false,
            endpoints: "{}".into(),
            granted: "[]".into(),
            created_at: 0,
            created_by: "Ada".into(),
            status: "connected".into(),
            reason: None,
            warning: None,
            account: None,
            last_success_at: None,
            failures: 0,
            next_sync_at: None,
            back_to: None,
            counts_towards_total: None,
        };
        self.control.insert_connection(&row, &[]).await.unwrap();
        self.accounts.0.lock().unwrap().push(account);
    }

    pub(crate) fn change_account(&self, change: impl FnOnce(&mut Account)) {
        change(&mut self.accounts.0.lock().unwrap()[0]);
    }

    pub(crate) fn set_now(&self, now: &str) {
        *self.clock.0.lock().unwrap() = time(now);
    }

    pub(crate) fn commit(&self, entries: Vec<Entry>) {
        let frame = Frame { first_seq: self.ledger.end(), received_at: time(NOW), entries, findings: vec![] };
        self.ledger.commit(&Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &[] }).unwrap();
        self.apply();
    }

    pub(crate) fn apply(&self) {
        let mut applier = self.warehouse.applier().unwrap();
        while applier.step(&self.ledger).unwrap() > 0 {}
    }

    /// What a day has: windows of usage and costs, and calls.
    pub(crate) fn put(&self, day: Day) {
        let calls: Vec<Event> = day.calls.into_iter().map(|call| self.priced(call)).collect();
        let late: Vec<Event> = day.late.into_iter().map(|call| self.priced(call)).collect();
        let entries = |events: Vec<Event>| events.into_iter().map(|event| Entry::Event(Box::new(event)));
        let mut all: Vec<Entry> = entries(calls).collect();
        all.push(window(&day.connection, RecordKind::Usage, day.usage));
        all.push(window(&day.connection, RecordKind::Cost, day.bill));
        all.extend(entries(late));
        self.commit(all);
    }

    fn priced(&self, mut event: Event) -> Event {
        event.cost = self.book.current().price(&event);
        event
    }

    pub(crate) async fn reconciled(&self) -> Reconciled {
        self.reconciled_by(Grain::default(), &Filter::default()).await
    }

    pub(crate) async fn reconciled_by(&self, grain: Grain, filter: &Filter) -> Reconciled {
        self.reports.reconciliation(november(), grain, filter).await.unwrap()
    }

    /// The one row that there is.
    pub(crate) async fn row(&self) -> Row {
        let mut rows = self.reconciled().await.rows;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        rows.remove(0)
    }

    pub(crate) fn sql(&self, sql: &str) -> Vec<Vec<Value>> {
        self.warehouse
            .query(&Query { sql: sql.into(), params: vec![], limits: Limits::default() })
            .unwrap()
            .rows()
            .unwrap()
    }
}

pub(crate) fn november() -> Days {
    Days::read(Some("2026-11-01"), Some("2026-12-01"), time(NOW)).unwrap()
}

/// Everything that is said of one day.
pub(crate) struct Day {
    pub(crate) connection: String,
    pub(crate) usage: Vec<Record>,
    pub(crate) bill: Vec<Record>,
    pub(crate) calls: Vec<Event>,
    /// Calls that come after the provider's figures were read.
    pub(crate) late: Vec<Event>,
}

/// Ten calls that all sides agree on: 0.18 USD.
pub(crate) fn day() -> Day {
    Day {
        connection: ACCOUNT.into(),
        usage: vec![usage(600_000, 400_000, 100_000, 10)],
        bill: vec![
            line("input", 600_000, "0.09"),
            line("cached input", 400_000, "0.03"),
            line("output", 100_000, "0.06"),
        ],
        calls: (0..10).map(call).collect(),
        late: vec![],
    }
}

/// 60,000 uncached, 40,000 cached and 10,000 output tokens: 0.018 USD.
pub(crate) fn call(number: u32) -> Event {
    let id = number.to_string();
    let mut event = Event::bare(CallId::of(&["call", &id]), Kind::Completion, time(&format!("{DAY}T12:00:00Z")));
    event.team = "default".into();
    for (dimension, text) in
        [(Dimension::Provider, "openai"), (Dimension::Model, "gpt-4o-mini"), (Dimension::Credential, "prod")]
    {
        event.dimensions.set(dimension, text);
    }
    for (name, count) in
        [(meter::INPUT_TOKENS, 60_000), (meter::CACHE_READ_TOKENS, 40_000), (meter::OUTPUT_TOKENS, 10_000)]
    {
        event.meters.insert(name.into(), Quantity::whole_number(count));
    }
    event
}

fn blank() -> Record {
    Record {
        period_start: time(DAY),
        period_end: time("2026-11-04"),
        open: false,
        provider: "openai".into(),
        model: Some(MODEL.into()),
        project: Some("proj_a".into()),
        key: None,
        user: None,
        input_tokens: None,
        cached_input_tokens: None,
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: None,
        requests: None,
        units: None,
        unit: None,
        cost: None,
        currency: None,
        quality: Quality::Reported,
        raw: "{}".into(),
        estimate: None,
        previous: None,
        gone: false,
    }
}

pub(crate) fn usage(input: u64, cached: u64, output: u64, requests: u64) -> Record {
    Record {
        input_tokens: Some(input),
        cached_input_tokens: Some(cached),
        output_tokens: Some(output),
        requests: Some(requests),
        raw: r#"{"service_tier": "default", "batch": false}"#.into(),
        ..blank()
    }
}

/// A line of a bill as this provider words it.
pub(crate) fn line(what: &str, tokens: u64, amount: &str) -> Record {
    Record {
        units: Some(Quantity::whole_number(tokens)),
        unit: Some("tokens".into()),
        ..charge(&format!("{MODEL}, {what}"), amount)
    }
}

/// A line without a quantity.
pub(crate) fn charge(item: &str, amount: &str) -> Record {
    Record {
        cost: Some(money(amount)),
        currency: Some("USD".into()),
        raw: serde_json::json!({"project_id": "proj_a", "line_item": item}).to_string(),
        ..blank()
    }
}

/// A line for no model.
pub(crate) fn fee(item: &str, amount: &str) -> Record {
    Record { model: None, ..charge(item, amount) }
}

pub(crate) fn window(connection: &str, kind: RecordKind, records: Vec<Record>) -> Entry {
    Entry::Window(Box::new(Window {
        connection_id: connection.into(),
        connector: "openai".into(),
        stream: kind.as_str().into(),
        kind,
        start: time("2026-10-01"),
        end: time("2026-12-31"),
        window_id: "w".into(),
        part: 0,
        last: true,
        records,
    }))
}
