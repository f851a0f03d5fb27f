import { SQLDialect } from "@codemirror/lang-sql";

const words = (text: string): string => text.trim().replace(/\s+/g, " ");

const spec = {
  keywords: words(`all and anti any as asc asof between by case cast coalesce columns cross cube current_date
    current_timestamp default desc describe distinct else end escape except exclude exists explain extract false fetch
    filter first following from full glob group grouping having ilike in inner intersect interval into is isnull join last
    lateral left like limit materialized natural not notnull null nullif nulls offset on only or order outer over partition
    pivot positional preceding qualify range recursive replace right rollup row rows sample select semi sets similar some
    summarize table tablesample then ties to true try_cast unbounded union unnest unpivot using values when where window
    with within`),
  types: words(`bigint bit blob boolean date decimal double enum float hugeint integer json list map numeric real smallint
    struct text time timestamp timestamptz tinyint ubigint uinteger union usmallint utinyint uuid varchar`),
  operatorChars: "+-*/<>=~!@#%^&|`?:",
  doubleDollarQuotedStrings: true,
  identifierQuotes: '"',
  specialVar: "$",
};

/** The words of DuckDB, as far as reading needs them: what is no word of a query is not offered as one. */
export const DuckDbWords = SQLDialect.define(spec);

/** The same with the usual functions, for colouring; those that are also good names of columns are left out. */
export const DuckDb = SQLDialect.define({
  ...spec,
  builtin: words(`abs any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg ceil concat contains
    count count_if date_diff date_part date_trunc dense_rank first_value floor greatest histogram lag last_value lead least
    length list_filter list_transform lower max median min mode now ntile quantile_cont quantile_disc rank regexp_extract
    regexp_matches round row_number starts_with stddev strftime string_agg strptime substr sum time_bucket to_timestamp trim
    try_strptime upper var_samp`),
});
