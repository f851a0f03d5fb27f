import type { Component, RuleRevision } from "../../api/types";
import { TimeText } from "../../ui/TimeText";
import { changesOf } from "./changes";
import { version as named } from "./drafts";
import { plainSentence, sentenceOf } from "./sentence";

interface Props {
  version: RuleRevision;
  /** The one before it, if it is still kept. */
  before: RuleRevision | null;
  components: Component[];
  isInForce: boolean;
  isBusy: boolean;
  onBack: () => void;
}

/** One version: when, by whom, and what it changed in words. */
export function VersionItem({ version, before, components, isInForce, isBusy, onBack }: Props) {
  const { builtin, settings, carried, startedAt, startedBy } = version;
  const sourceOf = ({ builtin: one, component }: RuleRevision) => components.find(({ id }) => id === (component ?? one));
  const source = sourceOf(version);
  const sourceName = (of: RuleRevision) => {
    const manifest = sourceOf(of)?.manifest;
    return manifest ? `${manifest.title} ${manifest.version}` : "a component that is gone";
  };
  const parts = sentenceOf(builtin, settings);
  const changes = before ? changesOf(builtin, source?.manifest.settingsSchema ?? {}, before.settings, settings) : [];
  return (
    <li>
      <div className="row">
        <b>{named(version)}</b>
        {isInForce && <span className="tag">in force</span>}
        <span className="small dim">
          <TimeText at={startedAt} /> by {startedBy}
        </span>
        <span className="grow" />
        {!isInForce && (
          <button type="button" className="button button-small" disabled={isBusy} onClick={onBack}>
            Go back to {named(version)}
          </button>
        )}
      </div>
      {before && sourceName(before) !== sourceName(version) && (
        <p>
          Made of {sourceName(version)} instead of {sourceName(before)}
        </p>
      )}
      {changes.length > 0 ? (
        <ul>
          {changes.map(({ label, before: left, after }) => (
            <li key={label}>
              {label}: <del>{left ?? "not set"}</del> <span className="visually-hidden">became</span> <ins>{after ?? "not set"}</ins>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mid wrap-anywhere">{parts ? `${plainSentence(parts)}.` : sourceName(version)}</p>
      )}
      {before && <p className="small dim">{carried ? "It took over what was counted." : "It began to count anew."}</p>}
    </li>
  );
}
