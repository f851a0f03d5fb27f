import { formatMoney } from "../../format/money";
import { formatCount, formatShort } from "../../format/number";
import { formatShortMoney } from "../../format/shortMoney";
import type { Units } from "./types";

export const moneyUnits = (currency: string): Units => ({
  write: (value) => formatMoney(value, currency),
  axis: (value) => formatShortMoney(value, currency).replace(/\.00$/, ""),
});

export const COUNT_UNITS: Units = { write: formatCount, axis: formatShort };
