import type { Connector } from "../../api/types";
import type { Draft } from "./draft";

interface Props {
  connector: Connector;
  draft: Draft;
  error: string | null;
  onChange: (part: Partial<Draft>) => void;
}

const SETTING = "setting:";

/** Every place that the connector may ask, and what stands in for one: a private endpoint, a gateway. */
export function WhereItAsks({ connector, draft, error, onChange }: Props) {
  const label = (id: string) => connector.settings.find((field) => field.id === id)?.label ?? id;
  return (
    <details className="where-it-asks" open={error !== null}>
      <summary>Where it may ask</summary>
      <p className="small mid">Credentials go to these places and to no others.</p>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <ul>
        {connector.origins.map((origin) => {
          const granted = draft.granted.includes(origin);
          const isSetting = origin.startsWith(SETTING);
          const name = isSetting ? `What “${label(origin.slice(SETTING.length))}” says` : origin;
          return (
            <li key={origin}>
              <label className="checkbox">
                <input
                  type="checkbox"
                  checked={granted}
                  onChange={(event) =>
                    onChange({
                      granted: connector.origins.filter((one) =>
                        one === origin ? event.target.checked : draft.granted.includes(one),
                      ),
                    })
                  }
                />
                <span className="wrap-anywhere">{name}</span>
              </label>
              {!isSetting && granted && (
                <input
                  className="input mono"
                  aria-label={`Ask instead of ${origin}`}
                  placeholder="Ask another address instead (optional)"
                  spellCheck={false}
                  autoComplete="off"
                  value={draft.endpoints[origin] ?? ""}
                  onChange={(event) => onChange({ endpoints: { ...draft.endpoints, [origin]: event.target.value } })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
