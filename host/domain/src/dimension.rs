//! What an event is attributed to: provider, organization, agent, trace and so on.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One line a dimension: its name here, its column in SQL and in rules' frames, its longest text in characters.
/// The ledger knows a dimension by its place in this list: add at the end, and take none away.
macro_rules! dimensions {
    ($($name:ident $column:literal $longest:literal $doc:literal,)+) => {
        /// A text that says what an event is attributed to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dimension { $(#[doc = $doc] $name,)+ }

        impl Dimension {
            /// In the order of the columns.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Snake case: the column in SQL and in rules' frames.
            pub const fn column(self) -> &'static str {
                match self { $(Self::$name => $column,)+ }
            }

            /// In characters; longer texts are cut.
            pub const fn longest(self) -> usize {
                match self { $(Self::$name => $longest,)+ }
            }

            /// What it means, for documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)+ }
            }
        }
    };
}

dimensions! {
    Provider "provider" 255 "Who sells the call, lower case: openai, anthropic, aws, azure, google.",
    Model "model" 255 "The model that the provider reported.",
    ModelSource "model_source" 255 "The routing layer that the call went through.",
    Organization "organization" 255 "The customer of yours that the call served.",
    Product "product" 255 "The product of yours that made the call.",
    ProductId "product_id" 255 "Your id of the product.",
    SubscriptionId "subscription_id" 255 "The subscription that the call counts towards.",
    Department "department" 255 "The department that pays.",
    SubscriberId "subscriber_id" 255 "The end user, by id.",
    SubscriberEmail "subscriber_email" 255 "The end user, by e-mail address.",
    Credential "credential" 255 "Name of the end user's credential.",
    Agent "agent" 255 "The agent that made the call.",
    AgentVersion "agent_version" 64 "Version of the agent.",
    TaskType "task_type" 255 "What the call was for.",
    Environment "environment" 255 "production, staging, ...",
    Region "region" 255 "Where the call was made from.",
    TraceId "trace_id" 255 "Calls of one run share it.",
    TraceType "trace_type" 128 "Kind of run.",
    TraceName "trace_name" 256 "Name of the run.",
    TransactionName "transaction_name" 255 "Name of this step of the run.",
    ParentTransactionId "parent_transaction_id" 255 "The step that this one belongs to.",
    JobId "job_id" 255 "The job that the call worked on.",
    JobName "job_name" 512 "Name of the job.",
    JobType "job_type" 128 "Kind of job, lower case.",
    JobVersion "job_version" 64 "Version of the job.",
    Squad "squad" 255 "The squad that the agent works in.",
    Operation "operation" 64 "CHAT, EMBED, IMAGE, AUDIO, VIDEO, TOOL_CALL ...",
    OperationSubtype "operation_subtype" 255 "Finer than the operation, for example transcription.",
    Tool "tool" 255 "The tool that was called.",
    StopReason "stop_reason" 64 "Why the answer ended: END, TOKEN_LIMIT, ERROR ...",
    ErrorReason "error_reason" 255 "What the provider said when the call failed.",
    ServiceTier "service_tier" 64 "The tier that served the call: default, flex, priority.",
    PricingTier "pricing_tier" 64 "STANDARD or BATCH.",
    Middleware "middleware" 255 "The library that metered the call.",
}

/// The dimensions of one event. A missing one is none, never an empty text.
#[derive(Clone, PartialEq, Eq)]
pub struct Dimensions([Option<Box<str>>; Dimension::ALL.len()]);

impl Default for Dimensions {
    fn default() -> Self {
        Self([const { None }; Dimension::ALL.len()])
    }
}

impl Dimensions {
    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        self.0[dimension as usize].as_deref()
    }

    /// Sets a dimension, cut to its longest length. Blank texts are none. True if the text was cut.
    pub fn set(&mut self, dimension: Dimension, text: &str) -> bool {
        let trimmed = text.trim();
        // What is short in bytes is short in characters.
        let cut = if trimmed.len() <= dimension.longest() {
            trimmed
        } else {
            let end = trimmed.char_indices().nth(dimension.longest()).map_or(trimmed.len(), |(end, _)| end);
            trimmed.split_at(end).0
        };
        self.0[dimension as usize] = if cut.is_empty() { None } else { Some(cut.into()) };
        cut.len() < trimmed.len()
    }

    /// Those that are there.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &str)> {
        Dimension::ALL.iter().filter_map(|&dimension| Some((dimension, self.get(dimension)?)))
    }
}

impl fmt::Debug for Dimensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(dimension, text)| (dimension.column(), text))).finish()
    }
}

impl Serialize for Dimensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let mut seq = serializer.serialize_seq(Some(self.iter().count()))?;
            for (dimension, text) in self.iter() {
                seq.serialize_element(&(dimension as u8, text))?;
            }
            return seq.end();
        }
        let mut map = serializer.serialize_map(Some(self.iter().count()))?;
        for (dimension, text) in self.iter() {
            map.serialize_entry(dimension.column(), text)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Dimensions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Dimensions;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of dimensions")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Dimensions, A::Error> {
                let mut dimensions = Dimensions::default();
                while let Some((column, text)) = map.next_entry::<String, String>()? {
                    // A dimension of a later version is passed over.
                    if let Some(known) = Dimension::ALL.iter().find(|known| known.column() == column) {
                        dimensions.0[*known as usize] = Some(text.into());
                    }
                }
                Ok(dimensions)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Dimensions, A::Error> {
                let mut dimensions = Dimensions::default();
                while let Some((place, text)) = seq.next_element::<(u8, Box<str>)>()? {
                    if let Some(known) = dimensions.0.get_mut(usize::from(place)) {
                        *known = Some(text);
                    }
                }
                Ok(dimensions)
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_map(Map)
        } else {
            deserializer.deserialize_seq(Map)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_cut_at_a_character() {
        let mut dimensions = Dimensions::default();
        assert!(!dimensions.set(Dimension::Agent, "  route-planner "));
        assert_eq!(dimensions.get(Dimension::Agent), Some("route-planner"));
        assert!(!dimensions.set(Dimension::Agent, " "));
        assert_eq!(dimensions.get(Dimension::Agent), None);
        assert!(dimensions.set(Dimension::AgentVersion, &"ü".repeat(65)));
        assert_eq!(dimensions.get(Dimension::AgentVersion), Some("ü".repeat(64).as_str()));
    }

    #[test]
    fn the_ledger_s_places_stay() {
        let first_and_last = [Dimension::Provider as u8, Dimension::Model as u8, Dimension::Middleware as u8];
        assert_eq!(first_and_last, [0, 1, 33], "a ledger that was written before would be misread");
    }

    #[test]
    fn dimensions_round_trip() {
        let mut dimensions = Dimensions::default();
        dimensions.set(Dimension::Model, "gpt-5");
        let json = serde_json::to_string(&dimensions).expect("serializable");
        assert_eq!(json, r#"{"model":"gpt-5"}"#);
        assert_eq!(serde_json::from_str::<Dimensions>(&json).expect("readable"), dimensions);
    }
}
