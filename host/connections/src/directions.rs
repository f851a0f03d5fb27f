//! Where a connection's requests may go, as an operator decided: which of the connector's origins, which address takes
//! the place of one, and whether that may be a private one.

use std::collections::{BTreeMap, BTreeSet};

use outlay_control::connections::ConnectionRow;
use outlay_egress::check_endpoint;

use crate::error::ConnectionsError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directions {
    /// By an origin of the manifest.
    pub(crate) endpoints: BTreeMap<String, String>,
    pub(crate) granted: BTreeSet<String>,
    pub(crate) allow_private: bool,
}

impl Directions {
    /// What a person typed. Every origin that is `known` of the connector is granted, unless `granted` says less.
    pub(crate) fn checked(
        known: &BTreeSet<String>,
        endpoints: &BTreeMap<String, String>,
        granted: Option<&BTreeSet<String>>,
        allow_private: bool,
    ) -> Result<Self, ConnectionsError> {
        let listed = || known.iter().cloned().collect::<Vec<_>>().join(", ");
        let mut checked = BTreeMap::new();
        for (origin, endpoint) in endpoints {
            if origin.starts_with("setting:") || !known.contains(origin) {
                let message = "an endpoint takes the place of one of the connector's own hosts";
                return Err(ConnectionsError::invalid("endpoints", format!("{message}; there are: {}", listed())));
            }
            let endpoint = endpoint.trim();
            if endpoint.is_empty() {
                continue;
            }
            check_endpoint(origin, endpoint, allow_private)
                .map_err(|error| ConnectionsError::invalid("endpoints", format!("instead of {origin}: {error}")))?;
            checked.insert(origin.clone(), endpoint.to_owned());
        }
        let granted = match granted {
            None => known.clone(),
            Some(granted) if granted.is_subset(known) => granted.clone(),
            Some(_) => {
                let message = "only what the connector asks for can be granted";
                return Err(ConnectionsError::invalid("grantedOrigins", format!("{message}; there are: {}", listed())));
            }
        };
        Ok(Self { endpoints: checked, granted, allow_private })
    }

    pub(crate) fn stored(row: &ConnectionRow) -> Self {
        Self {
            endpoints: serde_json::from_str(&row.endpoints).unwrap_or_default(),
            granted: serde_json::from_str(&row.granted).unwrap_or_default(),
            allow_private: row.allow_private,
        }
    }

    pub(crate) fn store(&self, row: &mut ConnectionRow) -> Result<(), ConnectionsError> {
        let text = |error: serde_json::Error| ConnectionsError::Internal(error.to_string());
        row.endpoints = serde_json::to_string(&self.endpoints).map_err(text)?;
        row.granted = serde_json::to_string(&self.granted).map_err(text)?;
        row.allow_private = self.allow_private;
        Ok(())
    }

    /// Whether credentials could now be sent to a place that they could not be sent to before.
    pub(crate) fn lead_beyond(&self, before: &Self) -> bool {
        self.endpoints != before.endpoints
            || !self.granted.is_subset(&before.granted)
            || (self.allow_private && !before.allow_private)
    }
}
