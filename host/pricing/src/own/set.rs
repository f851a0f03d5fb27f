//! All own prices, ready to be asked: which of them are in force for a call.

use std::cmp::Reverse;
use std::collections::HashMap;

use outlay_domain::{Dimension, Event, Timestamp};

use crate::arithmetic::{Factor, Rate};
use crate::book::Named;
use crate::catalogue::{Price, PriceList, Tier};
use crate::matching::Matcher;
use crate::own::shape::{InvalidOwnPrice, MeterPrice, OwnPrice, OwnTerms, discount, invalid};
use crate::providers::{canonical_provider, fold};
use crate::terms::Terms;
use crate::units::Unit;

/// Own prices, the narrowest first.
#[derive(Debug, Default)]
pub(crate) struct OwnPrices(Vec<Own>);

#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) id: String,
    pub(crate) version: String,
    provider: Option<String>,
    model: Option<Matcher>,
    tool: Option<String>,
    /// Narrower than provider, model and tool: looked at for each call.
    exact: Vec<(Place, String)>,
    tier: Option<String>,
    from: Timestamp,
    to: Timestamp,
    pub(crate) terms: ReadTerms,
}

/// Where a call says what a price may ask for.
#[derive(Debug, Clone, Copy)]
enum Place {
    Dimension(Dimension),
    Key,
    /// Calls have none; the usage of connections has.
    Connection,
}

#[derive(Debug)]
pub(crate) enum ReadTerms {
    Prices { currency: String, list: PriceList, custom: HashMap<Box<str>, Price> },
    Discount { factor: Factor, meters: Option<Vec<String>> },
    Included { meters: Option<Vec<String>>, nothing: Price },
}

/// Places of prices that may be for calls of the same names, the narrowest first. There may be one for each customer.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    of_anybody: Vec<u32>,
    /// Those of anybody among them.
    by_organization: Named<Vec<u32>>,
}

impl Candidates {
    fn of(&self, organization: Option<&str>) -> &[u32] {
        organization.and_then(|organization| self.by_organization.get(organization)).unwrap_or(&self.of_anybody)
    }
}

/// What a call goes by: all that decides which prices may be for it, before its other dimensions are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'n> {
    pub(crate) provider: &'n str,
    pub(crate) model: &'n str,
    pub(crate) tool: &'n str,
    /// The model's id in the list.
    pub(crate) listed: &'n str,
}

/// Own prices in force for a call: one price at most, and one discount.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct InForce<'o> {
    pub(crate) price: Option<&'o Own>,
    pub(crate) discount: Option<&'o Own>,
}

impl OwnPrices {
    pub(crate) fn of(prices: &[OwnPrice]) -> Result<Self, InvalidOwnPrice> {
        let mut narrowest: Vec<&OwnPrice> = prices.iter().collect();
        narrowest.sort_by_cached_key(|price| Reverse(narrowness(price)));
        Ok(Self(narrowest.into_iter().map(Own::of).collect::<Result<_, _>>()?))
    }

    /// Those that may be for calls of these names.
    pub(crate) fn candidates(&self, names: Names<'_>) -> Candidates {
        let mut candidates = Candidates::default();
        let may_be = |(_, own): &(usize, &Own)| own.is_for(names);
        for (index, own) in self.0.iter().enumerate().filter(may_be) {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            match own.organization() {
                None => {
                    candidates.of_anybody.push(index);
                    candidates.by_organization.values_mut().for_each(|own| own.push(index));
                }
                Some(organization) => {
                    let all = &candidates.of_anybody;
                    candidates.by_organization.entry(organization.into()).or_insert_with(|| all.clone()).push(index);
                }
            }
        }
        candidates
    }

    /// Of the candidates, those in force for a call.
    pub(crate) fn in_force(&self, candidates: &Candidates, event: &Event, terms: &Terms<'_>) -> InForce<'_> {
        let mut found = InForce::default();
        if self.0.is_empty() {
            return found;
        }
        for own in candidates
            .of(event.dimensions.get(Dimension::Organization))
            .iter()
            .filter_map(|&index| self.0.get(index as usize))
        {
            let place = match own.terms {
                ReadTerms::Discount { .. } => &mut found.discount,
                _ => &mut found.price,
            };
            if place.is_none() && own.is_in_force(event, terms) {
                *place = Some(own);
            }
        }
        found
    }
}

/// Of two prices for one call, the one that is more so counts: who it is for, then what, then since when, then the newer.
fn narrowness(price: &OwnPrice) -> impl Ord {
    let scope = &price.scope;
    let who = [&scope.organization, &scope.product, &scope.key_id, &scope.connection_id];
    let model = scope.model.as_deref().unwrap_or_default();
    let letters = model.chars().filter(|letter| *letter != '*').count();
    let what = (
        scope.tool.is_some(),
        !model.is_empty() && !model.contains('*'),
        letters,
        scope.provider.is_some(),
        scope.region.is_some(),
        scope.tier.is_some(),
    );
    (who.iter().filter(|text| text.is_some()).count(), what, price.from, price.id.clone())
}

impl Own {
    fn of(price: &OwnPrice) -> Result<Self, InvalidOwnPrice> {
        price.check()?;
        let scope = &price.scope;
        let exact = [
            (Place::Dimension(Dimension::Organization), &scope.organization),
            (Place::Dimension(Dimension::Product), &scope.product),
            (Place::Dimension(Dimension::Region), &scope.region),
            (Place::Key, &scope.key_id),
            (Place::Connection, &scope.connection_id),
        ];
        Ok(Self {
            id: price.id.clone(),
            version: format!("v{}", price.version),
            provider: scope.provider.as_deref().map(canonical_provider),
            model: scope.model.as_deref().map(pattern).transpose()?,
            tool: scope.tool.as_deref().map(|tool| fold(tool.trim()).into_owned()),
            exact: exact
                .into_iter()
                .filter_map(|(place, text)| Some((place, text.as_ref()?.trim().to_owned())))
                .collect(),
            tier: scope.tier.as_deref().map(|tier| tier.trim().to_lowercase()),
            from: price.from.unwrap_or(Timestamp(i64::MIN)),
            to: price.to.unwrap_or(Timestamp(i64::MAX)),
            terms: ReadTerms::of(&price.terms)?,
        })
    }

    fn is_for(&self, names: Names<'_>) -> bool {
        let is = |wanted: &Option<String>, text: &str| wanted.as_deref().is_none_or(|wanted| wanted == text);
        is(&self.provider, names.provider)
            && is(&self.tool, names.tool)
            && self.model.as_ref().is_none_or(|pattern| pattern.matches(names.model) || pattern.matches(names.listed))
    }

    fn organization(&self) -> Option<&str> {
        let is_it = |(place, _): &&(Place, String)| matches!(place, Place::Dimension(Dimension::Organization));
        self.exact.iter().find(is_it).map(|(_, text)| text.as_str())
    }

    fn is_in_force(&self, event: &Event, terms: &Terms<'_>) -> bool {
        let has = |(place, wanted): &(Place, String)| {
            let text = match place {
                Place::Dimension(dimension) => event.dimensions.get(*dimension),
                Place::Key => Some(event.key_id.as_str()),
                Place::Connection => terms.connection,
            };
            text == Some(wanted)
        };
        self.from <= terms.at
            && terms.at < self.to
            && self.tier.as_deref().is_none_or(|tier| terms.is_served_as(tier))
            && self.exact.iter().all(has)
    }

    /// The price of a meter, if these terms have one.
    pub(crate) fn price(&self, unit: Option<Unit>, meter: &str) -> Option<&Price> {
        match &self.terms {
            ReadTerms::Prices { list, custom, .. } => match unit {
                Some(unit) => list.get(unit),
                None => custom.get(meter),
            },
            // A call as such, and what is part of the output, is nobody's plan unless it says so.
            ReadTerms::Included { meters: None, .. } if matches!(unit, Some(Unit::Requests | Unit::Reasoning)) => None,
            ReadTerms::Included { meters, nothing } => names(meters.as_deref(), meter).then_some(nothing),
            ReadTerms::Discount { .. } => None,
        }
    }

    /// What a discount leaves of a meter's price.
    pub(crate) fn factor(&self, meter: &str) -> Option<Factor> {
        match &self.terms {
            ReadTerms::Discount { factor, meters } if names(meters.as_deref(), meter) => Some(*factor),
            _ => None,
        }
    }

    pub(crate) fn currency(&self) -> Option<&str> {
        match &self.terms {
            ReadTerms::Prices { currency, .. } => Some(currency),
            _ => None,
        }
    }
}

fn names(meters: Option<&[String]>, meter: &str) -> bool {
    meters.is_none_or(|meters| meters.iter().any(|name| name == meter))
}

impl ReadTerms {
    fn of(terms: &OwnTerms) -> Result<Self, InvalidOwnPrice> {
        Ok(match terms {
            OwnTerms::Prices { currency, meters } => {
                let (mut list, mut custom) = (PriceList::default(), HashMap::new());
                for (name, price) in meters {
                    let price = price.read(name)?;
                    match Unit::of_meter(name) {
                        Some(unit) => list.insert_if_missing(unit, price),
                        None => drop(custom.insert(name.as_str().into(), price)),
                    }
                }
                Self::Prices { currency: currency.clone(), list, custom }
            }
            OwnTerms::Discount { percent, meters } => {
                let factor = discount(percent).ok_or_else(|| invalid("terms.percent", "must be 0 to 100"))?;
                Self::Discount { factor, meters: meters.clone() }
            }
            OwnTerms::Included { meters } => {
                Self::Included { meters: meters.clone(), nothing: Price::flat(Rate::nothing(), 1) }
            }
        })
    }
}

impl MeterPrice {
    fn read(&self, name: &str) -> Result<Price, InvalidOwnPrice> {
        let rate = |text: &str| Rate::parse(text).ok_or_else(|| invalid(name, "has no price"));
        let tier = |tier: &super::PriceTier| Ok(Tier { start: tier.over, rate: rate(&tier.price)? });
        Ok(Price {
            base: rate(&self.price)?,
            per: self.per,
            tiers: self.tiers.iter().map(tier).collect::<Result<_, _>>()?,
            tiers_by: self.tiers_by,
        })
    }
}

/// `*` stands for any characters.
fn pattern(text: &str) -> Result<Matcher, InvalidOwnPrice> {
    let folded = fold(text.trim()).into_owned();
    if !folded.contains('*') {
        return Ok(Matcher::Equals(folded.into()));
    }
    let parts: Vec<_> = folded.split('*').map(fancy_regex::escape).collect();
    let pattern = fancy_regex::Regex::new(&format!("^{}$", parts.join(".*")));
    pattern.map(|pattern| Matcher::Pattern(Box::new(pattern))).map_err(|_| invalid("scope.model", "is no pattern"))
}
