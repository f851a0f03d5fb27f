//! Views for people: what was spent, and what was billed, metered and estimated side by side.
//!
//! The reports of the API go further: they know models by all of their names, choose a grain that both sides have, and
//! split a difference into parts. Here everything is what it is called, but providers, who have one name each.

use outlay_pricing::provider_aliases;

use crate::database::literal;
use crate::rollup;
use crate::table::{ColumnInfo, TableInfo};

/// The keys of a record's own fields that say what it is for; by any spelling of their name.
pub const ABOUT: [&str; 17] = [
    "line_item",
    "description",
    "cost_type",
    "token_type",
    "charge_type",
    "chargeType",
    "record_type",
    "recordType",
    "usage_type",
    "usageType",
    "sku",
    "sku_description",
    "service",
    "SERVICE",
    "USAGE_TYPE",
    "credit_type",
    "meter",
];

/// Words of lines of a bill that are no price of anything used.
pub const ADJUSTMENTS: [&str; 16] = [
    "tax",
    "taxes",
    "vat",
    "gst",
    "hst",
    "credit",
    "credits",
    "discount",
    "discounts",
    "refund",
    "promotion",
    "promotional",
    "rebate",
    "adjustment",
    "coupon",
    "savings",
];

/// The provider of records that tell again, by user, what other records of their account count already.
pub const TOLD_AGAIN: &str = "claude-code";

/// The ids of providers by their other spellings: events have ids, records what the provider says.
fn aliases() -> String {
    let rows: Vec<String> =
        provider_aliases().map(|(alias, id)| format!("({}, {})", literal(alias), literal(id))).collect();
    format!("CREATE OR REPLACE VIEW internal.aliases AS FROM (VALUES {}) AS a(alias, id)", rows.join(", "))
}

/// Which connection the calls of a provider belong to, where there is no choice; and where its days begin.
const ACCOUNTS: &str = "CREATE OR REPLACE VIEW internal.accounts AS \
    SELECT coalesce(id, lower(trim(provider))) AS provider, CASE WHEN count(DISTINCT connection_id) = 1 THEN min(connection_id) END AS connection_id, \
    min(zone) AS zone \
    FROM (SELECT DISTINCT provider, connection_id FROM \
      (SELECT provider, connection_id FROM main.usage UNION ALL SELECT provider, connection_id FROM main.costs)) AS said \
    JOIN main.connections USING (connection_id) LEFT JOIN internal.aliases ON alias = lower(trim(provider)) \
    WHERE counts_towards_total GROUP BY ALL";

/// Live events with their day, account and project.
const CALLS: &str = "CREATE OR REPLACE VIEW internal.calls AS \
    SELECT (e.event_time + to_seconds(coalesce(z.offset_seconds, 0)))::DATE AS day, \
    coalesce(m.connection_id, a.connection_id) AS connection_id, e.provider, m.project, e.model, e.currency, \
    e.effective_cost \
    FROM main.events AS e \
    LEFT JOIN internal.credentials AS m ON m.provider = e.provider AND m.credential = e.credential \
    LEFT JOIN internal.accounts AS a ON a.provider = e.provider \
    LEFT JOIN internal.zones AS z ON z.zone = a.zone AND e.event_time >= z.since AND e.event_time < z.until \
    WHERE e.status = 'live'";

/// By the house's clock.
const NOW: &str = "(make_timestamp(epoch_us(now())) \
    + to_seconds(coalesce((SELECT max(ahead_seconds) FROM internal.clock), 0)))";

/// A table of records with day, account and project.
fn records(view: &str, table: &str, lateness: &str, figures: &str, only: &str) -> String {
    let local = |time: &str| format!("({time} + to_seconds(coalesce(z.offset_seconds, 0)))::DATE");
    let (first, last) = (local("r.period_start"), local("(r.period_end - to_microseconds(1))"));
    // What is said for one account goes before what is said for any.
    let said = |kind: &str, id: &str| {
        format!(
            "(SELECT arg_min(p.project, (p.connection_id IS NULL)::INTEGER) FROM main.project_map AS p \
             WHERE p.kind = '{kind}' AND p.provider = r.seller AND p.id = {id} \
             AND coalesce(p.connection_id, r.connection_id) = r.connection_id)"
        )
    };
    let (of_key, called) = (said("key", "r.key"), said("project", "r.belongs"));
    format!(
        "CREATE OR REPLACE VIEW internal.{view} AS \
         SELECT {first} AS day, {last} AS last_day, r.connection_id, r.seller AS provider, \
         coalesce({called}, r.belongs) AS project, r.model, \
         r.open OR greatest(r.period_end, ({last} + INTERVAL 1 DAY) - to_seconds(coalesce(z.offset_seconds, 0))) \
           + to_seconds(k.{lateness}) > {NOW} AS open, {figures} \
         FROM (SELECT r.*, coalesce(r.project, {of_key}) AS belongs FROM \
           (SELECT r.*, coalesce(a.id, lower(trim(r.provider))) AS seller FROM main.{table} AS r \
           LEFT JOIN internal.aliases AS a ON a.alias = lower(trim(r.provider)) WHERE {only}) AS r) AS r \
         JOIN main.connections AS k ON k.connection_id = r.connection_id \
         LEFT JOIN internal.zones AS z ON z.zone = k.zone AND r.period_start >= z.since AND r.period_start < z.until \
         WHERE k.counts_towards_total"
    )
}

/// Whether a line of a bill is no price of anything used: it is no reason to take its days together. What is sold in credits
/// is no credit.
fn is_adjustment() -> String {
    let (keys, words) = (ABOUT.map(|key| format!("'{key}'")).join(", "), ADJUSTMENTS.join("|"));
    let about = format!("array_to_string(json_extract_string(r.raw, [{keys}]), ' ')");
    // `SavingsPlan` is two words.
    let about = format!("lower(regexp_replace({about}, '([a-z])([A-Z])', '\\1 \\2', 'g'))");
    let says = format!("regexp_matches({about}, '(^|[^a-z0-9])({words}|rounding)([^a-z0-9]|$)')");
    format!("(r.cost < 0 OR (lower(coalesce(r.unit, '')) <> 'credits' AND {says}))")
}

const SPEND: &str = "CREATE OR REPLACE VIEW main.spend AS \
    WITH bills AS (FROM internal.bills), \
    days AS (SELECT connection_id, \
      unnest(generate_series(day, CASE WHEN is_adjustment THEN day ELSE last_day END, INTERVAL 1 DAY))::DATE AS day, \
      open, provider FROM bills), \
    settled AS (SELECT connection_id, day FROM days GROUP BY ALL HAVING NOT bool_or(open)), \
    sellers AS (SELECT DISTINCT provider, day FROM days SEMI JOIN settled USING (connection_id, day)) \
    SELECT day, connection_id, provider, project, model, currency, 'billed' AS basis, sum(cost) AS amount \
    FROM bills SEMI JOIN settled USING (connection_id, day) GROUP BY ALL \
    UNION ALL \
    SELECT c.day, c.connection_id, c.provider, c.project, c.model, c.currency, 'metered' AS basis, \
    sum(c.effective_cost) AS amount FROM internal.calls AS c \
    LEFT JOIN settled AS f ON f.connection_id = c.connection_id AND f.day = c.day \
    LEFT JOIN sellers AS s ON c.connection_id IS NULL AND s.provider = c.provider AND s.day = c.day \
    WHERE f.day IS NULL AND s.day IS NULL GROUP BY ALL";

/// Models by their names without a date at the end: not everybody adds it.
const RECONCILIATION: &str = "CREATE OR REPLACE VIEW main.reconciliation AS \
    WITH sides AS ( \
      SELECT day, connection_id, provider, project, model, currency, cost AS billed, NULL::DECIMAL(38,12) AS metered, \
      NULL::DECIMAL(38,12) AS estimated, open, false AS is_call FROM internal.bills \
      UNION ALL SELECT day, connection_id, provider, project, model, currency, NULL, effective_cost, NULL, false, true \
      FROM internal.calls WHERE connection_id IS NOT NULL \
      UNION ALL SELECT day, connection_id, provider, project, model, currency, NULL, NULL, estimated, open, false \
      FROM internal.used), \
    sums AS (SELECT day, connection_id, provider, project, \
      regexp_replace(model, '[-@]20[0-9]{2}-?[0-9]{2}-?[0-9]{2}$', '') AS model, currency, sum(billed) AS billed, \
      CASE WHEN bool_or(is_call) THEN sum(metered) ELSE 0 END AS known, sum(estimated) AS estimated, \
      bool_or(open) AS open, count(*) FILTER (metered <> 0) AS calls FROM sides GROUP BY ALL), \
    told AS (SELECT *, CASE WHEN sum(calls) OVER (PARTITION BY day, connection_id, provider, currency) > 0 \
      OR sum(calls) OVER (PARTITION BY day, connection_id, provider) = 0 THEN known END AS metered FROM sums) \
    SELECT day, connection_id, provider, project, model, currency, billed, metered, estimated, \
    billed - metered AS drift, estimated - metered AS estimated_minus_metered, \
    billed - estimated AS billed_minus_estimated, open FROM told";

/// All views, over tables that are there.
pub(crate) fn create_sql() -> String {
    let bills = records(
        "bills",
        "costs",
        "cost_lateness",
        &format!("r.currency, r.cost, {} AS is_adjustment", is_adjustment()),
        "r.cost IS NOT NULL AND r.currency IS NOT NULL",
    );
    // Usage of which nothing is known that it would cost is in no currency.
    let used = records(
        "used",
        "usage",
        "usage_lateness",
        "coalesce(r.estimate_currency, 'USD') AS currency, r.estimated_cost AS estimated",
        &format!("r.provider <> '{TOLD_AGAIN}'"),
    );
    [&aliases(), ACCOUNTS, CALLS, &bills, &used, SPEND, &rollup::spend_hourly_sql(), RECONCILIATION].join(";\n")
}

const TEXT: &str = "VARCHAR";
const DAY: &str = "DATE";
const AMOUNT: &str = "DECIMAL(38,12)";
const COUNT: &str = "BIGINT";
const FLAG: &str = "BOOLEAN";

type Column = (&'static str, &'static str, &'static str);

const OF_A_DAY: [Column; 6] = [
    ("day", DAY, "The day, where the provider's days begin."),
    ("connection_id", TEXT, "The account; NULL if no connection reads it, or nobody knows which."),
    ("provider", TEXT, "Who sells it."),
    ("project", TEXT, "The project; NULL if unknown."),
    ("model", TEXT, "The model; NULL if there is none or it is not said."),
    ("currency", TEXT, "ISO 4217. Never add amounts of two."),
];

const OF_SPEND: [Column; 2] = [
    ("basis", TEXT, "billed where a final bill covers the day of the account, else metered."),
    ("amount", AMOUNT, "In `currency`; NULL if nothing of it has a known cost."),
];

const OF_SPEND_HOURLY: [Column; 14] = [
    ("hour", "TIMESTAMP", "Begin of the hour, UTC."),
    ("provider", TEXT, "Who sells it."),
    ("model", TEXT, "The model that answered."),
    ("team", TEXT, "The team that owns the key."),
    ("key_id", TEXT, "The API key that posted it."),
    ("credential", TEXT, "The provider's credential that was used."),
    ("organization", TEXT, "The customer."),
    ("product", TEXT, "The product."),
    ("agent", TEXT, "The agent."),
    ("environment", TEXT, "The environment."),
    ("currency", TEXT, "ISO 4217. Never add amounts of two."),
    ("events", COUNT, "How many events."),
    ("amount", AMOUNT, "Sum of the known effective costs, in `currency`; NULL if none is known."),
    ("unpriced", COUNT, "How many of the events have no known cost."),
];

const OF_RECONCILIATION: [Column; 7] = [
    ("billed", AMOUNT, "What is billed; NULL if there is no bill for this."),
    (
        "metered",
        AMOUNT,
        "Sum of the known effective costs of events; NULL if none is known, or all were metered in another currency.",
    ),
    ("estimated", AMOUNT, "What the provider's usage would cost by the price book when it was read; NULL if unknown."),
    ("drift", AMOUNT, "billed - metered."),
    ("estimated_minus_metered", AMOUNT, "The part of the drift that metering does not see."),
    ("billed_minus_estimated", AMOUNT, "The part of the drift that is in the bill."),
    ("open", FLAG, "Whether a bucket of it may still change."),
];

pub(crate) fn info() -> Vec<TableInfo> {
    vec![
        table(
            "spend",
            "What was spent, by day and account: billed where there is a final bill, else metered; never both.",
            OF_A_DAY.iter().chain(&OF_SPEND),
        ),
        spend_hourly(),
        table(
            "reconciliation",
            "What was billed, metered and estimated, side by side. The parts of the drift, which say why they differ, are in \
             GET /api/v1/reconciliation only.",
            OF_A_DAY.iter().chain(&OF_RECONCILIATION),
        ),
    ]
}

fn spend_hourly() -> TableInfo {
    let mut info =
        table("spend_hourly", "What was metered, by hour. Quick however much there is.", OF_SPEND_HOURLY.iter());
    info.columns.extend(rollup::token_columns());
    info
}

fn table<'c>(name: &str, description: &str, columns: impl Iterator<Item = &'c Column>) -> TableInfo {
    let column = |(name, sql_type, description): &Column| ColumnInfo {
        name: (*name).to_owned(),
        sql_type: (*sql_type).to_owned(),
        description: (*description).to_owned(),
    };
    TableInfo { name: name.to_owned(), description: description.to_owned(), columns: columns.map(column).collect() }
}
