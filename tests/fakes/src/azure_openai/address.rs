//! The paths of Azure Resource Manager. Letter case does not matter there.

/// What is asked, of which subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) subscription: String,
    pub(super) place: Place,
}

/// With the name of a resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Accounts,
    Deployments(String),
    Metrics(String),
    CostQuery,
}

/// The one resource group.
pub(super) const GROUP: &str = "rg-ai";

impl Address {
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let ["subscriptions", subscription, rest @ ..] = &parts[..] else { return None };
        let place = match rest {
            ["providers", "microsoft.cognitiveservices", "accounts"] => Place::Accounts,
            ["providers", "microsoft.costmanagement", "query"] => Place::CostQuery,
            ["resourcegroups", GROUP, "providers", "microsoft.cognitiveservices", "accounts", account, of @ ..] => {
                match of {
                    ["deployments"] => Place::Deployments((*account).to_owned()),
                    ["providers", "microsoft.insights", "metrics"] => Place::Metrics((*account).to_owned()),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Self { subscription: (*subscription).to_owned(), place })
    }

    /// What a role must allow.
    pub(super) fn action(&self) -> &'static str {
        match self.place {
            Place::Accounts => "Microsoft.CognitiveServices/accounts/read",
            Place::Deployments(_) => "Microsoft.CognitiveServices/accounts/deployments/read",
            Place::Metrics(_) => "Microsoft.Insights/metrics/read",
            Place::CostQuery => "Microsoft.CostManagement/query/action",
        }
    }
}
