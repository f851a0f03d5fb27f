import { type Parsed, plain } from "../../../format/decimal";

/** How far one press of a key moves a limit, and what a drag snaps to: a round part of the axis' step. */
export function stepOf(axisStep: number, isWhole: boolean): Parsed {
  // The axis has round steps of few digits, so its text is exact.
  const [digits = "1", exponent = "0"] = axisStep.toExponential().split("e");
  const fraction = digits.split(".")[1] ?? "";
  const tens = Number(exponent) - fraction.length;
  const units = BigInt(digits.replace(".", ""));
  const part: Parsed = tens >= 1 ? { units: units * 10n ** BigInt(tens - 1), scale: 0 } : { units, scale: 1 - tens };
  return isWhole && part.scale > 0 ? { units: 1n, scale: 0 } : part;
}

/** So many steps, as an exact decimal. */
export const stepsText = (count: number, { units, scale }: Parsed): string => shortened(plain({ units: BigInt(count) * units, scale }));

const shortened = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** The step that is nearest to a height on the axis, never below the first. */
export function nearestStep(value: number, { units, scale }: Parsed): number {
  const size = Number(units) / 10 ** scale;
  return Math.max(1, Math.round(value / size));
}
