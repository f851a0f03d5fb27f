import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import { channelsQuery, rulesQuery } from "../../api/queries";
import type { Component, Rule, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { BacktestPanel } from "./BacktestPanel";
import { RuleAbout } from "./RuleAbout";
import { defaults, missingSettings, pruned } from "./schema";
import { SettingField } from "./SettingField";

interface Props {
  /** None for a new one. */
  rule: Rule | null;
  components: Component[];
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function RuleForm({ rule, components, onSaved, onCancel }: Props) {
  const usable = components.filter((one) => one.kind === "rule" || one.builtin);
  const [componentId, setComponentId] = useState(rule?.component ?? rule?.builtin ?? usable[0]?.id ?? "");
  const component = usable.find((one) => one.id === componentId);
  const schema = component?.manifest.settingsSchema ?? {};
  const [name, setName] = useState(rule?.name ?? "");
  const [settings, setSettings] = useState<Record<string, unknown>>(rule?.settings ?? defaults(schema));
  const [channels, setChannels] = useState<string[]>(rule?.channels ?? []);
  const [shadow, setShadow] = useState(rule?.shadow ?? false);
  const [tried, setTried] = useState(false);
  const known = useQuery(channelsQuery).data;
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), settings: pruned(settings), channels, shadow };
      if (rule) {
        const path = `/api/v1/rules/${encodeURIComponent(rule.id)}`;
        return request<Rule>("PATCH", path, { body: body satisfies Schemas["ChangeRule"] });
      }
      const source = component?.builtin ? { builtin: component.id } : { component: componentId };
      return request<Rule>("POST", "/api/v1/rules", { body: { ...source, enabled: true, ...body } satisfies Schemas["NewRule"] });
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
      onSaved(id);
    },
  });

  const missing = missingSettings(schema, settings);
  const refused = save.error instanceof ApiError ? save.error : null;
  const field = refused?.field?.replace(/^settings/, "").replace(/^[/.]/, "").split(/[/.]/)[0] ?? null;
  const errorAt = (id: string) => {
    if (tried && (id === "name" ? !name.trim() : missing.has(id))) return "Needed";
    return field === id ? (refused?.message ?? null) : null;
  };
  const shown = field !== null && (field === "name" || schema.properties?.[field] !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && missing.size === 0) save.mutate();
  };
  const chooseComponent = (id: string) => {
    const next = usable.find((one) => one.id === id);
    setComponentId(id);
    setSettings(next ? defaults(next.manifest.settingsSchema) : {});
  };
  return (
    <form className="rule-form" onSubmit={submit} noValidate>
      <h2>{rule ? `Edit ${rule.name}` : "New rule"}</h2>
      {component && <RuleAbout key={component.id} documentation={component.manifest.documentation} />}
      {!rule && usable.length > 1 && (
        <FormField label="Made of">
          {(control) => (
            <select {...control} className="input" value={componentId} onChange={(event) => chooseComponent(event.target.value)}>
              {usable.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.manifest.title} {one.manifest.version}
                  {one.builtin ? "" : ", uploaded"}
                </option>
              ))}
            </select>
          )}
        </FormField>
      )}
      <FormField label="Name" error={errorAt("name")} help="How an alert is signed, for example Expensive calls">
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      {Object.entries(schema.properties ?? {}).map(([id, property]) => (
        <SettingField
          key={`${componentId} ${id}`}
          name={id}
          schema={property}
          value={settings[id]}
          required={schema.required?.includes(id) ?? false}
          error={errorAt(id)}
          onChange={(value) => setSettings((old) => ({ ...old, [id]: value }))}
        />
      ))}
      <fieldset className="rule-channels">
        <legend>Channels</legend>
        {known?.map((channel) => (
          <label key={channel.id} className="checkbox">
            <input
              type="checkbox"
              checked={channels.includes(channel.id)}
              onChange={(event) =>
                setChannels(event.target.checked ? [...channels, channel.id] : channels.filter((id) => id !== channel.id))
              }
            />
            {channel.name}
          </label>
        ))}
        {known?.length === 0 && (
          <p className="small mid">
            None yet: alerts stay in the inbox.{" "}
            <Link className="link" to="/alerts" search={{ tab: "channels" }}>
              Create one
            </Link>
          </p>
        )}
      </fieldset>
      <label className="checkbox setting-switch">
        <input type="checkbox" checked={shadow} onChange={(event) => setShadow(event.target.checked)} />
        <span>
          Run in shadow
          <small>It judges and counts, but raises no alert and answers no sender.</small>
        </span>
      </label>
      <section className="rule-try">
        <h3>Try it on the past</h3>
        <BacktestPanel
          path="/api/v1/backtest"
          body={() => ({
            ...(component?.builtin ? { builtin: component.id } : { component: componentId }),
            settings: pruned(settings),
          })}
          missing={missing.size > 0 ? "Fill in the settings first" : undefined}
        />
      </section>
      {!shown && <ErrorNote error={save.error} meaning={rule ? "The rule stays as it was." : "No rule was made."} />}
      <div className="row form-actions">
        <button type="submit" className="button button-primary" disabled={save.isPending || !component}>
          {rule ? "Save rule" : "Create rule"}
        </button>
        <button type="button" className="button button-quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
