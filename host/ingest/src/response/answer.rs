//! What was found in a response. Of a stream, each event adds to it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use outlay_domain::{Kind, Money, Quantity, meter};

use super::node::Node;
use crate::error::FieldError;
use crate::json::as_quantity;

/// Longer ids are not those of calls.
const LONGEST_ID: usize = 512;

#[derive(Debug, Default)]
pub(crate) struct Answer<'r> {
    /// The field that it stands in, for errors.
    pub(super) field: &'static str,
    pub(crate) model: Option<Cow<'r, str>>,
    /// The provider's id of it.
    pub(crate) id: Option<Cow<'r, str>>,
    pub(crate) service_tier: Option<Cow<'r, str>>,
    /// In the provider's words.
    pub(crate) stop_reason: Option<Cow<'r, str>>,
    pub(crate) error: Option<Cow<'r, str>>,
    pub(crate) error_code: Option<i64>,
    pub(crate) kind: Option<Kind>,
    /// They never contain each other, but for what the domain says.
    pub(crate) meters: BTreeMap<&'static str, Quantity>,
    /// What the provider says that it charges, in US dollars.
    pub(crate) reported: Option<Money>,
    /// What decides on prices beside what has a column: the size of a picture, for example.
    pub(crate) facts: Vec<(&'static str, Cow<'r, str>)>,
    /// Search queries that Gemini grounded its answer on.
    pub(super) grounding: u32,
    pub(super) problem: Option<FieldError>,
}

impl<'r> Answer<'r> {
    pub(super) fn new(field: &'static str) -> Self {
        Self { field, ..Self::default() }
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.field == "stream"
    }

    /// A count; what is no count is told, for a cost without it would be too low.
    pub(super) fn quantity(&mut self, name: &str, node: Option<Node<'r>>) -> Option<Quantity> {
        let node = node?;
        let quantity = as_quantity(node.raw());
        if quantity.is_none() && self.problem.is_none() {
            let problem = format!("holds `{name}`, which must be a quantity");
            self.problem = Some(FieldError::new(self.field, problem));
        }
        quantity
    }

    /// Several counts of one object.
    pub(super) fn quantities<const N: usize>(
        &mut self,
        node: Option<Node<'r>>,
        names: [&str; N],
    ) -> [Option<Quantity>; N] {
        let mut found = node.map_or([None; N], |node| node.pick(names)).into_iter().zip(names);
        std::array::from_fn(|_| found.next().and_then(|(node, name)| self.quantity(name, node)))
    }

    pub(super) fn count(&mut self, meter: &'static str, quantity: Option<Quantity>) {
        if let Some(quantity) = quantity {
            // A sum of counts that are in range need not be.
            self.meters.insert(meter, quantity.min(Quantity::whole_number(u64::MAX)));
        }
    }

    /// What stands beside the tokens, if there is any.
    pub(super) fn count_some(&mut self, meter: &'static str, quantity: Option<Quantity>) {
        self.count(meter, quantity.filter(|quantity| !quantity.is_zero()));
    }

    /// A later event of a stream counts all of it again.
    pub(super) fn forget_counts(&mut self) {
        self.meters.clear();
    }

    pub(super) fn fact(&mut self, name: &'static str, text: Option<Cow<'r, str>>) {
        let Some(text) = text else { return };
        self.facts.retain(|(known, _)| *known != name);
        self.facts.push((name, text));
    }

    /// Texts that are not there leave what an earlier event said.
    pub(super) fn named(&mut self, model: Option<Node<'r>>, id: Option<Node<'r>>) {
        let text = |node: Option<Node<'r>>| node.and_then(Node::text);
        self.model = text(model).or_else(|| self.model.take());
        self.id = text(id).filter(|id| id.chars().nth(LONGEST_ID).is_none()).or_else(|| self.id.take());
    }

    pub(super) fn tier(&mut self, tier: Option<Cow<'r, str>>) {
        self.service_tier = tier.or_else(|| self.service_tier.take());
    }

    pub(super) fn stopped(&mut self, reason: Option<Cow<'r, str>>) {
        self.stop_reason = reason.or_else(|| self.stop_reason.take());
    }

    pub(super) fn is(&mut self, kind: Kind) {
        self.kind = Some(kind);
    }

    /// Whether anything but the call itself was counted.
    pub(super) fn counts_nothing(&self) -> bool {
        self.meters.is_empty()
    }

    /// Gemini charges a grounded prompt before version 3, each of its queries since.
    pub(super) fn settle_grounding(&mut self) {
        let is_old = |model: &str| ["gemini-1", "gemini-2"].iter().any(|version| model.contains(version));
        let is_by_prompt = self.model.as_deref().is_some_and(is_old);
        let searches = if is_by_prompt { self.grounding.min(1) } else { self.grounding };
        self.count_some("web_searches", Some(searches.into()));
    }
}

/// Counts of tokens as a body says them: the input with what was cached inside, the output with the audio inside.
#[derive(Debug, Default)]
pub(super) struct Inclusive {
    pub(super) input: Option<Quantity>,
    pub(super) cache_read: Option<Quantity>,
    pub(super) cache_write: Option<Quantity>,
    pub(super) cache_audio_read: Option<Quantity>,
    pub(super) cache_image_read: Option<Quantity>,
    pub(super) input_audio: Option<Quantity>,
    pub(super) input_image: Option<Quantity>,
    pub(super) input_video: Option<Quantity>,
    pub(super) output: Option<Quantity>,
    pub(super) reasoning: Option<Quantity>,
    pub(super) output_audio: Option<Quantity>,
    pub(super) output_image: Option<Quantity>,
}

impl Inclusive {
    /// As meters that stand beside each other.
    pub(super) fn count(self, answer: &mut Answer<'_>) {
        let some = |quantity: Option<Quantity>| quantity.unwrap_or_default();
        let cached = some(self.cache_read) + some(self.cache_write);
        // Parts that exceed their sum give away that they stand beside it.
        let uncached = self.input.map(|input| if cached > input { input } else { input.saturating_sub(cached) });
        let audio = some(self.input_audio).saturating_sub(some(self.cache_audio_read));
        let image = some(self.input_image).saturating_sub(some(self.cache_image_read));
        let mut rest = some(uncached);
        for (meter, part) in [
            (meter::INPUT_AUDIO_TOKENS, audio),
            (meter::INPUT_IMAGE_TOKENS, image),
            (meter::INPUT_VIDEO_TOKENS, some(self.input_video)),
        ] {
            // Where it is not known which of them was cached, no more than what is left is charged as new.
            let part = if uncached.is_some() { part.min(rest) } else { part };
            rest = rest.saturating_sub(part);
            answer.count_some(meter, Some(part));
        }
        answer.count(meter::INPUT_TOKENS, uncached.map(|_| rest));
        let apart = some(self.cache_audio_read) + some(self.cache_image_read);
        answer.count_some(meter::CACHE_READ_TOKENS, self.cache_read.map(|read| read.saturating_sub(apart)));
        answer.count_some(meter::CACHE_AUDIO_READ_TOKENS, self.cache_audio_read);
        answer.count_some(meter::CACHE_IMAGE_READ_TOKENS, self.cache_image_read);
        answer.count_some(meter::CACHE_WRITE_TOKENS, self.cache_write);

        let media = some(self.output_audio) + some(self.output_image);
        answer.count(meter::OUTPUT_TOKENS, self.output.map(|output| output.saturating_sub(media)));
        answer.count_some(meter::REASONING_TOKENS, self.reasoning);
        answer.count_some(meter::OUTPUT_AUDIO_TOKENS, self.output_audio);
        answer.count_some(meter::OUTPUT_IMAGE_TOKENS, self.output_image);
    }
}
