// Numbers of the story that `outlay demo --at 2026-11-23T14:32:00Z --quiet` tells, known before a page is opened.
//
// The story is the same for the same end. Whoever changes it, or a price of its models, changes them here and in
// `tests/tests/demo.rs`. Each says where it comes from: a file of `host/outlay/src/demo`, that test, or a query over the
// ledger's events and the providers' own bills, which are not what pages are made of.

/**
 * What was spent from 1 November on. A bill counts where it is final, which is two days later: Anthropic's and OpenAI's
 * until the 21st, Vertex's until the 17th by the day of Los Angeles, where the connection broke on the 21st.
 *   billed   SELECT sum(cost) FROM costs WHERE period_start >= '2026-11-01' AND (connector IN ('anthropic', 'openai')
 *            AND period_start < '2026-11-22' OR connector = 'vertex' AND NOT open)               29,851.15861499
 *   metered  SELECT sum(effective_cost) FROM events WHERE event_time >= '2026-11-01' AND (provider IN ('anthropic',
 *            'openai') AND event_time >= '2026-11-22' OR provider = 'google' AND event_time >= '2026-11-18 08:00'
 *            OR coalesce(provider, '') NOT IN ('anthropic', 'openai', 'google'))                   7,402.782578305
 */
export const SPENT = "≥ $37,253.94";

/** `demo.rs`: NOVEMBER, the effective cost of events of November; 98,161 of them. */
export const METERED = { sum: "≥ $37,033.36", events: "98,161" };

/** `prices.rs`. */
export const BUDGET = "$50,000";

/** `images.rs`, and `demo.rs`: IMAGES. */
export const UNPRICED = { model: "gemini-3.1-image", events: "7,412", since: "18 Nov, 09:12" };

/** Sum of the effective cost of events since midnight. */
export const TODAY = "$1,318.79";

/** The dearest day, as SPENT, of the 19th alone. */
export const DEAREST_DAY = { day: "Thu 19 Nov", spent: "$4,112.55" };

/** The same as SPENT by `GROUP BY`, the dearest of each dimension. Bills tell models, and no other dimension. */
export const DEAREST = {
  Provider: { name: "Anthropic", spent: "$16,906.55" },
  Model: { name: "claude-sonnet-4-5", spent: "$10,833.05" },
  Organization: { name: "Kestrel Freight", spent: "≥ $11,494.99" },
  Product: { name: "Claims Desk", spent: "$5,317.55" },
  Agent: { name: "claims-extractor", spent: "$5,317.55" },
  Subscriber: { name: "kestrelfreight-1007", spent: "$792.66" },
};

/** AWS has no connection: the effective cost of its events of November. */
export const BEDROCK = "$3,552.16";

/** Open at the end, the newest last; `demo.rs` has the rules. */
export const OPEN_ALERTS = ["Agent's week", "Images by model", "Vertex bill gone quiet", "Anthropic's bill"];

/**
 * `runaway.rs`: the loop of the 19th, 2,914 calls answered and 58 refused between them.
 *   dearest  SELECT event_id, effective_cost … WHERE agent = 'route-planner' AND task_type = 'replan'
 *            ORDER BY effective_cost DESC LIMIT 1: its meters at the list's prices, 5, 0.5, 6.25 and 25 USD per million
 *   last     the same ORDER BY seq DESC LIMIT 1
 *   trace    SELECT trace_id, sum(effective_cost), count(*) … GROUP BY trace_id ORDER BY 2 DESC LIMIT 1
 *   standing SELECT quantile_disc(cost, [0.5, 0.95, 0.99]) of the 1,019 traces of its type, 20 October to 19 November
 */
export const RUNAWAY = {
  calls: "2,914",
  spent: "$2,118.46",
  agent: "route-planner",
  organization: "Kestrel Freight",
  dearest: {
    id: "evt_79d97987006d5cf67fc239f3efe0204a",
    transaction: "txn_d5905b52ebab5162",
    trace: "tr_c1a1b8c3aec5",
    lines: [
      ["Input", "6,928", "$5.00", "$0.034640"],
      ["Cache read", "118,122", "$0.50", "$0.059061"],
      ["Cache write", "33,905", "$6.25", "$0.211906"],
      ["Output", "26,398", "$25.00", "$0.659950"],
    ],
    cost: "$0.965557",
  },
  last: { time: "05:40:12.418", cost: "$0.7189" },
  trace: {
    id: "tr_9dcbc04f2eaf",
    spent: "$34.3922",
    spans: "48",
    failed: "1 failed",
    took: "3 min 30 s",
    standing: "p50 $2.19, p95 $34.01, p99 $34.34. This one is among the dearest 1%",
  },
};

/**
 * Events of the 19th of route-planner for Kestrel Freight: SELECT count(*), sum(effective_cost); `otherSteps` of them
 * have another task than replan.
 */
export const OF_THE_19TH = { events: "3,125", spent: "$2,174.80", otherSteps: "152" };

/** Of 12 hours: SELECT count(*), sum(effective_cost) … WHERE event_time >= '2026-11-19' AND event_time < '2026-11-19 12:00'. */
export const HALF_DAYS = {
  loop: { title: "19 Nov, 00:00–12:00 UTC", spent: "≥ $3,079.68" },
  last: { from: "2026-11-23T12:00:00.000Z", events: "1,013" },
};

/** Of November, that cost at least 1.50 USD: SELECT count(*), sum(effective_cost) … WHERE effective_cost >= 1.5. */
export const DEAR_CALLS = { events: "697", spent: "$1,116.74" };

/** Calls of the 19th that Anthropic refused: SELECT count(*) … WHERE agent = 'route-planner' AND error_code = 429. */
export const REFUSED_CALLS = "59";

/**
 * A run of claims-extractor of the 6th, step by step: SELECT transaction_name, kind, model, effective_cost …
 * WHERE trace_id = 'tr_be54ed015590' ORDER BY event_time; the first caused the rest.
 */
export const INTAKE = {
  id: "tr_be54ed015590",
  took: "2 min 7 s",
  first: "$0.1810",
  all: "$2.9286",
  steps: [
    ["read_document tool", "$0.0015"],
    ["extract claude-sonnet-4-5", "$0.4870"],
    ["Fold cross-check claude-sonnet-4-5", "$0.5319"],
    ["summarise claude-sonnet-4-5", "$0.4954"],
  ],
};

/** A run that drew one picture: SELECT trace_id … WHERE model = 'gemini-3.1-image' ORDER BY seq LIMIT 1. */
export const LABEL = "tr_a127befebfa7";

/** SELECT sum(effective_cost), count(*) … WHERE event_time::DATE = '2026-11-19'. */
export const THE_19TH = ["4,085.89208914", "9,272"];

/** Rows of tables, as `SELECT count(*)` counts them: 207,661 events and 1,509 cost records. */
export const TABLES = { events: "207.7 k rows", costs: "1.5 k rows" };

/** SELECT connector, count(*), sum(cost) FROM costs WHERE period_start >= '2026-11-01' GROUP BY connector. */
export const BILLS = { anthropic: ["288", "16,922.043707"], openai: ["207", "12,416.55600435"], vertex: ["95", "2,459.523721"] };

/**
 * By connection, of the days of November that are billed: Vertex's are of Los Angeles, until the 19th.
 *   billed   SELECT connector, sum(cost) FROM costs WHERE period_start >= '2026-11-01' AND period_start < '2026-11-23'
 *   metered  SELECT provider, sum(effective_cost) FROM events … of the same days
 */
export const BILLED = {
  Anthropic: { billed: "$16,350.05", metered: "$16,110.66", says: "1.5% over metered" },
  OpenAI: { billed: "$11,978.14", metered: "$11,979.48", says: "agrees within 0.1%" },
  LiteLLM: { billed: "$5,079.46", metered: "Attribution only, never added", says: "counted upstream" },
  "Google Vertex AI": { billed: "$2,459.52", metered: "≥ $2,474.31", says: "Billed on 19 of 22 days, 1–22 Nov" },
};

/** `bills/google.rs`: the key of the service account was deleted. */
export const BROKEN = { since: "Since 21 Nov, 04:22", why: "the key of this service account was deleted" };

/** `bills/anthropic.rs`. */
export const PROJECT = "wrkspc_01HarbourlineProd";

/** `keys.rs`, and SELECT key_id, count(*) FROM events GROUP BY key_id. */
export const KEYS = {
  "old-staging": ["27 Jan", "14 Aug, 10:02", "0"],
  "prod-gateway": ["12 Mar", /14:32:00|\d+ s ago/, "136,240"],
  "claims-workers": ["3 Jun", /14:32:00|\d+ s ago/, "58,122"],
  "laptops-otel": ["18 Aug", "14:29:00", "13,299"],
  "finance-notebook": ["2 Sep", "1 Nov, 07:30", "reads only"],
};

/** `prices.rs`: what Harbourline pays other than the list says. */
export const OWN_PRICES = {
  "Calls of get_traffic": "Calls $0.004",
  "Calls of carrier_quotes": "Calls $0.006",
  "gpt-5, committed": "8% off the list",
};
export const COMMITMENT = "Commitment for 2027, signed on the day before";

/** The nearest model of the list, what it asks for a picture, and 7,412 times that. */
export const AS_IMAGEN = { model: "imagen-4.0-generate-001", price: "0.04", all: "$296.48" };

/**
 * Calls of claude-opus-4-5 on the 19th: SELECT sum(computed_cost), count(*) says 2,327.90987 and 3,226. With the prices of
 * claude-sonnet-4-5 the same query over their tokens says 1,407.12396: 3, 0.30, 3.75 and 15 USD per million, and for the 14
 * that read more than 200,000 tokens 6, 0.60, 7.50 and 22.50.
 */
export const AS_SONNET = { events: "3,226", was: "$2,327.91", would: "$1,407.12", difference: "−$920.79" };

/**
 * Days that a final bill covers, as in SPENT; Google's are of Los Angeles, whose summer time ends on the 1st.
 *   metered  SELECT sum(effective_cost) … of the 1st to the 22nd, all providers                35,734.119085055
 *   of them  … of the days with a final bill: 15,769.2256935 + 11,692.25367469 + 2,164.076645    29,625.55601319
 *   billed   as in SPENT                                                                         29,851.15861499
 */
export const RECONCILED = {
  metered: "≥ $35,734.12",
  share: "82.9%",
  compared: "$29,625.56",
  billed: "$29,851.16",
  difference: "+$225.60",
  byProvider: {
    Anthropic: ["$15,769.23", "$15,996.24", "+$227.02", "+1.44%"],
    OpenAI: ["$11,692.25", "$11,691.18", "−$1.07", "−0.01%"],
    "Google Vertex AI": ["$2,164.08", "$2,163.73", "−$0.34", "−0.02%"],
  },
  // Nobody bills AWS, Azure not yet: their events of the 1st to the 22nd.
  unbilled: { "AWS Bedrock": ["$3,414.22", "not connected"], "Azure OpenAI": ["$1,469.78", "first sync 15:00"] },
};

/**
 * `bills/anthropic.rs`: what claims-workers writes to its cache lives an hour there.
 *   SELECT sum(cost) FROM costs WHERE connector = 'anthropic' AND period_start >= '2026-11-12'
 *   AND period_start < '2026-11-22' AND raw::VARCHAR LIKE '%1h%'                                   605.376772
 * at 2 of input instead of 5/4 of it: 605.376772 × 5 / 8 = 378.36, and their gap is the drift.
 */
export const CACHE_SPLIT = { since: "12 Nov", hour: "$605.38", usual: "$378.36", gap: "$227.02" };

/** The same of the 12th alone: 856.1382755 billed, 827.9483555 metered; and its models. */
export const THE_12TH = {
  cell: "Anthropic, 12 Nov: more than 3%, +3.4%",
  day: ["$827.95", "$856.14", "+$28.19"],
  model: ["any claude-sonnet-4-5", "$590.61", "$617.37", "+$26.76", "Cache split"],
};

/**
 * `rules.rs`: the rule "Runaway agent", whose limit is $50, and what a lower one would have raised in the last 30 days.
 *   highest  SELECT max(v) FROM (SELECT sum(effective_cost) OVER (PARTITION BY agent ORDER BY received_at RANGE BETWEEN
 *            INTERVAL 899999999 MICROSECOND PRECEDING AND CURRENT ROW) AS v … WHERE agent LIKE '%-%')
 *   firings  POST /api/v1/rules/{id}/backtest with that limit; the sum and the calls of the first
 *            SELECT sum(effective_cost), count(*) … WHERE agent = 'route-planner' AND event_time >= '2026-11-19 02:29:20'
 *            AND event_time < '2026-11-19 05:51:50'
 *   limits   the same with each
 */
export const RUNAWAY_RULE = {
  highest: "$166.33",
  lower: {
    limit: "35",
    firings: [
      ["19 Nov, 02:29", "route-planner", "1 min 20 s sooner", "$35.77", "3 h 23 min", "$2,084.14", "2,929"],
      ["6 Nov, 16:31", "claims-extractor", "new", "$35.04"],
      ["6 Nov, 16:11", "claims-extractor", "5 min sooner", "$35.21"],
      ["29 Oct, 09:54", "contract-digest", "4 min sooner", "$35.02"],
    ],
  },
  limits: [
    ["$25", "5"],
    ["$35", "4"],
    ["$50 live", "3"],
    ["$75", "1"],
  ],
};

/**
 * Customers with a call over 1.70 USD in the last 30 days: SELECT organization, min(event_time) … WHERE effective_cost > 1.7
 * AND event_time >= '2026-10-24' GROUP BY organization. The newest is of Pinnacle Cold Chain.
 */
export const FIRST_DEAR_CALL = { limit: "1.70", alerts: "9", newest: "20 Nov, 10:20 First call of organization Pinnacle Cold Chain" };

/**
 * The alert of `rules.rs`: "Runaway agent" that the loop of the 19th opened at 02:30:40, and that cleared at 05:51.
 *   spent   SELECT count(*), sum(effective_cost) … WHERE agent = 'route-planner' AND received_at > '2026-11-19 02:15:40'
 *           AND received_at < '2026-11-19 05:51:00'
 *   after   the same from '2026-11-19 02:30:40' on
 *   usual   SELECT quantile_cont(s, 0.5) FROM (SELECT sum(effective_cost) AS s … WHERE agent = 'route-planner' AND
 *           event_time >= '2026-10-22' AND event_time < '2026-11-19' GROUP BY event_time::DATE)
 *   meters  of the same events, the sums of the fifth of each list in `cost_explanation`
 */
export const LOOP_ALERT = {
  title: "route-planner spent over $50 in 15 minutes",
  opened: "19 Nov 2026, 02:30:40.000 UTC",
  lasted: "3 h 20 min",
  spent: "$2,120.49",
  after: "$2,071.05",
  calls: "2,980",
  usual: "$75.99",
  meters: [
    ["Output, 57.5 M tokens", "$1,436.37"],
    ["Cache write, 70.6 M tokens", "$441.34"],
    ["Cache read, 328.5 M tokens", "$164.13"],
    ["Input, 15.8 M tokens", "$78.64"],
  ],
};
