import { Glyph } from "../../../ui/Glyph";

const PROVIDERS = ["anthropic", "openai", "bedrock", "vertex", "azure-openai", "litellm", "piapi", "elevenlabs"];

export function Glyphs() {
  return (
    <div className="design-row">
      {PROVIDERS.map((provider) => (
        <Glyph key={provider} provider={provider} />
      ))}
      <Glyph provider="cursor" hollow />
    </div>
  );
}
