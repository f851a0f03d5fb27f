const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000,
  60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

/** Round milliseconds since the beginning, at most `most` of them and the beginning itself. */
export function ticks(length: number, most: number): number[] {
  const step = STEPS.find((one) => length / one <= most) ?? Math.ceil(length / most / 86_400_000) * 86_400_000;
  const count = length > 0 ? Math.floor(length / step) : 0;
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}
