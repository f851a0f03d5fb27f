//! `outlay demo`: a month and a half of an invented company, told to a server as it would have come.
//!
//! Nothing is written past the rooms: events are posted to the API with keys, rules judge them, people decide, and the
//! clock is moved on meanwhile. The same moment and the same make of Outlay give the same events and alerts.
//!
//! | module | what it tells |
//! |---|---|
//! | `calendar`, `clock`, `pace` | when: days of the story, the clock that is moved, and how far at a time |
//! | `company` | customers and people |
//! | `models`, `workloads`, `rhythm` | who calls which models, how often |
//! | `traffic`, `run`, `failures`, `surges` | the usual calls, what fails of them, and days with many |
//! | `runaway`, `images` | the loop of the 19th; pictures without a price |
//! | `call` | an event as it is posted |
//! | `script` | what people did |
//! | `keys`, `channels`, `rules`, `prices`, `decisions` | how they did it |
//! | `bills`, `syncs` | the providers, and how they are read |
//! | `office` | the API's own routes, by which they did it |
//! | `fill`, `progress` | all of it in the order of time |
//! | `trickle`, `pulse` | what goes on while it is served |
//! | `folder` | where it is kept |

mod bills;
mod calendar;
mod call;
mod channels;
mod clock;
mod company;
mod decisions;
mod failures;
mod fill;
mod folder;
mod images;
mod keys;
mod models;
mod office;
mod pace;
mod prices;
mod progress;
mod pulse;
mod rhythm;
mod rules;
mod run;
mod runaway;
mod script;
mod surges;
mod syncs;
mod traffic;
mod trickle;
mod workloads;

use std::sync::Arc;

use anyhow::{Context, Result};
use outlay_domain::{Clock, Timestamp};
use rand::RngExt;
use rand::distr::Alphanumeric;

use crate::config::{Config, Layer};
use crate::server::{self, House};

use bills::{Books, Providers};
use calendar::Calendar;
use clock::StoryClock;
use fill::Fill;
pub(crate) use folder::Folder;
use keys::Keys;
use office::Office;
use progress::Progress;
use traffic::Traffic;
use trickle::Trickle;

/// The story is longer than what a ledger keeps unless told.
const LEDGER_DAYS: u32 = 120;
/// The first key was made so long ago.
const BEFORE: (i64, i64, i64) = (-278, 9, 0);

/// How a demo is wanted.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) listen: String,
    /// When the story ends and the clock begins to run.
    pub(crate) at: Timestamp,
    /// Nothing more is called once it is served.
    pub(crate) quiet: bool,
    pub(crate) log: String,
}

/// Who may come in.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub(crate) name: &'static str,
    pub(crate) password: String,
}

/// What is not Outlay, and listens on the loopback address.
struct World {
    receiver: String,
    providers: Providers,
    books: Arc<Books>,
}

/// Fills a folder and serves it until a signal to stop.
pub(crate) async fn run(folder: &Folder, options: Options, greet: impl FnOnce(&SignIn)) -> Result<()> {
    let config = Config::of(Layer {
        data: Some(folder.path().display().to_string()),
        listen: Some(options.listen),
        log: Some(options.log),
        ledger_days: Some(LEDGER_DAYS),
        master_key_place: Some("data".to_owned()),
        ..Layer::default()
    })?;
    crate::cli::start_log(&config)?;
    let listener = server::listen(&config).await?;
    let calendar = Calendar::ending(options.at);
    let (day, hour, minute) = BEFORE;
    let clock = Arc::new(StoryClock::at(calendar.at(day, hour, minute)));
    let sign_in = SignIn { name: office::PERSON, password: password() };
    let books = Arc::new(Books::new(calendar, &clock));
    let world = World { receiver: channels::receive().await?, providers: Providers::serve(&books).await?, books };
    let house = House::open(&config, listener.local_addr()?, Arc::clone(&clock) as Arc<dyn Clock>).await?;
    let (keys, traffic) = match tell(&house, &config, &clock, calendar, &sign_in, &world).await {
        Ok(Some(told)) => told,
        untold => {
            house.close().await;
            return untold.map(|_| ());
        }
    };
    clock.run();
    let trickle = Trickle {
        clock: Arc::clone(&clock),
        keys,
        traffic,
        books: Arc::clone(&world.books),
        random: fastrand::Rng::new(),
        since: calendar.end(),
    };
    let greet = async |host: &Arc<outlay_api::Host>, address| {
        server::welcome::print(host, &config.data, address, false).await?;
        greet(&sign_in);
        if !options.quiet {
            tokio::spawn(trickle.run(Arc::clone(host)));
        }
        Ok(())
    };
    server::serve(&config, listener, house, greet).await
}

/// From an empty folder to the end of the story. None if a signal came meanwhile.
async fn tell(
    house: &House,
    config: &Config,
    clock: &Arc<StoryClock>,
    calendar: Calendar,
    sign_in: &SignIn,
    world: &World,
) -> Result<Option<(Keys, Traffic)>> {
    let interrupted = server::stop_signal().context("cannot listen for signals")?;
    let mut progress = Progress::begin();
    let host = house.host();
    let first = host.access.first_sign_in(&config.data).await?.context("the folder is new")?;
    let mut office = Office::of(&host);
    office.settle_in(&first.token, &sign_in.password).await?;
    let mut fill = Fill {
        host,
        clock,
        calendar,
        office,
        password: &sign_in.password,
        receiver: &world.receiver,
        providers: &world.providers,
        books: &world.books,
        keys: Keys::default(),
        channels: None,
        traffic: Traffic::new(calendar),
    };
    let told = tokio::select! {
        told = fill.tell(&mut progress) => told.map(|()| true),
        () = interrupted => Ok(false),
    };
    let Fill { keys, traffic, .. } = fill;
    progress.end();
    Ok(told?.then_some((keys, traffic)))
}

fn password() -> String {
    rand::rng().sample_iter(Alphanumeric).take(16).map(char::from).collect()
}
