import type { Component } from "../../api/types";
import { ChannelBoxes } from "./ChannelBoxes";
import type { Draft } from "./drafts";
import { SettingField } from "./SettingField";

interface Props {
  component: Component;
  draft: Draft;
  /** By setting, what is wrong with it. */
  errorAt: (setting: string) => string | null;
  onChange: (draft: Draft) => void;
}

/** Every setting of a rule as a form, drawn from the component's schema. */
export function AllSettings({ component, draft, errorAt, onChange }: Props) {
  const schema = component.manifest.settingsSchema;
  return (
    <div className="all-settings">
      {Object.entries(schema.properties ?? {}).map(([id, property]) => (
        <SettingField
          key={`${component.id} ${id}`}
          name={id}
          builtin={draft.builtin}
          schema={property}
          value={draft.settings[id]}
          required={schema.required?.includes(id) ?? false}
          error={errorAt(id)}
          onChange={(value) => onChange({ ...draft, settings: { ...draft.settings, [id]: value } })}
        />
      ))}
      <fieldset className="rule-channels">
        <legend>Channels</legend>
        <ChannelBoxes chosen={draft.channels} onChange={(channels) => onChange({ ...draft, channels })} />
      </fieldset>
    </div>
  );
}
