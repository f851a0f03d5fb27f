//! [`Egress`]: one request to one checked address, one bounded answer.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::address::{self, Refused};
use crate::auth::tokens::Tokens;
use crate::error::EgressError;
use crate::pace::Paces;

const LONGEST_URL: usize = 16_000;
const USER_AGENT: &str = concat!("Outlay/", env!("CARGO_PKG_VERSION"));

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Finding the address and connecting to it.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    /// How long the minute is in which a provider takes so many requests. Tests have no time for whole ones.
    pub minute: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), read: Duration::from_secs(30), minute: Duration::from_secs(60) }
    }
}

/// The way out. Cheap to clone.
#[derive(Clone)]
pub struct Egress {
    /// Two clients, so that no connection that a grant opened is used without it.
    public: Client,
    private: Client,
    times: Times,
    names: Arc<Names>,
    tokens: Arc<Tokens>,
    paces: Arc<Paces>,
    /// What a test's mail server shows, in DER.
    #[cfg(test)]
    pub(crate) trusted: Option<Vec<u8>>,
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Egress")
    }
}

/// A request whose every part is decided.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    /// From [`target`].
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) allow_private: bool,
    pub(crate) most: Most,
    /// For everything, the answer's last byte included.
    pub(crate) time: Duration,
}

/// How much of an answer's body is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Most {
    /// More is an error.
    Refuse(usize),
    /// The rest is not read.
    Cut(usize),
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Egress {
    pub fn new(times: Times) -> Result<Self, EgressError> {
        Self::with_names(times, Names::System)
    }

    pub(crate) fn with_names(times: Times, names: Names) -> Result<Self, EgressError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Somebody else may install one between the two calls; either will do.
            let _raced = rustls::crypto::ring::default_provider().install_default();
        }
        let names = Arc::new(names);
        let client = |allow_private| client(times, Resolver { names: Arc::clone(&names), allow_private });
        Ok(Self {
            public: client(false)?,
            private: client(true)?,
            times,
            names: Arc::clone(&names),
            tokens: Arc::default(),
            paces: Arc::new(Paces::of(times.minute)),
            #[cfg(test)]
            trusted: None,
        })
    }

    pub(crate) fn times(&self) -> Times {
        self.times
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(crate) fn paces(&self) -> &Paces {
        &self.paces
    }

    pub(crate) async fn send(&self, outgoing: Outgoing) -> Result<Answer, EgressError> {
        let Outgoing { method, url, headers, body, allow_private, most, time } = outgoing;
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = if allow_private { &self.private } else { &self.public };
        let mut request = client.request(method, url).headers(headers).timeout(time);
        if let Some(body) = body {
            request = request.body(body);
        }
        let explain = |error| explain(error, &host);
        let mut response = request.send().await.map_err(explain)?;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(explain)? {
            let (Most::Refuse(limit) | Most::Cut(limit)) = most;
            let room = limit - body.len();
            if piece.len() > room {
                if matches!(most, Most::Refuse(_)) {
                    return Err(EgressError::TooLarge(format!("{host} answered with more than {limit} bytes")));
                }
                body.extend_from_slice(&piece[..room]);
                break;
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status: response.status().as_u16(), headers: std::mem::take(response.headers_mut()), body })
    }
}

fn client(times: Times, resolver: Resolver) -> Result<Client, EgressError> {
    let resolver = Arc::new(resolver);
    let builder = || {
        Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(times.connect)
            .read_timeout(times.read)
            .dns_resolver(Arc::clone(&resolver))
    };
    let built = builder().build().or_else(|error| {
        tracing::warn!(
            error = %cause(&error),
            "no root certificates were found: https is refused until they are there (Debian: apt-get install ca-certificates)"
        );
        builder().tls_certs_only([]).build()
    });
    built.map_err(|error| EgressError::Invalid(format!("the HTTP client cannot be made: {}", cause(&error))))
}

/// A URL that may be asked: http or https (http by grant only), a host, no user name, no address that is refused.
pub(crate) fn target(text: &str, allow_private: bool) -> Result<Url, EgressError> {
    let invalid = |what: &str| Err(EgressError::Invalid(what.to_owned()));
    if text.len() > LONGEST_URL {
        return invalid("the URL is too long");
    }
    let Ok(mut url) = Url::parse(text.trim()) else {
        return invalid("this is no URL; it should look like https://api.example.com/v1");
    };
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        "http" => {
            return invalid("the URL must begin with https://; http:// takes the permission for private addresses");
        }
        _ => return invalid("the URL must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("the URL may not hold a user name or password");
    }
    url.set_fragment(None);
    // Addresses in a URL are not resolved, so they are judged here; names are judged when they resolve.
    let host = url.host_str().unwrap_or_default();
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        address::check(None, address, allow_private)
            .map_err(|refused| EgressError::AddressRefused(refused.to_string()))?;
    } else if host.is_empty() {
        return invalid("the URL has no host");
    }
    Ok(url)
}

/// Says what went wrong without telling the URL.
fn explain(error: reqwest::Error, host: &str) -> EgressError {
    let mut next: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(current) = next {
        if let Some(refused) = current.downcast_ref::<Refused>() {
            return EgressError::AddressRefused(refused.to_string());
        }
        next = current.source();
    }
    let cause = cause(&error);
    if error.is_timeout() {
        EgressError::TimedOut(format!("{host} did not answer in time"))
    } else if error.is_builder() {
        EgressError::Invalid(format!("the request cannot be made: {cause}"))
    } else if error.is_connect() {
        EgressError::Unreachable(format!("{host} cannot be reached: {cause}"))
    } else {
        EgressError::Unreachable(format!("the connection to {host} broke: {cause}"))
    }
}

/// The innermost error: the outer ones repeat the URL.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &(dyn StdError + 'static) = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    match innermost.downcast_ref::<reqwest::Error>() {
        Some(_) => "the request failed".to_owned(),
        None => innermost.to_string(),
    }
}

/// Where names are looked up.
#[derive(Debug)]
pub(crate) enum Names {
    System,
    /// What a test chose.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests choose what names resolve to"))]
    Fixed(HashMap<String, Vec<IpAddr>>),
}

impl Names {
    pub(crate) async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()),
            Self::Fixed(names) => {
                names.get(name).cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such name"))
            }
        }
    }
}

/// Hands out an address only if every address of the name may be reached: a name with one that may not is a trick or a
/// mistake.
struct Resolver {
    names: Arc<Names>,
    allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, allow_private) = (Arc::clone(&self.names), self.allow_private);
        Box::pin(async move {
            let addresses = names.look_up(name.as_str()).await?;
            for address in &addresses {
                address::check(Some(name.as_str()), *address, allow_private)?;
            }
            // The port comes from the URL.
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}
