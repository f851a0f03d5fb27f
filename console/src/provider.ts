/** Two letters and the colour variable of a provider or connector. One colour each, everywhere. */
export interface ProviderLook {
  glyph: string;
  colour: string;
}

const LOOKS: [pattern: RegExp, glyph: string, colour: string][] = [
  [/anthropic|claude/, "An", "anthropic"],
  [/azure|foundry/, "Az", "azure"],
  [/openai|codex/, "Oa", "openai"],
  [/bedrock|aws|amazon/, "Br", "bedrock"],
  [/gemini/, "Ge", "vertex"],
  [/vertex|google/, "Vx", "vertex"],
  [/litellm/, "Li", "litellm"],
  [/piapi/, "Pi", "piapi"],
];

export function providerLook(name: string | null): ProviderLook {
  const lower = (name ?? "").toLowerCase();
  const known = LOOKS.find(([pattern]) => pattern.test(lower));
  if (known) return { glyph: known[1], colour: `var(--p-${known[2]})` };
  const letters = (name ?? "?").replace(/[^A-Za-z0-9]/g, "").slice(0, 2);
  return { glyph: letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase(), colour: "var(--p-other)" };
}
