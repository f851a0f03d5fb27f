import { RADII, SPACE } from "./tokens";
import { useTokenValues } from "./useTokenValues";

export function SizeTable() {
  const { ref, values } = useTokenValues([...SPACE, ...RADII]);
  return (
    <div ref={ref} className="design-sizes">
      {SPACE.map((name) => (
        <span key={name}>
          <i style={{ width: `var(${name})`, height: `var(${name})` }} />
          {values[name]}
        </span>
      ))}
      {RADII.map((name) => (
        <span key={name}>
          <b style={{ borderRadius: `var(${name})` }} />
          {values[name]} radius
        </span>
      ))}
    </div>
  );
}
