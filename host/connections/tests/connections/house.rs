//! A server's connections without the server: the real connector, vault and control database, a fake provider, and a
//! ledger that only remembers.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
use std::{env, fs};

use async_trait::async_trait;
use fakes::openai::OpenAi;
use fakes::{Connect, Fake, Provider, Trouble};
use outlay_connections::{ConnectionView, Connections, Draft, Earlier, Rooms};
use outlay_control::Control;
use outlay_domain::entry::{Row, SyncRow};
use outlay_domain::record::{Record, RecordKind, Window};
use outlay_domain::sink::{EntrySink, NotAccepted};
use outlay_domain::{Entry, SystemClock, Timestamp};
use outlay_egress::{Egress, Times};
use outlay_pricing::{LiveBook, PriceBook};
use outlay_sandbox::{Engines, Shelf};
use outlay_vault::{MasterKey, Vault};
use secrecy::SecretString;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use wit_component::ComponentEncoder;

const WITHIN: Duration = Duration::from_secs(60);
/// An answer that never comes while a test runs.
pub(crate) const STUCK: Trouble = Trouble::Slow(Duration::from_secs(45));

/// Remembers each append.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    appends: Mutex<Vec<Vec<Entry>>>,
    /// Windows are kept, and who handed them in is not told.
    is_silent: AtomicBool,
}

impl Ledger {
    pub(crate) fn be_silent(&self, is_silent: bool) {
        self.is_silent.store(is_silent, Ordering::SeqCst);
    }
}

#[async_trait]
impl EntrySink for Ledger {
    async fn append(&self, entries: Vec<Entry>) -> Result<u64, NotAccepted> {
        let is_window = entries.iter().any(|entry| matches!(entry, Entry::Window(_)));
        let number = {
            let mut appends = self.appends.lock().unwrap();
            appends.push(entries);
            appends.len() as u64
        };
        if is_window && self.is_silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        Ok(number)
    }
}

/// The last window of a time and stream.
#[async_trait]
impl Earlier for Ledger {
    async fn records(
        &self,
        _: RecordKind,
        connection_id: &str,
        stream: &str,
        time: (Timestamp, Timestamp),
    ) -> Result<Vec<Record>, String> {
        let appends = self.appends.lock().unwrap();
        let of_window = |entries: &&Vec<Entry>| {
            entries.iter().any(|entry| {
                matches!(entry, Entry::Window(window) if (window.start, window.end) == time
                    && window.connection_id == connection_id && window.stream == stream)
            })
        };
        let last = appends.iter().rev().find(of_window).into_iter().flatten();
        let records =
            last.flat_map(|entry| if let Entry::Window(window) = entry { window.records.clone() } else { vec![] });
        Ok(records.filter(|record| !record.gone).collect())
    }

    async fn catch_up(&self) {}
}

pub(crate) struct House<P: Provider = OpenAi> {
    pub(crate) fake: Fake<P>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) control: Control,
    pub(crate) folder: tempfile::TempDir,
    stop: CancellationToken,
    scheduler: JoinHandle<()>,
}

impl<P: Provider + Default> House<P> {
    pub(crate) async fn open() -> Self {
        Self::with(P::default()).await
    }
}

impl House {
    pub(crate) fn draft(&self, key: &str) -> Draft {
        let credentials = [("admin_api_key".to_owned(), SecretString::from(key))].into();
        Draft { credentials, ..draft(&self.fake.connect()) }
    }
}

impl<P: Provider> House<P> {
    pub(crate) async fn with(provider: P) -> Self {
        log();
        let folder = tempfile::tempdir().unwrap();
        let control = Control::open(&folder.path().join("control.db")).await.unwrap();
        Self::on(folder, control, provider).await
    }

    pub(crate) async fn on(folder: tempfile::TempDir, control: Control, provider: P) -> Self {
        let fake = Fake::of(provider, 0).await.unwrap();
        let connector = fake.connect().connector;
        let ledger = Arc::new(Ledger::default());
        let connections = Connections::open(
            control.clone(),
            Rooms {
                vault: Arc::new(Vault::new(&MasterKey::parse(&"5e".repeat(32)).unwrap())),
                engines: engines(),
                workshop: None,
                shelf: Shelf::open(&folder.path().join("components")).unwrap(),
                // What a provider takes in a minute, it takes here in a moment.
                egress: Egress::new(Times { minute: Duration::from_millis(200), ..Times::default() }).unwrap(),
                sink: Arc::clone(&ledger) as Arc<dyn EntrySink>,
                book: Arc::new(LiveBook::new(PriceBook::bundled().unwrap())),
                earlier: Arc::clone(&ledger) as Arc<dyn Earlier>,
            },
            vec![(connector.to_owned(), component(&format!("connector-{connector}")))],
            Arc::new(SystemClock::default()),
        );
        let connections = connections.await.unwrap();
        let stop = CancellationToken::new();
        let scheduler = tokio::spawn(Arc::clone(&connections).run(stop.clone()));
        Self { fake, ledger, connections, control, folder, stop, scheduler }
    }

    /// The connection when its sync has ended and its status fits.
    pub(crate) async fn settled(&self, id: &str, is_wanted: impl Fn(&ConnectionView) -> bool) -> ConnectionView {
        let start = Instant::now();
        loop {
            let view = self.connections.get(id).await.unwrap();
            let has_ended = view.last_sync.as_ref().is_some_and(|sync| sync.status != "running");
            if has_ended && is_wanted(&view) {
                return view;
            }
            assert!(start.elapsed() < WITHIN, "still {view:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until more requests than so many have arrived.
    pub(crate) async fn asked(&self, more_than: usize) {
        while self.fake.requests().len() <= more_than {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until the ledger knows how every sync ended.
    pub(crate) async fn has_told(&self) {
        let start = Instant::now();
        while !self.control.untold_syncs().await.unwrap().is_empty() {
            assert!(start.elapsed() < WITHIN, "the ledger is not told");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) fn windows(&self) -> Vec<Window> {
        let appends = self.ledger.appends.lock().unwrap();
        let window = |entry: &Entry| if let Entry::Window(window) = entry { Some((**window).clone()) } else { None };
        appends.iter().flatten().filter_map(window).collect()
    }

    pub(crate) fn told(&self) -> Vec<SyncRow> {
        let appends = self.ledger.appends.lock().unwrap();
        let row = |entry: &Entry| if let Entry::Row(Row::Sync(row)) = entry { Some(row.clone()) } else { None };
        appends.iter().flatten().filter_map(row).collect()
    }

    pub(crate) fn forget_ledger(&self) {
        self.ledger.appends.lock().unwrap().clear();
    }

    /// Stops the scheduler and closes the database; what was written stays in the folder.
    pub(crate) async fn close(self) -> tempfile::TempDir {
        self.stop.cancel();
        self.scheduler.await.unwrap();
        self.control.close().await;
        self.folder
    }
}

/// What a person would type.
pub(crate) fn draft(connect: &Connect) -> Draft {
    let texts = |pairs: &[(&'static str, String)]| {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect()
    };
    let secret = |(name, text): &(&str, String)| ((*name).to_owned(), SecretString::from(text.clone()));
    Draft {
        connector: connect.connector.to_owned(),
        name: connect.name.to_owned(),
        settings: texts(&connect.settings),
        credentials: connect.credentials.iter().map(secret).collect(),
        // Not while a test runs.
        schedule: Some("0 0 29 2 *".to_owned()),
        allow_private: true,
        endpoints: texts(&connect.endpoints),
        ..Draft::default()
    }
}

fn engines() -> Engines {
    static ENGINES: OnceLock<Engines> = OnceLock::new();
    let cache = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiled-connectors");
    ENGINES.get_or_init(|| Engines::open(&cache).unwrap()).clone()
}

/// The guest that was built of this package.
fn component(package: &str) -> Vec<u8> {
    // <target>/release/deps/<this program>
    let program = env::current_exe().unwrap();
    let target = program.ancestors().nth(3).unwrap();
    let file = target.join("wasm32-unknown-unknown/guest").join(format!("{}.wasm", package.replace('-', "_")));
    let module = fs::read(&file)
        .unwrap_or_else(|error| panic!("build the guests with `cargo xtask guests`: {}: {error}", file.display()));
    ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}

/// Everything that is logged, at the finest level, by every library.
pub(crate) fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();
    struct Writer;
    impl Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            LOG.get_or_init(Mutex::default).lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(|| Writer)
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    LOG.get_or_init(Mutex::default)
}
