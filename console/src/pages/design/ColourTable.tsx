import { leastContrast } from "./contrast";
import type { Theme } from "./ThemePair";
import type { ColourToken } from "./tokens";
import { useTokenValues } from "./useTokenValues";

interface Props {
  title: string;
  theme: Theme;
  tokens: readonly ColourToken[];
}

/** Colours with the contrast that they have, measured from what the page is drawn with. */
export function ColourTable({ title, theme, tokens }: Props) {
  const { ref, values } = useTokenValues([...new Set(tokens.flatMap(({ name, on }) => [name, ...on]))]);
  return (
    <table ref={ref} className="flush design-colours">
      <caption className="visually-hidden">
        {title}, {theme}
      </caption>
      <thead>
        <tr>
          <th>{title}</th>
          <th>Value</th>
          <th className="number">Contrast</th>
        </tr>
      </thead>
      <tbody>
        {tokens.map(({ name, use, on, least }) => {
          const measured = leastContrast(values[name] ?? "", on.map((ground) => values[ground] ?? ""));
          return (
            <tr key={name}>
              <td>
                <span className="row">
                  <i className="design-swatch" style={{ background: `var(${name})` }} />
                  <span>
                    {use} <span className="mono dim">{name}</span>
                  </span>
                </span>
              </td>
              <td className="mono">{values[name]}</td>
              <td className="number">
                {measured?.toFixed(1)} <span className="dim">of {least}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
