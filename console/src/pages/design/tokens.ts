export interface ColourToken {
  name: string;
  use: string;
  /** Grounds on which it is read. */
  on: readonly string[];
  /** What it must reach there: 4.5 for text, 3 for controls and data. */
  least: number;
}

const TEXT = ["--surface", "--canvas", "--inset"] as const;
const SHEET = ["--surface"] as const;

const text = (name: string, use: string, on: readonly string[] = TEXT): ColourToken => ({ name, use, on, least: 4.5 });
const shape = (name: string, use: string): ColourToken => ({ name, use, on: SHEET, least: 3 });

export const GROUNDS: [name: string, use: string][] = [
  ["--canvas", "behind everything, the menu"],
  ["--surface", "sheets: what is read"],
  ["--inset", "wells, chosen lines"],
  ["--hover", "a row under the pointer"],
  ["--selected", "a row that is open"],
  ["--line", "hairlines"],
  ["--line-2", "edges of buttons"],
];

export const COLOUR_GROUPS: { title: string; tokens: ColourToken[] }[] = [
  {
    title: "Ink and pen",
    tokens: [
      text("--ink", "text"),
      text("--ink-2", "second text"),
      text("--ink-3", "labels, the dimmest text"),
      text("--pen", "links, focus, selection, brush"),
      text("--on-ink", "text on a primary button", ["--ink"]),
      shape("--control-edge", "edges of fields"),
    ],
  },
  {
    title: "Status, always with a shape and a word",
    tokens: [text("--good", "connected, agrees"), text("--warn", "waits, warns"), text("--bad", "trouble")],
  },
  {
    title: "Providers, one colour each, everywhere",
    tokens: [
      shape("--p-anthropic", "Anthropic"),
      shape("--p-openai", "OpenAI"),
      shape("--p-bedrock", "AWS Bedrock"),
      shape("--p-vertex", "Google"),
      shape("--p-azure", "Azure OpenAI"),
      shape("--p-litellm", "LiteLLM"),
      shape("--p-piapi", "PiAPI"),
      shape("--p-other", "any other, with its name"),
    ],
  },
  {
    title: "Series that are no provider",
    tokens: [shape("--mono-series", "models, agents, organizations")],
  },
];

export const TYPE: [token: string, use: string][] = [
  ["--t-figure", "the one figure of a page"],
  ["--t-title", "second figures"],
  ["--t-lead", "titles"],
  ["--t-body", "everything"],
  ["--t-small", "second lines, heads of tables"],
  ["--t-micro", "labels of axes, keys"],
];

export const SPACE = ["--s-1", "--s-2", "--s-3", "--s-4", "--s-5", "--s-6", "--s-8", "--s-10", "--s-12"];
export const RADII = ["--r-1", "--r-2", "--r-3"];
