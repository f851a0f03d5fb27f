import { expect, it } from "vitest";
import { formatShortMoney } from "./shortMoney";

it("shortens money for prose and axes", () => {
  const written = ["48510.11", "50311.90", "50000", "999960", "1234567", "-12400", "2000", "812.4", "12.5", "0", "0.25"];
  expect(written.map((amount) => formatShortMoney(amount))).toEqual([
    "$48.5k", "$50.3k", "$50k", "$1M", "$1.2M", "−$12.4k", "$2,000", "$812", "$12.50", "$0.00", "$0.25",
  ]);
  expect(formatShortMoney("48510", "EUR")).toBe("EUR 48.5k");
});
