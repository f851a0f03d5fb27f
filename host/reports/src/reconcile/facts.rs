//! Everything that is compared, with the account, period, project and model that it is about.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{Fact, Scope, What};
use crate::days::Days;
use crate::error::ReportsError;
use crate::grain::Grain;
use crate::names::Heard;
use crate::periods::{Period, Periods};
use crate::rates::Rates;
use crate::reports::{Filter, KnownAccounts, Reports};
use crate::sides::{self, Metered, Wanted};

#[derive(Debug)]
pub(crate) struct Gathered {
    /// All that were looked at: those asked for, and what bills take together with them.
    pub(crate) days: Days,
    pub(crate) facts: Vec<Fact>,
    pub(crate) rates: Rates,
    pub(crate) accounts: KnownAccounts,
}

/// What facts are placed by.
struct Places {
    periods: Periods,
    /// Providers and periods of which some calls belong to nobody knows which account.
    shared: HashSet<(String, Period)>,
    rates: Rates,
    asked: Grain,
}

impl Places {
    fn scope(&self, provider: &str, day: Date, connection_id: Option<&str>) -> Scope {
        let period = self.periods.at(provider, day);
        let is_shared = self.asked == Grain::Provider || self.shared.contains(&(provider.to_owned(), period));
        let connection_id = connection_id.filter(|_| !is_shared).map(str::to_owned);
        Scope { period, provider: provider.to_owned(), connection_id }
    }

    fn fact(
        &mut self,
        scope: Scope,
        project: Option<String>,
        written: Option<String>,
        currency: String,
        what: What,
    ) -> Fact {
        let model = written.as_deref().map(|model| self.rates.name(&scope.provider, model));
        Fact { scope, project, model, written, currency, what }
    }
}

impl Reports {
    pub(crate) async fn facts(&self, days: Days, asked: Grain, filter: &Filter) -> Result<Gathered, ReportsError> {
        let accounts = self.known_accounts(filter.connection.as_deref()).await?;
        let mapping = self.mapping().await?;
        let zones = accounts.zones(filter);
        let rates = Rates::new(self.book.current());
        let (days, billed) = sides::billed_whole(&self.warehouse, &zones, days).await?;
        let counted = sides::counted(&self.warehouse, &zones, days).await?;
        let read_at = read_at(&counted);
        let wanted = Wanted {
            providers: Some(accounts.providers(filter)),
            read_at: read_at.iter().map(|((provider, day, _), seq)| (*day, provider.clone(), *seq)).collect(),
        };
        let metered = sides::metered(&self.warehouse, &accounts.provider_zones(), days, &wanted).await?;

        // Whose the calls are.
        let owner = |call: &Metered| {
            let provider = call.provider.clone().unwrap_or_default();
            let belongs = mapping.of_call(&provider, call.credential.as_deref());
            let connection = accounts.owner(&provider, belongs.connection_id.as_deref());
            (provider, connection.map(str::to_owned), belongs.project)
        };
        let spans = billed.iter().map(|one| (one.about.provider.as_str(), one.about.day, one.last_day));
        let periods = Periods::of(spans);
        let mut shared = HashSet::new();
        for call in &metered {
            let (provider, connection, _) = owner(call);
            if connection.is_none() && filter.connection.is_none() {
                let period = periods.at(&provider, call.day);
                shared.insert((provider, period));
            }
        }
        let book_currency = rates.currency().to_owned();
        let mut places = Places { periods, shared, rates, asked };
        let mut facts = Vec::new();
        let mut heard = Heard::default();
        let counted_names =
            counted.iter().filter_map(|one| Some((one.about.provider.as_str(), one.about.model.as_deref()?)));
        let metered_names = metered.iter().filter_map(|one| Some((one.provider.as_deref()?, one.model.as_deref()?)));
        for (provider, model) in counted_names.chain(metered_names) {
            heard.add(provider, &places.rates.name(provider, model));
        }
        for one in counted {
            let scope = places.scope(&one.about.provider, one.about.day, Some(&one.about.connection_id));
            let project = one.about.project(&mapping);
            let what = What::Counted { tier: one.tier, counts: one.counts, is_open: one.is_open };
            facts.push(places.fact(scope, project, one.about.model, book_currency.clone(), what));
        }
        for mut one in billed {
            let unlisted =
                one.about.model.as_deref().filter(|model| !places.rates.is_listed(&one.about.provider, model));
            if let Some(meant) = unlisted.and_then(|model| heard.meant(&one.about.provider, model)) {
                one.about.model = Some(meant);
            }
            let scope = places.scope(&one.about.provider, one.about.day, Some(&one.about.connection_id));
            let project = one.about.project(&mapping);
            let what = What::Billed { line: one.line, is_open: one.is_open };
            facts.push(places.fact(scope, project, one.about.model, one.currency, what));
        }
        for call in metered {
            let (provider, connection, project) = owner(&call);
            let is_filtered = filter.connection.is_some() && connection != filter.connection;
            if is_filtered {
                continue;
            }
            let scope = places.scope(&provider, call.day, connection.as_deref());
            // Of calls that may belong to several accounts: after all of them were read.
            let sellers: Vec<&str> = match connection.as_deref() {
                Some(connection) => vec![connection],
                None => accounts.sellers_of(&provider).collect(),
            };
            let read = |seller: &str| read_at.get(&(provider.clone(), call.day, seller.to_owned())).copied();
            let last_read = sellers.into_iter().filter_map(read).max();
            let is_late = last_read.is_some() && call.came_after >= last_read;
            let Metered { tier, counts, cost, unpriced, model, currency, .. } = call;
            let what = What::Metered { tier, counts, is_late, cost, unpriced };
            facts.push(places.fact(scope, project, model, currency, what));
        }
        let mut rates = places.rates;
        facts.retain(|fact| {
            let model = filter.model.as_deref().map(|model| rates.name(&fact.scope.provider, model));
            filter.provider.as_ref().is_none_or(|provider| *provider == fact.scope.provider)
                && (filter.project.is_none() || filter.project == fact.project)
                && (model.is_none() || model == fact.model)
        });
        Ok(Gathered { days, facts, rates, accounts })
    }
}

/// By provider, day and account, the place in the ledger after which calls came that its figures cannot have.
fn read_at(counted: &[sides::Counted]) -> HashMap<(String, Date, String), i64> {
    let mut newest = HashMap::new();
    for one in counted {
        let seq: &mut i64 =
            newest.entry((one.about.provider.clone(), one.about.day, one.about.connection_id.clone())).or_default();
        *seq = one.seq.max(*seq);
    }
    newest
}
