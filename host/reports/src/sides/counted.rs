//! What providers counted.

use outlay_domain::meter;
use outlay_pricing::tier;
use outlay_warehouse::{TOLD_AGAIN, Warehouse};

use super::{About, Zones, said, times, within};
use crate::days::Days;
use crate::error::ReportsError;
use crate::lines;
use crate::rows::Row;
use crate::split::{Counts, REQUESTS};

/// Of one kind, account, project and day.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) about: About,
    pub(crate) tier: Option<String>,
    pub(crate) counts: Counts,
    pub(crate) is_open: bool,
    /// Place in the ledger of the newest window that brought it.
    pub(crate) seq: i64,
}

pub(crate) async fn counted(warehouse: &Warehouse, zones: &Zones, days: Days) -> Result<Vec<Counted>, ReportsError> {
    let mut statement = About::asked(zones, days);
    let hour = "coalesce(cache_write_1h_tokens, 0)";
    statement.push(&format!(
        ", {} AS tier, unit, bool_or(open), max(seq), sum(input_tokens), sum(cached_input_tokens), \
         sum(greatest(coalesce(cache_write_tokens, 0), coalesce(cache_write_5m_tokens, 0) + {hour}) - {hour}), \
         sum({hour}), sum(output_tokens), \
         sum(CASE WHEN coalesce(input_tokens, output_tokens) IS NOT NULL OR unit IN ('images', 'characters', 'seconds') \
           THEN requests END), sum(units) FROM usage WHERE connection_id IN ",
        said(&tier::FIELDS)
    ));
    statement.push_list(zones.keys().map(String::as_str)).push(&within("period_start", days));
    statement.push(&format!(" AND provider <> '{TOLD_AGAIN}' GROUP BY ALL"));
    let read = |row: &Row| {
        let mut counts = Counts::default();
        for (place, name) in (10..).zip([
            meter::INPUT_TOKENS,
            meter::CACHE_READ_TOKENS,
            meter::CACHE_WRITE_TOKENS,
            meter::CACHE_WRITE_1H_TOKENS,
            meter::OUTPUT_TOKENS,
            REQUESTS,
        ]) {
            counts.add(name, row.nano(place));
        }
        if let Some(unit) = row.text(7) {
            let (name, scale) = lines::scale(unit).unwrap_or((unit, lines::ONE));
            counts.add(name, times(row.nano(16), scale));
        }
        Some(Counted {
            about: About::read(row)?,
            tier: tier::named(row.text(6).unwrap_or_default()),
            counts,
            is_open: row.flag(8),
            seq: row.integer(9).unwrap_or_default(),
        })
    };
    let rows = statement.ask(warehouse).await?;
    Ok(rows.iter().filter_map(read).filter(|one| days.contains(one.about.day)).collect())
}
