//! Somebody's mail server, for tests: it speaks SMTP over TCP and TLS, and is strict.
//!
//! Commands out of order, a login over a connection that should be encrypted, lines that do not end in CR LF: what a real
//! server refuses is refused here.

mod conversation;
mod tls;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mail_parser::MessageParser;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Generous: a busy machine must not fail a test.
const LONGEST: Duration = Duration::from_secs(60);

/// How connections are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    None,
    /// Offered, and needed before anything else.
    StartTls,
    /// From the first byte on.
    Whole,
}

/// When it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Login,
    Sender,
    Recipient,
    /// After the whole mail.
    Mail,
}

/// What it does with the next mail instead of taking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Refuse(Stage, u16),
    /// It takes the mail and never says so.
    Silence,
}

/// What a server is like.
#[derive(Debug, Clone)]
pub struct Like {
    pub tls: Tls,
    /// User and password, if a login is needed.
    pub login: Option<(String, String)>,
}

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What the client calls itself.
    pub hello: String,
    pub encrypted: bool,
    pub user: Option<String>,
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, without the dots that SMTP adds.
    pub raw: String,
}

impl Taken {
    /// The value of a header, decoded; none if it is not there.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = MessageParser::default().parse(self.raw.as_bytes())?;
        let raw = parsed.header_raw(name)?.trim().to_owned();
        let text = parsed.header(name)?.as_text().map(str::to_owned);
        // A message id is a word between angle brackets.
        Some(if name.eq_ignore_ascii_case("message-id") { raw } else { text.unwrap_or(raw) })
    }

    /// The plain text, with line ends as in Unix.
    pub fn text(&self) -> String {
        let parsed = MessageParser::default().parse(self.raw.as_bytes());
        parsed.and_then(|mail| mail.body_text(0).map(|text| text.replace("\r\n", "\n"))).unwrap_or_default()
    }

    pub fn html(&self) -> String {
        let parsed = MessageParser::default().parse(self.raw.as_bytes());
        parsed.and_then(|mail| mail.body_html(0).map(|text| text.replace("\r\n", "\n"))).unwrap_or_default()
    }
}

/// A running server. It listens on a loopback port until it is dropped.
#[derive(Debug)]
pub struct Postbox {
    pub address: SocketAddr,
    /// Its certificate, in DER; its name is `localhost` or `mail.example`.
    pub certificate: Vec<u8>,
    room: Arc<Room>,
    task: tokio::task::JoinHandle<()>,
}

/// What the connections share.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) like: Like,
    pub(crate) taken: watch::Sender<Vec<Taken>>,
    pub(crate) troubles: Mutex<VecDeque<Trouble>>,
    /// What clients did that they may not do.
    pub(crate) faults: Mutex<Vec<String>>,
}

impl Room {
    /// The trouble that is due at this stage.
    pub(crate) fn trouble(&self, is_due: impl Fn(Trouble) -> bool) -> Option<Trouble> {
        let mut troubles = lock(&self.troubles);
        if troubles.front().copied().is_some_and(is_due) { troubles.pop_front() } else { None }
    }
}

impl Postbox {
    /// # Panics
    /// If there is no free loopback port.
    pub async fn start(like: Like) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound port has an address");
        let (acceptor, certificate) = tls::acceptor();
        let room = Arc::new(Room {
            like,
            taken: watch::Sender::new(Vec::new()),
            troubles: Mutex::default(),
            faults: Mutex::default(),
        });
        let task = tokio::spawn(serve(listener, acceptor, Arc::clone(&room)));
        Self { address, certificate, room, task }
    }

    /// Without TLS and login.
    pub async fn open() -> Self {
        Self::start(Like { tls: Tls::None, login: None }).await
    }

    /// What it does with the next mails; after that it takes them.
    pub fn will(&self, troubles: impl IntoIterator<Item = Trouble>) {
        lock(&self.room.troubles).extend(troubles);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.room.taken.borrow().clone()
    }

    /// What clients did that they may not do.
    pub fn faults(&self) -> Vec<String> {
        lock(&self.room.faults).clone()
    }

    /// Waits for so many in all.
    ///
    /// # Panics
    /// If they do not come, or a client did what it may not do.
    pub async fn wait(&self, count: usize) -> Vec<Taken> {
        let mut taken = self.room.taken.subscribe();
        let waiting = taken.wait_for(|taken| taken.len() >= count);
        let arrived = tokio::time::timeout(LONGEST, waiting).await.map(|found| found.map(|all| all.clone()));
        assert_eq!(self.faults(), Vec::<String>::new());
        arrived.expect("too few mails").expect("the server runs")
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, room: Arc<Room>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, room) = (acceptor.clone(), Arc::clone(&room));
        tokio::spawn(async move {
            // A client that goes away is no fault.
            let _ended = conversation::hold(stream, acceptor, &room).await;
        });
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
