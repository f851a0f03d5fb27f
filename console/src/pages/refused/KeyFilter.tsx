import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "../../api/queries";
import { formatCount, shortenId } from "../../format/number";

interface Props {
  /** The id of the key that is looked at, or none for all. */
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Keys that may post, those with the most refusals first. */
export function KeyFilter({ value, onChange }: Props) {
  const keys = useQuery(keysQuery).data ?? [];
  const options = keys
    .filter((key) => key.scope !== "read" || key.id === value)
    .toSorted((a, b) => Number(BigInt(b.refused) - BigInt(a.refused)) || a.name.localeCompare(b.name));
  const isGone = value !== undefined && !options.some(({ id }) => id === value);
  return (
    <label className="key-filter">
      <span className="mid">Key</span>
      <select className="input" value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">All keys</option>
        {options.map((key) => (
          <option key={key.id} value={key.id}>
            {key.name}
            {key.refused !== "0" && `, ${formatCount(key.refused)} refused`}
          </option>
        ))}
        {isGone && <option value={value}>{shortenId(value, 24)}</option>}
      </select>
    </label>
  );
}
