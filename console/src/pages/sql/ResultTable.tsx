import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import type { SqlResult } from "../../api/types";
import { Unknown } from "../../ui/Unknown";
import { cellText, columnWidths, isNumeric } from "./cellText";
import { typeText, unitOf } from "./unit";

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, unknown[]>();
const ROW = 32;

interface Props {
  result: SqlResult;
  /** Of all amounts, where there is one. */
  currency: string | null;
}

/** The rows of a query; only those in view are in the document. */
export function ResultTable({ result, currency }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(
    () =>
      helper.columns(
        result.columns.map(({ name, type }, at) =>
          helper.accessor((row) => row[at], {
            id: String(at),
            header: () => (
              <>
                {name}
                <em>{[typeText(type), unitOf({ name, type }, currency)].filter(Boolean).join(", ")}</em>
              </>
            ),
            cell: (cell) => <Value value={cell.getValue()} type={type} />,
          }),
        ),
      ),
    [result.columns, currency],
  );
  const widths = useMemo(() => columnWidths(result.columns, result.rows), [result]);
  const table = useTable({ features, columns, data: result.rows });
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const classOf = (at: number) => (isNumeric(result.columns[at]?.type ?? "") ? "number" : undefined);
  return (
    // The region is scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="result" ref={scroller} tabIndex={0} aria-label="Result">
      <table style={{ minWidth: 60 + widths.reduce((all, one) => all + one, 0) }} aria-rowcount={rows.length + 1}>
        <colgroup>
          <col style={{ width: 60 }} />
          {widths.map((width, at) => (
            <col key={columns[at]?.id} style={{ width }} />
          ))}
          <col />
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              <th className="number result-row">#</th>
              {group.headers.map((header) => (
                <th key={header.id} className={classOf(Number(header.id))}>
                  <table.FlexRender header={header} />
                </th>
              ))}
              <th aria-hidden="true" className="result-rest" />
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} span={columns.length + 2} />}
          {items.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <tr key={row.id} aria-rowindex={index + 2}>
                <td className="number result-row">{index + 1}</td>
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} className={classOf(Number(cell.column.id))}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
                <td aria-hidden="true" className="result-rest" />
              </tr>
            );
          })}
          {below > 0 && <Spacer height={below} span={columns.length + 2} />}
        </tbody>
      </table>
    </section>
  );
}

function Value({ value, type }: { value: unknown; type: string }) {
  if (value === null || value === undefined) return <Unknown>NULL</Unknown>;
  const text = cellText(value, type);
  if (isNumeric(type) && text === "0") return <span className="dim">0</span>;
  return <span title={text.length > 40 ? text : undefined}>{text}</span>;
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={span} className="result-spacer" style={{ height }} />
    </tr>
  );
}
