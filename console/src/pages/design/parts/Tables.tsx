import { Unknown } from "../../../ui/Unknown";

export function Tables() {
  return (
    <table className="flush">
      <thead>
        <tr>
          <th>Provider</th>
          <th className="number">Events</th>
          <th className="number">Spent, USD</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>
            <span className="row">
              <i className="swatch" style={{ background: "var(--p-anthropic)" }} />
              Anthropic
            </span>
          </td>
          <td className="number">1,204,118</td>
          <td className="number">$16,739.76</td>
        </tr>
        <tr>
          <td>
            <span className="row">
              <i className="swatch" style={{ background: "var(--p-vertex)" }} />
              Google Vertex AI
            </span>
          </td>
          <td className="number">7,412</td>
          <td className="number">
            <Unknown reason="gemini-3.1-image is not in the price book">unpriced</Unknown>
          </td>
        </tr>
        <tr className="total-row">
          <td>Total</td>
          <td className="number">1,211,530</td>
          <td className="number">≥ $16,739.76</td>
        </tr>
      </tbody>
    </table>
  );
}
