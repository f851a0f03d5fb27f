import type { Component } from "../../api/types";
import { ChannelsPart } from "./ChannelsPart";
import { ChoicePart } from "./ChoicePart";
import type { Draft } from "./drafts";
import { FiltersPart } from "./FiltersPart";
import { LimitPart } from "./LimitPart";
import { NumberPart } from "./NumberPart";
import { type Part, withChoice } from "./sentence";
import "./sentence.css";

interface Props {
  parts: Part[];
  component: Component;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** A rule as one sentence. What can be otherwise is changed where it stands. */
export function Sentence({ parts, component, draft, onChange }: Props) {
  const set = (settings: Draft["settings"]) => onChange({ ...draft, settings });
  return (
    <div className="sentence">
      {parts.map((part, at) => {
        // A part is its place in the sentence.
        const key = part.kind === "text" ? `text ${at}` : part.setting;
        switch (part.kind) {
          case "text":
            return <span key={key}>{part.text}</span>;
          case "choice":
            return <ChoicePart key={key} part={part} onChange={(value) => set(withChoice(draft.settings, part.setting, value))} />;
          case "limit":
            return <LimitPart key={key} part={part} onChange={(value) => set({ ...draft.settings, [part.setting]: value })} />;
          case "number":
            return <NumberPart key={key} part={part} onChange={(value) => set({ ...draft.settings, [part.setting]: value })} />;
          default:
            return (
              <FiltersPart
                key={key}
                part={part}
                schema={component.manifest.settingsSchema.properties?.[part.setting] ?? {}}
                value={draft.settings[part.setting]}
                onChange={(value) => set({ ...draft.settings, [part.setting]: value })}
              />
            );
        }
      })}
      {", to "}
      <ChannelsPart chosen={draft.channels} onChange={(channels) => onChange({ ...draft, channels })} />.
    </div>
  );
}
