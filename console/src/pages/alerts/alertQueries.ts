import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Decimal, Integer, Schemas, SqlResult } from "../../api/types";
import { type Asked, factsSql, metersSql, normalSql } from "./alertSql";

const ask = (sql: string, signal: AbortSignal) =>
  request<SqlResult>("POST", "/api/v1/sql", { signal, body: { sql } satisfies Schemas["SqlRequest"] }).then(({ rows }) => rows);

const textOf = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));

/** An answer is of one time; of an open alert that moves on, and the answer before stays in view until the next is there. */
const staleTime = 300_000;

export interface AlertFacts {
  events: Integer;
  /** Of those with a known cost; null if there is none. */
  spent: Decimal | null;
  unpriced: Integer;
  spentAfter: Decimal | null;
  unpricedAfter: Integer;
  models: Integer;
  /** Where all events are of one. */
  model: string | null;
  provider: string | null;
}

export const factsQuery = (asked: Asked | null) =>
  queryOptions({
    queryKey: ["alert-facts", asked],
    queryFn: async ({ signal }): Promise<AlertFacts> => {
      const [row = []] = asked ? await ask(factsSql(asked), signal) : [];
      const [events, spent, unpriced, spentAfter, unpricedAfter, models, model, providers, provider] = row.map(textOf);
      return {
        events: events ?? "0",
        spent: spent ?? null,
        unpriced: unpriced ?? "0",
        spentAfter: spentAfter ?? null,
        unpricedAfter: unpricedAfter ?? "0",
        models: models ?? "0",
        model: models === "1" ? (model ?? null) : null,
        provider: providers === "1" ? (provider ?? null) : null,
      };
    },
    enabled: asked !== null,
    staleTime,
    placeholderData: keepPreviousData,
  });

/** A usual day before the alert. */
export interface Normal {
  days: Integer;
  spent: Decimal | null;
}

export const normalQuery = (asked: Asked | null, zone: string) =>
  queryOptions({
    queryKey: ["alert-normal", asked, zone],
    queryFn: async ({ signal }): Promise<Normal> => {
      const [row = []] = asked ? await ask(normalSql(asked, zone), signal) : [];
      const [days, spent] = row.map(textOf);
      return { days: days ?? "0", spent: spent ?? null };
    },
    enabled: asked !== null,
    staleTime,
    placeholderData: keepPreviousData,
  });

export interface MeterSum {
  meter: string;
  quantity: Decimal | null;
  amount: Decimal | null;
}

export const metersQuery = (asked: Asked | null) =>
  queryOptions({
    queryKey: ["alert-meters", asked],
    queryFn: async ({ signal }): Promise<MeterSum[]> => {
      const rows = asked ? await ask(metersSql(asked), signal) : [];
      return rows.map(([meter, quantity, amount]) => ({ meter: String(meter), quantity: textOf(quantity), amount: textOf(amount) }));
    },
    enabled: asked !== null,
    staleTime,
    placeholderData: keepPreviousData,
  });

export interface CurvePoint {
  moment: string;
  /** Null is not known, or not judged. */
  value: Decimal | null;
}

export const curveQuery = (sql: string | null) =>
  queryOptions({
    queryKey: ["alert-curve", sql],
    queryFn: async ({ signal }): Promise<CurvePoint[]> => {
      const rows = sql === null ? [] : await ask(sql, signal);
      return rows.map(([moment, value]) => ({ moment: String(moment), value: textOf(value) }));
    },
    enabled: sql !== null,
    staleTime,
    placeholderData: keepPreviousData,
  });
