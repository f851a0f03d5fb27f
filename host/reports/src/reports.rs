//! What all reports share.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use outlay_connections::{Account, Connections};
use outlay_control::Control;
use outlay_domain::Clock;
use outlay_pricing::LiveBook;
use outlay_warehouse::Warehouse;
use tokio::sync::Notify;

use crate::error::ReportsError;
use crate::mapping::Mapping;
use crate::sides::{self, Zones};

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Account>, String>> + Send + 'a>>;

/// Tells which accounts there are.
pub trait Accounts: Send + Sync + fmt::Debug {
    fn accounts(&self) -> Answer<'_>;
}

impl Accounts for Connections {
    fn accounts(&self) -> Answer<'_> {
        Box::pin(async move { Self::accounts(self).await.map_err(|error| error.to_string()) })
    }
}

/// Makes reports.
#[derive(Debug)]
pub struct Reports {
    pub(crate) control: Control,
    pub(crate) warehouse: Warehouse,
    pub(crate) book: Arc<LiveBook>,
    accounts: Arc<dyn Accounts>,
    pub(crate) clock: Arc<dyn Clock>,
    /// What the warehouse is told may have changed.
    pub(crate) relabel: Notify,
}

/// What narrows a report down. None is all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By its one name.
    pub provider: Option<String>,
    /// The id of a connection.
    pub connection: Option<String>,
    pub project: Option<String>,
    pub model: Option<String>,
    /// Columns of `events` and what stands in them: what no bill knows.
    pub calls: Vec<(&'static str, String)>,
}

impl Reports {
    pub fn new(
        control: Control,
        warehouse: Warehouse,
        book: Arc<LiveBook>,
        accounts: Arc<dyn Accounts>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { control, warehouse, book, accounts, clock, relabel: Notify::new() }
    }

    pub(crate) async fn accounts(&self) -> Result<Vec<Account>, ReportsError> {
        self.accounts.accounts().await.map_err(ReportsError::Internal)
    }

    pub(crate) async fn mapping(&self) -> Result<Mapping, ReportsError> {
        Ok(Mapping::of(&self.project_map().await?.items))
    }

    /// Those that count towards the total, and this one whether it does or not.
    pub(crate) async fn known_accounts(&self, and: Option<&str>) -> Result<KnownAccounts, ReportsError> {
        let all = self.accounts().await?;
        let is_wanted = |one: &Account| one.counts_towards_total || and == Some(one.connection_id.as_str());
        let by_id: BTreeMap<String, Account> =
            all.into_iter().filter(is_wanted).map(|one| (one.connection_id.clone(), one)).collect();
        let mut sellers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (connection_id, provider) in sides::sellers(&self.warehouse).await? {
            if by_id.contains_key(&connection_id) {
                sellers.entry(provider).or_default().insert(connection_id);
            }
        }
        Ok(KnownAccounts { by_id, sellers })
    }
}

/// Accounts, and which providers they are with.
#[derive(Debug)]
pub(crate) struct KnownAccounts {
    by_id: BTreeMap<String, Account>,
    /// By provider.
    sellers: BTreeMap<String, BTreeSet<String>>,
}

impl KnownAccounts {
    /// The zones of those that a filter lets through.
    pub(crate) fn zones(&self, filter: &Filter) -> Zones {
        let is_asked = |id: &str| {
            filter.connection.as_deref().is_none_or(|asked| asked == id)
                && filter.provider.as_ref().is_none_or(|provider| self.sellers_of(provider).any(|seller| seller == id))
        };
        let asked = self.by_id.values().filter(|one| is_asked(&one.connection_id));
        asked.map(|one| (one.connection_id.clone(), one.zone.clone())).collect()
    }

    /// The providers of those.
    pub(crate) fn providers(&self, filter: &Filter) -> Vec<String> {
        let zones = self.zones(filter);
        let is_asked = |provider: &str| filter.provider.as_deref().is_none_or(|asked| asked == provider);
        let sold = self
            .sellers
            .iter()
            .filter(|(provider, of)| is_asked(provider) && of.iter().any(|id| zones.contains_key(id)));
        sold.map(|(provider, _)| provider.clone()).collect()
    }

    /// Where the days of a provider's bill begin.
    pub(crate) fn provider_zones(&self) -> Zones {
        self.sellers.keys().map(|provider| (provider.clone(), self.terms(provider, None).0)).collect()
    }

    /// The account of a call: the one that its credential belongs to, or the only one of its provider.
    pub(crate) fn owner(&self, provider: &str, named: Option<&str>) -> Option<&str> {
        if let Some((id, _)) = named.and_then(|id| self.by_id.get_key_value(id)) {
            return Some(id);
        }
        let mut of = self.sellers_of(provider);
        let only = of.next();
        if of.next().is_none() { only } else { None }
    }

    /// The accounts of a provider.
    pub(crate) fn sellers_of<'k>(&'k self, provider: &str) -> impl Iterator<Item = &'k str> + use<'k> {
        self.sellers.get(provider).into_iter().flatten().map(String::as_str)
    }

    pub(crate) fn cost_lateness(&self, connection_id: &str) -> u32 {
        self.by_id.get(connection_id).map_or(0, |one| one.cost_lateness)
    }

    /// Zone, and after how many seconds costs and usage are final: of an account, or of all of a provider.
    pub(crate) fn terms(&self, provider: &str, connection_id: Option<&str>) -> (String, u32, u32) {
        let ids: Vec<&str> = match connection_id {
            Some(id) => vec![id],
            None => self.sellers_of(provider).collect(),
        };
        let accounts = || ids.iter().filter_map(|id| self.by_id.get(*id));
        let zone = accounts().map(|one| one.zone.clone()).next().unwrap_or_else(|| "UTC".to_owned());
        let most = |lateness: fn(&Account) -> u32| accounts().map(lateness).max().unwrap_or_default();
        (zone, most(|one| one.cost_lateness), most(|one| one.usage_lateness))
    }
}
