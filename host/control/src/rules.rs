//! Rules: what they are made of, their settings, whether they run.

use crate::store::{Control, ControlError};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RuleRow {
    pub id: String,
    pub team: String,
    pub name: String,
    /// The name of a built-in component, or none.
    pub builtin: Option<String>,
    /// The id of an uploaded component, or none.
    pub component: Option<String>,
    /// Of the wasm that this revision runs.
    pub sha256: String,
    /// JSON.
    pub settings: String,
    /// JSON array of ids.
    pub channels: String,
    pub enabled: bool,
    pub shadow: bool,
    /// Grows with everything that makes the rule start anew.
    pub revision: i64,
    /// Why Outlay stopped the rule.
    pub suspended: Option<String>,
    pub findings: i64,
    pub traps: i64,
    pub created_at: i64,
    pub created_by: String,
    pub updated_at: i64,
    /// Memory that it may use.
    pub memory_mib: i64,
    /// IANA name: of the calendar's periods.
    pub time_zone: String,
    pub last_error: Option<String>,
    pub last_error_at: Option<i64>,
}

/// What a rule was made of at a revision.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RevisionRow {
    pub rule_id: String,
    pub revision: i64,
    pub builtin: Option<String>,
    pub component: Option<String>,
    pub sha256: String,
    pub settings: String,
    pub memory_mib: i64,
    /// It took over the state of the revision before.
    pub carried: bool,
    pub started_at: i64,
    pub started_by: String,
}

/// What changes while a rule runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleCounts {
    pub findings: i64,
    pub traps: i64,
    pub last_error: Option<String>,
    pub last_error_at: Option<i64>,
}

impl Control {
    pub async fn insert_rule(&self, rule: &RuleRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO rules (id, team, name, builtin, component, sha256, settings, channels, enabled, shadow, \
             revision, created_at, created_by, updated_at, memory_mib, time_zone) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&rule.id)
        .bind(&rule.team)
        .bind(&rule.name)
        .bind(&rule.builtin)
        .bind(&rule.component)
        .bind(&rule.sha256)
        .bind(&rule.settings)
        .bind(&rule.channels)
        .bind(rule.enabled)
        .bind(rule.shadow)
        .bind(rule.revision)
        .bind(rule.created_at)
        .bind(&rule.created_by)
        .bind(rule.updated_at)
        .bind(rule.memory_mib)
        .bind(&rule.time_zone)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All rules, the oldest first.
    pub async fn rules(&self) -> Result<Vec<RuleRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM rules ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn rule(&self, id: &str) -> Result<Option<RuleRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM rules WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    /// Replaces everything but the counters.
    pub async fn update_rule(&self, rule: &RuleRow) -> Result<bool, ControlError> {
        let done = sqlx::query(
            "UPDATE rules SET name = ?, builtin = ?, component = ?, sha256 = ?, settings = ?, channels = ?, \
             enabled = ?, shadow = ?, revision = ?, suspended = ?, updated_at = ?, memory_mib = ?, time_zone = ? WHERE id = ?",
        )
        .bind(&rule.name)
        .bind(&rule.builtin)
        .bind(&rule.component)
        .bind(&rule.sha256)
        .bind(&rule.settings)
        .bind(&rule.channels)
        .bind(rule.enabled)
        .bind(rule.shadow)
        .bind(rule.revision)
        .bind(&rule.suspended)
        .bind(rule.updated_at)
        .bind(rule.memory_mib)
        .bind(&rule.time_zone)
        .bind(&rule.id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that Outlay stopped the rule; not if another revision runs meanwhile.
    pub async fn suspend_rule(&self, id: &str, revision: i64, reason: &str) -> Result<bool, ControlError> {
        let query = sqlx::query("UPDATE rules SET suspended = ? WHERE id = ? AND revision = ?");
        Ok(query.bind(reason).bind(id).bind(revision).execute(&self.pool).await?.rows_affected() == 1)
    }

    pub async fn set_rule_counts(&self, id: &str, counts: &RuleCounts) -> Result<(), ControlError> {
        sqlx::query("UPDATE rules SET findings = ?, traps = ?, last_error = ?, last_error_at = ? WHERE id = ?")
            .bind(counts.findings)
            .bind(counts.traps)
            .bind(&counts.last_error)
            .bind(counts.last_error_at)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The newest first.
    pub async fn rule_revisions(&self, id: &str) -> Result<Vec<RevisionRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM rule_revisions WHERE rule_id = ? ORDER BY revision DESC");
        Ok(query.bind(id).fetch_all(&self.pool).await?)
    }

    /// Keeps the newest `most` revisions of the rule, this one among them.
    pub async fn insert_rule_revision(&self, row: &RevisionRow, most: i64) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO rule_revisions (rule_id, revision, builtin, component, sha256, settings, memory_mib, carried, \
             started_at, started_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.rule_id)
        .bind(row.revision)
        .bind(&row.builtin)
        .bind(&row.component)
        .bind(&row.sha256)
        .bind(&row.settings)
        .bind(row.memory_mib)
        .bind(row.carried)
        .bind(row.started_at)
        .bind(&row.started_by)
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM rule_revisions WHERE rule_id = ? AND revision <= ? - ?")
            .bind(&row.rule_id)
            .bind(row.revision)
            .bind(most)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub async fn delete_rule(&self, id: &str) -> Result<bool, ControlError> {
        let done = sqlx::query("DELETE FROM rules WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }
}
