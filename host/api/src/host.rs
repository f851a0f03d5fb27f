//! What handlers have at hand.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use outlay_access::Access;
use outlay_alerts::Alerts;
use outlay_connections::Connections;
use outlay_control::Control;
use outlay_custody::Custody;
use outlay_domain::{Clock, Timestamp};
use outlay_ledger::Ledger;
use outlay_pipeline::Pipeline;
use outlay_prices::Prices;
use outlay_pricing::LiveBook;
use outlay_reports::Reports;
use outlay_rules::{RuleSet, Rules};
use outlay_warehouse::Warehouse;

use crate::settings::Settings;
use crate::tasks::Tasks;

/// The way in, with the rules that judge.
pub type Pipe = Pipeline<RuleSet>;

/// The running server, as its handlers see it.
#[derive(Debug)]
pub struct Host {
    pub clock: Arc<dyn Clock>,
    /// What prices calls.
    pub book: Arc<LiveBook>,
    pub prices: Arc<Prices>,
    pub ledger: Arc<Ledger>,
    pub pipeline: Pipe,
    pub warehouse: Warehouse,
    pub control: Control,
    pub custody: Custody,
    pub access: Arc<Access>,
    pub alerts: Arc<Alerts>,
    pub connections: Arc<Connections>,
    pub reports: Arc<Reports>,
    pub rules: Arc<Rules>,
    pub settings: Settings,
    pub tasks: Tasks,
    pub addresses: Addresses,
    pub data: PathBuf,
    pub started_at: Timestamp,
    /// How many days the ledger reaches back.
    pub ledger_days: u32,
    pub assets: Assets,
}

/// Under which names the server may be asked.
#[derive(Debug, Clone)]
pub struct Addresses {
    pub listen: SocketAddr,
    /// Further `Host` values, for example `outlay.example.com`.
    pub public_names: Vec<String>,
}

impl Addresses {
    /// Whether a `Host` header names this server. DNS rebinding ends here.
    pub(crate) fn knows(&self, host: &str) -> bool {
        let name = host
            .rsplit_once(':')
            .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
        let is_own_port = host == name || host.ends_with(&format!(":{}", self.listen.port()));
        let is_loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let is_listened = name.trim_matches(['[', ']']) == self.listen.ip().to_string();
        (is_own_port && (is_loopback || is_listened))
            || self
                .public_names
                .iter()
                .any(|public| public.eq_ignore_ascii_case(host) || public.eq_ignore_ascii_case(name))
    }
}

/// One file of the console.
#[derive(Debug)]
pub struct Asset {
    pub bytes: std::borrow::Cow<'static, [u8]>,
    pub content_type: String,
}

/// Finds a file of the console by its path.
#[derive(Clone, Copy)]
pub struct Assets(pub fn(&str) -> Option<Asset>);

impl fmt::Debug for Assets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assets")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_known() {
        let addresses =
            Addresses { listen: "127.0.0.1:8787".parse().unwrap(), public_names: vec!["outlay.example.com".into()] };
        for host in [
            "127.0.0.1:8787",
            "localhost:8787",
            "[::1]:8787",
            "localhost",
            "outlay.example.com",
            "OUTLAY.example.com:443",
        ] {
            assert!(addresses.knows(host), "{host}");
        }
        for host in
            ["evil.example", "127.0.0.1:9999", "127.0.0.1.evil.example:8787", "", "outlay.example.com.evil.example"]
        {
            assert!(!addresses.knows(host), "{host}");
        }
    }
}
