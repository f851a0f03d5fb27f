//! What metrics are kept apart by and filtered by, and where rows say it.

use outlay_rule::{Column, Condition, Error, Event, Operator};
use serde::Deserialize;

use crate::settings::DataSource;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Dimension {
    Organization,
    Credential,
    Product,
    Model,
    Provider,
    Agent,
    Subscriber,
    TaskType,
    Workspace,
    ApiKey,
    Department,
}

impl Dimension {
    pub(crate) const ALL: &'static [Self] = &[
        Self::Organization,
        Self::Credential,
        Self::Product,
        Self::Model,
        Self::Provider,
        Self::Agent,
        Self::Subscriber,
        Self::TaskType,
        Self::Workspace,
        Self::ApiKey,
        Self::Department,
    ];

    /// In settings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Organization => "ORGANIZATION",
            Self::Credential => "CREDENTIAL",
            Self::Product => "PRODUCT",
            Self::Model => "MODEL",
            Self::Provider => "PROVIDER",
            Self::Agent => "AGENT",
            Self::Subscriber => "SUBSCRIBER",
            Self::TaskType => "TASK_TYPE",
            Self::Workspace => "WORKSPACE",
            Self::ApiKey => "API_KEY",
            Self::Department => "DEPARTMENT",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dimension| dimension.name() == name)
    }

    /// Where rows say it: the first column that is known counts. None if rows of this source cannot.
    pub(crate) const fn columns(self, source: DataSource) -> Option<&'static [&'static str]> {
        Some(match (self, source) {
            (Self::Model, _) => &["model"],
            (Self::Provider, _) => &["provider"],
            (Self::Credential, _) | (Self::ApiKey, DataSource::Provider) => &["credential"],
            (Self::Subscriber, DataSource::Provider) => &["subscriber_id"],
            (Self::Workspace, DataSource::Provider) => &["project"],
            (Self::Organization, DataSource::Sdk) => &["organization"],
            (Self::Product, DataSource::Sdk) => &["product"],
            (Self::Agent, DataSource::Sdk) => &["agent"],
            (Self::Subscriber, DataSource::Sdk) => &["subscriber_id", "subscriber_email"],
            (Self::TaskType, DataSource::Sdk) => &["task_type"],
            (Self::ApiKey, DataSource::Sdk) => &["key_id"],
            (Self::Department, DataSource::Sdk) => &["department"],
            (Self::Workspace, DataSource::Sdk)
            | (
                Self::Organization | Self::Product | Self::Agent | Self::TaskType | Self::Department,
                DataSource::Provider,
            ) => return None,
        })
    }

    /// The columns, or why there are none.
    pub(crate) fn columns_or_error(self, source: DataSource) -> Result<&'static [&'static str], Error> {
        self.columns(source).ok_or_else(|| {
            let known: Vec<_> =
                Self::ALL.iter().filter(|other| other.columns(source).is_some()).map(|other| other.name()).collect();
            let who = match source {
                DataSource::Sdk => "metered events have",
                DataSource::Provider => "what providers report has",
            };
            Error::new(format!("{who} no {}; use one of {}", self.name(), known.join(", ")))
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum FilterOperator {
    Is,
    IsNot,
    Contains,
    StartsWith,
    EndsWith,
    In,
}

impl FilterOperator {
    pub(crate) const fn native(self) -> Operator {
        match self {
            Self::Is => Operator::Equals,
            Self::IsNot => Operator::NotEquals,
            Self::Contains => Operator::Contains,
            Self::StartsWith => Operator::StartsWith,
            Self::EndsWith => Operator::EndsWith,
            Self::In => Operator::In,
        }
    }

    /// The same as the host would judge it.
    fn holds(self, text: Option<&str>, values: &[String]) -> bool {
        use outlay_rule::frame::Operator as Native;
        let native = match self {
            Self::Is => Native::Equals,
            Self::IsNot => Native::NotEquals,
            Self::Contains => Native::Contains,
            Self::StartsWith => Native::StartsWith,
            Self::EndsWith => Native::EndsWith,
            Self::In => Native::In,
        };
        native.holds(text, values)
    }
}

/// A filter whose dimension and values have been checked.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) operator: FilterOperator,
    pub(crate) columns: Vec<Column>,
    pub(crate) values: Vec<String>,
}

impl Filter {
    /// For the host, where one column has it all; else [`holds`](Self::holds) must be asked.
    pub(crate) fn native(&self) -> Option<Condition> {
        let [column] = self.columns.as_slice() else { return None };
        Some(Condition::new(column.name(), self.operator.native(), self.values.iter()))
    }

    /// Any of the columns fits; for `IS_NOT`, none of them has the value.
    pub(crate) fn holds(&self, event: &Event<'_>) -> bool {
        let fits = |column: &Column| self.operator.holds(event.text(column), &self.values);
        if self.operator == FilterOperator::IsNot {
            self.columns.iter().all(fits)
        } else {
            self.columns.iter().any(fits)
        }
    }
}
