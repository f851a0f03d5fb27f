import { GROUNDS } from "./tokens";

export function GroundTable() {
  return (
    <ul className="design-grounds">
      {GROUNDS.map(([name, use]) => (
        <li key={name} style={{ background: `var(${name})` }}>
          <span>{use}</span>
          <span className="mono">{name}</span>
        </li>
      ))}
    </ul>
  );
}
