import { fixed, parseDecimal } from "./decimal";

const STEPS: [unit: string, zeros: number][] = [
  ["TB", 12],
  ["GB", 9],
  ["MB", 6],
  ["kB", 3],
];

/** `812 bytes`, `4.2 MB`: decimal steps, as disks are sold. */
export function formatBytes(bytes: string): string {
  const parsed = parseDecimal(bytes);
  if (!parsed) return bytes;
  const digits = parsed.units.toString().length - parsed.scale;
  const [unit, zeros] = STEPS.find(([, least]) => digits > least) ?? ["bytes", 0];
  return `${fixed({ units: parsed.units, scale: parsed.scale + zeros }, zeros === 0 ? 0 : 1)} ${unit}`;
}
