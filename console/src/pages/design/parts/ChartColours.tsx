const STACK = ["anthropic", "openai", "bedrock", "vertex", "azure", "litellm", "piapi", "other"];
const MONO = ["--mono-series", "--mono-series-2"];

export function ChartColours() {
  return (
    <>
      <div className="design-stack" role="img" aria-label="The colours of providers, in their order">
        {STACK.map((name) => (
          <i key={name} style={{ background: `var(--p-${name})` }} />
        ))}
        <i className="design-hatched" />
      </div>
      <div className="design-stack" role="img" aria-label="A series that is no provider, and what it is compared with">
        {MONO.map((name) => (
          <i key={name} style={{ background: `var(${name})` }} />
        ))}
      </div>
    </>
  );
}
