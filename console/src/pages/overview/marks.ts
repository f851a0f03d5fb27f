import type { Alert, Price } from "../../api/types";
import { fixed, parseDecimal } from "../../format/decimal";
import type { Bucket, Mark } from "../../ui/chart/types";
import type { Grain } from "./grain";

const SEVERITY = { critical: 0, warning: 1, info: 2 };

/** What a reader would ask about the bars: alerts, the gravest first, and prices of one's own that began. */
export function marksOf(alerts: readonly Alert[], prices: readonly Price[], buckets: readonly Bucket[], grain: Grain): Mark[] {
  const places = new Map(buckets.map(({ id }, at) => [id, at]));
  const placeOf = (time: string) => places.get(new Date(time).toISOString().slice(0, grain === "day" ? 10 : 7));
  const ofAlerts = alerts
    .toSorted((a, b) => SEVERITY[a.severity] - SEVERITY[b.severity] || b.openedAt.localeCompare(a.openedAt))
    .flatMap((alert): Mark[] => {
      const bucket = placeOf(alert.openedAt);
      const link = { to: "/alerts", search: { id: alert.id, show: "all" } } as const;
      return bucket === undefined ? [] : [{ id: `alert ${alert.id}`, bucket, label: alert.title, strong: true, link }];
    });
  const ofPrices = prices
    .filter(({ deleted, from }) => !deleted && from !== null)
    .flatMap((price): Mark[] => {
      const bucket = placeOf(price.from ?? "");
      const link = { to: "/prices", search: { tab: "own", price: price.id } } as const;
      return bucket === undefined ? [] : [{ id: `price ${price.id}`, bucket, label: priceLabel(price), link }];
    });
  // One of each kind has words before a second alert has.
  return [...ofAlerts.slice(0, 2), ...ofPrices.slice(0, 1), ...ofAlerts.slice(2), ...ofPrices.slice(1)];
}

function priceLabel({ name, terms }: Price): string {
  const percent = terms.type === "discount" ? parseDecimal(terms.percent) : null;
  return percent ? `${name} −${fixed(percent, 1).replace(/\.0$/, "")}%` : `New price: ${name}`;
}
