//! The warehouse as its readers and its writer use it, on a real DuckDB file and a real ledger.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_domain::record::{Quality, Record, RecordKind, Window};
use outlay_domain::{
    Billing, CallId, Cost, Dimension, Dimensions, Entry, Event, Frame, Kind, Meters, Money, Rank, Reported, Timestamp,
};
use outlay_ledger::{Commit, Ledger};
use outlay_warehouse::{Answer, Limits, Query, QueryError, Stop, Warehouse};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

struct House {
    folder: tempfile::TempDir,
    ledger: Ledger,
    warehouse: Warehouse,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger")).unwrap();
        let warehouse = Warehouse::open(&folder.path().join("warehouse.duckdb")).unwrap();
        Self { folder, ledger, warehouse }
    }

    /// Closed, and opened again after something happened to the file.
    fn again(self, happens: impl FnOnce(&Path)) -> Self {
        let Self { folder, ledger, warehouse } = self;
        drop(warehouse);
        let file = folder.path().join("warehouse.duckdb");
        happens(&file);
        Self { warehouse: Warehouse::open(&file).unwrap(), folder, ledger }
    }

    fn write(&self, entries: Vec<Entry>) {
        let received_at = Timestamp::from_seconds(1_800_000_000);
        let frame = Frame { first_seq: self.ledger.end(), received_at, entries, findings: vec![] };
        self.ledger.commit(&Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &[] }).unwrap();
    }

    fn commit(&self, entries: Vec<Entry>) {
        self.write(entries);
        let mut applier = self.warehouse.applier().unwrap();
        while applier.step(&self.ledger).unwrap() > 0 {}
        assert_eq!(self.warehouse.applied() + 1, self.ledger.end());
    }

    fn ask(&self, sql: &str) -> Result<Vec<Vec<Value>>, QueryError> {
        self.ask_within(sql, Limits::default())
    }

    fn ask_within(&self, sql: &str, limits: Limits) -> Result<Vec<Vec<Value>>, QueryError> {
        self.warehouse.query(&Query { sql: sql.into(), params: vec![], limits })?.rows()
    }
}

fn event(id: &str, cost: &str) -> Entry {
    let mut dimensions = Dimensions::default();
    dimensions.set(Dimension::Model, "gpt-5");
    let meters: Meters = [("input_tokens".into(), 6204.into()), ("pages".into(), "1.5".parse().unwrap())].into();
    let effective: Option<Money> = cost.parse().ok();
    Entry::Event(Box::new(Event {
        call_id: CallId::of(&[id]),
        transaction_id: Some(id.into()),
        kind: Kind::Completion,
        source: "events".into(),
        event_time: Timestamp::from_seconds(1_799_999_999),
        key_id: "key".into(),
        team: "default".into(),
        dimensions,
        meters,
        reported: Reported::default(),
        billing: Billing::default(),
        cost: Cost { effective, ..Cost::default() },
        is_streamed: Some(true),
        duration_ms: Some(120),
        time_to_first_token_ms: None,
        retry_number: None,
        error_code: None,
        attributes: Some(r#"{"temperature": 0.7}"#.into()),
        rank: Rank::Json,
        is_timed: true,
        prompts: None,
    }))
}

#[test]
fn events_become_rows_that_keep_every_digit() {
    let house = House::new();
    house.commit(vec![event("a", "0.123456789012"), event("b", "none")]);
    let rows = house
        .ask(
            "SELECT seq, event_time, model, agent, input_tokens, effective_cost, meters['pages'], is_streamed, \
             attributes->>'temperature' FROM events ORDER BY seq",
        )
        .unwrap();
    let time = "2027-01-15T07:59:59.000000Z";
    assert_eq!(
        rows,
        [
            vec![
                json!(1),
                json!(time),
                json!("gpt-5"),
                Value::Null,
                json!(6204),
                json!("0.123456789012"),
                json!("1.500000000"),
                json!(true),
                json!("0.7")
            ],
            vec![
                json!(2),
                json!(time),
                json!("gpt-5"),
                Value::Null,
                json!(6204),
                Value::Null,
                json!("1.500000000"),
                json!(true),
                json!("0.7")
            ],
        ]
    );
    assert_eq!(house.ask("SELECT sum(input_tokens) FROM events").unwrap(), [[json!("12408")]]);
    assert_eq!(house.ask("SELECT meters FROM events LIMIT 1").unwrap()[0][0]["pages"], "1.500000000");
}

#[test]
fn rows_survive_reopening_and_a_lost_database_is_rebuilt() {
    let sums = "SELECT count(*), sum(effective_cost) FROM events";
    let house = House::new();
    house.commit(vec![event("a", "1"), event("b", "2")]);
    let house = house.again(|_| {});
    house.commit(vec![event("c", "3")]);
    assert_eq!(house.ask(sums).unwrap(), [[json!(3), json!("6.000000000000")]]);
    let house = house.again(|file| std::fs::remove_file(file).unwrap());
    house.commit(vec![event("d", "4")]);
    assert_eq!(house.ask(sums).unwrap(), [[json!(4), json!("10.000000000000")]]);
}

#[test]
fn a_file_of_an_earlier_form_is_copied_into_one_of_todays() {
    let house = House::new();
    house.commit(vec![event("a", "1"), event("b", "2")]);
    let house = house.again(|file| {
        let older = duckdb::Connection::open(file).unwrap();
        older
            .execute_batch(
                "DROP VIEW events; CREATE TABLE events AS SELECT * EXCLUDE (agent), 'x' AS gone FROM internal.events; \
                 DROP TABLE internal.events; DROP TABLE prompts; DROP TABLE internal.form",
            )
            .unwrap();
        older.close().unwrap();
        std::fs::write(file.with_extension("duckdb.new"), "a copy that was not finished").unwrap();
    });
    assert_eq!(house.warehouse.applied(), 2);
    house.commit(vec![event("c", "3")]);
    let sums = "SELECT count(*), sum(effective_cost), count(agent), (SELECT count(*) FROM prompts) FROM events";
    let expected = [[json!(3), json!("6.000000000000"), json!(0), json!(0)]];
    assert_eq!(house.ask(sums).unwrap(), expected);
    assert!(house.ask("SELECT gone FROM events").is_err());
    // The next time there is nothing to do.
    assert_eq!(house.again(|_| {}).ask(sums).unwrap(), expected);
}

/// A checkpoint that is left out leaves an incomplete group of rows, which a later one must merge: that takes seconds.
#[test]
fn a_checkpoint_is_made_whoever_reads() {
    let house = House::new();
    std::thread::scope(|scope| {
        let checkpoints = scope.spawn(|| {
            let mut applier = house.warehouse.applier().unwrap();
            let checkpoint = |round| {
                house.write(vec![event(&format!("{round}"), "1")]);
                while applier.step(&house.ledger).unwrap() > 0 {}
                applier.checkpoint().err().map(|error| error.to_string())
            };
            (0..100).filter_map(checkpoint).collect::<Vec<String>>()
        });
        while !checkpoints.is_finished() {
            house.ask("SELECT max(seq) FROM events").unwrap();
        }
        assert_eq!(checkpoints.join().unwrap(), [""; 0]);
    });
    assert_eq!(house.warehouse.saved(), 100);
}

fn window(day: i64, amounts: &[&str]) -> Entry {
    let start = Timestamp::from_seconds(day * 86_400);
    let end = Timestamp::from_seconds((day + 1) * 86_400);
    let record = |amount: &&str| Record {
        period_start: start,
        period_end: end,
        open: false,
        provider: "openai".into(),
        model: None,
        project: None,
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
        cost: Some(amount.parse().unwrap()),
        currency: Some("USD".into()),
        quality: Quality::Reported,
        raw: "{}".into(),
        estimate: None,
        previous: None,
        gone: false,
    };
    Entry::Window(Box::new(Window {
        connection_id: "c".into(),
        connector: "openai".into(),
        stream: "costs".into(),
        kind: RecordKind::Cost,
        start,
        end,
        window_id: "w".into(),
        part: 0,
        last: true,
        records: amounts.iter().map(record).collect(),
    }))
}

#[test]
fn a_window_replaces_what_was_there() {
    let house = House::new();
    house.commit(vec![window(10, &["1", "2"]), window(11, &["5"])]);
    house.commit(vec![window(10, &["2.5"])]);
    let rows = house.ask("SELECT cost FROM costs ORDER BY period_start").unwrap();
    assert_eq!(rows, [[json!("2.500000000000")], [json!("5.000000000000")]]);
}

#[test]
fn records_are_known_to_what_takes_their_place() {
    let house = House::new();
    house.commit(vec![window(10, &["1", "2"]), window(11, &["5"]), window(12, &["7"])]);
    let day = |day: i64| Timestamp::from_seconds(day * 86_400);
    let of = |stream: &str| house.warehouse.records(RecordKind::Cost, "c", stream, (day(10), day(12))).unwrap();
    let costs = of("costs");
    let amounts: Vec<_> = costs.iter().map(|record| record.cost.unwrap().to_string()).collect();
    assert_eq!(amounts, ["1", "2", "5"]);
    assert_eq!((costs[0].period_start, costs[2].period_end), (day(10), day(12)));
    assert_eq!((costs[0].currency.as_deref(), costs[0].raw.as_str()), (Some("USD"), "{}"));
    assert_eq!(of("other"), []);
    assert_eq!(house.warehouse.records(RecordKind::Usage, "c", "costs", (day(10), day(12))).unwrap(), []);
    // One that is gone is for rules only.
    let Entry::Window(mut taken) = window(10, &["3", "4"]) else { panic!() };
    taken.records[1].gone = true;
    house.commit(vec![Entry::Window(taken)]);
    assert_eq!(house.ask("SELECT count(*) FROM costs WHERE cost IN (3, 4)").unwrap(), [[json!(1)]]);
}

#[test]
fn only_reading_is_allowed() {
    let house = House::new();
    house.commit(vec![event("a", "1")]);
    for sql in [
        "DELETE FROM events",
        "INSERT INTO events (seq) VALUES (1)",
        "UPDATE events SET model = 'x'",
        "DROP TABLE events",
        "CREATE TABLE t (x INT)",
        "SET memory_limit = '1TB'",
        "PRAGMA database_list",
        "ATTACH 'other.duckdb'",
        "COPY events TO 'events.csv'",
        "INSTALL httpfs",
        "CALL force_checkpoint()",
        "CHECKPOINT",
        "BEGIN",
    ] {
        assert!(matches!(house.ask(sql), Err(QueryError::NotReadOnly | QueryError::Sql { .. })), "{sql}");
    }
    for sql in [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    ] {
        assert!(matches!(house.ask(sql), Err(QueryError::Sql { .. })), "{sql}");
    }
    assert!(matches!(house.ask("SELECT * FROM query('SELECT 1')"), Err(QueryError::Refused { .. })));
    assert!(matches!(house.ask("SELECT 1; SELECT 2"), Err(QueryError::OneStatement { found: 2 })));
    assert!(matches!(house.ask(" ; "), Err(QueryError::OneStatement { found: 0 })));
    assert_eq!(house.ask("SELECT count(*) FROM events").unwrap(), [[json!(1)]]);
    assert_eq!(house.ask("WITH e AS (SELECT 1 AS x) SELECT x FROM e").unwrap(), [[json!(1)]]);
    assert!(!house.ask("DESCRIBE events").unwrap().is_empty());
}

#[test]
fn errors_point_at_their_place() {
    let house = House::new();
    let error = house.ask("SELECT modell FROM events").unwrap_err();
    assert!(matches!(&error, QueryError::Sql { position: Some(7), .. }), "{error:?}");
    assert!(error.to_string().contains("model"), "{error}");
    let error = house.ask("SELEC 1").unwrap_err();
    assert!(matches!(&error, QueryError::Sql { .. }), "{error:?}");
}

#[test]
fn rows_and_time_are_limited() {
    let house = House::new();
    let limits = Limits { rows: 10, time: Duration::from_secs(30) };
    let query = Query { sql: "SELECT * FROM range(100000)".into(), params: vec![], limits };
    let answer = house.warehouse.query(&query).unwrap();
    assert!(answer.truncated);
    assert_eq!(answer.rows().unwrap().len(), 10);

    let limits = Limits { rows: 10, time: Duration::from_millis(200) };
    let forever = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3";
    assert!(matches!(house.ask_within(forever, limits), Err(QueryError::TimedOut { .. })));
}

#[test]
fn what_nobody_waits_for_is_stopped() {
    let house = House::new();
    let (stop, limits) = (Stop::default(), Limits { rows: 10, time: Duration::from_secs(60) });
    let forever = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3";
    let query = Query { sql: forever.into(), params: vec![], limits };
    let (began, warehouse, waiter) = (Instant::now(), house.warehouse.clone(), stop.clone());
    let asked = query.clone();
    let running = std::thread::spawn(move || warehouse.query_until(&asked, &waiter));
    std::thread::sleep(Duration::from_millis(300));
    stop.stop();
    assert!(running.join().unwrap().is_err());
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert!(matches!(house.warehouse.query_until(&query, &stop), Err(QueryError::Stopped)));
    assert!(house.ask("SELECT 1").is_ok());
}

#[test]
fn a_parquet_file_says_the_same() {
    let house = House::new();
    house.commit(vec![event("a", "0.5"), event("b", "0.000000000001")]);
    let sql = "SELECT model, effective_cost, event_time, meters, organization FROM events ORDER BY seq".into();
    let answer = house.warehouse.query(&Query { sql, params: vec![], limits: Limits::default() }).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&answer.parquet().unwrap()).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let (schema, batches) = (Arc::clone(reader.schema()), reader.build().unwrap().map(Result::unwrap).collect());
    let read = Answer { schema, batches, elapsed: answer.elapsed, truncated: false };
    assert_eq!(read.columns(), answer.columns());
    assert_eq!(read.rows().unwrap(), answer.rows().unwrap());
    assert_eq!(read.rows().unwrap().len(), 2);
}

#[test]
fn answers_come_as_csv_and_arrow() {
    let house = House::new();
    house.commit(vec![event("a", "0.5")]);
    let sql = "SELECT model, effective_cost, meters FROM events".into();
    let answer = house.warehouse.query(&Query { sql, params: vec![], limits: Limits::default() }).unwrap();
    let csv = String::from_utf8(answer.csv().unwrap()).unwrap();
    assert!(csv.starts_with("model,effective_cost,meters\ngpt-5,0.500000000000,"), "{csv}");
    assert!(answer.arrow().unwrap().len() > 100);
    assert_eq!(answer.columns()[1], ("effective_cost".into(), "DECIMAL(38,12)".into()));
}

#[test]
fn parameters_are_values_not_text() {
    let house = House::new();
    house.commit(vec![event("a", "0.5")]);
    let query = |param: Value| Query {
        sql: "SELECT count(*) FROM events WHERE transaction_id = ?".into(),
        params: vec![param],
        limits: Limits::default(),
    };
    assert_eq!(house.warehouse.query(&query(json!("a"))).unwrap().rows().unwrap(), [[json!(1)]]);
    assert_eq!(house.warehouse.query(&query(json!("' OR 1=1 --"))).unwrap().rows().unwrap(), [[json!(0)]]);
    assert!(matches!(house.warehouse.query(&query(json!([1]))), Err(QueryError::Parameter { index: 1 })));
}
