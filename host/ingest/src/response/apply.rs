//! What the answer adds to a call: only what its sender left out.

use std::borrow::Cow;

use outlay_domain::{Dimension, meter};

use super::Answer;
use crate::call::Call;
use crate::error::FieldError;
use crate::stop::stop_reason;

/// What a sender counts himself as a whole: a split of the answer's beside a total of his would be counted twice.
fn is_of_tokens(meter: &str) -> bool {
    meter.ends_with("_tokens")
}

impl Answer<'_> {
    /// Who answered, and how it ended.
    pub(crate) fn describe(&self, call: &mut Call) -> Result<(), FieldError> {
        for (dimension, text) in [(Dimension::Model, &self.model), (Dimension::ServiceTier, &self.service_tier)] {
            if let Some(text) = text {
                call.set_if_free(dimension, text)?;
            }
        }
        let failed = self.error.is_some() || self.error_code.is_some();
        if failed {
            call.set_if_free(Dimension::StopReason, "ERROR")?;
        } else if let Some(reason) = &self.stop_reason {
            call.set_if_free(Dimension::StopReason, stop_reason(reason))?;
        }
        if let Some(error) = &self.error {
            call.set_if_free(Dimension::ErrorReason, error)?;
        }
        call.error_code = self.error_code;
        Ok(())
    }

    /// Counts what the sender did not.
    pub(crate) fn count_rest(&self, call: &mut Call) {
        let counts_tokens = call.meters.keys().any(|meter| is_of_tokens(meter));
        for (&meter, &quantity) in &self.meters {
            let is_free = call.counted(meter).is_none() && !(counts_tokens && is_of_tokens(meter));
            // Pictures that are charged in tokens are not charged one by one.
            let is_same = meter == meter::IMAGES && counts_tokens;
            if is_free && !is_same {
                call.count(meter, quantity);
            }
        }
    }

    /// Facts that become attributes, unless the sender says something of the same name.
    pub(crate) fn into_facts(self) -> Vec<(&'static str, String)> {
        self.facts.into_iter().map(|(name, text)| (name, cut(text))).collect()
    }
}

/// Such words are short.
fn cut(text: Cow<'_, str>) -> String {
    crate::call::cut(text, 64).0
}
