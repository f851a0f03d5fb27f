//! The warehouse is told about accounts and projects, so that SQL can show them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::Date;
use outlay_domain::Timestamp;
use outlay_warehouse::{ClockLabel, ConnectionLabel, CredentialLabel, Labels, ProjectLabel, ZoneLabel};
use tokio_util::sync::CancellationToken;

use crate::days::{micros, offsets};
use crate::error::ReportsError;
use crate::mapping::Mapping;
use crate::reports::Reports;

/// How often to look whether something changed: connections, and what syncs found.
const EVERY: Duration = Duration::from_secs(5);

impl Reports {
    /// Tells the warehouse whatever changes, until it is stopped.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut told = Labels::default();
        // What the warehouse has is of before the start.
        let mut is_first = true;
        loop {
            match self.labels().await {
                Ok(labels) if is_first || labels != told => {
                    self.warehouse.put_labels(labels.clone());
                    (told, is_first) = (labels, false);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "SQL does not show the newest connections and projects"),
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = self.relabel.notified() => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn labels(&self) -> Result<Labels, ReportsError> {
        let accounts = self.accounts().await?;
        let items = self.project_map().await?.items;
        let mapping = Mapping::of(&items);
        let mut credentials: Vec<CredentialLabel> = mapping
            .credentials()
            .map(|(provider, credential, _)| {
                let belongs = mapping.of_call(provider, Some(credential));
                CredentialLabel {
                    provider: provider.to_owned(),
                    credential: credential.to_owned(),
                    project: belongs.project,
                    connection_id: belongs.connection_id,
                }
            })
            .collect();
        credentials.sort_by(|a, b| (&a.provider, &a.credential).cmp(&(&b.provider, &b.credential)));
        let zones: BTreeSet<&str> =
            accounts.iter().map(|one| one.zone.as_str()).filter(|zone| *zone != "UTC").collect();
        let project = |item: crate::project_map::ProjectMapItem| ProjectLabel {
            provider: item.provider,
            kind: item.kind.as_str().to_owned(),
            id: item.id,
            name: item.name,
            project: item.project,
            connection_id: item.connection_id,
            source: item.source.as_str().to_owned(),
        };
        let ahead = self.clock.now().0 - jiff::Timestamp::now().as_microsecond();
        Ok(Labels {
            // To the minute, so that it stays the same as long as the clock is not moved.
            clock: ClockLabel { ahead_seconds: (ahead + 30_000_000).div_euclid(60_000_000) * 60 },
            zones: zones.into_iter().flat_map(|zone| self.zone(zone)).collect(),
            project_map: items.into_iter().map(project).collect(),
            credentials,
            connections: accounts
                .into_iter()
                .map(|one| ConnectionLabel {
                    connection_id: one.connection_id,
                    name: one.name,
                    connector: one.connector,
                    counts_towards_total: one.counts_towards_total,
                    zone: one.zone,
                    cost_lateness: one.cost_lateness,
                    usage_lateness: one.usage_lateness,
                })
                .collect(),
        })
    }

    /// A zone's clocks from ten years ago until in two years.
    fn zone(&self, zone: &str) -> Vec<ZoneLabel> {
        let now = jiff::Timestamp::from_microsecond(self.clock.now().0).unwrap_or_default();
        let year = jiff::tz::TimeZone::UTC.to_datetime(now).date().year();
        let begin = |year: i16| Date::new(year, 1, 1).unwrap_or(Date::MAX);
        let (since, until) = (micros(begin(year - 10)), micros(begin(year + 2).saturating_add(1.day())));
        let label = |one: crate::days::Offset| ZoneLabel {
            zone: zone.to_owned(),
            since: Timestamp(one.since),
            until: Timestamp(one.until),
            offset_seconds: one.seconds,
        };
        offsets(zone, since, until).into_iter().map(label).collect()
    }
}
