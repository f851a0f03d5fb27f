// Written by `npm run types` from host/api/tests/openapi.json, the server's own description of its API. Not to be edited.

/** OneOf type helpers */
type Without<T, U> = { [P in Exclude<keyof T, keyof U>]?: never };
type XOR<T, U> = (T | U) extends object ? (Without<T, U> & U) | (Without<U, T> & T) : T | U;
type OneOf<T extends any[]> = T extends [infer Only] ? Only : T extends [infer A, infer B, ...infer Rest] ? OneOf<[XOR<A, B>, ...Rest]> : never;

export interface paths {
  "/api/v1/about": {
    /**
     * What this server is
     * @description Its version, what it keeps and how much room that takes, and how it stands with the master key.
     */
    get: operations["get_about"];
  };
  "/api/v1/alerts": {
    /** List alerts, the newest first */
    get: operations["list_alerts"];
  };
  "/api/v1/alerts/acknowledge": {
    /** Acknowledge several alerts */
    post: operations["acknowledge_alerts"];
  };
  "/api/v1/alerts/resolve": {
    /** Close several alerts */
    post: operations["resolve_alerts"];
  };
  "/api/v1/alerts/snooze": {
    /**
     * Snooze several alerts
     * @description Nothing about them is delivered before `until`; those that are still open at the end are told one by one.
     */
    post: operations["snooze_alerts"];
  };
  "/api/v1/alerts/{id}": {
    /** One alert with its deliveries and its history */
    get: operations["get_alert"];
  };
  "/api/v1/alerts/{id}/acknowledge": {
    /**
     * Acknowledge an alert
     * @description Somebody looks after it. One that is acknowledged already stays as it is.
     */
    post: operations["acknowledge_alert"];
  };
  "/api/v1/alerts/{id}/mute": {
    /**
     * Mute the rule and key of an alert
     * @description Its alerts are recorded, and nobody is told of them: until a time, or until the mute is removed. An earlier mute of
     * the same rule and key is replaced.
     */
    post: operations["mute_alert"];
  };
  "/api/v1/alerts/{id}/note": {
    /**
     * Write something down about an alert
     * @description For whoever sees it next. Alerts that are closed take notes, too.
     */
    post: operations["note_alert"];
  };
  "/api/v1/alerts/{id}/resolve": {
    /**
     * Close an alert
     * @description The next firing opens another one. An alert that is closed already stays as it is.
     */
    post: operations["resolve_alert"];
  };
  "/api/v1/alerts/{id}/snooze": {
    /**
     * Snooze an alert
     * @description Nothing about it is delivered before `until`. If it is still open then, its channels are told once (`alert.woke`).
     */
    post: operations["snooze_alert"];
  };
  "/api/v1/alerts/{id}/unacknowledge": {
    /** Take an acknowledgement back */
    post: operations["unacknowledge_alert"];
  };
  "/api/v1/alerts/{id}/unsnooze": {
    /**
     * End a snooze
     * @description What was held back is sent now.
     */
    post: operations["unsnooze_alert"];
  };
  "/api/v1/backtest": {
    /**
     * Try a rule on the past that is not made yet
     * @description As the back-test of a rule; `builtin` or `component` says what it would be made of.
     */
    post: operations["backtest_draft"];
  };
  "/api/v1/channels": {
    /** List channels */
    get: operations["list_channels"];
    /** Create a channel */
    post: operations["create_channel"];
  };
  "/api/v1/channels/{id}": {
    /**
     * Delete a channel
     * @description Rules that name it deliver to their other channels only.
     */
    delete: operations["delete_channel"];
    /**
     * Change a channel
     * @description What is left out stays, null removes. What waits for it is tried again at once. Where a password is sent (`host`, `port`,
     * `tls`, `user`) changes only together with the password.
     */
    patch: operations["change_channel"];
  };
  "/api/v1/channels/{id}/deliveries": {
    /** List a channel's deliveries, the newest first */
    get: operations["list_deliveries"];
  };
  "/api/v1/channels/{id}/deliveries/{delivery}/retry": {
    /**
     * Try a delivery again that failed
     * @description At once, and as often as a new one. It keeps its id.
     */
    post: operations["retry_delivery"];
  };
  "/api/v1/channels/{id}/rotate-secret": {
    /**
     * Rotate the secret that signs
     * @description For 24 hours deliveries carry two signatures, separated by a comma: that of the new secret, then that of the one before.
     */
    post: operations["rotate_channel_secret"];
  };
  "/api/v1/channels/{id}/test": {
    /** Send a test message now */
    post: operations["test_channel"];
  };
  "/api/v1/components": {
    /** List what rules can be made of */
    get: operations["list_components"];
    /**
     * Upload a rule of your own
     * @description The body is a WebAssembly component of the world `outlay:rule/rule@0.1.0`, at most 64 MiB. In a process of its own,
     * with limits, it is checked, compiled, asked what it is, and tried with the first of its schema's `examples` of
     * settings: what it finds must not depend on how rows are cut into frames. The same bytes again are the same component.
     */
    post: operations["upload_component"];
  };
  "/api/v1/components/{id}": {
    /** One component */
    get: operations["get_component"];
  };
  "/api/v1/connections": {
    /** List connections */
    get: operations["list_connections"];
    /**
     * Connect a provider
     * @description Credentials are sealed and never shown again. The first sync starts at once.
     */
    post: operations["create_connection"];
  };
  "/api/v1/connections/check": {
    /**
     * Try credentials before they are saved
     * @description Nothing is stored. That they do not work is an answer, not an error.
     */
    post: operations["check_credentials"];
  };
  "/api/v1/connections/{id}": {
    /** Get a connection */
    get: operations["get_connection"];
    /**
     * Delete a connection
     * @description Its credentials are erased. Records that were read stay.
     */
    delete: operations["delete_connection"];
    /**
     * Change a connection
     * @description What is left out stays. Changing where requests go, or allowing private addresses, takes the credentials again. A
     * change of where it goes, or one with `settings` or `credentials` in it, starts a sync.
     */
    patch: operations["change_connection"];
  };
  "/api/v1/connections/{id}/backfill": {
    /**
     * Read further back
     * @description The sync first reads what is new, then goes back, newest first; its `daysDone` and `daysTotal` tell how far it is. It
     * survives a restart, and ends early where the provider keeps nothing older.
     */
    post: operations["backfill_connection"];
  };
  "/api/v1/connections/{id}/cancel": {
    /**
     * Cancel the sync that runs
     * @description What was read stays; a back-fill is given up. The next sync comes when the schedule says.
     */
    post: operations["cancel_sync"];
  };
  "/api/v1/connections/{id}/check": {
    /**
     * Try the stored credentials
     * @description The connection's status follows.
     */
    post: operations["check_connection"];
  };
  "/api/v1/connections/{id}/sync": {
    /**
     * Sync now
     * @description If a sync runs already, it is the answer.
     */
    post: operations["sync_connection"];
  };
  "/api/v1/connections/{id}/syncs": {
    /** List syncs of a connection, the newest first */
    get: operations["list_syncs"];
  };
  "/api/v1/connectors": {
    /** List connectors: the providers that can be connected */
    get: operations["list_connectors"];
    /**
     * Upload a connector of your own
     * @description The body is a WebAssembly component of the world `outlay:connector/connector@0.1.0`, at most 64 MiB. In a process of
     * its own, with limits, it is checked, compiled and asked what it is. It may ask only the origins that it declares and
     * that you grant here; without a grant, the answer is 409 `grant_needed` and says what it wants. A newer make takes the
     * place of an older one with the same id; connections keep what they were granted.
     */
    post: operations["upload_connector"];
  };
  "/api/v1/connectors/{id}": {
    /**
     * Delete an uploaded connector
     * @description One that connections use stays: delete those first.
     */
    delete: operations["delete_connector"];
  };
  "/api/v1/events": {
    /**
     * List events, the newest first
     * @description `total` covers all live events that match, not only this page; `unpriced` says how many of them have no cost. Amounts of different
     * currencies are not added: what is not in `currency` stands in `others`.
     */
    get: operations["list_events"];
    /**
     * Post CloudEvents as to OpenMeter
     * @description One CloudEvent or an array of them. An event counts once by its source and id.
     */
    post: operations["ingest_cloud_events"];
  };
  "/api/v1/events/histogram": {
    /**
     * How the events that match lie in time
     * @description Live events and what they cost, in buckets of equal length.
     */
    get: operations["get_event_histogram"];
  };
  "/api/v1/events/values": {
    /** List values of a dimension, the most frequent first */
    get: operations["list_event_values"];
  };
  "/api/v1/events/{id}": {
    /** One event, with how its cost came to be and what the rules said */
    get: operations["get_event"];
  };
  "/api/v1/ingest-errors": {
    /**
     * List refused events, the newest first
     * @description The newest 10,000 are kept. What a sender was told stands here again, with the beginning of what it sent.
     */
    get: operations["list_ingest_errors"];
  };
  "/api/v1/keys": {
    /** List keys */
    get: operations["list_keys"];
    /** Create a key */
    post: operations["create_key"];
  };
  "/api/v1/keys/{id}": {
    /** Revoke a key for good */
    delete: operations["revoke_key"];
  };
  "/api/v1/keys/{id}/regenerate": {
    /**
     * Put a fresh key in the place of one
     * @description The old one stops at once, or after the time that is given. One that was replaced before stops now in any case.
     */
    post: operations["regenerate_key"];
  };
  "/api/v1/keys/{id}/reveal": {
    /**
     * Copy a key again
     * @description For people who are signed in, never for an API key. Audited.
     */
    post: operations["reveal_key"];
  };
  "/api/v1/mutes": {
    /** List mutes, the newest first */
    get: operations["list_mutes"];
  };
  "/api/v1/mutes/{id}": {
    /**
     * Remove a mute
     * @description People are told again of what opens from now on.
     */
    delete: operations["delete_mute"];
  };
  "/api/v1/people": {
    /** List people: who can sign in */
    get: operations["list_people"];
  };
  "/api/v1/prices": {
    /** List own prices, the oldest first */
    get: operations["list_prices"];
    /**
     * Set a price
     * @description It counts for what comes from now on; `POST /api/v1/prices/repricings` applies it to the past. Of several prices for
     * one call the narrowest counts: one that names an organization, product or key; then the longer model name; then the later `from`.
     */
    post: operations["create_price"];
  };
  "/api/v1/prices/book": {
    /** Look through the list of prices */
    get: operations["get_price_book"];
  };
  "/api/v1/prices/currency": {
    /**
     * Choose the currency that costs are kept in
     * @description For what comes from now on; price the past anew to bring it along. It needs an exchange rate from USD first.
     */
    put: operations["set_currency"];
  };
  "/api/v1/prices/rates": {
    /** List exchange rates, by pair and day */
    get: operations["list_exchange_rates"];
    /**
     * Set an exchange rate
     * @description In the place of one of the same pair and day. Amounts are never added across currencies: without a rate a cost is
     * unpriced, with the reason `no_exchange_rate`.
     */
    put: operations["set_exchange_rate"];
  };
  "/api/v1/prices/rates/{from}/{to}/{day}": {
    /** Delete an exchange rate */
    delete: operations["delete_exchange_rate"];
  };
  "/api/v1/prices/repricings": {
    /** List re-pricings */
    get: operations["list_repricings"];
    /**
     * Price the past anew
     * @description At the prices in force now, for the events that are there now. It runs beside what arrives; nothing counts before all
     * is computed, then all of it at once. What rules said of the events stays.
     */
    post: operations["create_repricing"];
  };
  "/api/v1/prices/repricings/preview": {
    /**
     * Preview a re-pricing
     * @description What the events cost, and would cost at the prices in force: `result` of the task has `events`, `changed`, `before`
     * and `after` (`cost` by currency, `unpriced`: how many have no known cost), `difference` (of events whose cost is known on
     * both sides; `incomparable`: how many are not), and the same by provider and model in `groups`, by day (UTC) in `days`.
     * Nothing changes. Done at once if it does not take long, else 202: ask `/api/v1/tasks/{id}`.
     */
    post: operations["preview_repricing"];
  };
  "/api/v1/prices/repricings/{id}/undo": {
    /**
     * Take the newest re-pricing back
     * @description At once, finished or not: events cost what they cost before. Older ones cannot be taken back; set the prices as they
     * should be, and price the past anew.
     */
    post: operations["undo_repricing"];
  };
  "/api/v1/prices/unpriced": {
    /** List what has no price */
    get: operations["list_unpriced"];
  };
  "/api/v1/prices/what-if": {
    /**
     * What if
     * @description The meters of the past at another model, tier or price, by the same code that prices calls; what senders reported of
     * the cost counts on neither side. The task's `result` is that of a preview, `before` at the prices in force. Nothing changes.
     */
    post: operations["what_if"];
  };
  "/api/v1/prices/{id}": {
    /** One price in its newest version */
    get: operations["get_price"];
    /** Put another version in the place of a price */
    put: operations["change_price"];
    /**
     * End a price
     * @description What it priced keeps its cost until it is priced anew.
     */
    delete: operations["delete_price"];
  };
  "/api/v1/prices/{id}/versions": {
    /** All versions of a price, the newest first */
    get: operations["list_price_versions"];
  };
  "/api/v1/project-map": {
    /**
     * Which project keys and credentials belong to
     * @description Filled in by what syncs find; what somebody here says wins. Send the `ETag` as `If-Match` with a change.
     */
    get: operations["get_project_map"];
    /**
     * Say which project keys and credentials belong to
     * @description In the place of all that was said here before. `If-Match` is the `ETag` that was read, or `*`.
     */
    put: operations["set_project_map"];
  };
  "/api/v1/reconciliation": {
    /**
     * Compare what was metered with what is billed
     * @description Of connected providers. Between the two stands what the provider's own usage costs by the price book: drift = billed −
     * metered = (estimated − metered) + (billed − estimated). Its parts add up to it to the last digit.
     */
    get: operations["get_reconciliation"];
  };
  "/api/v1/rules": {
    /** List rules */
    get: operations["list_rules"];
    /**
     * Make a rule
     * @description It is started with its settings and tried on recent events before it is taken in. It judges what comes after it; it
     * does not judge history.
     */
    post: operations["create_rule"];
  };
  "/api/v1/rules/{id}": {
    /** One rule */
    get: operations["get_rule"];
    /**
     * Delete a rule
     * @description Its findings and alerts stay.
     */
    delete: operations["delete_rule"];
    /**
     * Change a rule
     * @description With other settings, or made of another component, another revision starts. A suspended rule is tried again when its
     * settings are sent or it is enabled.
     */
    patch: operations["change_rule"];
  };
  "/api/v1/rules/{id}/backtest": {
    /**
     * Try a rule on the past
     * @description Runs the rule, or what it would be with other settings or another component, over what was received in a time; it
     * raises no alerts. The answer is a task: its progress can be watched and it can be given up; its `result` holds the
     * alerts that the rule would have raised. A rule keeps state, so it begins with nothing at `from`.
     */
    post: operations["backtest_rule"];
  };
  "/api/v1/rules/{id}/log": {
    /**
     * What a rule wrote
     * @description The newest line first; lines do not outlive the server.
     */
    get: operations["get_rule_log"];
  };
  "/api/v1/rules/{id}/revisions": {
    /**
     * What a rule was
     * @description The newest revision first.
     */
    get: operations["list_rule_revisions"];
  };
  "/api/v1/rules/{id}/rollback": {
    /**
     * Go back to what a rule was
     * @description Starts another revision with the component and the settings of an earlier one. It takes over the state if it can.
     */
    post: operations["roll_back_rule"];
  };
  "/api/v1/session": {
    /** Who is signed in */
    get: operations["get_session"];
    /** Sign in */
    post: operations["sign_in"];
    /** Sign out */
    delete: operations["sign_out"];
  };
  "/api/v1/session/first": {
    /**
     * Make the owner with the first sign-in link
     * @description Works once, within 24 hours, and only from the machine that the server runs on.
     */
    post: operations["first_sign_in"];
  };
  "/api/v1/settings": {
    /** Show the settings */
    get: operations["get_settings"];
    /** Change settings */
    patch: operations["change_settings"];
  };
  "/api/v1/spend": {
    /**
     * What was spent
     * @description Of an account and day, spend is what is billed where a final bill covers it, else what was metered; the two are never
     * added, nor are amounts of two currencies. Connections count that have `countsTowardsTotal`.
     */
    get: operations["get_spend"];
  };
  "/api/v1/spend/changes": {
    /**
     * What changed between two times
     * @description The eight largest changes among agents, models, organizations and products; behind them what is new and has no known
     * cost. Of events only: no bill knows agents.
     */
    get: operations["get_spend_changes"];
  };
  "/api/v1/spend/forecast": {
    /**
     * Where a month will end
     * @description A range, from what each weekday cost in the last eight weeks. Days that ran away or stood still do not change it.
     */
    get: operations["get_spend_forecast"];
  };
  "/api/v1/spend/now": {
    /**
     * What is being spent now
     * @description Today so far, in UTC, beside what is usual, and the last hour. Of events only: no bill is that fresh.
     */
    get: operations["get_spend_now"];
  };
  "/api/v1/sql": {
    /**
     * Ask the warehouse
     * @description Read-only: one SELECT-like statement, 30 seconds, no files, no network, no settings.
     */
    post: operations["run_sql"];
  };
  "/api/v1/sql/tables": {
    /** What there is to ask */
    get: operations["list_tables"];
  };
  "/api/v1/status": {
    /** How the server is doing */
    get: operations["get_status"];
  };
  "/api/v1/tasks/{id}": {
    /**
     * How long work stands
     * @description The newest hundred tasks are known, until the server starts anew.
     */
    get: operations["get_task"];
    /** Give long work up */
    delete: operations["cancel_task"];
  };
  "/api/v1/tasks/{id}/stream": {
    /**
     * Watch long work
     * @description Server-sent events: a `task` event with the task as it stands whenever that changes, five times a second at most.
     * The last one is the finished task.
     */
    get: operations["watch_task"];
  };
  "/api/v1/traces": {
    /** List traces */
    get: operations["list_traces"];
  };
  "/api/v1/traces/distribution": {
    /** How dear traces of a type are */
    get: operations["get_trace_distribution"];
  };
  "/api/v1/traces/{id}": {
    /** One trace with its calls */
    get: operations["get_trace"];
  };
  "/api/v1/vault": {
    /**
     * How it stands with the master key
     * @description Only through the socket in the data folder.
     */
    get: operations["get_vault"];
  };
  "/api/v1/vault/rotate": {
    /**
     * Seal everything anew under another master key
     * @description All of it or nothing, while everybody goes on working. Only through the socket in the data folder.
     */
    post: operations["rotate_master_key"];
  };
  "/healthz": {
    /** Whether the process lives */
    get: operations["get_health"];
  };
  "/meter/v2/ai/audio": {
    /**
     * Meter speech, transcription or translation
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["audio"];
  };
  "/meter/v2/ai/completions": {
    /**
     * Meter a chat, completion or embedding
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["completions"];
  };
  "/meter/v2/ai/images": {
    /**
     * Meter images
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["images"];
  };
  "/meter/v2/ai/video": {
    /**
     * Meter video
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["video"];
  };
  "/meter/v2/apis/requests": {
    /**
     * Meter the request half of an API call
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["api_requests"];
  };
  "/meter/v2/apis/responses": {
    /**
     * Meter the response half of an API call
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["api_responses"];
  };
  "/meter/v2/events": {
    /**
     * Meter anything that is counted
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["generic_events"];
  };
  "/meter/v2/tool/events": {
    /**
     * Meter a tool call
     * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
     */
    post: operations["tool_events"];
  };
  "/readyz": {
    /** Whether each part can work */
    get: operations["get_readiness"];
  };
  "/v1/events": {
    /**
     * Post events
     * @description One JSON object, an array of up to 10,000, one object a line (`application/x-ndjson`), or CloudEvents (structured,
     * batch, binary), up to 32 MiB, plain or compressed with gzip or zstd. Each item gets its own answer: one bad item
     * never sinks the others. Instead of counts, an event may hold what the provider answered: its JSON as `response`, or the
     * data of its events in order as `stream`; `batch` says that it was part of a batch. What the event leaves out is read
     * from it; texts that were asked and answered are not kept. `amends` corrects what it names of an event (not its `kind`; counts that may contain each
     * other only together, such as `inputTokenCount`, `cacheReadTokenCount` and the model), `voids` ends one.
     */
    post: operations["post_events"];
  };
  "/v1/logs": {
    /**
     * Export log records
     * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
     */
    post: operations["export_logs"];
  };
  "/v1/metrics": {
    /**
     * Export metrics
     * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
     */
    post: operations["export_metrics"];
  };
  "/v1/traces": {
    /**
     * Export spans
     * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
     */
    post: operations["export_traces"];
  };
}

export type webhooks = Record<string, never>;

export interface components {
  schemas: {
    About: {
      version: string;
      startedAt: string;
      ledger: components["schemas"]["LedgerAbout"];
      warehouse: components["schemas"]["WarehouseAbout"];
      masterKey: components["schemas"]["MasterKeyAbout"];
    };
    /** @description Whose account it is, as far as the provider says. */
    Account: {
      id: string | null;
      name: string | null;
      notes: string[];
    };
    Acknowledged: {
      at: string;
      by: string;
    };
    /** @description Findings of one rule with one key. */
    Alert: {
      id: string;
      ruleId: string;
      ruleName: string;
      key: string;
      /**
       * @description `open`, `cleared` by the rule, or `resolved` by a person.
       * @enum {string}
       */
      status: "open" | "cleared" | "resolved";
      /**
       * @description `info`, `warning` or `critical`.
       * @enum {string}
       */
      severity: "info" | "warning" | "critical";
      title: string;
      detail: string;
      /** @description What was measured last, a decimal. */
      value: string | null;
      /** @description A decimal. */
      limit: string | null;
      /** @description How many findings it gathers. */
      findings: string;
      firstEventId: string | null;
      lastEventId: string | null;
      openedAt: string;
      updatedAt: string;
      closedAt: string | null;
      /** @description The person who resolved it. */
      closedBy: string | null;
      acknowledged: components["schemas"]["Acknowledged"] | null;
      snoozed: components["schemas"]["Snoozed"] | null;
      mute: components["schemas"]["Mute"] | null;
      /** @description It opened in a storm, and was told of together with others. */
      stormId: string | null;
      deliveries: components["schemas"]["Delivery"][];
    };
    AlertList: {
      items: components["schemas"]["Alert"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
    };
    /** @description A rule that fired on an event. */
    AlertView: {
      ruleId: string;
      ruleName: string;
      /**
       * @example warning
       * @enum {string}
       */
      severity: "info" | "warning" | "critical";
      title: string;
      key: string;
    };
    /** @description An alert and all that happened to it. */
    AlertWithHistory: components["schemas"]["Alert"] & {
      /** @description In order. */
      history: components["schemas"]["HistoryEntry"][];
    };
    /** @description How far back to read. */
    BackFill: {
      /** @description A day (`2026-01-31`, UTC) or a time (RFC 3339). */
      from: string;
    };
    BookCurrency: {
      /** @description ISO 4217. */
      currency: string;
    };
    /** @description What is left out stays; null removes. */
    ChangeChannel: components["schemas"]["NewSettings"] & ({
      name?: string | null;
      allowPrivate?: boolean | null;
    });
    /** @description What is to be different. What is left out stays. */
    ChangeConnection: {
      name?: string | null;
      /** @description All settings: one that is left out goes back to its default. */
      settings?: {
        [key: string]: string;
      } | null;
      /** @description A credential that is left out stays; null removes it. */
      credentials?: {
        [key: string]: string | null;
      };
      /** @description Null goes back to the connector's own. */
      schedule?: string | null;
      zone?: string | null;
      /** Format: int64 */
      jitterSeconds?: number | null;
      allowPrivate?: boolean | null;
      /** @description All endpoints. Another one takes the credentials again. */
      endpoints?: {
        [key: string]: string;
      } | null;
      /** @description All origins that the connector may ask. More than before takes the credentials again. */
      grantedOrigins?: string[] | null;
      /** @description Null goes back to what the connector says. */
      countsTowardsTotal?: boolean | null;
    };
    /** @description What is left out stays; `channels: null` removes all channels. */
    ChangeRule: {
      name?: string | null;
      builtin?: string | null;
      component?: string | null;
      settings?: Record<string, unknown> | null;
      channels?: string[] | null;
      enabled?: boolean | null;
      shadow?: boolean | null;
      /** Format: int32 */
      memoryMib?: number | null;
      state?: components["schemas"]["ChangeState"] | null;
    };
    /** @enum {string} */
    ChangeState: "carry" | "reset";
    /** @description Where alerts are delivered. Secrets are never shown. */
    Channel: components["schemas"]["ChannelSettings"] & ({
      id: string;
      name: string;
      /**
       * @description `webhook`, `slack` or `email`.
       * @enum {string}
       */
      kind: "webhook" | "slack" | "email";
      /** @description Whether deliveries are signed. */
      hasSecret: boolean;
      hasPassword: boolean;
      /** @description So long after a rotation deliveries are signed with the secret before, too. */
      rotatedUntil: string | null;
      allowPrivate: boolean;
      createdAt: string;
      lastDelivery: components["schemas"]["LastDelivery"] | null;
    });
    ChannelList: {
      items: components["schemas"]["Channel"][];
      /** @description Always null: channels come in one page. */
      next: string | null;
    };
    /** @description Sealed on this server, never shown. */
    ChannelSecrets: {
      /** @description Of a `webhook`: signs each delivery (`X-Revenium-Signature-256`). */
      secret?: string | null;
      /** @description Of `email`, with `user`. */
      password?: string | null;
    };
    /** @description What the kinds need. Each kind knows its own; the others are left out. */
    ChannelSettings: {
      /**
       * @description Of a `webhook`: `https://`, or `http://` with `allowPrivate`. Of `slack`: the incoming webhook's URL, which is a secret:
       * sealed, and shown as its host and end only.
       */
      url?: string | null;
      /** @description Of `email`: the SMTP server. */
      host?: string | null;
      /**
       * Format: int32
       * @description Unless told 587 with `starttls`, 465 with `tls`, 25 with `none`.
       */
      port?: number | null;
      /**
       * @description `starttls` (unless told), `tls`, or `none`, which takes `allowPrivate`.
       * @enum {string|null}
       */
      tls?: "starttls" | "tls" | "none" | null;
      user?: string | null;
      /** @description For example `Outlay <outlay@example.com>`. */
      from?: string | null;
      /** @description 1 to 50 addresses. */
      to?: string[] | null;
    };
    /** @description What became of a test message. */
    ChannelTest: {
      ok: boolean;
      /**
       * Format: int32
       * @description What the receiver answered, if it did: a status of HTTP or SMTP.
       */
      status: number | null;
      /** @description A sentence for a person. */
      message: string;
    };
    /** @description One thing that was checked. */
    Check: {
      check: string;
      ok: boolean;
      detail: string | null;
    };
    /** @description Credentials to try. */
    CheckConnection: {
      /** @description The id of a connector. */
      connector: string;
      settings?: {
        [key: string]: string;
      };
      credentials?: {
        [key: string]: string;
      };
      allowPrivate?: boolean | null;
      /** @description Where requests go instead, by an origin of the connector: private endpoints, gateways. */
      endpoints?: {
        [key: string]: string;
      };
      /** @description The origins that the connector may ask; all that it wants unless given. */
      grantedOrigins?: string[] | null;
    };
    /** @description What a check found. */
    CheckResult: {
      ok: boolean;
      account: components["schemas"]["Account"] | null;
      /**
       * @description `credentials_invalid`, `credentials_insufficient`, `settings_invalid`, `rate_limited`, `unavailable` or
       * `unexpected`.
       * @enum {string|null}
       */
      failure: "credentials_invalid" | "credentials_insufficient" | "settings_invalid" | "rate_limited" | "unavailable" | "unexpected" | null;
      /** @description What happened and what to do. */
      message: string | null;
    };
    /** @description Something that rules can be made of: built in, or uploaded. */
    Component: {
      /** @description For a rule's `component`; of a built-in one the name, for a rule's `builtin`. */
      id: string;
      sha256: string;
      /** @description `rule` */
      kind: string;
      builtin: boolean;
      manifest: components["schemas"]["Manifest"];
      /** @description What was checked; only in the answer to an upload. */
      checks?: components["schemas"]["Check"][];
    };
    ComponentList: {
      items: components["schemas"]["Component"][];
      /** @description Always null: components come in one page. */
      next: string | null;
    };
    /** @description Something that is not as it should be. */
    ConcernView: {
      message: string;
      /** @description What to do. */
      hint: string;
    };
    /** @description Two records of one call disagree. */
    ConflictView: {
      /** @description A column or a meter. */
      field: string;
      /** @description The value that counts. */
      kept: string;
      /** @description The wire format that it came in. */
      keptFrom: string;
      other: string;
      otherFrom: string;
    };
    /** @description A configured connector. */
    Connection: {
      id: string;
      /** @description The id of its connector. */
      connector: string;
      name: string;
      /**
       * @description `pending` until something was read, `connected`, or `disconnected`.
       * @enum {string}
       */
      status: "pending" | "connected" | "disconnected";
      /** @description Why it is disconnected, and what to do. */
      reason: string | null;
      /** @description What is odd although it works, a sentence each. */
      warnings: string[];
      settings: {
        [key: string]: string;
      };
      /** @description By the id of their field; never the credentials themselves. */
      credentials: {
        [key: string]: components["schemas"]["StoredCredential"];
      };
      /** @description Five cron fields. */
      schedule: string;
      /** @description Where its hours are: an IANA name. */
      zone: string;
      /**
       * Format: int64
       * @description The most seconds that a sync comes later than the schedule says.
       */
      jitterSeconds: number;
      allowPrivate: boolean;
      /** @description Where requests go instead, by an origin of the connector. */
      endpoints: {
        [key: string]: string;
      };
      /** @description The origins that the connector may ask. */
      grantedOrigins: string[];
      /** @description Whether what it bills is spend. Of a gateway and the providers behind it, only one should. */
      countsTowardsTotal: boolean;
      account: components["schemas"]["Account"] | null;
      createdAt: string;
      lastSync: components["schemas"]["Sync"] | null;
      nextSyncAt: string | null;
      /** @description How far back a back-fill reaches that is not done. */
      backFillFrom: string | null;
      coverage: components["schemas"]["Coverage"][];
    };
    ConnectionList: {
      items: components["schemas"]["Connection"][];
      /** @description Always null: connections come in one page. */
      next: string | null;
    };
    /** @description A provider that can be connected. */
    Connector: {
      id: string;
      version: string;
      title: string;
      /** @description Markdown. */
      documentation: string;
      credentials: components["schemas"]["ConnectorField"][];
      settings: components["schemas"]["ConnectorField"][];
      /** @description Five cron fields. */
      schedule: string;
      streams: components["schemas"]["ConnectorStream"][];
      /** @description Everything that it may ask the provider. */
      requests: components["schemas"]["ConnectorRequest"][];
      /**
       * @description Everywhere that they may go: `https://host`, in which `{id}` stands for a setting, or `setting:` and the id of the
       * setting that says it.
       */
      origins: string[];
      /** @description Whether its costs are what an account is charged, and not only an estimate. */
      billingSource: boolean;
      /** @description What the provider does not tell, a sentence each. */
      cannotTell: string[];
      upload: components["schemas"]["ConnectorUpload"] | null;
      /** @description What was checked; only in the answer to an upload. */
      checks?: components["schemas"]["Check"][];
    };
    /** @description Something to type in. */
    ConnectorField: {
      id: string;
      label: string;
      help: string;
      required: boolean;
      default: string | null;
      /** @description The values to choose from; empty for free text. */
      options: string[];
      /** @description Sealed, and never shown again. */
      secret: boolean;
    };
    ConnectorList: {
      items: components["schemas"]["Connector"][];
      /** @description Always null: connectors come in one page. */
      next: string | null;
    };
    ConnectorRequest: {
      method: string;
      /** @description `https://host`, in which `{id}` stands for a setting, or `setting:` and the id of the setting that says it. */
      base: string;
      path: string;
      /** @description The provider charges for it. */
      billed: boolean;
    };
    ConnectorStream: {
      id: string;
      /**
       * @description `usage`, `cost` or `names`.
       * @enum {string}
       */
      kind: "usage" | "cost" | "names";
      title: string;
      /** Format: int32 */
      stepSeconds: number;
    };
    /** @description Who brought a connector, and what it was granted. */
    ConnectorUpload: {
      sha256: string;
      uploadedAt: string;
      uploadedBy: string;
    };
    /** @description How the sum of the lines came into the currency that costs are kept in: amount × rate. */
    Conversion: {
      /** @description ISO 4217: the currency of the lines. */
      from: string;
      amount: string;
      /** @description Null if nobody gave one for the time of the call. */
      rate: string | null;
      /** @description Since when the rate holds. */
      day: string | null;
    };
    /** @description What a call cost; all amounts are decimals in `currency`. */
    Cost: {
      /** @description ISO 4217. */
      currency: string;
      /** @description What the sender said the whole call cost, or the sum of the parts that it gave. */
      reported: string | null;
      /** @description By the price book: the sum of the lines; null if one of them has no price. */
      computed: string | null;
      /** @description The one that counts. */
      effective: string | null;
      unpriced: components["schemas"]["Unpriced"] | null;
      lines: components["schemas"]["CostLine"][];
      /** @description Which price data was used, or which version of a price of the operator's. */
      priceVersion: string | null;
      /** @description The entry of the price book, or the id of a price of the operator's. */
      priceEntry: string | null;
      conversion: components["schemas"]["Conversion"] | null;
    };
    /** @description `quantity ÷ per × unitPrice × multiplier = amount`. */
    CostLine: {
      meter: string;
      /** @description A decimal. */
      quantity: string;
      /** @description A decimal; null if the price book has no price for this meter. */
      unitPrice: string | null;
      /**
       * Format: int64
       * @description How many units the price is for.
       */
      per: number;
      amount: string | null;
      /** @description What the sender's multiplier and a discount leave of it; null if nothing was taken off or put on. */
      multiplier: string | null;
      /** @description Where the price is from, if from elsewhere than the rest of the cost. */
      priceEntry: string | null;
      priceVersion: string | null;
    };
    /** @description How a cost came to be: `lines` of quantity ÷ per × unit price = amount. */
    CostView: components["schemas"]["Cost"] & ({
      /** @description `reported` less `computed`; null where one of them is not known. */
      difference: string | null;
      /** @description Why there is no computed cost, for people. */
      unpricedSentence: string | null;
    });
    /** @description A count: an integer, or its text over 2^53. */
    Count: number | string;
    /** @description What was read of a stream, without gaps. */
    Coverage: {
      stream: string;
      /**
       * @description `usage` or `cost`.
       * @enum {string}
       */
      kind: "usage" | "cost";
      from: string;
      to: string;
    };
    /** @description A connection to make. */
    CreateConnection: {
      /** @description The id of a connector. */
      connector: string;
      /** @description 1 to 100 characters, unlike any other connection's. */
      name: string;
      /** @description Texts by the ids of the connector's settings. */
      settings?: {
        [key: string]: string;
      };
      /** @description Texts by the ids of the connector's credentials. */
      credentials?: {
        [key: string]: string;
      };
      /** @description Five cron fields; the connector's own unless given. */
      schedule?: string | null;
      /** @description Where the schedule's hours are: an IANA name such as `Europe/Berlin`; `UTC` unless given. */
      zone?: string | null;
      /**
       * Format: int64
       * @description The most seconds that a sync comes later than the schedule says, so that not all come at once: 0 to 3600; 120
       * unless given.
       */
      jitterSeconds?: number | null;
      /** @description Lets it reach private and loopback addresses, and `http://`. */
      allowPrivate?: boolean | null;
      /** @description Where requests go instead, by an origin of the connector: private endpoints, gateways. */
      endpoints?: {
        [key: string]: string;
      };
      /** @description The origins that the connector may ask; all that it wants unless given. */
      grantedOrigins?: string[] | null;
      /**
       * @description Whether what it bills is spend; as the connector says unless given. Of a gateway and the providers behind it, only
       * one should.
       */
      countsTowardsTotal?: boolean | null;
    };
    CreateKey: {
      /** @description 1 to 100 characters. */
      name: string;
      /**
       * @description `metering`, `read` or `full`
       * @enum {string}
       */
      scope: "metering" | "read" | "full";
    };
    /** @description One message to one channel. */
    Delivery: {
      /** @description The `X-Outlay-Delivery` of each attempt. */
      id: string;
      channelId: string;
      channelName: string;
      /**
       * @description `pending` until it is delivered or, after a day, failed.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed";
      /** Format: int64 */
      attempts: number;
      lastError: string | null;
      deliveredAt: string | null;
    };
    DeliveryLog: {
      items: components["schemas"]["LoggedDelivery"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
    };
    DimensionValue: {
      value: string;
      events: string;
    };
    DimensionValues: {
      /** @description Most events first, at most 20. */
      items: components["schemas"]["DimensionValue"][];
    };
    /** @description What a drift consists of: the parts add up to it. Null where it cannot be known. */
    DriftParts: {
      /** @description Calls that the provider counted and nobody metered; below 0, the other way round. */
      callsNotMetered: string | null;
      /** @description The same input tokens, cached on one side and not on the other, or metered twice. */
      cacheSplit: string | null;
      /** @description Metered, and not yet counted by the provider when its figures were read. */
      lateData: string | null;
      /** @description Metered at another price than the price book's, or in another tier. These four are `estimatedMinusMetered`. */
      meteredPrice: string | null;
      /** @description Billed at another price than the price book's. */
      listPrice: string | null;
      /**
       * @description Billed in another tier (batch, priority, long context ...) than the provider's usage says, or in one that the price
       * book has no price for.
       */
      tier: string | null;
      /** @description The bill splits input into cached and uncached otherwise than the provider's usage does, or charges it twice. */
      billedCacheSplit: string | null;
      discountCreditTax: string | null;
      /** @description The bill has fewer decimals. */
      rounding: string | null;
      /** @description What is left. */
      unexplained: string | null;
    };
    /** @description The body of every error. */
    ErrorBody: {
      error: components["schemas"]["ErrorDetail"];
    };
    ErrorDetail: {
      /** @description Stable, for programs. */
      code: string;
      /** @description One sentence for people. */
      message: string;
      /** @description The field that is wrong. */
      field?: string;
      /** @description What to do. */
      hint?: string;
      /** @description Where in the statement, in bytes from its start. */
      position?: number;
    };
    EventBucket: {
      /** @description RFC 3339. */
      from: string;
      events: string;
      /** @description Null if the cost of none of its events is known. */
      amount: string | null;
      unpriced: string;
    };
    /** @description One event whole. */
    EventDetail: components["schemas"]["MeteredEvent"] & ({
      /** @description What it is attributed to, by column. */
      dimensions: {
        [key: string]: string;
      };
      /** @description What was counted, exact decimals by name. */
      meters: {
        [key: string]: string;
      };
      /** @description Everything else that the sender said. */
      attributes: Record<string, unknown> | null;
      cost: components["schemas"]["CostView"];
      /** @description The effective cost that the rules saw; null if it was not known then. */
      judgedCost: string | null;
      /** @description Where records of this call disagree. */
      conflicts: components["schemas"]["ConflictView"][];
      /** @description What the rules said about it. */
      alerts: components["schemas"]["AlertView"][];
      prompt: components["schemas"]["Prompt"] | null;
    });
    EventHistogram: {
      /** Format: int64 */
      bucketSeconds: number;
      /** @description Amounts are of this one: the currency that costs are kept in. */
      currency: string;
      /** @description From the first to the last of the time that was asked for, or of the events that match; those without events, too. */
      buckets: components["schemas"]["EventBucket"][];
    };
    EventPage: {
      items: components["schemas"]["MeteredEvent"][];
      next: string | null;
      total: components["schemas"]["EventTotal"];
    };
    /** @description What became of one event of a native request. */
    EventResult: {
      index: number;
      /** @description The sender's id of it. */
      id: string | null;
      /**
       * @description `accepted`, `duplicate` or `rejected`.
       * @enum {string}
       */
      status: "accepted" | "duplicate" | "rejected";
      eventId: string | null;
      /**
       * Format: int32
       * @description Of the event: there if this is not the first that is heard of it.
       */
      revision?: number;
      /** @description The fields in which what was said of this call disagrees. */
      conflicts?: string[];
      error?: components["schemas"]["ErrorDetail"];
      alerts: components["schemas"]["AlertView"][];
    };
    /** @description What became of a native request. */
    EventResults: {
      accepted: number;
      duplicates: number;
      rejected: number;
      /**
       * @description `complete`, or `partial` while a rule lags.
       * @enum {string}
       */
      verdict: "complete" | "partial";
      results: components["schemas"]["EventResult"][];
      /** @description The rules that fired, of all events. */
      alerts: components["schemas"]["AlertView"][];
    };
    /** @description The sum over all events that match. */
    EventTotal: {
      events: string;
      /** @description Of those with a known cost in `currency`; null if there is none. */
      cost: string | null;
      /** @description How many have no known cost. */
      unpriced: string;
      /** @description The currency that costs are kept in today. */
      currency: string;
      /** @description What was priced while costs were kept in another currency. */
      others: components["schemas"]["OtherTotal"][];
    };
    /** @description One unit of `from` is `rate` units of `to`, from the beginning of a day (UTC) until the next rate of the pair. */
    ExchangeRate: {
      from: string;
      to: string;
      day: string;
      rate: string;
      changedAt: string;
      changedBy: string;
    };
    ExchangeRates: {
      /** @description ISO 4217: the currency that costs are kept in. */
      currency: string;
      items: components["schemas"]["ExchangeRate"][];
    };
    ExpectedDay: {
      day: string;
      low: string;
      high: string;
    };
    FirstSignIn: {
      /** @description From the first sign-in link. */
      token: string;
      name: string;
      /**
       * Format: password
       * @description 12 to 200 characters.
       */
      password: string;
    };
    /** @enum {string} */
    Format: "json" | "csv" | "arrow" | "parquet";
    /** @description Something that happened to an alert. */
    HistoryEntry: {
      at: string;
      /**
       * @description `opened`, `severity` (the rule changed it), `acknowledged`, `unacknowledged`, `snoozed`, `unsnoozed`, `woke` (the
       * snooze ended), `muted`, `unmuted`, `cleared`, `resolved` or `noted`.
       * @enum {string}
       */
      what: "opened" | "severity" | "acknowledged" | "unacknowledged" | "snoozed" | "unsnoozed" | "woke" | "muted" | "unmuted" | "cleared" | "resolved" | "noted";
      /** @description The person; null if it was the rule or time itself. */
      by: string | null;
      note: string | null;
      /** @description Of a snooze or mute. */
      until: string | null;
      /**
       * @description From then on; of `opened` and `severity`.
       * @enum {string|null}
       */
      severity: "info" | "warning" | "critical" | null;
    };
    /** @description Which events: those that have all of what is named. Left out, all of them. */
    HistoryScope: {
      /**
       * @description RFC 3339, by event time; inclusive.
       * @default null
       */
      from?: string | null;
      /**
       * @description Exclusive.
       * @default null
       */
      to?: string | null;
      /** @default null */
      provider?: string | null;
      /**
       * @description As events have it.
       * @default null
       */
      model?: string | null;
      /** @default null */
      organization?: string | null;
      /** @default null */
      tool?: string | null;
      /**
       * @description Only events without a computed cost.
       * @default false
       */
      unpricedOnly?: boolean;
    };
    /** @description A record, or a whole request, that was refused. */
    IngestError: {
      /** @description RFC 3339, UTC. */
      receivedAt: string;
      keyId: string | null;
      /** @description The path that it was posted to. */
      endpoint: string;
      /**
       * Format: int64
       * @description Its place in the request, from 0; null if the whole request was refused.
       */
      item: number | null;
      code: string;
      message: string;
      field: string | null;
      /** @description How it begins, with secrets masked. */
      body: string | null;
    };
    IngestErrorPage: {
      items: components["schemas"]["IngestError"][];
      next: string | null;
    };
    /** @enum {string} */
    Input: "asJudged" | "asKnownNow";
    /** @description A key without its text. */
    Key: {
      id: string;
      name: string;
      /**
       * @description `metering` posts events, `read` reads, `full` does everything.
       * @enum {string}
       */
      scope: "metering" | "read" | "full";
      /** @description Prefix and last four characters. */
      masked: string;
      lastFour: string;
      createdAt: string;
      createdBy: string;
      lastUsedAt: string | null;
      /** @description Events accepted with it. */
      events: string;
      /** @description Requests and events refused. */
      refused: string;
      /** @description It was regenerated, and until then the key before works, too. */
      oldUntil: string | null;
    };
    KeyList: {
      items: components["schemas"]["Key"][];
      /** @description Always null: keys come in one page. */
      next: string | null;
    };
    /** @description A key with its text. */
    KeyWithText: components["schemas"]["Key"] & {
      /** @description Send it as `x-api-key` or `Authorization: Bearer`. */
      key: string;
    };
    /** @description What became of the last attempt. */
    LastDelivery: {
      /**
       * @description `delivered`, `pending` (it is tried again) or `failed`.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed";
      at: string;
      error: string | null;
    };
    /** @description The log of everything accepted. */
    LedgerAbout: {
      /** @description On disk. */
      bytes: string;
      entries: string;
      /** @description When its oldest entry was received; null if there is none. */
      since: string | null;
      /**
       * Format: int32
       * @description What is older, and in the warehouse, is dropped.
       */
      keepsDays: number;
    };
    /** @description A model with its list prices at a time, in US dollars. */
    ListedModel: {
      provider: string;
      model: string;
      prices: components["schemas"]["ListedPrice"][];
      /** @description Kinds of calls that cost otherwise, for example `batch`. */
      variants: string[];
    };
    /** @description A person, and since when there is an account. */
    ListedPerson: components["schemas"]["PersonView"] & {
      createdAt: string;
    };
    ListedPrice: components["schemas"]["MeterPrice"] & {
      meter: string;
    };
    /** @description A line that a rule wrote, or that the server wrote about it. */
    LogLine: {
      at: string;
      /**
       * @description `debug`, `info`, `warn` or `error`.
       * @enum {string}
       */
      level: "debug" | "info" | "warn" | "error";
      message: string;
    };
    /** @description One message to the channel, with its attempts. */
    LoggedDelivery: {
      /** @description The `X-Outlay-Delivery` or `Message-ID` of each attempt. */
      id: string;
      /** @description Null if it is about a storm. */
      alertId: string | null;
      /**
       * @description `alert.opened`, `alert.escalated`, `alert.cleared`, `alert.woke`, `storm.opened`, `storm.updated` or `storm.ended`.
       * @enum {string}
       */
      type: "alert.opened" | "alert.escalated" | "alert.cleared" | "alert.woke" | "storm.opened" | "storm.updated" | "storm.ended";
      title: string;
      /**
       * @description `pending` until it is delivered or, after a day, failed.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed";
      /** Format: int64 */
      attempts: number;
      createdAt: string;
      /** @description When it is sent, or sent again. */
      dueAt: string | null;
      deliveredAt: string | null;
      lastError: string | null;
      /** @description The last twenty, in order. */
      tries: components["schemas"]["Try"][];
      /** @description What is sent at each attempt; of an e-mail its subject, text and HTML. It holds no secret. */
      payload: unknown;
    };
    /** @description What a component says about itself. */
    Manifest: {
      name: string;
      version: string;
      title: string;
      /** @description Markdown. */
      documentation: string;
      /** @description The columns of `events` that it reads. */
      columns: string[];
      /**
       * @description `stateless`, `keyed` or `global`.
       * @enum {string}
       */
      scope: "stateless" | "keyed" | "global";
      wantsTicks: boolean;
      /** @description Whether it is shown corrections of events, and records of providers. */
      wantsAmendments: boolean;
      wantsRecords: boolean;
      /** @description JSON Schema of a rule's `settings`; its properties stand in the order in which a form shows them. */
      settingsSchema: Record<string, unknown>;
    };
    /** @description What seals credentials and keys; where it is kept is told on the machine itself only. */
    MasterKeyAbout: {
      /** @description Names the key; tells nothing of it. */
      keyId: string;
      /**
       * @description As in the vault's own view.
       * @enum {string}
       */
      kind: "data" | "user" | "folder" | "variable" | "file" | "command" | "handed-in";
      since: string | null;
      /** @description So many secrets are sealed. */
      sealed: string;
      /** @description What is not as it should be, to people who are signed in. */
      concerns: components["schemas"]["ConcernView"][];
    };
    /** @description One meter: what the provider counted, what was metered, and what the difference amounts to. */
    MeterDifference: {
      meter: string;
      /** @description Null if the provider does not say. */
      counted: string | null;
      metered: string;
      callsNotMetered: string;
      cacheSplit: string;
      lateData: string;
    };
    /** @description `price` for `per` units; decimals are strings. */
    MeterPrice: {
      price: string;
      /** Format: int64 */
      per: number;
      tiers?: components["schemas"]["PriceTier"][];
      /**
       * @description What decides on the tier: `context` (the whole input of the call, for all of it), `volume` (the quantity, for all of
       * it) or `graduated` (the quantity, for what is beyond). `context` unless said.
       * @enum {string}
       */
      tiersBy?: "context" | "volume" | "graduated";
    };
    /** @description An event of the log. Token counts are numbers, or strings over 2^53; amounts are decimals; null is unknown. */
    MeteredEvent: {
      seq: string;
      eventId: string;
      transactionId: string | null;
      kind: string;
      /** @description The wire format that it came in. */
      source: string | null;
      /**
       * @description `live`, or `voided`: then it costs nothing.
       * @enum {string}
       */
      status: "live" | "voided";
      /**
       * Format: int64
       * @description 0 as first received; higher after amendments.
       */
      revision: number;
      eventTime: string;
      receivedAt: string;
      keyId: string | null;
      provider: string | null;
      model: string | null;
      organization: string | null;
      product: string | null;
      agent: string | null;
      taskType: string | null;
      environment: string | null;
      subscriberEmail: string | null;
      traceId: string | null;
      operation: string | null;
      team: string | null;
      department: string | null;
      subscriberId: string | null;
      credential: string | null;
      region: string | null;
      traceType: string | null;
      traceName: string | null;
      jobName: string | null;
      squad: string | null;
      tool: string | null;
      serviceTier: string | null;
      pricingTier: string | null;
      middleware: string | null;
      stopReason: string | null;
      /** Format: int64 */
      errorCode: number | null;
      isStreamed: boolean | null;
      inputTokens: components["schemas"]["Count"] | null;
      cacheReadTokens: components["schemas"]["Count"] | null;
      cacheWriteTokens: components["schemas"]["Count"] | null;
      outputTokens: components["schemas"]["Count"] | null;
      reasoningTokens: components["schemas"]["Count"] | null;
      images: string | null;
      seconds: string | null;
      characters: string | null;
      /** Format: int64 */
      durationMs: number | null;
      /** Format: int64 */
      timeToFirstTokenMs: number | null;
      reportedCost: string | null;
      computedCost: string | null;
      effectiveCost: string | null;
      currency: string;
      unpricedReason: string | null;
      /**
       * Format: int64
       * @description How many findings of rules it caused.
       */
      findings: number;
    };
    /** @description The answer that the SDKs expect. */
    MeteringResource: {
      /** @description The event's id. */
      id: string;
      label: string;
      resourceType: string;
      signature: string;
      created: string;
      updated: string;
      /** @description True if the same call was accepted before, and this says nothing new about it. */
      duplicate: boolean;
      /**
       * @description `complete`, or `partial` while a rule lags.
       * @enum {string}
       */
      verdict: "complete" | "partial";
      /** @description The rules that fired on this event. */
      alerts: components["schemas"]["AlertView"][];
    };
    /** @description Alerts of this rule and key are recorded, and nobody is told. */
    Mute: {
      id: string;
      ruleId: string;
      ruleName: string;
      key: string;
      /** @description Null for good. */
      until: string | null;
      note: string | null;
      createdAt: string;
      createdBy: string;
    };
    MuteList: {
      items: components["schemas"]["Mute"][];
      /** @description Always null: mutes come in one page. */
      next: string | null;
    };
    /** @description What to try, and on what. */
    NewBacktest: {
      /** @description Of a rule that is not made yet; else in place of what the rule is made of. */
      builtin?: string | null;
      component?: string | null;
      /** @description In place of the rule's. */
      settings?: Record<string, unknown> | null;
      /** @description When events were received, RFC 3339; 30 days ago unless told. */
      from?: string | null;
      /** @description Now unless told. */
      to?: string | null;
      input?: components["schemas"]["Input"] | null;
    };
    NewChannel: components["schemas"]["NewSettings"] & ({
      /** @description 1 to 100 characters. */
      name: string;
      /**
       * @description `webhook` (unless told), `slack` or `email`.
       * @enum {string|null}
       */
      kind?: "webhook" | "slack" | "email" | null;
      /** @description Whether the receiver may be in a private network or on this machine. */
      allowPrivate?: boolean | null;
    });
    NewExchangeRate: {
      /** @description ISO 4217. */
      from: string;
      to: string;
      /** @description `2026-11-01`: it holds from the beginning of that day (UTC) until the next rate of the pair. */
      day: string;
      /** @description A decimal above 0: what one unit of `from` is worth in `to`. */
      rate: string;
    };
    /** @description May be left out. */
    NewMute: {
      /** @description RFC 3339; within a year. Null for good. */
      until?: string | null;
      /** @description Why, for the alert's history; up to 1,000 characters. */
      note?: string | null;
    };
    NewNote: {
      /** @description For the alert's history; 1 to 1,000 characters. */
      note: string;
    };
    /** @description A price to be set. */
    NewPrice: {
      /** @description 1 to 255 characters. */
      name: string;
      scope: components["schemas"]["PriceScope"];
      /** @description RFC 3339, by the time of the call; since ever unless said. */
      from?: string | null;
      /** @description Exclusive; for ever unless said. */
      to?: string | null;
      terms: components["schemas"]["PriceTerms"];
      /** @description For those who come later. */
      why?: string | null;
    };
    NewProjectMappings: {
      /** @description All of them. What only repeats a provider goes on following the provider. */
      items: components["schemas"]["ProjectMapping"][];
    };
    NewRepricing: {
      scope?: components["schemas"]["HistoryScope"];
      /** @description For those who come later; 1 to 500 characters. */
      why: string;
    };
    /** @description A rule to be made: either `builtin` or `component` says of what. */
    NewRule: {
      /**
       * @description How its alerts are signed.
       * @example Expensive calls
       */
      name: string;
      /** @example threshold */
      builtin?: string | null;
      component?: string | null;
      /** @description As the component's `settingsSchema` says. */
      settings?: Record<string, unknown> | null;
      channels?: string[] | null;
      /** @description True unless told. */
      enabled?: boolean | null;
      shadow?: boolean | null;
      /**
       * Format: int32
       * @description Memory that it may use, 1 to 64; 16 unless told.
       */
      memoryMib?: number | null;
    };
    /** @description May be left out. */
    NewSecret: {
      /** @description 8 to 1,024 bytes. If it is left out, one is made. */
      secret?: string | null;
    };
    /** @description Settings and secrets side by side. */
    NewSettings: components["schemas"]["ChannelSettings"] & components["schemas"]["ChannelSecrets"];
    /** @description May be left out. */
    Note: {
      /** @description Why, for the alert's history; up to 1,000 characters. */
      note?: string | null;
    };
    OtherTotal: {
      currency: string;
      cost: string;
    };
    People: {
      items: components["schemas"]["ListedPerson"][];
    };
    PersonView: {
      id: string;
      name: string;
      /** @description `owner` */
      role: string;
    };
    PreviewRequest: {
      scope?: components["schemas"]["HistoryScope"];
    };
    /** @description A price of the operator's, in its newest version. */
    Price: {
      id: string;
      /**
       * Format: int32
       * @description 1 at first. A price never changes: each change is another version.
       */
      version: number;
      name: string;
      scope: components["schemas"]["PriceScope"];
      /** @description By the time of the call; null is since ever. */
      from: string | null;
      /** @description Exclusive; null is for ever. */
      to: string | null;
      terms: components["schemas"]["PriceTerms"];
      /** @description Whether this version ended it. */
      deleted: boolean;
      changedAt: string;
      changedBy: string;
      why: string | null;
    };
    /** @description The book in force, and what its list says. */
    PriceBookView: {
      /** @description The list that Outlay comes with. */
      listVersion: string;
      /**
       * Format: int64
       * @description Grows with every change of a price, a rate or the currency.
       */
      revision: number;
      /** @description ISO 4217: the currency that costs are kept in. */
      currency: string;
      /** @description List prices of today in US dollars: `provider`, `model`, `prices` (meter, price, per, tiers), `variants`. */
      items: components["schemas"]["ListedModel"][];
      /** @description There are more than are shown. */
      more: boolean;
    };
    PriceList: {
      items: components["schemas"]["Price"][];
      /** @description Always null: prices come in one page. */
      next: string | null;
    };
    /** @description The calls that a price is for: those that have all of what is named. At least one must be. */
    PriceScope: {
      /**
       * @description Who sells the call: `openai`, `aws` ...
       * @default null
       */
      provider?: string | null;
      /**
       * @description As senders write it, or as the list knows it: `gpt-4o` means its dated versions, too. `*` stands for any characters.
       * @default null
       */
      model?: string | null;
      /**
       * @description The `toolId` of calls of tools.
       * @default null
       */
      tool?: string | null;
      /** @default null */
      organization?: string | null;
      /** @default null */
      product?: string | null;
      /**
       * @description The Outlay key that posted the call.
       * @default null
       */
      keyId?: string | null;
      /**
       * @description The connection whose usage is estimated.
       * @default null
       */
      connectionId?: string | null;
      /** @default null */
      region?: string | null;
      /**
       * @description `standard`, `batch`, `flex`, `priority`.
       * @default null
       */
      tier?: string | null;
    };
    /**
     * @description What the calls cost. `prices`: so much for so many units of a meter; meters that are not named cost what the list says,
     * if that is in the same currency. `discount`: so many percent off the list. `included`: nothing more, for a flat rate
     * or a plan pays.
     */
    PriceTerms: OneOf<[{
      /** @description ISO 4217; USD unless said. */
      currency?: string;
      meters: {
        [key: string]: components["schemas"]["MeterPrice"];
      };
      /** @enum {string} */
      type: "prices";
    }, {
      /** @description A decimal of 0 to 100. */
      percent: string;
      /** @description Of these meters only. */
      meters?: string[] | null;
      /** @enum {string} */
      type: "discount";
    }, {
      /** @description These meters only. */
      meters?: string[] | null;
      /** @enum {string} */
      type: "included";
    }]>;
    /** @description Another price beyond `over` units. */
    PriceTier: {
      /** Format: int64 */
      over: number;
      price: string;
    };
    /** @description In the task's own units; `total` is 0 while it is not known. */
    ProgressView: {
      /** Format: int64 */
      done: number;
      /** Format: int64 */
      total: number;
    };
    /** @description A key, a credential or a project of a provider, and the project that it belongs to. */
    ProjectMapping: {
      provider: string;
      /**
       * @description `key`: an API key, by the provider's id of it. `credential`: what events say in `credential`. `project`: a project,
       * by the provider's id of it; its `project` is what it is to be called.
       * @enum {string}
       */
      kind: "key" | "credential" | "project";
      id: string;
      /** @description What people call it. Events whose `credential` is the name of a key belong to its project. */
      name?: string | null;
      project?: string | null;
      /** @description The connection that it belongs to; null for any. */
      connectionId?: string | null;
      /**
       * @description `provider` if the provider said it, `operator` if somebody here did. Ignored when it is sent.
       * @enum {string|null}
       */
      source?: "provider" | "operator" | null;
    };
    ProjectMappings: {
      items: components["schemas"]["ProjectMapping"][];
    };
    /** @description Up to 50,000 characters of each, secrets masked; null where the sender sent none. */
    Prompt: {
      systemPrompt: string | null;
      /** @description Usually JSON. */
      inputMessages: string | null;
      outputResponse: string | null;
      /** @description Something was cut off. */
      truncated: boolean;
    };
    /** @description Both sides of an account and day, as finely as both allow. */
    ReconciledRow: {
      day: string;
      /** @description The same day, unless the bill takes several together. */
      lastDay: string;
      /** @description Null if nobody knows which of several connections of the provider the calls belong to. */
      connection: string | null;
      provider: string;
      project: string | null;
      model: string | null;
      /**
       * @description `project_model`, `model`, `project`, `connection` or `provider`.
       * @enum {string}
       */
      grain: "project_model" | "model" | "project" | "connection" | "provider";
      currency: string;
      /** @description Null if there is no bill. */
      billed: string | null;
      /** @description Null if it was metered in another currency, or the cost of none of its events is known. */
      metered: string | null;
      /** @description What the provider's own usage costs by the price book; null if that is not known of all of it. */
      estimated: string | null;
      /** @description The metered share of the bill, a decimal. */
      coverage: string | null;
      /** @description Billed less metered. */
      drift: string | null;
      estimatedMinusMetered: string | null;
      billedMinusEstimated: string | null;
      parts: components["schemas"]["DriftParts"];
      meters: components["schemas"]["MeterDifference"][];
      /** @description Either side may still change. */
      open: boolean;
      /** @description How many of the events have no known cost. */
      unpricedEvents: string;
      /** @description Meters of the provider's usage that the price book has no price for. */
      withoutPrice: string[];
    };
    /** @description The sum of the rows of one currency that have a bill. */
    ReconciledSum: {
      currency: string;
      billed: string;
      metered: string;
      /** @description Of the rows that have an estimate. */
      estimated: string | null;
      coverage: string | null;
      drift: string;
      parts: components["schemas"]["DriftParts"];
      /**
       * Format: int64
       * @description Rows that are not in it: without a bill, or with calls of unknown cost.
       */
      rowsLeftOut: number;
    };
    Reconciliation: {
      /** @description A day; inclusive. Earlier than asked, and `to` later, where a bill takes those days together with others. */
      from: string;
      /** @description A day; exclusive. */
      to: string;
      items: components["schemas"]["ReconciledRow"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
      /** @description Of all items, by currency. */
      totals: components["schemas"]["ReconciledSum"][];
    };
    /** @description May be left out. */
    Regenerate: {
      /**
       * Format: int64
       * @description So long the old key works on, at most 30 days; 0 unless told.
       */
      graceSeconds?: number;
    };
    /** @description What a re-pricing did, or how far it is. */
    Repricing: {
      id: string;
      /**
       * @description `waiting`, `running`, `done` or `undone`. Nothing counts before it is done, then all of it at once.
       * @enum {string}
       */
      state: "waiting" | "running" | "done" | "undone";
      requestedAt: string;
      who: string;
      why: string;
      scope: Record<string, unknown>;
      listVersion: string;
      /**
       * Format: int64
       * @description In percent.
       */
      progress: number;
      /**
       * Format: int64
       * @description How many events of the scope were looked at.
       */
      events: number;
      /**
       * Format: int64
       * @description How many of them got another cost.
       */
      changed: number;
      /** @description Sum of the known effective costs of the changed events, before and after. */
      costBefore: string;
      costAfter: string;
      /** @description Whether it is the newest one, which can be taken back. */
      undoable: boolean;
    };
    RepricingList: {
      /** @description The newest first. */
      items: components["schemas"]["Repricing"][];
      next: string | null;
    };
    Revealed: {
      key: string;
    };
    /** @description What a rule was made of at some time. */
    Revision: {
      revision: string;
      builtin: string | null;
      component: string | null;
      settings: Record<string, unknown>;
      /** Format: int32 */
      memoryMib: number;
      /** @description It took over the state of the revision before. */
      carried: boolean;
      startedAt: string;
      startedBy: string;
    };
    RevisionList: {
      items: components["schemas"]["Revision"][];
      /** @description Always null: only the last twenty are kept. */
      next: string | null;
    };
    /** @description Which revision to go back to. */
    RollBack: {
      /** @description The newest with another component or other settings, unless told. */
      revision?: string | null;
    };
    RotatedSecret: {
      channel: components["schemas"]["Channel"];
      /** @description The secret that was made; it is shown this once. Null if it was given. */
      secret: string | null;
    };
    Rotation: {
      /**
       * Format: password
       * @description The operator's next key, to be given at the next start; 64 hexadecimal digits. Without it, Outlay makes one.
       */
      nextKey?: string | null;
      /** @description Where a key that Outlay makes is kept: `data` or `user`; as configured unless given. */
      place?: string | null;
    };
    /** @description What a rotation did. */
    RotationView: {
      keyId: string;
      previousKeyId: string;
      /**
       * Format: int64
       * @description So many secrets were sealed anew.
       */
      resealed: number;
      /**
       * Format: int64
       * @description So many are sealed under keys that are long lost, and stay as they are.
       */
      unreadable: number;
      /** @description Where the key comes from now. */
      from: string;
      /** @description Whether the operator must give the key at the next start. */
      isHandedIn: boolean;
      /** @description False if Outlay could not remove the file of the key before; it tries again at the next start. */
      isOldKeyRemoved: boolean;
    };
    /** @description A rule: a component with settings, run over every event. */
    Rule: {
      id: string;
      name: string;
      /** @description The built-in component that it is made of, or null. */
      builtin: string | null;
      /** @description The uploaded component that it is made of, or null. */
      component: string | null;
      settings: Record<string, unknown>;
      /** @description Where its alerts are delivered. */
      channels: string[];
      enabled: boolean;
      /** @description It judges and counts, but raises no alert and answers no sender. */
      shadow: boolean;
      /**
       * @description `live`, `starting`, `detached` (catches up by itself), `suspended` (needs a person) or `disabled`.
       * @enum {string}
       */
      state: "live" | "starting" | "detached" | "suspended" | "disabled";
      /** @description Why it is detached or suspended. */
      reason: string | null;
      createdAt: string;
      updatedAt: string;
      /** @description How often it found something. */
      findings: string;
      /** @description How often it failed. */
      traps: string;
      /** @description Grows with each change of what it is made of. */
      revision: string;
      /**
       * Format: int32
       * @description Memory that it may use.
       */
      memoryMib: number;
      /** @description What it costs, since the server started. */
      cost: components["schemas"]["RuleCost"];
      lastError: components["schemas"]["LogLine"] | null;
    };
    /** @description What a rule costs. */
    RuleCost: {
      /** @description Rows that it judged. */
      rows: string;
      /** @description Processor time for judging them, in microseconds. */
      tookUs: string;
      /** @description Its memory, in bytes. */
      memory: string;
    };
    RuleList: {
      items: components["schemas"]["Rule"][];
      /** @description Always null: rules come in one page. */
      next: string | null;
    };
    RuleLog: {
      items: components["schemas"]["LogLine"][];
      /** @description Always null: only the last 500 lines are kept. */
      next: string | null;
    };
    /** @description What such a sender reads. */
    SdkErrorBody: {
      /** @description RFC 3339, UTC. */
      timestamp: string;
      /** Format: int32 */
      status: number;
      /** @description The status in words. */
      error: string | null;
      code: string;
      message: string;
      path: string;
      errors: components["schemas"]["SdkErrorDetail"][];
      /** Format: int64 */
      retryAfterSeconds: number | null;
    };
    SdkErrorDetail: {
      code: string;
      message: string;
      /** @description The field that cannot be taken. */
      field: string | null;
      /** @description What to do. */
      resolution: string | null;
    };
    /** @description How the server is doing. */
    ServerStatus: {
      version: string;
      /** @description The last durable entry. */
      ledgerSeq: string;
      /** @description The last entry that can be read. */
      appliedSeq: string;
      /**
       * Format: double
       * @description How far reading is behind, in seconds; 0 if it is not, null while the warehouse has failed.
       */
      behindSeconds: number | null;
      /**
       * Format: double
       * @description Over the last minute; null while the warehouse has failed.
       */
      eventsPerSecond: number | null;
      /** @description How many events there are; null while the warehouse has failed. */
      events: string | null;
      /**
       * @description `ready`, `behind` the ledger, or `failed`: it is opened again as soon as the disk lets it.
       * @enum {string}
       */
      warehouse: "ready" | "behind" | "failed";
    };
    /** @description Who is signed in here. */
    SessionView: {
      signedIn: boolean;
      /** @description Whether the first sign-in has happened. */
      ownerExists: boolean;
      person: components["schemas"]["PersonView"] | null;
      version: string;
      team: string;
      /** @description What time it is to the server, in RFC 3339. */
      now: string;
      /** @description The file that holds the first sign-in link, while there is no owner; told on the machine itself only. */
      firstSignInPath: string | null;
    };
    /** @description What to change; absent keeps. */
    SettingsChange: {
      capturePrompts?: boolean | null;
      timeZone?: string | null;
      /** @description A decimal above 0; null removes it. */
      monthlyBudget?: string | null;
    };
    /** @description What the team chose. */
    SettingsView: {
      /**
       * @description Keep prompts and answers that senders send, cut at 50,000 characters each, secrets masked, in the table
       * `prompts`. Off at first; nothing that was sent before is kept.
       */
      capturePrompts: boolean;
      /** @description IANA name of the time zone that days, weeks and months of rules begin in: Europe/Berlin, UTC. */
      timeZone: string;
      /** @description What a calendar month should come to at most, in the currency that costs are kept in; null if nobody said. */
      monthlyBudget: string | null;
    };
    /** @description Several alerts. */
    Several: {
      /** @description 1 to 500. */
      ids: string[];
      /** @description Why, for the alerts' history; up to 1,000 characters. */
      note?: string | null;
    };
    SeveralDone: {
      /** @description As they are now. */
      items: components["schemas"]["Alert"][];
      /** @description Those that do not exist or are not open any more. */
      skipped: string[];
    };
    SignIn: {
      name: string;
      /** Format: password */
      password: string;
    };
    SignedIn: {
      person: components["schemas"]["PersonView"];
    };
    Snooze: {
      /** @description RFC 3339; within a year. */
      until: string;
      /** @description Why, for the alert's history; up to 1,000 characters. */
      note?: string | null;
    };
    /** @description Several alerts, and until when. */
    SnoozeSeveral: {
      /** @description 1 to 500. */
      ids: string[];
      /** @description RFC 3339; within a year. */
      until: string;
      /** @description Why, for the alerts' history; up to 1,000 characters. */
      note?: string | null;
    };
    Snoozed: {
      until: string;
      by: string;
    };
    /** @description A live event of the trace. */
    Span: {
      eventId: string;
      transactionId: string | null;
      /** @description The transaction id of the step that it belongs to, which may not be among the spans. */
      parentId: string | null;
      /** @description Its name, else the tool, else the model, else the kind. */
      name: string;
      kind: string;
      provider: string | null;
      model: string | null;
      agent: string | null;
      taskType: string | null;
      /** @description `endedAt` if the sender did not say how long it took. */
      beganAt: string;
      endedAt: string;
      durationMs: string | null;
      /** @description Uncached. */
      inputTokens: string | null;
      cacheReadTokens: string | null;
      cacheWriteTokens: string | null;
      outputTokens: string | null;
      /** @description Null if unknown. */
      cost: string | null;
      currency: string;
      unpricedReason: string | null;
      errorCode: string | null;
      findings: string;
    };
    /** @description Percents have one decimal and a sign. */
    SpendCause: {
      day: string;
      /** @enum {string} */
      kind: "new";
    } | {
      day: string;
      /** @enum {string} */
      kind: "gone";
    } | {
      day: string;
      amount: string;
      calls: string;
      /** @enum {string} */
      kind: "day";
    } | {
      percent: string;
      /** @enum {string} */
      kind: "calls";
    } | {
      percent: string;
      /** @enum {string} */
      kind: "costPerCall";
    } | {
      day: string;
      percent: string;
      /** @enum {string} */
      kind: "price";
    };
    /** @description One value of a dimension, then and now, in one currency. */
    SpendChange: {
      /** @description `agent`, `model`, `organization` or `product`. */
      dimension: string;
      /** @description Null: the calls that say none. */
      value: string | null;
      currency: string;
      /** @description Null if the cost of none of its calls is known. */
      then: string | null;
      now: string | null;
      /** @description `now` − `then`. */
      change: string | null;
      thenUnpriced: string;
      nowUnpriced: string;
      thenEvents: string;
      nowEvents: string;
      /** @description The days of both times that have calls. */
      perDay: components["schemas"]["SpendOfDay"][];
      cause: components["schemas"]["SpendCause"] | null;
    };
    SpendChanges: {
      items: components["schemas"]["SpendChange"][];
    };
    /** @description Of the currency that costs are kept in. */
    SpendForecast: {
      month: string;
      currency: string;
      spent: string;
      /** @description RFC 3339. */
      spentTo: string;
      /**
       * @description What the month will come to at least if each day that is left costs the lower quarter of the same weekdays before;
       * null if there is too little to tell from.
       */
      low: string | null;
      /** @description The same by the upper quarter. */
      high: string | null;
      reason: "too_little_history" | null;
      /**
       * Format: int32
       * @description So many weeks back the same weekdays were looked at.
       */
      weeks: number;
      /** @description What is still expected, day by day, the rest of today included. */
      days: components["schemas"]["ExpectedDay"][];
      /** @description What the month should come to at most; null if nobody said. */
      budget: string | null;
    };
    /** @description What was spent of one group, in one currency, on one basis. */
    SpendGroup: {
      /** @description A value for each name of `groupBy`; null if it is not known. */
      group: Record<string, unknown>;
      /** @description It is for all values of the last group together that are not among the `top`. */
      others: boolean;
      currency: string;
      /**
       * @description `billed` where a final bill covers the day of the account, else `metered`. Where calls tell apart what a bill does
       * not, what is billed beyond them is `not attributed`.
       * @enum {string}
       */
      basis: "billed" | "metered" | "not attributed";
      /** @description Null if the cost of none of its calls is known. */
      amount: string | null;
      /** @description How many of its events have no known cost. */
      unpricedEvents: string;
    };
    SpendNow: {
      /** @description RFC 3339. */
      asOf: string;
      /** @description One for each currency that something was spent in. */
      items: components["schemas"]["SpendNowItem"][];
    };
    SpendNowItem: {
      currency: string;
      today: components["schemas"]["SpendToday"];
      lastHour: components["schemas"]["SpendOfEvents"];
    };
    SpendOfDay: {
      day: string;
      /** @description Null if the cost of none of its calls is known. */
      amount: string | null;
    };
    /** @description What some events cost. */
    SpendOfEvents: {
      /** @description Null if the cost of none of them is known. */
      amount: string | null;
      events: string;
      /** @description How many of them have no known cost. */
      unpricedEvents: string;
    };
    SpendReport: {
      /** @description A day; inclusive. */
      from: string;
      /** @description A day; exclusive. */
      to: string;
      items: components["schemas"]["SpendGroup"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
      /** @description Of all items, by currency. */
      totals: components["schemas"]["SpendSum"][];
    };
    /** @description The sum in one currency: `amount` = `billed` + `metered`. */
    SpendSum: {
      currency: string;
      amount: string;
      billed: string;
      /** @description Of days that no final bill covers. */
      metered: string;
      /** @description Of `billed`, how much is more than was metered of the same accounts and days; below 0 if it is less. */
      notAttributed: string;
      unpricedEvents: string;
    };
    SpendToday: components["schemas"]["SpendOfEvents"] & ({
      /** @description In UTC. */
      day: string;
      /** @description The median of the same weekdays of eight weeks, up to the same time of day; null if there are none. */
      usual: string | null;
      /** @description How many those are. */
      usualOf: number;
    });
    /** @description What came back: decimals and integers over 2^53 are strings, times RFC 3339 in UTC. */
    SqlAnswer: {
      columns: components["schemas"]["SqlColumn"][];
      rows: unknown[][];
      /** Format: int64 */
      elapsedMs: number;
      /** @description There are more rows than `maxRows`. */
      truncated: boolean;
    };
    SqlColumn: {
      name: string;
      /** @description As DuckDB writes it. */
      type: string;
    };
    /** @description A question to the warehouse. */
    SqlRequest: {
      /** @description One SELECT-like statement in DuckDB's SQL. */
      sql: string;
      /** @description Values for `?` or `$1`: texts, numbers, booleans, nulls. */
      params?: unknown[];
      format?: components["schemas"]["Format"];
      /** @description At most this many rows; 10,000 unless told, 1,000,000 at most. */
      maxRows?: number | null;
    };
    StoredCredential: {
      /**
       * Format: int64
       * @description In characters.
       */
      length: number;
      setAt: string;
    };
    /** @description One run of a connection. */
    Sync: {
      id: string;
      connectionId: string;
      /**
       * @description `running`, `done`, `partial` (some stream could not be read), `failed` or `cancelled`.
       * @enum {string}
       */
      status: "running" | "done" | "partial" | "failed" | "cancelled";
      startedAt: string;
      endedAt: string | null;
      /** @description Those of finished windows. */
      records: string;
      /** Format: int64 */
      windowsDone: number;
      /** Format: int64 */
      windowsTotal: number;
      /**
       * Format: int64
       * @description Asked of the provider, tries included.
       */
      requests: number;
      /**
       * Format: int64
       * @description Days of the time that is to be read.
       */
      daysDone: number;
      /** Format: int64 */
      daysTotal: number;
      error: string | null;
    };
    SyncList: {
      items: components["schemas"]["Sync"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
    };
    /** @description A table or view that SQL knows. */
    Table: {
      name: string;
      description: string;
      columns: components["schemas"]["TableColumn"][];
    };
    TableColumn: {
      name: string;
      /** @description As DuckDB writes it. */
      type: string;
      /** @description What it means, counts in, and says by NULL. */
      description: string;
    };
    Tables: {
      /** @description Each with its columns, their types and meanings. */
      items: components["schemas"]["Table"][];
    };
    /** @description Long work, as it stands. */
    TaskView: {
      id: string;
      /** @description What it does, for example `reprice_preview`. */
      kind: string;
      /**
       * @description `running`, `done`, `failed` or `cancelled`.
       * @enum {string}
       */
      status: "running" | "done" | "failed" | "cancelled";
      startedAt: string;
      /** @description Who began it. */
      who: string;
      progress: components["schemas"]["ProgressView"];
      /** @description What came of it, once it is done. */
      result: Record<string, unknown> | null;
      /** @description Why it failed. */
      error: string | null;
    };
    Trace: {
      traceId: string;
      traceType: string | null;
      traceName: string | null;
      beganAt: string;
      endedAt: string;
      /** @description In the order in which they began; at most 5,000. */
      spans: components["schemas"]["Span"][];
      /** @description There are more. */
      truncated: boolean;
    };
    TraceBucket: {
      /** @description Inclusive. */
      from: string;
      /** @description Exclusive, but for the last one. */
      to: string;
      traces: string;
    };
    /** @description Of traces all of whose calls have a known cost, in the currency that costs are kept in. */
    TraceDistribution: {
      traceType: string;
      currency: string;
      traces: string;
      /** @description How many have calls without a known cost, and are left out. */
      unpriced: string;
      least: string | null;
      /** @description What half of the traces cost at most; each is the cost of one trace. */
      p50: string | null;
      p95: string | null;
      p99: string | null;
      most: string | null;
      /** @description Of equal width; the last has all that is dearer, too. */
      buckets: components["schemas"]["TraceBucket"][];
    };
    TracePage: {
      items: components["schemas"]["TraceSummary"][];
      /** @description The `cursor` of the next page; null on the last. */
      next: string | null;
    };
    /** @description What the calls of one trace come to, as far as they lie in the time that was asked for. */
    TraceSummary: {
      traceId: string;
      traceType: string | null;
      traceName: string | null;
      /** @description Of the first call that names one. */
      agent: string | null;
      /** @description When the first call began, as far as senders say how long it took. */
      beganAt: string;
      /** @description When the last one was answered. */
      endedAt: string;
      spans: string;
      /** @description How many of them have no known cost. */
      unpriced: string;
      /** @description How many failed. */
      errors: string;
      tokens: string;
      /** @description Null if its costs are in several. */
      currency: string | null;
      /** @description Null if no cost is known, or costs are in several currencies. */
      cost: string | null;
    };
    /** @description One attempt. */
    Try: {
      /**
       * Format: int64
       * @description From 1.
       */
      number: number;
      at: string;
      /**
       * Format: int32
       * @description What the receiver answered, if it did: a status of HTTP or SMTP.
       */
      status: number | null;
      /** @description Null if it was taken. */
      error: string | null;
    };
    /** @description `no_provider`, `no_model`, `unknown_provider`, `unknown_model`, `no_price_for_meter` ...; what it is about stands beside. */
    Unpriced: {
      code: string;
    };
    /** @description Calls of one model or tool that have no computed cost for the same reason. */
    UnpricedGroup: {
      provider: string | null;
      model: string | null;
      tool: string | null;
      /** @description `unknown_model`, `unknown_provider`, `unknown_tool`, `no_price_for_meter`, `no_exchange_rate` ... */
      reason: string;
      /**
       * @description The meters that are without a price; all that were counted, if nothing is known about the model. As the newest 200
       * of these events have them.
       */
      meters: string[];
      events: string;
      /** @description Of these, how many have no known cost at all: the sender did not say one either. */
      withoutCost: string;
      inputTokens: string;
      outputTokens: string;
      firstSeen: string;
      lastSeen: string;
    };
    UnpricedList: {
      /** @description Those with the most events first. */
      items: components["schemas"]["UnpricedGroup"][];
      /** @description There are more than are shown. */
      more: boolean;
    };
    /** @description How it stands with the master key. */
    VaultView: {
      /** @description Names the key; tells nothing of it. */
      keyId: string;
      /**
       * @description `data`, `user` or `folder`: a file that Outlay keeps; `variable`, `file` or `command`: the operator gives it at
       * each start; `handed-in`: the operator gave it for the last rotation.
       * @enum {string}
       */
      kind: "data" | "user" | "folder" | "variable" | "file" | "command" | "handed-in";
      /** @description Where it comes from. */
      from: string;
      since: string | null;
      /** @description So many secrets are sealed. */
      sealed: number;
      concerns: components["schemas"]["ConcernView"][];
    };
    /** @description What SQL and the pages read. Nothing is dropped from it. */
    WarehouseAbout: {
      /** @description On disk. */
      bytes: string;
      /** @description Null while it has failed. */
      events: string | null;
      /** @description The time of its oldest event; null if there is none, or while it has failed. */
      since: string | null;
    };
    /** @description What is different; what is left out stays as it was. */
    WhatIf: {
      scope?: components["schemas"]["HistoryScope"];
      provider?: string | null;
      model?: string | null;
      /** @description `standard`, `batch`, `flex`, `priority` ... */
      tier?: string | null;
      /** @description Prices that stand beside those in force. */
      prices?: components["schemas"]["NewPrice"][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}

export type $defs = Record<string, never>;

export type external = Record<string, never>;

export interface operations {

  /**
   * What this server is
   * @description Its version, what it keeps and how much room that takes, and how it stands with the master key.
   */
  get_about: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["About"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List alerts, the newest first */
  list_alerts: {
    parameters: {
      query?: {
        /**
         * @description `open` (unless told): open, and neither acknowledged, snoozed nor muted; `acknowledged`, `snoozed`, `muted`: open,
         * and that; or `all`.
         */
        status?: "open" | "acknowledged" | "snoozed" | "muted" | "all";
        /** @description 1 to 500; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Acknowledge several alerts */
  acknowledge_alerts: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["Several"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SeveralDone"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Close several alerts */
  resolve_alerts: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["Several"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SeveralDone"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Snooze several alerts
   * @description Nothing about them is delivered before `until`; those that are still open at the end are told one by one.
   */
  snooze_alerts: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SnoozeSeveral"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SeveralDone"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One alert with its deliveries and its history */
  get_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Acknowledge an alert
   * @description Somebody looks after it. One that is acknowledged already stays as it is.
   */
  acknowledge_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Note"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Mute the rule and key of an alert
   * @description Its alerts are recorded, and nobody is told of them: until a time, or until the mute is removed. An earlier mute of
   * the same rule and key is replaced.
   */
  mute_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["NewMute"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Write something down about an alert
   * @description For whoever sees it next. Alerts that are closed take notes, too.
   */
  note_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewNote"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Close an alert
   * @description The next firing opens another one. An alert that is closed already stays as it is.
   */
  resolve_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Note"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Snooze an alert
   * @description Nothing about it is delivered before `until`. If it is still open then, its channels are told once (`alert.woke`).
   */
  snooze_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Snooze"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Take an acknowledgement back */
  unacknowledge_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Note"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * End a snooze
   * @description What was held back is sent now.
   */
  unsnooze_alert: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Note"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["AlertWithHistory"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Try a rule on the past that is not made yet
   * @description As the back-test of a rule; `builtin` or `component` says what it would be made of.
   */
  backtest_draft: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewBacktest"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List channels */
  list_channels: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ChannelList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Create a channel */
  create_channel: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewChannel"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Channel"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Delete a channel
   * @description Rules that name it deliver to their other channels only.
   */
  delete_channel: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Change a channel
   * @description What is left out stays, null removes. What waits for it is tried again at once. Where a password is sent (`host`, `port`,
   * `tls`, `user`) changes only together with the password.
   */
  change_channel: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ChangeChannel"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Channel"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List a channel's deliveries, the newest first */
  list_deliveries: {
    parameters: {
      query?: {
        /** @description 1 to 200; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["DeliveryLog"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Try a delivery again that failed
   * @description At once, and as often as a new one. It keeps its id.
   */
  retry_delivery: {
    parameters: {
      path: {
        id: string;
        delivery: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["LoggedDelivery"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Rotate the secret that signs
   * @description For 24 hours deliveries carry two signatures, separated by a comma: that of the new secret, then that of the one before.
   */
  rotate_channel_secret: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["NewSecret"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RotatedSecret"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Send a test message now */
  test_channel: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ChannelTest"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List what rules can be made of */
  list_components: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ComponentList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Upload a rule of your own
   * @description The body is a WebAssembly component of the world `outlay:rule/rule@0.1.0`, at most 64 MiB. In a process of its own,
   * with limits, it is checked, compiled, asked what it is, and tried with the first of its schema's `examples` of
   * settings: what it finds must not depend on how rows are cut into frames. The same bytes again are the same component.
   */
  upload_component: {
    requestBody: {
      content: {
        "application/wasm": number[];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Component"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One component */
  get_component: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Component"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List connections */
  list_connections: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ConnectionList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Connect a provider
   * @description Credentials are sealed and never shown again. The first sync starts at once.
   */
  create_connection: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["CreateConnection"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Connection"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Try credentials before they are saved
   * @description Nothing is stored. That they do not work is an answer, not an error.
   */
  check_credentials: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["CheckConnection"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["CheckResult"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Get a connection */
  get_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Connection"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Delete a connection
   * @description Its credentials are erased. Records that were read stay.
   */
  delete_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Change a connection
   * @description What is left out stays. Changing where requests go, or allowing private addresses, takes the credentials again. A
   * change of where it goes, or one with `settings` or `credentials` in it, starts a sync.
   */
  change_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ChangeConnection"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Connection"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Read further back
   * @description The sync first reads what is new, then goes back, newest first; its `daysDone` and `daysTotal` tell how far it is. It
   * survives a restart, and ends early where the provider keeps nothing older.
   */
  backfill_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BackFill"];
      };
    };
    responses: {
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["Sync"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Cancel the sync that runs
   * @description What was read stays; a back-fill is given up. The next sync comes when the schedule says.
   */
  cancel_sync: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Sync"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Try the stored credentials
   * @description The connection's status follows.
   */
  check_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["CheckResult"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Sync now
   * @description If a sync runs already, it is the answer.
   */
  sync_connection: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["Sync"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List syncs of a connection, the newest first */
  list_syncs: {
    parameters: {
      query?: {
        /** @description 1 to 500; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SyncList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List connectors: the providers that can be connected */
  list_connectors: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ConnectorList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Upload a connector of your own
   * @description The body is a WebAssembly component of the world `outlay:connector/connector@0.1.0`, at most 64 MiB. In a process of
   * its own, with limits, it is checked, compiled and asked what it is. It may ask only the origins that it declares and
   * that you grant here; without a grant, the answer is 409 `grant_needed` and says what it wants. A newer make takes the
   * place of an older one with the same id; connections keep what they were granted.
   */
  upload_connector: {
    parameters: {
      query?: {
        /** @description An origin that it may ask, as its `origins` say; once for each. */
        grant?: string[];
        /** @description Checks it and tells what it is and asks for; takes nothing in. */
        dryRun?: boolean;
      };
    };
    requestBody: {
      content: {
        "application/wasm": number[];
      };
    };
    responses: {
      /** @description What it is; nothing was taken in */
      200: {
        content: {
          "application/json": components["schemas"]["Connector"];
        };
      };
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Connector"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Delete an uploaded connector
   * @description One that connections use stays: delete those first.
   */
  delete_connector: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * List events, the newest first
   * @description `total` covers all live events that match, not only this page; `unpriced` says how many of them have no cost. Amounts of different
   * currencies are not added: what is not in `currency` stands in `others`.
   */
  list_events: {
    parameters: {
      query?: {
        /** @description RFC 3339, by event time; inclusive. */
        from?: string;
        /** @description RFC 3339, by event time; exclusive. */
        to?: string;
        /** @description Of this value. With `not.` before the name of this or one of the following, as in `not.kind`: of any other or none. */
        kind?: string;
        /** @description The wire format that it came in. */
        source?: string;
        provider?: string;
        model?: string;
        organization?: string;
        product?: string;
        department?: string;
        team?: string;
        keyId?: string;
        subscriberId?: string;
        subscriberEmail?: string;
        credential?: string;
        agent?: string;
        taskType?: string;
        environment?: string;
        region?: string;
        traceId?: string;
        traceType?: string;
        traceName?: string;
        jobName?: string;
        squad?: string;
        operation?: string;
        tool?: string;
        stopReason?: string;
        serviceTier?: string;
        pricingTier?: string;
        middleware?: string;
        /** @description The provider's HTTP status when the call failed. */
        errorCode?: string;
        /** @description Effective cost of at least this much, a decimal. */
        minCost?: string;
        /** @description `true`: only events without a known cost; `false`: only those with one. */
        unpriced?: boolean;
        /**
         * @description The first of these that there is: an id of a call (of event, transaction, response or request); a part of a model, agent,
         * organization, product, task or e-mail, in any case; the id of a trace.
         */
        q?: string;
        /** @description 1 to 500; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["EventPage"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Post CloudEvents as to OpenMeter
   * @description One CloudEvent or an array of them. An event counts once by its source and id.
   */
  ingest_cloud_events: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Taken */
      204: {
        content: never;
      };
      /** @description A problem (RFC 9457) that names the events that cannot be taken */
      400: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * How the events that match lie in time
   * @description Live events and what they cost, in buckets of equal length.
   */
  get_event_histogram: {
    parameters: {
      query?: {
        /** @description RFC 3339, by event time; inclusive. */
        from?: string;
        /** @description RFC 3339, by event time; exclusive. */
        to?: string;
        /** @description Of this value. With `not.` before the name of this or one of the following, as in `not.kind`: of any other or none. */
        kind?: string;
        /** @description The wire format that it came in. */
        source?: string;
        provider?: string;
        model?: string;
        organization?: string;
        product?: string;
        department?: string;
        team?: string;
        keyId?: string;
        subscriberId?: string;
        subscriberEmail?: string;
        credential?: string;
        agent?: string;
        taskType?: string;
        environment?: string;
        region?: string;
        traceId?: string;
        traceType?: string;
        traceName?: string;
        jobName?: string;
        squad?: string;
        operation?: string;
        tool?: string;
        stopReason?: string;
        serviceTier?: string;
        pricingTier?: string;
        middleware?: string;
        /** @description The provider's HTTP status when the call failed. */
        errorCode?: string;
        /** @description Effective cost of at least this much, a decimal. */
        minCost?: string;
        /** @description `true`: only events without a known cost; `false`: only those with one. */
        unpriced?: boolean;
        /**
         * @description The first of these that there is: an id of a call (of event, transaction, response or request); a part of a model, agent,
         * organization, product, task or e-mail, in any case; the id of a trace.
         */
        q?: string;
        /** @description 1 to 500; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description At most so many, 1 to 400; 60 unless told. */
        buckets?: number;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["EventHistogram"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List values of a dimension, the most frequent first */
  list_event_values: {
    parameters: {
      query: {
        /** @description The name of a dimension as the filters of the log have it: `agent`, `model`, `taskType` ... */
        dimension: string;
        /** @description A part of the value, in any case. */
        q?: string;
        /** @description RFC 3339, by event time; inclusive. */
        from?: string;
        /** @description RFC 3339, by event time; exclusive. */
        to?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["DimensionValues"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One event, with how its cost came to be and what the rules said */
  get_event: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["EventDetail"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * List refused events, the newest first
   * @description The newest 10,000 are kept. What a sender was told stands here again, with the beginning of what it sent.
   */
  list_ingest_errors: {
    parameters: {
      path: {
        /** @description 1 to 500; 50 if absent. */
        limit: number | null;
        /** @description `next` of the page before. */
        cursor: number | null;
        /** @description Only what this key posted. */
        keyId: string | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["IngestErrorPage"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List keys */
  list_keys: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["KeyList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Create a key */
  create_key: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["CreateKey"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["KeyWithText"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Revoke a key for good */
  revoke_key: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Put a fresh key in the place of one
   * @description The old one stops at once, or after the time that is given. One that was replaced before stops now in any case.
   */
  regenerate_key: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Regenerate"] | null;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["KeyWithText"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Copy a key again
   * @description For people who are signed in, never for an API key. Audited.
   */
  reveal_key: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Revealed"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List mutes, the newest first */
  list_mutes: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["MuteList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Remove a mute
   * @description People are told again of what opens from now on.
   */
  delete_mute: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List people: who can sign in */
  list_people: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["People"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List own prices, the oldest first */
  list_prices: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["PriceList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Set a price
   * @description It counts for what comes from now on; `POST /api/v1/prices/repricings` applies it to the past. Of several prices for
   * one call the narrowest counts: one that names an organization, product or key; then the longer model name; then the later `from`.
   */
  create_price: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewPrice"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Price"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Look through the list of prices */
  get_price_book: {
    parameters: {
      query?: {
        /** @description Words that provider and model contain: `openai 4o`. */
        q?: string;
        /** @description 1 to 100; 50 unless told. */
        limit?: number;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["PriceBookView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Choose the currency that costs are kept in
   * @description For what comes from now on; price the past anew to bring it along. It needs an exchange rate from USD first.
   */
  set_currency: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["BookCurrency"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["BookCurrency"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List exchange rates, by pair and day */
  list_exchange_rates: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ExchangeRates"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Set an exchange rate
   * @description In the place of one of the same pair and day. Amounts are never added across currencies: without a rate a cost is
   * unpriced, with the reason `no_exchange_rate`.
   */
  set_exchange_rate: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewExchangeRate"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ExchangeRate"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Delete an exchange rate */
  delete_exchange_rate: {
    parameters: {
      path: {
        from: string;
        to: string;
        day: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List re-pricings */
  list_repricings: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RepricingList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Price the past anew
   * @description At the prices in force now, for the events that are there now. It runs beside what arrives; nothing counts before all
   * is computed, then all of it at once. What rules said of the events stays.
   */
  create_repricing: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewRepricing"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Repricing"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Preview a re-pricing
   * @description What the events cost, and would cost at the prices in force: `result` of the task has `events`, `changed`, `before`
   * and `after` (`cost` by currency, `unpriced`: how many have no known cost), `difference` (of events whose cost is known on
   * both sides; `incomparable`: how many are not), and the same by provider and model in `groups`, by day (UTC) in `days`.
   * Nothing changes. Done at once if it does not take long, else 202: ask `/api/v1/tasks/{id}`.
   */
  preview_repricing: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PreviewRequest"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Take the newest re-pricing back
   * @description At once, finished or not: events cost what they cost before. Older ones cannot be taken back; set the prices as they
   * should be, and price the past anew.
   */
  undo_repricing: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Repricing"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List what has no price */
  list_unpriced: {
    parameters: {
      query?: {
        /** @description RFC 3339, by event time; inclusive. */
        from?: string;
        /** @description Exclusive. */
        to?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["UnpricedList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What if
   * @description The meters of the past at another model, tier or price, by the same code that prices calls; what senders reported of
   * the cost counts on neither side. The task's `result` is that of a preview, `before` at the prices in force. Nothing changes.
   */
  what_if: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["WhatIf"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One price in its newest version */
  get_price: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Price"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Put another version in the place of a price */
  change_price: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewPrice"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Price"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * End a price
   * @description What it priced keeps its cost until it is priced anew.
   */
  delete_price: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** All versions of a price, the newest first */
  list_price_versions: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["PriceList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Which project keys and credentials belong to
   * @description Filled in by what syncs find; what somebody here says wins. Send the `ETag` as `If-Match` with a change.
   */
  get_project_map: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ProjectMappings"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Say which project keys and credentials belong to
   * @description In the place of all that was said here before. `If-Match` is the `ETag` that was read, or `*`.
   */
  set_project_map: {
    parameters: {
      header: {
        /** @description The `ETag` that was read, or `*`. */
        "If-Match": string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewProjectMappings"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ProjectMappings"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Precondition Failed */
      412: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Precondition Required */
      428: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Compare what was metered with what is billed
   * @description Of connected providers. Between the two stands what the provider's own usage costs by the price book: drift = billed −
   * metered = (estimated − metered) + (billed − estimated). Its parts add up to it to the last digit.
   */
  get_reconciliation: {
    parameters: {
      query?: {
        /**
         * @description A day (`2026-11-01`), or a time in RFC 3339, which stands for its day in UTC; inclusive. Days begin where those of
         * the provider's bill do. The last 30 days unless told.
         */
        from?: string;
        /** @description The same; exclusive. */
        to?: string;
        /**
         * @description No finer than this: `project_model`, `model`, `project`, `connection` or `provider`. As fine as both sides allow
         * unless told.
         */
        grain?: "project_model" | "model" | "project" | "connection" | "provider";
        format?: "json" | "csv";
        provider?: string;
        /** @description The id of a connection; also of one that does not count towards the total. */
        connection?: string;
        project?: string;
        model?: string;
        /** @description 1 to 1000; 200 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Reconciliation"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List rules */
  list_rules: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RuleList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Make a rule
   * @description It is started with its settings and tried on recent events before it is taken in. It judges what comes after it; it
   * does not judge history.
   */
  create_rule: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewRule"];
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["Rule"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One rule */
  get_rule: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Rule"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Delete a rule
   * @description Its findings and alerts stay.
   */
  delete_rule: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Change a rule
   * @description With other settings, or made of another component, another revision starts. A suspended rule is tried again when its
   * settings are sent or it is enabled.
   */
  change_rule: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ChangeRule"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Rule"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Try a rule on the past
   * @description Runs the rule, or what it would be with other settings or another component, over what was received in a time; it
   * raises no alerts. The answer is a task: its progress can be watched and it can be given up; its `result` holds the
   * alerts that the rule would have raised. A rule keeps state, so it begins with nothing at `from`.
   */
  backtest_rule: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewBacktest"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Accepted */
      202: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What a rule wrote
   * @description The newest line first; lines do not outlive the server.
   */
  get_rule_log: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RuleLog"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What a rule was
   * @description The newest revision first.
   */
  list_rule_revisions: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RevisionList"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Go back to what a rule was
   * @description Starts another revision with the component and the settings of an earlier one. It takes over the state if it can.
   */
  roll_back_rule: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RollBack"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Rule"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Who is signed in */
  get_session: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SessionView"];
        };
      };
    };
  };
  /** Sign in */
  sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignIn"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Sign out */
  sign_out: {
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
    };
  };
  /**
   * Make the owner with the first sign-in link
   * @description Works once, within 24 hours, and only from the machine that the server runs on.
   */
  first_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["FirstSignIn"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Show the settings */
  get_settings: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SettingsView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Change settings */
  change_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SettingsChange"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SettingsView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What was spent
   * @description Of an account and day, spend is what is billed where a final bill covers it, else what was metered; the two are never
   * added, nor are amounts of two currencies. Connections count that have `countsTowardsTotal`.
   */
  get_spend: {
    parameters: {
      query?: {
        /**
         * @description A day (`2026-11-01`), or a time in RFC 3339, which stands for its day in UTC; inclusive. Days begin where those of
         * the provider's bill do. The last 30 days unless told.
         */
        from?: string;
        /** @description The same; exclusive. */
        to?: string;
        /**
         * @description Up to 6 names, separated by commas: `day`, `month`, `provider`, `connection`, `project`, `model`, and what only calls
         * say: `team`, `keyId`, `kind`, `credential`, `organization`, `product`, `department`, `subscriberId`,
         * `subscriberEmail`, `agent`, `taskType`, `environment`, `region`, `traceType`, `traceName`, `jobName`, `squad`. `day`
         * unless told.
         */
        groupBy?: string;
        /**
         * @description 1 to 1000, where the last name of `groupBy` is what only calls say: of that only so many values that cost the most,
         * and all others together.
         */
        top?: number;
        format?: "json" | "csv";
        provider?: string;
        /** @description The id of a connection. */
        connection?: string;
        project?: string;
        model?: string;
        /** @description This and the following narrow down to calls, of which no bill knows: all amounts are then metered. */
        team?: string;
        keyId?: string;
        kind?: string;
        credential?: string;
        organization?: string;
        product?: string;
        department?: string;
        subscriberId?: string;
        subscriberEmail?: string;
        agent?: string;
        taskType?: string;
        environment?: string;
        region?: string;
        traceType?: string;
        traceName?: string;
        jobName?: string;
        squad?: string;
        /** @description 1 to 1000; 200 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SpendReport"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What changed between two times
   * @description The eight largest changes among agents, models, organizations and products; behind them what is new and has no known
   * cost. Of events only: no bill knows agents.
   */
  get_spend_changes: {
    parameters: {
      query: {
        from: string;
        to: string;
        againstFrom: string;
        againstTo: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SpendChanges"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Where a month will end
   * @description A range, from what each weekday cost in the last eight weeks. Days that ran away or stood still do not change it.
   */
  get_spend_forecast: {
    parameters: {
      query?: {
        /** @description `2026-11`; the current month unless told. */
        month?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SpendForecast"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * What is being spent now
   * @description Today so far, in UTC, beside what is usual, and the last hour. Of events only: no bill is that fresh.
   */
  get_spend_now: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SpendNow"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Ask the warehouse
   * @description Read-only: one SELECT-like statement, 30 seconds, no files, no network, no settings.
   */
  run_sql: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SqlRequest"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["SqlAnswer"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Request Timeout */
      408: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** What there is to ask */
  list_tables: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Tables"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** How the server is doing */
  get_status: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["ServerStatus"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * How long work stands
   * @description The newest hundred tasks are known, until the server starts anew.
   */
  get_task: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Give long work up */
  cancel_task: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description No Content */
      204: {
        content: never;
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Watch long work
   * @description Server-sent events: a `task` event with the task as it stands whenever that changes, five times a second at most.
   * The last one is the finished task.
   */
  watch_task: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "text/event-stream": components["schemas"]["TaskView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** List traces */
  list_traces: {
    parameters: {
      query?: {
        /** @description RFC 3339, by the time of its calls; inclusive. */
        from?: string;
        /** @description RFC 3339; exclusive. */
        to?: string;
        traceType?: string;
        /** @description One of its calls is of this agent. */
        agent?: string;
        /** @description A trace's id, or a part of its name or type. */
        q?: string;
        order?: "newest" | "dearest";
        /** @description 1 to 500; 50 unless told. */
        limit?: number;
        /** @description `next` of the page before. */
        cursor?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TracePage"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** How dear traces of a type are */
  get_trace_distribution: {
    parameters: {
      query: {
        traceType: string;
        /** @description RFC 3339, by the time of calls; inclusive. */
        from?: string;
        /** @description RFC 3339; exclusive. */
        to?: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["TraceDistribution"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** One trace with its calls */
  get_trace: {
    parameters: {
      path: {
        /** @description The trace id that senders gave. */
        id: string;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["Trace"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Not Found */
      404: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * How it stands with the master key
   * @description Only through the socket in the data folder.
   */
  get_vault: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["VaultView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Seal everything anew under another master key
   * @description All of it or nothing, while everybody goes on working. Only through the socket in the data folder.
   */
  rotate_master_key: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["Rotation"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["RotationView"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unprocessable Entity */
      422: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /** Whether the process lives */
  get_health: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "text/plain": string;
        };
      };
    };
  };
  /**
   * Meter speech, transcription or translation
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  audio: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter a chat, completion or embedding
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  completions: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter images
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  images: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter video
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  video: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter the request half of an API call
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  api_requests: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter the response half of an API call
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  api_responses: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter anything that is counted
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  generic_events: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /**
   * Meter a tool call
   * @description An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.
   */
  tool_events: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Created */
      201: {
        content: {
          "application/json": components["schemas"]["MeteringResource"];
        };
      };
      /** @description The record cannot be taken; `errors` names the field */
      400: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Conflict */
      409: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["SdkErrorBody"];
        };
      };
    };
  };
  /** Whether each part can work */
  get_readiness: {
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
    };
  };
  /**
   * Post events
   * @description One JSON object, an array of up to 10,000, one object a line (`application/x-ndjson`), or CloudEvents (structured,
   * batch, binary), up to 32 MiB, plain or compressed with gzip or zstd. Each item gets its own answer: one bad item
   * never sinks the others. Instead of counts, an event may hold what the provider answered: its JSON as `response`, or the
   * data of its events in order as `stream`; `batch` says that it was part of a batch. What the event leaves out is read
   * from it; texts that were asked and answered are not kept. `amends` corrects what it names of an event (not its `kind`; counts that may contain each
   * other only together, such as `inputTokenCount`, `cacheReadTokenCount` and the model), `voids` ends one.
   */
  post_events: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description OK */
      200: {
        content: {
          "application/json": components["schemas"]["EventResults"];
        };
      };
      /** @description Bad Request */
      400: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Unsupported Media Type */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Every event was rejected */
      422: {
        content: {
          "application/json": components["schemas"]["EventResults"];
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
    };
  };
  /**
   * Export log records
   * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
   */
  export_logs: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Taken; `partialSuccess` says what was not */
      200: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Bad Request */
      400: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unsupported Media Type */
      415: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
    };
  };
  /**
   * Export metrics
   * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
   */
  export_metrics: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Taken; `partialSuccess` says what was not */
      200: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Bad Request */
      400: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unsupported Media Type */
      415: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
    };
  };
  /**
   * Export spans
   * @description OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.
   */
  export_traces: {
    requestBody: {
      content: {
        "application/json": Record<string, unknown>;
      };
    };
    responses: {
      /** @description Taken; `partialSuccess` says what was not */
      200: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Bad Request */
      400: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unauthorized */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Forbidden */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorBody"];
        };
      };
      /** @description Payload Too Large */
      413: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Unsupported Media Type */
      415: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Too Many Requests */
      429: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
      /** @description Service Unavailable */
      503: {
        content: {
          "application/json": Record<string, unknown>;
        };
      };
    };
  };
}
