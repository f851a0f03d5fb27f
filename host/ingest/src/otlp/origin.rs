//! Where records come from: what their resource and scope say, resolved once for all of them.

use std::rc::Rc;

use outlay_domain::Dimension;
use serde_json::value::{RawValue, to_raw_value};

use super::assistants::Assistant;
use super::draft::texts;
use super::fields::Fields;
use super::keys::k;
use super::model::{KeyValue, Scope, Value};
use crate::call::Call;
use crate::error::FieldError;

/// How much of a resource or scope goes with each of its calls, in bytes.
const LONGEST: usize = 8 * 1024;

/// What a resource or a scope says.
#[derive(Debug, Default)]
pub(crate) struct Said {
    service: Option<String>,
    service_version: Option<String>,
    dimensions: Vec<(Dimension, String)>,
    extras: Vec<(String, Box<RawValue>)>,
    /// How long the extras are.
    length: usize,
    /// Everything, for the identity of a series.
    all: String,
}

impl Said {
    pub(crate) fn of(attributes: &[KeyValue<'_>]) -> Self {
        let mut said = Self { all: written(attributes), ..Self::default() };
        if attributes.is_empty() {
            return said;
        }
        let mut fields = Fields::of(attributes);
        let text = |key| fields.peek_text(key).map(|text| text.into_owned());
        (said.service, said.service_version) = (text(k!("service.name")), text(k!("service.version")));
        let dimensions = &mut said.dimensions;
        let taken = texts(&mut fields, |dimension, text| {
            dimensions.push((dimension, text.to_owned()));
            Ok(())
        });
        let kept = fields.rest(|name, value| {
            said.keep(name, value);
            Ok(())
        });
        debug_assert!(taken.and(kept).is_ok(), "nothing here can fail");
        said
    }

    fn keep(&mut self, name: &str, value: &Value<'_>) {
        if let Ok(raw) = to_raw_value(&value.to_json())
            && self.length + name.len() + raw.get().len() <= LONGEST
        {
            self.length += name.len() + raw.get().len();
            self.extras.push((name.to_owned(), raw));
        }
    }

    fn fill(&self, call: &mut Call) -> Result<(), FieldError> {
        for (dimension, text) in &self.dimensions {
            call.set_if_free(*dimension, text)?;
        }
        for (name, raw) in &self.extras {
            call.extras.put_raw(name, raw)?;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Origin {
    resource: Rc<Said>,
    scope: Said,
    /// The name of the scope.
    pub(crate) library: Option<String>,
    version: String,
    pub(crate) assistant: Option<Assistant>,
}

impl Origin {
    pub(crate) fn of(resource: Rc<Said>, scope: &Scope<'_>) -> Self {
        let mut said = Said::of(&scope.attributes);
        if !scope.version.is_empty() {
            said.keep("otel.scope.version", &Value::Text(scope.version.as_ref().into()));
        }
        let library = Some(scope.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
        let version = scope.version.as_ref().to_owned();
        let mut origin = Self { resource, scope: said, library, version, assistant: None };
        origin.assistant = Assistant::of_origin(origin.service(), origin.library.as_deref());
        origin
    }

    /// `service.name`.
    pub(crate) fn service(&self) -> Option<&str> {
        self.scope.service.as_deref().or(self.resource.service.as_deref())
    }

    pub(crate) fn service_version(&self) -> Option<&str> {
        self.scope.service_version.as_deref().or(self.resource.service_version.as_deref())
    }

    /// What names a series of points, as far as it stands here.
    pub(crate) fn series(&self) -> [&str; 4] {
        [&self.resource.all, self.library.as_deref().unwrap_or_default(), &self.version, &self.scope.all]
    }

    /// Fills what the record itself left free.
    pub(crate) fn fill(&self, call: &mut Call) -> Result<(), FieldError> {
        self.scope.fill(call)?;
        self.resource.fill(call)
    }
}

/// Attributes in one order, whatever the order in which they came.
pub(crate) fn written(attributes: &[KeyValue<'_>]) -> String {
    let mut texts: Vec<String> =
        attributes.iter().map(|attribute| format!("{:?}:{}", attribute.key, attribute.value.to_json())).collect();
    texts.sort_unstable();
    texts.join("\n")
}
