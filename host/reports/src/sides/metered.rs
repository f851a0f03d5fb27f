//! What events say.

use jiff::civil::Date;
use outlay_domain::{Money, meter};
use outlay_pricing::tier;
use outlay_warehouse::Warehouse;

use super::{Zones, day_of, within};
use crate::days::Days;
use crate::error::ReportsError;
use crate::rows::{Row, Statement};
use crate::split::{Counts, REQUESTS};

/// Events that are about the same.
#[derive(Debug)]
pub(crate) struct Metered {
    pub(crate) provider: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) credential: Option<String>,
    pub(crate) day: Date,
    pub(crate) currency: String,
    pub(crate) tier: Option<String>,
    pub(crate) counts: Counts,
    /// Of the times that figures of this provider's day were read, the last before these came: a place in the ledger.
    pub(crate) came_after: Option<i64>,
    /// None if the cost of none of them is known.
    pub(crate) cost: Option<Money>,
    pub(crate) unpriced: u64,
}

/// What to take of events, beside what always is.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Only of these providers.
    pub(crate) providers: Option<Vec<String>>,
    /// When figures of a provider's day were read, by each of its accounts: a place in the ledger.
    pub(crate) read_at: Vec<(Date, String, i64)>,
}

const TOKENS: [&str; 9] = [
    meter::INPUT_TOKENS,
    meter::CACHE_READ_TOKENS,
    meter::CACHE_WRITE_TOKENS,
    meter::CACHE_WRITE_1H_TOKENS,
    meter::OUTPUT_TOKENS,
    REQUESTS,
    meter::IMAGES,
    meter::SECONDS,
    meter::CHARACTERS,
];
/// The columns before the quantities.
const HEAD: usize = 9;

/// How a meter is read from an event.
fn quantity(name: &str) -> String {
    match name {
        meter::CACHE_WRITE_TOKENS => "greatest(coalesce(cache_write_tokens, 0), coalesce(cache_write_5m_tokens, 0) + \
             coalesce(cache_write_1h_tokens, 0)) - coalesce(cache_write_1h_tokens, 0)"
            .to_owned(),
        REQUESTS => "CASE WHEN kind NOT IN ('tool', 'api', 'custom') THEN 1 END".to_owned(),
        name => name.to_owned(),
    }
}

pub(crate) async fn metered(
    warehouse: &Warehouse,
    zones: &Zones,
    days: Days,
    wanted: &Wanted,
) -> Result<Vec<Metered>, ReportsError> {
    let mut statement = Statement::default();
    statement.push("WITH calls AS (SELECT *, ");
    day_of(&mut statement, "event_time", "provider", zones, days);
    statement.push(" AS day FROM events WHERE status = 'live'").push(&within("event_time", days));
    if let Some(providers) = &wanted.providers {
        statement.push(" AND provider IN ").push_list(providers.iter().map(String::as_str));
    }
    statement.push("), read AS (");
    if wanted.read_at.is_empty() {
        statement.push("SELECT NULL::DATE AS day, NULL::VARCHAR AS provider, NULL::BIGINT AS seq WHERE false");
    } else {
        statement.push("SELECT * FROM (VALUES ");
        for (index, (day, provider, seq)) in wanted.read_at.iter().enumerate() {
            statement.push(&format!("{}(DATE '{day}', ?::VARCHAR, {seq}::BIGINT)", if index > 0 { ", " } else { "" }));
            statement.params.push(provider.as_str().into());
        }
        statement.push(") AS said(day, provider, seq)");
    }
    statement.push(
        ") SELECT calls.provider, model, credential, calls.day, currency, sum(effective_cost), \
         count(*) FILTER (effective_cost IS NULL), read.seq AS came_after, ",
    );
    statement.push("concat_ws(chr(10), service_tier, pricing_tier) AS tier");
    for name in TOKENS {
        statement.push(&format!(", sum({})", quantity(name)));
    }
    statement.push(
        " FROM calls ASOF LEFT JOIN read ON read.day = calls.day AND read.provider = calls.provider \
         AND read.seq < calls.seq GROUP BY ALL",
    );
    let read = |row: &Row| {
        let mut counts = Counts::default();
        TOKENS.iter().zip(HEAD..).for_each(|(name, place)| counts.add(name, row.nano(place)));
        Some(Metered {
            provider: row.owned(0),
            model: row.owned(1),
            credential: row.owned(2),
            day: row.day(3)?,
            currency: row.owned(4)?,
            cost: row.money(5),
            unpriced: row.count(6),
            came_after: row.integer(7),
            tier: tier::named(row.text(8).unwrap_or_default()),
            counts,
        })
    };
    let rows = statement.ask(warehouse).await?;
    Ok(rows.iter().filter_map(read).filter(|one| days.contains(one.day)).collect())
}
