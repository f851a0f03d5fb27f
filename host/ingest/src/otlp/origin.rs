//! Where records come from: what their resource and scope say, resolved once for all of them.

use std::borrow::Cow;

use outlay_domain::Dimension;
use serde_json::value::{RawValue, to_raw_value};

use super::assistants::Assistant;
use super::draft::texts;
use super::fields::Fields;
use super::keys::k;
use super::model::{KeyValue, Scope, Value};
use crate::call::Call;
use crate::error::FieldError;

#[derive(Debug, Default)]
pub(crate) struct Origin {
    /// `service.name`.
    pub(crate) service: Option<String>,
    pub(crate) service_version: Option<String>,
    /// The name of the scope.
    pub(crate) scope: Option<String>,
    pub(crate) assistant: Option<Assistant>,
    dimensions: Vec<(Dimension, String)>,
    extras: Vec<(String, Box<RawValue>)>,
    /// What names a series of points, as far as it stands here.
    pub(crate) series: String,
}

impl Origin {
    pub(crate) fn of(resource: &[KeyValue<'_>], scope: &Scope<'_>) -> Self {
        let mut origin = Self {
            scope: Some(scope.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned),
            series: format!("{}\n{}\n{}", written(resource), identity(scope), written(&scope.attributes)),
            ..Self::default()
        };
        origin.add(Fields::of(&scope.attributes));
        origin.add(Fields::of(resource));
        if !scope.version.is_empty() {
            origin.keep("otel.scope.version", &Value::Text(Cow::Borrowed(scope.version.as_ref())));
        }
        origin.assistant = Assistant::of_origin(origin.service.as_deref(), origin.scope.as_deref());
        origin
    }

    /// What was said before stays.
    fn add(&mut self, mut fields: Fields<'_>) {
        let take = |key| fields.peek_text(key).map(Cow::into_owned);
        self.service = self.service.take().or_else(|| take(k!("service.name")));
        self.service_version = self.service_version.take().or_else(|| take(k!("service.version")));
        texts(&mut fields, |dimension, text| {
            if !self.dimensions.iter().any(|(known, _)| *known == dimension) {
                self.dimensions.push((dimension, text.to_owned()));
            }
            Ok(())
        })
        .unwrap_or_default();
        fields
            .rest(|name, value| {
                self.keep(name, value);
                Ok(())
            })
            .unwrap_or_default();
    }

    fn keep(&mut self, name: &str, value: &Value<'_>) {
        if let Ok(raw) = to_raw_value(&value.to_json()) {
            self.extras.push((name.to_owned(), raw));
        }
    }

    /// Fills what the record itself left free.
    pub(crate) fn fill(&self, call: &mut Call) -> Result<(), FieldError> {
        for (dimension, text) in &self.dimensions {
            call.set_if_free(*dimension, text)?;
        }
        for (name, raw) in &self.extras {
            call.extras.put_raw(name, raw)?;
        }
        Ok(())
    }
}

fn identity(scope: &Scope<'_>) -> String {
    format!("{}\n{}", scope.name, scope.version)
}

/// Attributes in one order, whatever the order in which they came.
pub(crate) fn written(attributes: &[KeyValue<'_>]) -> String {
    let mut texts: Vec<String> =
        attributes.iter().map(|attribute| format!("{:?}:{}", attribute.key, attribute.value.to_json())).collect();
    texts.sort_unstable();
    texts.join("\n")
}
