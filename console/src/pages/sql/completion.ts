import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { keywordCompletionSource, schemaCompletionSource, type SQLNamespace } from "@codemirror/lang-sql";
import { LanguageSupport, syntaxTree } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import type { SqlTable } from "../../api/types";
import type { SqlFunction } from "./catalogue";
import { DuckDb, DuckDbWords } from "./dialect";
import { tablesInScope } from "./scope";
import { teach } from "./teach";
import { typeText, unitOf } from "./unit";

/** What the server told of itself; any part may still be on its way. */
export interface Known {
  tables: readonly SqlTable[];
  functions: readonly SqlFunction[];
  /** Of all amounts, where there is one. */
  currency: string | null;
}

export const NOTHING_KNOWN: Known = { tables: [], functions: [], currency: null };

/** DuckDB counts these among its grammar and does not list them. */
const WINDOW_FUNCTIONS = ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value"];

/** Tables, columns and functions, each with its type and meaning. */
export function languageFor(known: Known): Extension {
  const schema: SQLNamespace = Object.fromEntries(
    known.tables.map((table) => [
      table.name,
      {
        self: { label: table.name, detail: "table", type: "type", boost: 2, info: () => paragraphs([table.description]) },
        children: table.columns.map((column) => columnCompletion(column, known.currency)),
      },
    ]),
  );
  const functions = functionCompletions(known.functions);
  const sources = [
    keywordCompletionSource(DuckDbWords, true),
    schemaCompletionSource({ dialect: DuckDb, schema }),
    (context: CompletionContext) => columnsInScope(context, known),
    (context: CompletionContext) => words(context, functions),
  ];
  const { language } = DuckDb;
  return new LanguageSupport(language, sources.map((autocomplete) => language.data.of({ autocomplete })));
}

/** Columns of the tables that the query names, without a prefix. */
function columnsInScope(context: CompletionContext, known: Known): CompletionResult | null {
  const tables = tablesInScope(context.state.doc.toString(), known.tables);
  const seen = new Set<string>();
  const options = tables.flatMap(({ columns }) => columns.filter(({ name }) => !seen.has(name) && seen.add(name)));
  return words(
    context,
    options.map((column) => columnCompletion(column, known.currency)),
  );
}

/** Where a word of the query begins; not in a text or a comment, and not after the point of a prefix. */
function words(context: CompletionContext, options: readonly Completion[]): CompletionResult | null {
  const word = context.matchBefore(/[\w.]*/);
  if (!word || word.text.includes(".") || (word.text === "" && !context.explicit)) return null;
  if (/String|Comment/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
  return { from: word.from, options, validFor: /^\w*$/ };
}

function columnCompletion(column: SqlTable["columns"][number], currency: string | null): Completion {
  const unit = unitOf(column, currency);
  return {
    label: column.name,
    detail: unit ? `${typeText(column.type)}, ${unit}` : typeText(column.type),
    type: "property",
    boost: 1,
    info: () => {
      const { lead, rest, facts } = teach(column, currency);
      return paragraphs([rest, facts.join(". ")], lead);
    },
  };
}

function functionCompletions(functions: readonly SqlFunction[]): Completion[] {
  const described = functions.map(({ name, kind, parameters, description }) => ({
    ...called(name, kind),
    boost: kind === "aggregate" ? 0 : -1,
    info: () => paragraphs([description.replaceAll("`", "")], `${name}(${parameters})`),
  }));
  return [...described, ...WINDOW_FUNCTIONS.map((name) => called(name, "window"))];
}

/** Its parentheses come with it, the cursor between them. */
const called = (name: string, kind: string): Completion => ({
  label: `${name}()`,
  detail: kind,
  type: "function",
  apply: (view, _completion, from, to) => {
    view.dispatch({
      changes: { from, to, insert: `${name}()` },
      selection: { anchor: from + name.length + 1 },
      userEvent: "input.complete",
    });
  },
});

/** Texts of the server as texts, never as HTML; the first begins in bold with `lead`. */
function paragraphs(texts: readonly string[], lead = ""): HTMLElement {
  const box = document.createElement("div");
  for (const [at, text] of texts.entries()) {
    if (text === "" && (at > 0 || lead === "")) continue;
    const line = document.createElement("p");
    if (at === 0 && lead !== "") {
      const strong = document.createElement("b");
      strong.textContent = lead;
      line.append(strong, /^\w/.test(text) ? " " : "");
    }
    line.append(text);
    box.append(line);
  }
  return box;
}
