import { providerLook } from "../provider";

/** Two letters over a bar of the provider's colour; the bar is dashed where nothing is connected. */
export function Glyph({ provider, hollow = false }: { provider: string; hollow?: boolean }) {
  const { glyph, colour } = providerLook(provider);
  return (
    <span className={hollow ? "glyph glyph-hollow" : "glyph"} style={{ borderBottomColor: hollow ? undefined : colour }} aria-hidden="true">
      {glyph}
    </span>
  );
}
