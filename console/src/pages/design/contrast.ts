/** `#2f3fc4` or `#fff` as red, green and blue of light, 0 to 1; none for what is not such a colour. */
function channels(colour: string): [number, number, number] | null {
  const written = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (!written) return null;
  const digits = written.length === 3 ? written.replaceAll(/./g, "$&$&") : written;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function luminance(colour: string): number | null {
  const light = channels(colour);
  return light && 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
}

/** How far two colours stand apart, 1 to 21, as WCAG measures it. */
export function contrast(one: string, other: string): number | null {
  const [left, right] = [luminance(one), luminance(other)];
  if (left === null || right === null) return null;
  return (Math.max(left, right) + 0.05) / (Math.min(left, right) + 0.05);
}

/** On the ground where it is seen worst. */
export function leastContrast(colour: string, grounds: readonly string[]): number | null {
  const all = grounds.map((ground) => contrast(colour, ground));
  return all.some((one) => one === null) ? null : Math.min(...all.map(Number));
}
