//! How finely both sides can be compared.

use crate::reconcile::{Fact, What};
use crate::split::LineKind;

/// What a row of a reconciliation is about, from the finest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Grain {
    #[default]
    ProjectModel,
    Model,
    Project,
    Connection,
    /// All connections of a provider: where nobody knows which of them a call belongs to.
    Provider,
}

impl Grain {
    pub const ALL: [Self; 5] = [Self::ProjectModel, Self::Model, Self::Project, Self::Connection, Self::Provider];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProjectModel => "project_model",
            Self::Model => "model",
            Self::Project => "project",
            Self::Connection => "connection",
            Self::Provider => "provider",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.as_str() == text)
    }

    const fn has_model(self) -> bool {
        matches!(self, Self::ProjectModel | Self::Model)
    }

    const fn has_project(self) -> bool {
        matches!(self, Self::ProjectModel | Self::Project)
    }
}

/// By what the facts of one account and period are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Apart {
    pub(crate) by_model: bool,
    pub(crate) by_project: bool,
    /// The bill says which model it charges for.
    pub(crate) bill_names_models: bool,
}

impl Apart {
    /// As finely as every side allows that has something to say, but no finer than asked.
    ///
    /// A project is known everywhere or it is of no use: what lacks it may belong to any. What has no model may be a tool
    /// or a fee; but tokens always have one, and a bill that charges tokens of no model does not name models.
    pub(crate) fn of(facts: &[Fact], asked: Grain) -> Self {
        let charges = |fact: &&Fact| matches!(&fact.what, What::Billed { line, .. } if line.kind == LineKind::Charge);
        let counted = |fact: &&Fact| matches!(fact.what, What::Counted { .. });
        let metered = |fact: &&Fact| matches!(fact.what, What::Metered { .. });
        let is_nameless = |fact: &Fact| {
            let charges_tokens =
                |meter: &Option<String>| meter.as_ref().is_some_and(|meter| meter.ends_with("_tokens"));
            fact.model.is_none() && matches!(&fact.what, What::Billed { line, .. } if charges_tokens(&line.meter))
        };
        let names = |side: &dyn Fn(&&Fact) -> bool| {
            let mut of = facts.iter().filter(side).peekable();
            of.peek().is_none() || of.any(|fact| fact.model.is_some())
        };
        let bill_names_models = names(&charges) && !facts.iter().any(is_nameless);
        let by_model = bill_names_models && names(&counted) && names(&metered);
        let is_used = |fact: &&Fact| !matches!(fact.what, What::Billed { .. }) || charges(fact);
        let by_project = facts.iter().filter(is_used).all(|fact| fact.project.is_some());
        Self {
            by_model: by_model && asked.has_model(),
            by_project: by_project && asked.has_project(),
            bill_names_models,
        }
    }

    pub(crate) const fn grain(self, has_connection: bool) -> Grain {
        match (has_connection, self.by_project, self.by_model) {
            (false, _, _) => Grain::Provider,
            (true, true, true) => Grain::ProjectModel,
            (true, false, true) => Grain::Model,
            (true, true, false) => Grain::Project,
            (true, false, false) => Grain::Connection,
        }
    }
}
