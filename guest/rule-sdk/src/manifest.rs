//! What a rule says about itself.

pub use crate::bindings::outlay::rule::types::{Condition, Manifest, Operator, Scope};

impl Manifest {
    /// A rule that reads nothing yet, keeps no state, and takes no settings. `name` is lower-case words joined by hyphens.
    pub fn new(name: &str, version: &str, title: &str) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            title: title.into(),
            documentation: String::new(),
            columns: Vec::new(),
            scope: Scope::Stateless,
            wants_ticks: false,
            wants_amendments: false,
            wants_records: false,
            settings_schema: r#"{"type": "object"}"#.into(),
        }
    }

    /// What the rule does, for a person who decides whether to use it. Markdown.
    pub fn documented(self, documentation: &str) -> Self {
        Self { documentation: documentation.into(), ..self }
    }

    /// The columns that the rule reads, of those in [`COLUMNS`](crate::frame::COLUMNS) and `meters.NAME`. The fewer, the
    /// cheaper; if it depends on the settings, [`columns`](crate::Rule::columns) says which of them it is.
    pub fn reads(self, columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&column| column.into()).collect(), ..self }
    }

    /// JSON Schema (draft 2020-12) of the settings. The console draws its form from it.
    pub fn settings(self, schema: &str) -> Self {
        Self { settings_schema: schema.into(), ..self }
    }

    /// What the rule's state depends on: [`Scope::Keyed`] if on the rows of one key, [`Scope::Global`] if on every row.
    pub fn scope(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// Asks for [`on_tick`](crate::Rule::on_tick).
    pub fn with_ticks(self) -> Self {
        Self { wants_ticks: true, ..self }
    }

    /// Asks for rows of amended and voided events.
    pub fn with_amendments(self) -> Self {
        Self { wants_amendments: true, ..self }
    }

    /// Asks for rows of what providers report.
    pub fn with_records(self) -> Self {
        Self { wants_records: true, ..self }
    }
}

impl Condition {
    /// Holds where the column has one of the values.
    pub fn one_of(column: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(column, Operator::In, values)
    }

    pub fn new(column: &str, operator: Operator, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { column: column.into(), operator, values: values.into_iter().map(Into::into).collect() }
    }
}
