import { describe, expect, it } from "vitest";
import { compare, fixed, parseDecimal } from "./decimal";
import { formatMoney, formatTotal, reportedGap } from "./money";
import { counted, formatCount, formatRate, formatShort, percent, shortenId, sum } from "./number";
import { describeSchedule } from "./schedule";
import { formatAgo, formatDate, formatDay, formatDuration, formatFull, formatMinute, formatRow, formatTime, formatUntil } from "./time";

const parsed = (text: string) => {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} is not a decimal`);
  return value;
};

describe("decimals", () => {
  it("keeps every digit of the largest amount", () => {
    expect(fixed(parsed("99999999999999999999999999.123456789012"), 12)).toBe(
      "99,999,999,999,999,999,999,999,999.123456789012",
    );
  });
  it("rounds half up, also where a float would not", () => {
    expect(fixed(parsed("1.005"), 2)).toBe("1.01");
    expect(fixed(parsed("2.675"), 2)).toBe("2.68");
    expect(fixed(parsed("-0.125"), 2)).toBe("−0.13");
    expect(fixed(parsed("0.00499999999999"), 2)).toBe("0.00");
  });
  it("reads exponents and refuses what is not a decimal", () => {
    expect(fixed(parsed("1.5e-7"), 9)).toBe("0.000000150");
    expect(fixed(parsed("2E3"), 0)).toBe("2,000");
    expect(parseDecimal("1,000")).toBeNull();
    expect(parseDecimal("NaN")).toBeNull();
    expect(parseDecimal("")).toBeNull();
  });
  it("compares across scales", () => {
    expect(compare(parsed("0.10"), parsed("0.1"))).toBe(0);
    expect(compare(parsed("-1"), parsed("0.5"))).toBe(-1);
  });
});

describe("money", () => {
  it("has two decimals from one cent up", () => {
    expect(formatMoney("1234.56")).toBe("$1,234.56");
    expect(formatMoney("0.01")).toBe("$0.01");
    expect(formatMoney("0")).toBe("$0.00");
    expect(formatMoney("16568.194999")).toBe("$16,568.19");
  });
  it("has four below one cent and for an event, six in an explained cost", () => {
    expect(formatMoney("0.0012")).toBe("$0.0012");
    expect(formatMoney("0.68721")).toBe("$0.69");
    expect(formatMoney("0.68721", "USD", "event")).toBe("$0.6872");
    expect(formatMoney("0.86343", "USD", "explained")).toBe("$0.863430");
    expect(formatMoney("0", "USD", "event")).toBe("$0.0000");
  });
  it("writes a price with all that it has", () => {
    expect(formatMoney("5", "USD", "price")).toBe("$5.00");
    expect(formatMoney("0.0375", "USD", "price")).toBe("$0.0375");
    expect(formatMoney("6.250", "USD", "price")).toBe("$6.25");
  });
  it("never shows something as nothing", () => {
    expect(formatMoney("0.00000012", "USD", "event")).toBe("<$0.0001");
    expect(formatMoney("-0.00000012", "USD", "event")).toBe("−<$0.0001");
  });
  it("uses a real minus and names other currencies", () => {
    expect(formatMoney("-821.11")).toBe("−$821.11");
    expect(formatMoney("12.4", "EUR")).toBe("EUR 12.40");
  });
  it("makes a sum with unpriced parts a lower bound", () => {
    expect(formatTotal("2391.07", "11")).toBe("≥ $2,391.07");
    expect(formatTotal("2391.07", "0")).toBe("$2,391.07");
  });
  it("tells the gap between what was reported and computed", () => {
    expect(reportedGap("0.62023", "0.86343")).toEqual({ amount: "0.24320", direction: "less" });
    expect(reportedGap("1.0", "1")).toBeNull();
    expect(reportedGap(null, "1")).toBeNull();
    expect(reportedGap("3", "1")).toEqual({ amount: "2", direction: "more" });
  });
});

describe("numbers", () => {
  it("groups thousands, beyond 2^53 too", () => {
    expect(formatCount("18204117")).toBe("18,204,117");
    expect(formatCount("9007199254740993")).toBe("9,007,199,254,740,993");
    expect(formatCount("1.50")).toBe("1.5");
    expect(formatCount(999)).toBe("999");
  });
  it("shortens in prose", () => {
    expect(formatShort("57412003")).toBe("57.4 M");
    expect(formatShort(1204)).toBe("1.2 k");
    expect(formatShort("42")).toBe("42");
  });
  it("gives shares only of something", () => {
    expect(percent(186420, "231536")).toBe("81%");
    expect(percent("0", 5)).toBe("0%");
    expect(percent(1, 0)).toBeNull();
    expect(percent(null, 5)).toBeNull();
  });
  it("sums what is known", () => {
    expect(sum(1, "2", null)).toBe("3");
    expect(sum(null, undefined)).toBeNull();
  });
  it("writes rates, counts and ids", () => {
    expect(formatRate(0)).toBe("0");
    expect(formatRate(3.14)).toBe("3.1");
    expect(formatRate(1204.2)).toBe("1,204");
    expect(counted("1", "event")).toBe("1 event");
    expect(counted("1204", "event")).toBe("1,204 events");
    expect([counted("1.000000000", "image"), counted("1.5", "image"), counted(1, "image")]).toEqual(["1 image", "1.5 images", "1 image"]);
    expect(shortenId("evt_short")).toBe("evt_short");
    expect(shortenId("msg_01Vt7kQ2xHfN4eABCDEFGH", 15)).toBe("msg_01V…BCDEFGH");
  });
});

describe("times", () => {
  const now = new Date("2026-11-23T14:32:10.500Z");
  it("says the day only when it is needed", () => {
    expect(formatTime("2026-11-23T14:31:58.418Z", "UTC", now)).toBe("14:31:58");
    expect(formatTime("2026-11-19T02:31:07Z", "UTC", now)).toBe("19 Nov, 02:31");
    expect(formatTime("2025-03-12T02:31:07Z", "UTC", now)).toBe("12 Mar 2025");
    expect(formatDay("2026-03-12T02:31:07Z", "UTC", now)).toBe("12 Mar");
    expect([formatDate("2026-03-12", now), formatDate("2025-12-31", now)]).toEqual(["12 Mar", "31 Dec 2025"]);
    expect(formatMinute("2026-11-23T14:05:58Z", "UTC", now)).toBe("14:05");
  });
  it("follows the zone over midnight", () => {
    expect(formatTime("2026-11-22T23:30:00Z", "Europe/Berlin", now)).toBe("00:30:00");
    expect(formatTime("2026-11-22T23:30:00Z", "UTC", now)).toBe("22 Nov, 23:30");
  });
  it("keeps milliseconds apart in rows", () => {
    expect(formatRow("2026-11-23T05:40:12.041Z", "UTC", now)).toEqual({ day: "", clock: "05:40:12", millis: ".041" });
    expect(formatRow("2026-11-19T05:40:12.041Z", "UTC", now).day).toBe("19 Nov");
    expect(formatFull("2026-11-19T02:31:07.4Z", "UTC")).toBe("19 Nov 2026, 02:31:07.400 UTC");
  });
  it("is relative only under a minute", () => {
    expect(formatAgo("2026-11-23T14:32:10Z", now)).toBe("just now");
    expect(formatAgo("2026-11-23T14:32:07Z", now)).toBe("3 s ago");
    expect(formatAgo("2026-11-23T14:31:07Z", now)).toBeNull();
    expect(formatUntil("2026-11-23T15:00:00Z", now)).toBe("in 28 min");
    expect(formatUntil("2026-11-23T14:00:00Z", now)).toBe("now");
  });
  it("writes durations", () => {
    expect(formatDuration(42)).toBe("42 ms");
    expect(formatDuration(640)).toBe("0.6 s");
    expect(formatDuration(17_600)).toBe("17.6 s");
    expect(formatDuration(59_960)).toBe("1 min");
    expect(formatDuration(295_000)).toBe("4 min 55 s");
    expect(formatDuration(12_360_000)).toBe("3 h 26 min");
    expect(formatDuration(7_200_000)).toBe("2 h");
  });
});

describe("schedules", () => {
  it("are words where they are common", () => {
    expect(describeSchedule("17 * * * *")).toBe("every hour at :17");
    expect(describeSchedule("*/5 * * * *")).toBe("every 5 minutes");
    expect(describeSchedule("5 4 * * *")).toBe("every day at 04:05 UTC");
    expect(describeSchedule("5 */6 * * *")).toBe("every 6 hours at :05");
    expect(describeSchedule("5 4 * * 1")).toBeNull();
  });
});
