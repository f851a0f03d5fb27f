import type { Dimension } from "./dimensions";

/**
 * What an alert's key says of each dimension: `agent=route-planner`; `(none)` is no value. Without dimensions it is `all`.
 * None where the key does not tell: it was too long and ends in a hash, or a value reads like a part of the key.
 */
export function groupOf(key: string, groups: readonly Dimension[]): (string | null)[] | null {
  if (groups.length === 0) return key === "all" ? [] : null;
  if (/…[0-9a-f]{16}$/.test(key)) return null;
  const names = groups.map(({ name }) => `${name.toLowerCase()}=`);
  const places = names.map((name, at) => (at === 0 ? 0 : key.indexOf(`,${name}`) + 1));
  const isClear = names.every((name, at) => {
    const place = places[at] ?? -1;
    const isThere = key.startsWith(name, place) && (at === 0 || (place > 0 && place > (places[at - 1] ?? 0)));
    return isThere && (at === 0 || key.lastIndexOf(`,${name}`) + 1 === place);
  });
  if (!isClear) return null;
  return names.map((name, at) => {
    const next = places[at + 1];
    const value = key.slice((places[at] ?? 0) + name.length, next === undefined ? undefined : next - 1);
    return value === "(none)" ? null : value;
  });
}
