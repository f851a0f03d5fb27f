export function Hatching() {
  return (
    <div className="design-row">
      <i className="design-hatched" role="img" aria-label="Not known, or not yet" />
      <span className="mid">Expected of today, the forecast, days before a first sync, a bar without a price.</span>
    </div>
  );
}
