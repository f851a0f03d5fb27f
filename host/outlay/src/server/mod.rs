//! The running server: the house with its doors open.

mod applier;
mod earlier;
mod guardian;
mod house;
pub(crate) mod welcome;

use std::future::Future;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use outlay_api::{Host, Transport};
use outlay_pipeline::Failure;
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub(crate) use house::House;

use crate::config::Config;
use crate::socket::{FILE, SocketPath};

/// Ended because of a failed sync: EX_IOERR.
const EXIT_IN_DOUBT: i32 = 74;
/// How long requests under way may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(15);

/// Takes the address that is configured.
pub(crate) async fn listen(config: &Config) -> Result<TcpListener> {
    TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}: choose another address with --listen", config.listen))
}

/// Serves an open house until a signal to stop. `greet` tells people where.
pub(crate) async fn serve(
    config: &Config,
    listener: TcpListener,
    house: House,
    greet: impl AsyncFnOnce(&Arc<Host>, SocketAddr) -> Result<()>,
) -> Result<()> {
    let address = listener.local_addr()?;
    house.schedule();
    let host = house.host();
    let (socket, _socket_path) = bind_socket(&config.data)?;
    // Before anybody knows the address: from here on a signal means an end in good order.
    let stop_signal = stop_signal().context("cannot listen for signals")?;
    tracing::info!(%address, data = %config.data.display(), "serving");
    greet(&host, address).await?;

    let failure = host.pipeline.watch_failure();
    let stop = CancellationToken::new();
    let tcp = serve_tcp(listener, Arc::clone(&host), stop.clone());
    let unix = serve_socket(socket, Arc::clone(&host), stop.clone());
    drop(host);
    let mut doors = tokio::spawn(async move { tokio::try_join!(tcp, unix).map(|_| ()) });

    tokio::select! {
        // A door that closes by itself is a failure.
        closed = &mut doors => {
            house.close().await;
            return Ok(closed??);
        }
        () = stop_signal => tracing::info!("stopping: requests under way are finished"),
        reason = broken(failure) => {
            // Nobody knows what is on disk: the next start finds out. Nothing that is in memory may be written over it.
            tracing::error!(reason, "the ledger is in doubt; ending, so that the next start reads what is on disk");
            std::process::exit(EXIT_IN_DOUBT);
        }
    }
    stop.cancel();
    if tokio::time::timeout(GRACE, &mut doors).await.is_err() {
        tracing::warn!("some requests did not finish in time");
        doors.abort();
    }
    if let Err(error) = std::fs::remove_file(config.data.join(FILE)) {
        tracing::debug!(%error, "the socket is gone already");
    }
    house.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Waits for a failure after which only a new start helps.
async fn broken(mut failure: watch::Receiver<Option<Failure>>) -> String {
    let is_fatal = |failure: &Option<Failure>| failure.as_ref().is_some_and(|failure| failure.is_fatal);
    match failure.wait_for(is_fatal).await {
        Ok(failure) => failure.as_ref().map(|failure| failure.reason.clone()).unwrap_or_default(),
        // The sequencer ends in good order: no failure any more.
        Err(_) => std::future::pending().await,
    }
}

fn serve_tcp(
    listener: TcpListener,
    host: Arc<Host>,
    stop: CancellationToken,
) -> impl Future<Output = std::io::Result<()>> + Send {
    let service = outlay_api::service(host, Transport::Tcp).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).into_future()
}

fn serve_socket(
    listener: UnixListener,
    host: Arc<Host>,
    stop: CancellationToken,
) -> impl Future<Output = std::io::Result<()>> + Send {
    let service = outlay_api::service(host, Transport::Socket);
    axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).into_future()
}

/// The ledger's lock is held by now, so a socket that is there is a leftover.
fn bind_socket(data: &Path) -> Result<(UnixListener, SocketPath)> {
    let file = data.join(FILE);
    if file.exists() {
        std::fs::remove_file(&file).with_context(|| format!("cannot remove the old {}", file.display()))?;
    }
    let path = SocketPath::of(data).context("cannot place the socket for the command line")?;
    let listener = UnixListener::bind(&path.path).with_context(|| format!("cannot make {}", file.display()))?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    Ok((listener, path))
}

/// Catches signals from now on; ready once one has come.
pub(crate) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
