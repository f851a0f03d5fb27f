import { hatchPattern, type Pattern } from "./hatch";

/** What a chart is drawn with, out of the tokens as they are now. */
export interface ChartTheme {
  ink: string;
  inkDim: string;
  line: string;
  axis: string;
  surface: string;
  hatchInk: string;
  hatch: Pattern;
  font: string;
  /** `var(--p-openai)` as the colour that it stands for. */
  colour: (css: string) => string;
}

export function readTheme(): ChartTheme {
  const styles = getComputedStyle(document.documentElement);
  const token = (name: string) => styles.getPropertyValue(name).trim();
  const hatchInk = token("--hatch-ink");
  return {
    ink: token("--ink"),
    inkDim: token("--ink-3"),
    line: token("--line"),
    axis: token("--line-2"),
    surface: token("--surface"),
    hatchInk,
    hatch: hatchPattern(hatchInk),
    font: token("--sans"),
    colour: (css) => {
      const name = /^var\((--[\w-]+)\)$/.exec(css)?.[1];
      return name ? token(name) : css;
    },
  };
}
