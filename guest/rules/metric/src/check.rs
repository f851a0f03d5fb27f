//! Which settings go together. Each error names the field that is wrong and says what to do.

use outlay_rule::{Column, Decimal, Error};

use crate::dimension::{Dimension, Filter, FilterOperator};
use crate::metric::{Form, Metric};
use crate::operator::OperatorType;
use crate::settings::{AlertType, DataSource, FilterSetting, OneOrSeveral, Settings};

/// The shortest period that makes sense for what providers report: they report by the hour or day, hours later.
const SHORTEST_OF_PROVIDERS: i64 = 24 * 3_600_000_000;

/// What the host takes in, at most.
const MOST_FILTERS: usize = 40;
const MOST_VALUES: usize = 1_000;
const LONGEST_VALUE: usize = 1_000;

/// Spellings of coding assistants: their calls count as calls of whom they call.
const ASSISTANTS: &[(&str, &str)] = &[
    ("foundry", "anthropic"),
    ("claudecode", "anthropic"),
    ("claudecowork", "anthropic"),
    ("codexcli", "openai"),
    ("geminicli", "google"),
];

impl Settings {
    /// Checks what the types cannot.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.check_operator()?;
        self.check_metric()?;
        self.check_threshold()?;
        self.check_percentage()?;
        if self.data_source == DataSource::Provider && self.period_duration.microseconds() < SHORTEST_OF_PROVIDERS {
            let message =
                "providers report by the hour or day, and hours later: use a period of TWENTY_FOUR_HOURS or more";
            return Err(Error::new(message).at("/periodDuration"));
        }
        self.check_quality()
    }

    fn check_operator(&self) -> Result<(), Error> {
        use OperatorType::{EqualTo, NotEqualTo};
        let (operator, alert) = (self.operator_type, self.alert_type);
        let refuse = |message: String| Err(Error::new(message).at("/operatorType"));
        if matches!(operator, EqualTo | NotEqualTo) {
            return refuse(format!(
                "{} is not supported: a measured value is hardly ever equal to a limit; \
                 use GREATER_THAN_OR_EQUAL_TO or LESS_THAN_OR_EQUAL_TO",
                operator.name()
            ));
        }
        match (alert, operator.level()) {
            (AlertType::RelativeChange, Some(_)) => refuse(format!(
                "{} compares a value with a limit; RELATIVE_CHANGE needs INCREASES_BY, DECREASES_BY, PERCENT_INCREASE or \
                 PERCENT_DECREASE",
                operator.name()
            )),
            (AlertType::Threshold | AlertType::CumulativeUsage, None) => refuse(format!(
                "{} compares two periods, which only RELATIVE_CHANGE does; {} needs GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, \
                 LESS_THAN or LESS_THAN_OR_EQUAL_TO",
                operator.name(),
                alert.name()
            )),
            _ => Ok(()),
        }
    }

    fn check_metric(&self) -> Result<(), Error> {
        let metric = self.metric_type;
        let refuse = |message: String| Err(Error::new(message).at("/metricType"));
        if metric == Metric::QualityRate && self.alert_type != AlertType::Threshold {
            return refuse(format!(
                "QUALITY_RATE can only be used with THRESHOLD, not with {}",
                self.alert_type.name()
            ));
        }
        if self.alert_type == AlertType::CumulativeUsage && metric.form(self.data_source) != Form::Total {
            return refuse(format!(
                "{} is a rate or an average, which does not add up to a budget; use THRESHOLD or RELATIVE_CHANGE, \
                 or a total or count",
                metric.name()
            ));
        }
        if self.data_source == DataSource::Provider && !metric.is_reported() {
            return refuse(format!(
                "what providers report does not tell {}; use dataSource SDK, or one of TOTAL_COST, TOKEN_COUNT, \
                 INPUT_TOKEN_COUNT, OUTPUT_TOKEN_COUNT, CACHED_TOKEN_COUNT, TOKENS_PER_MINUTE, TOKENS_PER_REQUEST, \
                 REQUEST_COUNT, REQUESTS_PER_MINUTE",
                metric.name()
            ));
        }
        Ok(())
    }

    fn check_threshold(&self) -> Result<(), Error> {
        let refuse = |message: &str| Err(Error::new(message).at("/threshold"));
        let threshold = self.threshold;
        if threshold < Decimal::ZERO {
            return refuse("the threshold must not be negative");
        }
        if self.operator_type == OperatorType::LessThan && threshold == Decimal::ZERO {
            return refuse("nothing is less than 0; use a higher threshold, or LESS_THAN_OR_EQUAL_TO");
        }
        let Some(change) = self.operator_type.change(self.is_percentage == Some(true)) else {
            let most = if self.is_percentage == Some(true) { Decimal::from(100) } else { Decimal::from(1) };
            if self.metric_type.unit().is_share() && threshold > most {
                return refuse("a rate is a share from 0 to 1; write 0.05, or set isPercentage and write 5");
            }
            return Ok(());
        };
        if threshold == Decimal::ZERO {
            return refuse("the threshold of a change must be more than 0");
        }
        if change.percent && !change.up && threshold > Decimal::from(100) {
            return refuse("nothing decreases by more than 100 percent");
        }
        Ok(())
    }

    fn check_percentage(&self) -> Result<(), Error> {
        let is_change = self.operator_type.level().is_none();
        if self.is_percentage == Some(true) && !is_change && !self.metric_type.unit().is_share() {
            let message = format!(
                "{} is not measured in percent; isPercentage is for RELATIVE_CHANGE, ERROR_RATE and QUALITY_RATE",
                self.metric_type.name()
            );
            return Err(Error::new(message).at("/isPercentage"));
        }
        Ok(())
    }

    fn check_quality(&self) -> Result<(), Error> {
        if self.metric_type != Metric::QualityRate {
            return Ok(());
        }
        if self.group_by.is_some() {
            return Err(Error::new("QUALITY_RATE is measured for one task type: it has no groupBy").at("/groupBy"));
        }
        let tasks = self.filters.iter().filter(|filter| filter.dimension == Dimension::TaskType.name());
        let are_is: Vec<bool> = tasks.map(|filter| filter.operator == FilterOperator::Is).collect();
        if are_is != [true] {
            let message = "QUALITY_RATE needs exactly one filter on TASK_TYPE, with the operator IS";
            return Err(Error::new(message).at("/filters"));
        }
        Ok(())
    }

    /// What the metric is kept apart by.
    pub(crate) fn groups(&self) -> Result<Vec<Dimension>, Error> {
        let (names, is_list): (&[String], bool) = match &self.group_by {
            None => return Ok(Vec::new()),
            Some(OneOrSeveral::One(name)) => (std::slice::from_ref(name), false),
            Some(OneOrSeveral::Several(names)) => (names, true),
        };
        if names.is_empty() {
            return Err(Error::new("leave groupBy out, or name at least one dimension").at("/groupBy"));
        }
        let mut groups: Vec<Dimension> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let pointer = if is_list { format!("/groupBy/{index}") } else { "/groupBy".to_owned() };
            let dimension = dimension(name).map_err(|error| error.at(&pointer))?;
            dimension.columns_or_error(self.data_source).map_err(|error| error.at(&pointer))?;
            if groups.contains(&dimension) {
                return Err(Error::new(format!("{name} is named twice")).at(&pointer));
            }
            groups.push(dimension);
        }
        Ok(groups)
    }

    /// Which rows are looked at.
    pub(crate) fn filters(&self) -> Result<Vec<Filter>, Error> {
        if self.filters.len() > MOST_FILTERS {
            return Err(Error::new(format!("at most {MOST_FILTERS} filters")).at("/filters"));
        }
        let filter = |(index, filter)| self.filter(&format!("/filters/{index}"), filter);
        self.filters.iter().enumerate().map(filter).collect()
    }

    fn filter(&self, pointer: &str, filter: &FilterSetting) -> Result<Filter, Error> {
        let at_dimension = |error: Error| error.at(&format!("{pointer}/dimension"));
        let dimension = dimension(&filter.dimension).map_err(at_dimension)?;
        let columns = dimension.columns_or_error(self.data_source).map_err(at_dimension)?;
        let mut values = values(pointer, filter)?;
        if dimension == Dimension::Provider {
            for value in &mut values {
                *value = value.to_lowercase();
                if let Some((_, whom)) = ASSISTANTS.iter().find(|(spelling, _)| spelling == value) {
                    let message = format!("calls of {value} count as {whom}'s; filter by {whom}");
                    return Err(Error::new(message).at(&format!("{pointer}/{}", used(filter))));
                }
            }
        }
        let columns = columns.iter().map(|&column| Column::named(column)).collect();
        Ok(Filter { operator: filter.operator, columns, values })
    }
}

impl Metric {
    /// Whether the records of providers tell it.
    const fn is_reported(self) -> bool {
        matches!(
            self,
            Self::TotalCost
                | Self::TokenCount
                | Self::InputTokenCount
                | Self::OutputTokenCount
                | Self::CachedTokenCount
                | Self::TokensPerMinute
                | Self::TokensPerRequest
                | Self::RequestCount
                | Self::RequestsPerMinute
        )
    }
}

fn dimension(name: &str) -> Result<Dimension, Error> {
    Dimension::named(name).ok_or_else(|| {
        let known: Vec<_> = Dimension::ALL.iter().map(|dimension| dimension.name()).collect();
        Error::new(format!("there is no dimension `{name}`; use one of {}", known.join(", ")))
    })
}

/// The field that a filter's values are in.
fn used(filter: &FilterSetting) -> &'static str {
    if filter.value.is_some() { "value" } else { "values" }
}

fn values(pointer: &str, filter: &FilterSetting) -> Result<Vec<String>, Error> {
    let refuse = |field: &str, message: &str| Err(Error::new(message).at(&format!("{pointer}/{field}")));
    let values = match (&filter.value, &filter.values) {
        (Some(_), Some(values)) if !values.is_empty() => {
            return refuse("values", "a filter has either value or values, not both");
        }
        (Some(value), _) => vec![value.clone()],
        (None, Some(values)) => values.clone(),
        (None, None) => Vec::new(),
    };
    match (values.len(), filter.operator) {
        (0, FilterOperator::In) => return refuse("values", "IN needs at least one value in values"),
        (0, _) => return refuse("value", "the filter needs a value"),
        (1, _) | (_, FilterOperator::In) => {}
        _ => return refuse("values", "only IN takes several values"),
    }
    if values.iter().any(String::is_empty) {
        return refuse(used(filter), "an empty text is no value");
    }
    if values.len() > MOST_VALUES || values.iter().any(|value| value.len() > LONGEST_VALUE) {
        return refuse(used(filter), "at most 1,000 values of at most 1,000 bytes");
    }
    Ok(values)
}
