//! Opens every room in order, hands each what it needs, and closes them in the other order.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use outlay_access::Access;
use outlay_alerts::Alerts;
use outlay_api::{Addresses, Host, Settings, Tasks};
use outlay_connections::{Connections, Rooms};
use outlay_control::Control;
use outlay_custody::Custody;
use outlay_domain::Clock;
use outlay_domain::sink::EntrySink;
use outlay_egress::{Egress, Times};
use outlay_ledger::Ledger;
use outlay_pipeline::Pipeline;
use outlay_prices::Prices;
use outlay_pricing::{LiveBook, PriceBook};
use outlay_reports::Reports;
use outlay_rules::{Rules, Workshop};
use outlay_sandbox::{Engines, Shelf};
use outlay_warehouse::Warehouse;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::applier;
use super::earlier::EarlierRecords;
use super::guardian::Guardian;
use crate::config::Config;
use crate::{assets, shipped};

/// How often the use of keys is written down.
const USAGE_EVERY: Duration = Duration::from_secs(10);

/// All rooms, open, with their background work running.
pub(crate) struct House {
    host: Arc<Host>,
    sequencer: JoinHandle<()>,
    applier: JoinHandle<()>,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Cancelled after the ledger took its last entry.
    stop_applier: CancellationToken,
}

impl House {
    /// Opens the data folder; it can be open once only. Everything in it goes by `clock`.
    pub(crate) async fn open(config: &Config, listen: SocketAddr, clock: Arc<dyn Clock>) -> Result<Self> {
        let data = &config.data;
        make_private_folder(data)?;

        // The ledger comes first: its lock keeps a second process out.
        let ledger = Ledger::open(&data.join("ledger"))
            .with_context(|| format!("cannot open the ledger in {}", data.display()))?;
        let ledger = Arc::new(ledger);
        let control = Control::open(&data.join("control.sqlite")).await.context("cannot open the control database")?;
        let custody = Custody::open(control.clone(), config.keys.clone(), Arc::clone(&clock)).await?;
        let vault = custody.vault();
        let file = data.join("warehouse.duckdb");
        let warehouse = Warehouse::open(&file).with_context(|| {
            format!(
                "cannot open the warehouse {0}; if the file is damaged, move it away: it is made again from the last {1} \
                 days, which the ledger has",
                file.display(),
                config.ledger_days
            )
        })?;
        let access = Arc::new(Access::open(control.clone(), Arc::clone(&vault), Arc::clone(&clock)).await?);
        let book = Arc::new(LiveBook::new(PriceBook::bundled().context("cannot read the bundled prices")?));

        shipped::place(&data.join("cache"));
        let engines = Engines::open(&data.join("cache")).context("cannot start the sandbox")?;
        let shelf = Shelf::open(&data.join("components")).context("cannot use the folder for components")?;
        let program = std::env::current_exe().context("cannot find this program")?;
        let workshop = Arc::new(outlay_sandbox::Workshop::new(program, config.uploads));
        let (rules, live) = Rules::open(
            control.clone(),
            engines.clone(),
            Arc::clone(&ledger),
            assets::components("rules"),
            shelf.clone(),
            Arc::clone(&clock),
            Workshop::Child(Arc::clone(&workshop)),
        )
        .await
        .context("cannot load the rules")?;
        let (pipeline, sequencer) = Pipeline::start(Arc::clone(&ledger), Arc::clone(&book), Arc::clone(&clock), live)?;
        rules.attach(Arc::new(pipeline.clone()));
        let sink: Arc<dyn EntrySink> = Arc::new(pipeline.clone());

        let prices =
            Prices::open(control.clone(), Arc::clone(&book), warehouse.clone(), Arc::clone(&sink), Arc::clone(&clock))
                .await
                .context("cannot load the prices")?;

        let egress = Egress::new(Times::default()).context("cannot make the client for outgoing requests")?;
        // A public name stands for a proxy that speaks TLS.
        let console = config.public_names.first().map(|name| format!("https://{name}"));
        let alerts = Alerts::open(
            control.clone(),
            Arc::clone(&vault),
            egress.clone(),
            Arc::clone(&ledger),
            Arc::clone(&clock),
            console,
        )
        .await?;
        let hurry = Arc::new(Notify::new());
        let earlier =
            EarlierRecords { warehouse: warehouse.clone(), ledger: Arc::clone(&ledger), hurry: Arc::clone(&hurry) };
        let earlier = Arc::new(earlier);
        let rooms = Rooms {
            vault,
            engines,
            workshop: Some(workshop),
            shelf,
            egress,
            sink: Arc::clone(&sink),
            book: Arc::clone(&book),
            earlier,
        };
        let connections =
            Connections::open(control.clone(), rooms, assets::components("connectors"), Arc::clone(&clock))
                .await
                .context("cannot load the connections")?;

        let accounts = Arc::clone(&connections) as Arc<dyn outlay_reports::Accounts>;
        let reports = Reports::new(control.clone(), warehouse.clone(), Arc::clone(&book), accounts, Arc::clone(&clock));
        let reports = Arc::new(reports);

        let stop = CancellationToken::new();
        let stop_applier = CancellationToken::new();
        let tasks = TaskTracker::new();
        let applier = applier::start(&warehouse, Arc::clone(&ledger), hurry, stop_applier.clone())?;
        tasks.spawn(Arc::clone(&alerts).run(sink, stop.clone()));
        tasks.spawn(Arc::clone(&reports).run(stop.clone()));
        tasks.spawn(write_usage(Arc::clone(&access), stop.clone()));
        let guardian = Guardian {
            data: data.clone(),
            reserve_mb: config.reserve_mb,
            ledger_days: config.ledger_days,
            most_behind: config.most_behind,
            ledger: Arc::clone(&ledger),
            warehouse: warehouse.clone(),
            alerts: Arc::clone(&alerts),
            pipeline: pipeline.clone(),
            clock: Arc::clone(&clock),
        };
        tasks.spawn(guardian.run(stop.clone()));

        let settings = Settings::open(control.clone(), Arc::clone(&clock)).await?;
        let addresses = Addresses { listen, public_names: config.public_names.clone() };
        let host = Arc::new(Host {
            started_at: clock.now(),
            ledger_days: config.ledger_days,
            clock,
            book,
            prices: Arc::new(prices),
            ledger,
            pipeline,
            warehouse,
            control,
            custody,
            access,
            alerts,
            connections,
            reports,
            rules,
            settings,
            tasks: Tasks::default(),
            addresses,
            data: std::fs::canonicalize(data)?,
            assets: assets::console(),
        });
        Ok(Self { host, sequencer, applier, tasks, stop, stop_applier })
    }

    /// From now on connections are read when they are due.
    pub(crate) fn schedule(&self) {
        self.tasks.spawn(Arc::clone(&self.host.connections).run(self.stop.clone()));
    }

    pub(crate) fn host(&self) -> Arc<Host> {
        Arc::clone(&self.host)
    }

    /// Ends background work, takes the last entries, lets the warehouse catch up, writes down what is left.
    pub(crate) async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.host.pipeline.stop().await;
        join("sequencer", self.sequencer).await;
        self.stop_applier.cancel();
        join("applier", self.applier).await;
        if let Err(error) = self.host.access.flush_usage().await {
            tracing::error!(%error, "the last use of keys was not written down");
        }
        if let Err(error) = self.host.rules.flush().await {
            tracing::error!(%error, "the last counts of rules were not written down");
        }
        self.host.control.close().await;
    }
}

async fn join(name: &str, thread: JoinHandle<()>) {
    if !matches!(tokio::task::spawn_blocking(move || thread.join()).await, Ok(Ok(()))) {
        tracing::error!("the {name} ended with a panic");
    }
}

async fn write_usage(access: Arc<Access>, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(USAGE_EVERY)).await.is_some() {
        if let Err(error) = access.flush_usage().await {
            tracing::warn!(%error, "the use of keys was not written down");
        }
    }
}

/// Everything in it is for the server's user alone.
fn make_private_folder(data: &Path) -> Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("cannot make the data folder {}", data.display()))
}
