import { SQLDialect } from "@codemirror/lang-sql";

/** DuckDB, as far as reading needs it: what is no word of a query is not offered as one. */
export const DuckDb = SQLDialect.define({
  keywords: `all and anti any as asc asof between by case cast coalesce columns cross cube current_date current_timestamp
    default desc describe distinct else end escape except exclude exists explain extract false fetch filter first following
    from full glob group grouping having ilike in inner intersect interval into is isnull join last lateral left like limit
    materialized natural not notnull null nullif nulls offset on only or order outer over partition pivot positional
    preceding qualify range recursive replace right rollup row rows sample select semi sets similar some summarize table
    tablesample then ties to true try_cast unbounded union unnest unpivot using values when where window with within`,
  types: `bigint bit blob boolean date decimal double enum float hugeint integer json list map numeric real smallint struct
    text time timestamp timestamptz tinyint ubigint uinteger union usmallint utinyint uuid varchar`,
  operatorChars: "+-*/<>=~!@#%^&|`?:",
  doubleDollarQuotedStrings: true,
  identifierQuotes: '"',
  specialVar: "$",
});
