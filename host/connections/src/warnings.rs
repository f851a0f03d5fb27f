//! What is odd about a connection, although it works.

use outlay_control::connections::ConnectionRow;
use outlay_egress::origins;
use outlay_sandbox::connector::{Account, Manifest};

use crate::directions::Directions;
use crate::views::account;

/// A sentence each.
pub(crate) fn of(row: &ConnectionRow, manifest: Option<&Manifest>, all: &[ConnectionRow]) -> Vec<String> {
    let mut warnings: Vec<String> = row.warning.clone().into_iter().collect();
    let same: Vec<String> =
        all.iter().filter(|other| is_same_account(row, other)).map(|other| format!("`{}`", other.name)).collect();
    if !same.is_empty() {
        warnings.push(format!(
            "The same account is read by {}. What it used and was charged would count more than once: keep one of them, or \
             let the costs of only one count towards the total.",
            same.join(", ")
        ));
    }
    let granted = Directions::stored(row).granted;
    let missing: Vec<String> =
        manifest.map(origins).into_iter().flatten().filter(|origin| !granted.contains(origin)).collect();
    if !missing.is_empty() {
        warnings.push(format!(
            "The connector may not ask {}: grant it, or do without what it would read there.",
            missing.join(", ")
        ));
    }
    warnings
}

fn is_same_account(row: &ConnectionRow, other: &ConnectionRow) -> bool {
    let parsed = |row: &ConnectionRow| row.account.as_deref().and_then(account);
    if row.id == other.id || row.connector != other.connector || row.team != other.team {
        return false;
    }
    let (Some(mine), Some(theirs)) = (parsed(row), parsed(other)) else { return false };
    let identity = |account: Account| account.id.or(account.name);
    let mine = identity(mine);
    mine.is_some() && mine == identity(theirs)
}
