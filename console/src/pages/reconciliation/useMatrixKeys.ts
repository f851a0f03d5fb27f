import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from "react";
import type { Chosen } from "./chosen";
import type { MatrixRow } from "./matrixRows";

const STEPS: Record<string, [rows: number, days: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export const cellId = (row: MatrixRow, day: string): string => `${row.key} ${day}`;

/** Arrow keys move from cell to cell, over those that cannot be opened; Tab stops at one cell of the matrix only. */
export function useMatrixKeys(table: RefObject<HTMLTableElement | null>, rows: readonly MatrixRow[], chosen: Chosen | null) {
  const [last, setLast] = useState<string | null>(null);
  const cells = rows.flatMap((row) => (row.kind === "compared" ? [...row.days.keys()].map((day) => cellId(row, day)) : []));
  const wanted = last ?? (chosen?.item ? cellId(chosen.row, chosen.item.day) : null);
  const entry = wanted !== null && cells.includes(wanted) ? wanted : (cells[0] ?? null);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const from = event.target instanceof HTMLElement ? event.target.closest("td") : null;
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = next(table.current, from, step);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };

  const onFocus = ({ target }: FocusEvent) => {
    const cell = target instanceof HTMLElement ? target.dataset["cell"] : undefined;
    if (cell) setLast(cell);
  };

  return { entry, onKeyDown, onFocus };
}

function next(table: HTMLTableElement | null, from: HTMLTableCellElement, [rows, days]: [number, number]): HTMLButtonElement | null {
  const row = from.parentElement;
  if (!table || !(row instanceof HTMLTableRowElement)) return null;
  for (let y = row.rowIndex + rows, x = from.cellIndex + days; ; y += rows, x += days) {
    const cell = table.rows[y]?.cells[x];
    if (!cell) return null;
    const button = cell.querySelector<HTMLButtonElement>("button[data-cell]");
    if (button) return button;
  }
}
