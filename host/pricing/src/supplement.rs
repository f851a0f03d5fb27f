//! How the supplement joins the list: what it adds, and what it corrects. `data/README.md` says how it is written.

use crate::catalogue::{Catalogue, Model, PriceList, Provider};
use crate::matching::Matcher;
use crate::units::Unit;

impl Catalogue {
    /// Adds what the other has more: providers, models, prices of meters. What is there stays as it is, unless the other
    /// corrects it.
    pub(crate) fn supplement(&mut self, more: Self) {
        for provider in more.providers {
            let Some(known) = self.providers.iter().position(|known| known.id == provider.id) else {
                self.providers.push(provider);
                continue;
            };
            for model in provider.models {
                let resold = self.resold(known, &model);
                if let Some(known) = self.providers.get_mut(known) {
                    known.supplement(resold, model);
                }
            }
            if let (Some(known), Some(more)) = (self.providers.get_mut(known), provider.model_match) {
                let mut rules: Vec<Matcher> = known.model_match.take().into_iter().collect();
                rules.push(more);
                known.model_match = Some(Matcher::Any(rules));
            }
        }
    }

    /// A model that the provider has by way of a fallback only, and of which some prices are its own: the rest is as there.
    fn resold(&self, provider: usize, correction: &Model) -> Option<Model> {
        let provider = self.providers.get(provider)?;
        let (_, id) = correction.entry.split_once('/')?;
        if !correction.corrects || provider.models.iter().any(|model| model.name_match.matches(id)) {
            return None;
        }
        let fallbacks = provider.fallbacks.iter().filter_map(|&index| self.providers.get(index));
        let mut model = fallbacks.flat_map(|other| &other.models).find(|model| model.name_match.matches(id))?.clone();
        model.variants.retain(|variant| variant.holds_for_resellers());
        model.entry = correction.entry.clone();
        model.name_match = correction.name_match.clone();
        Some(model)
    }
}

impl Provider {
    fn supplement(&mut self, resold: Option<Model>, more: Model) {
        if let Some(resold) = resold {
            self.models.insert(0, resold);
        }
        match self.models.iter_mut().find(|known| known.entry == more.entry) {
            Some(known) => known.supplement(more),
            // It stands before the models that go by the same name.
            None if more.corrects => self.models.insert(0, more),
            None => self.models.push(more),
        }
    }
}

impl Model {
    fn supplement(&mut self, more: Self) {
        if more.corrects {
            self.corrections.extend(more.prices);
            self.variants.splice(0..0, more.variants);
        } else {
            self.additions.extend(more.prices);
            self.variants.extend(more.variants);
        }
        self.also.extend(more.also);
        self.price_alike();
    }

    /// Gives a price to what costs the same as something else.
    pub(crate) fn price_alike(&mut self) {
        let dated = [&mut self.prices, &mut self.corrections, &mut self.additions].into_iter().flatten();
        let lists =
            dated.map(|dated| &mut dated.prices).chain(self.variants.iter_mut().map(|variant| &mut variant.prices));
        lists.for_each(|list| self.also.iter().for_each(|&(unit, other)| list.price_alike(unit, other)));
    }
}

impl PriceList {
    fn price_alike(&mut self, unit: Unit, other: Unit) {
        if let Some(price) = self.get(other).cloned() {
            self.insert_if_missing(unit, price);
        }
    }
}
