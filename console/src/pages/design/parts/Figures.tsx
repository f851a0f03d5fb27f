import { Figure } from "../../../ui/Figure";
import { FigureStrip } from "../../../ui/FigureStrip";

export function Figures() {
  return (
    <FigureStrip label="Figures of an example month">
      <Figure label="Spent in November" lead meaning="+$4,037.32 (+12.2%) on 1–23 Oct">
        $37,065.53
      </Figure>
      <Figure label="Today, to 14:32" meaning="A usual Monday: $1,094.10">
        $1,162.44
      </Figure>
      <Figure label="Last hour" meaning="112,480 events, $0.0012 each">
        $2.24<small>/min</small>
      </Figure>
    </FigureStrip>
  );
}
