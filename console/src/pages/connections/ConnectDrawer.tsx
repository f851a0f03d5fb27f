import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { serverNow } from "../../clock";
import { ApiError, request } from "../../api/client";
import { connectionsQuery } from "../../api/queries";
import type { CheckResult, Connection, Connector, Field, Schemas } from "../../api/types";
import { describeSchedule } from "../../format/schedule";
import { formatDay } from "../../format/time";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { Glyph } from "../../ui/Glyph";
import { CheckReport } from "./CheckReport";
import { type Draft, dropDraft, filled, keepDraft, missingFields, startDraft } from "./draft";
import { ManifestField } from "./ManifestField";
import { WhatItReads } from "./WhatItReads";
import { WhereItAsks } from "./WhereItAsks";

interface Props {
  connector: Connector;
  /** None for a new one. */
  connection: Connection | null;
  onClose: () => void;
}

const FORM = "connect-form";

export function ConnectDrawer({ connector, connection, onClose }: Props) {
  const draftId = connection?.id ?? connector.id;
  const [draft, setDraft] = useState(() => startDraft(draftId, connector, connection));
  const [tried, setTried] = useState(false);
  const client = useQueryClient();

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(draftId, next);
    check.reset();
  };
  const typed = Object.keys(filled(draft.credentials)).length > 0;
  const body = () => ({
    settings: filled(draft.settings),
    allowPrivate: draft.allowPrivate,
    endpoints: filled(draft.endpoints),
    grantedOrigins: draft.granted,
    ...((typed || !connection) && { credentials: filled(draft.credentials) }),
  });
  const check = useMutation({
    mutationFn: async () => {
      const stored = connection !== null && !typed;
      const result = await request<CheckResult>(
        "POST",
        stored ? `/api/v1/connections/${encodeURIComponent(connection.id)}/check` : "/api/v1/connections/check",
        stored ? {} : { body: { connector: connector.id, ...body() } satisfies Schemas["CheckConnection"] },
      );
      return { result, at: serverNow().toISOString() };
    },
  });
  const save = useMutation({
    mutationFn: () => {
      const common = { name: draft.name.trim(), schedule: draft.schedule, ...body() };
      return connection
        ? request<Connection>("PATCH", `/api/v1/connections/${encodeURIComponent(connection.id)}`, {
            body: common satisfies Schemas["ChangeConnection"],
          })
        : request<Connection>("POST", "/api/v1/connections", {
            body: { connector: connector.id, ...common } satisfies Schemas["CreateConnection"],
          });
    },
    onSuccess: async () => {
      dropDraft(draftId);
      await client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      onClose();
    },
  });

  const missing = missingFields(draft, connector, connection);
  const refused = [save.error, check.error].find((error) => error instanceof ApiError) ?? null;
  const errorAt = (id: string): string | null => {
    if (tried && missing.has(id)) return "Needed";
    return refused?.field?.split(/[./]/).at(-1) === id ? refused.message : null;
  };
  const run = (action: () => void) => {
    setTried(true);
    if (missing.size === 0) action();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run(() => save.mutate());
  };
  const field = (one: Field, group: "settings" | "credentials") => {
    const stored = group === "credentials" ? connection?.credentials[one.id] : undefined;
    return (
      <ManifestField
        key={one.id}
        field={one}
        value={draft[group][one.id] ?? ""}
        stored={stored && { length: stored.length, setOn: formatDay(stored.setAt, "UTC") }}
        error={errorAt(one.id)}
        onChange={(value) => change({ [group]: { ...draft[group], [one.id]: value } })}
      />
    );
  };

  return (
    <Drawer
      title={connection ? `Edit ${connection.name}` : `Connect ${connector.title}`}
      subtitle={`${connector.id} ${connector.version}, reads only`}
      glyph={<Glyph provider={connector.id} />}
      onClose={onClose}
      footer={
        <>
          <span className="grow small mid">{connection ? null : "The first sync starts at once"}</span>
          <button type="button" className="button" disabled={check.isPending} onClick={() => run(() => check.mutate())}>
            {check.data ? "Check again" : "Check"}
          </button>
          <button type="submit" form={FORM} className="button button-primary" disabled={save.isPending}>
            Save and sync
          </button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        <FormField label="Name" error={errorAt("name")}>
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </FormField>
        {connector.settings.map((one) => field(one, "settings"))}
        {connector.credentials.map((one) => field(one, "credentials"))}
        {connector.credentials.length > 0 && (
          <p className="small mid sealed">
            Sealed with AES-256-GCM on this server before they are stored. They are never shown again and never reach a log
            or the connector itself.
          </p>
        )}
        <FormField
          label="Schedule"
          help={describeSchedule(draft.schedule) ?? "Five cron fields, in UTC"}
          error={errorAt("schedule")}
        >
          {(control) => (
            <input
              {...control}
              className="input mono"
              spellCheck={false}
              autoComplete="off"
              value={draft.schedule}
              onChange={(event) => change({ schedule: event.target.value })}
            />
          )}
        </FormField>
        <label className="checkbox allow-private">
          <input
            type="checkbox"
            checked={draft.allowPrivate}
            onChange={(event) => change({ allowPrivate: event.target.checked })}
          />
          <span>
            Allow private addresses
            <small>For a gateway in your own network or on this machine. Metadata services stay out of reach.</small>
          </span>
        </label>
        <WhereItAsks
          connector={connector}
          draft={draft}
          error={errorAt("endpoints") ?? errorAt("grantedOrigins")}
          onChange={change}
        />
      </form>
      <div className="connect-results">
        {refused && !isShown(refused) && <ErrorNote error={refused} meaning="Nothing was stored." />}
        {check.data && <CheckReport {...check.data} connector={connector} />}
        <WhatItReads connector={connector} />
      </div>
    </Drawer>
  );

  /** Whether the refusal already stands beside its field. */
  function isShown(error: ApiError): boolean {
    const id = error.field?.split(/[./]/).at(-1);
    const known = [...connector.settings, ...connector.credentials].map((one) => one.id);
    return id !== undefined && [...known, "name", "schedule", "endpoints", "grantedOrigins"].includes(id);
  }
}
