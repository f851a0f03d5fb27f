import { TYPE } from "./tokens";
import { useTokenValues } from "./useTokenValues";

export function TypeTable() {
  const { ref, values } = useTokenValues(TYPE.map(([name]) => name));
  return (
    <dl ref={ref} className="design-type">
      {TYPE.map(([name, use]) => (
        <div key={name}>
          <dt className="small mid">
            {values[name]} <span className="mono">{name}</span>
          </dt>
          <dd style={{ fontSize: `var(${name})` }}>{use.charAt(0).toUpperCase() + use.slice(1)}</dd>
        </div>
      ))}
      <div>
        <dt className="small mid">
          12px <span className="mono">--mono</span>
        </dt>
        <dd className="mono">msg_01Vt7kQ2xHfN4e</dd>
      </div>
    </dl>
  );
}
