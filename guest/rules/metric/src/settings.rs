//! What a person sets. `settings.json` says the same to the console; a test holds them together.

use outlay_rule::{Decimal, Severity};
use serde::{Deserialize, Deserializer};

use crate::dimension::FilterOperator;
use crate::metric::Metric;
use crate::operator::OperatorType;
use crate::period::PeriodDuration;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Settings {
    pub(crate) alert_type: AlertType,
    pub(crate) metric_type: Metric,
    pub(crate) operator_type: OperatorType,
    pub(crate) threshold: Decimal,
    #[serde(default)]
    pub(crate) is_percentage: Option<bool>,
    pub(crate) period_duration: PeriodDuration,
    #[serde(default)]
    pub(crate) trigger_after_persists_duration: Option<PeriodDuration>,
    #[serde(default)]
    pub(crate) group_by: Option<OneOrSeveral>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(crate) filters: Vec<FilterSetting>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(crate) data_source: DataSource,
    #[serde(default)]
    pub(crate) min_sample_count: Option<u32>,
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(crate) severity: Severity,
}

impl Settings {
    /// What was counted under other settings counts on only if these are the same: limit, operator, severity and the
    /// like may differ.
    pub(crate) fn shape(&self) -> String {
        let Self { metric_type, period_duration, group_by, filters, data_source, .. } = self;
        let is_change = self.alert_type == AlertType::RelativeChange;
        format!("{is_change} {metric_type:?} {period_duration:?} {group_by:?} {filters:?} {data_source:?}")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum AlertType {
    Threshold,
    CumulativeUsage,
    RelativeChange,
}

impl AlertType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Threshold => "THRESHOLD",
            Self::CumulativeUsage => "CUMULATIVE_USAGE",
            Self::RelativeChange => "RELATIVE_CHANGE",
        }
    }
}

/// Which rows are judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DataSource {
    /// Metered events.
    #[default]
    Sdk,
    /// What providers report.
    Provider,
}

/// A filter as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilterSetting {
    pub(crate) dimension: String,
    pub(crate) operator: FilterOperator,
    #[serde(default)]
    pub(crate) value: Option<String>,
    #[serde(default)]
    pub(crate) values: Option<Vec<String>>,
}

/// One text, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a dimension or a list of dimensions")]
pub(crate) enum OneOrSeveral {
    One(String),
    Several(Vec<String>),
}

fn null_is_absent<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
