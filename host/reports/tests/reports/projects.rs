//! The project map: filled in by providers, edited by people.

use outlay_reports::project_map::{Kind, Source};
use outlay_reports::{ProjectMapItem, ReportsError};

use crate::house::{ACCOUNT, House, day};

fn own(kind: Kind, id: &str, project: &str) -> ProjectMapItem {
    ProjectMapItem {
        provider: "OpenAI".into(),
        kind,
        id: id.into(),
        name: None,
        project: Some(project.into()),
        connection_id: None,
        source: Source::Operator,
    }
}

#[tokio::test]
async fn the_operator_wins_and_the_rest_follows_the_provider() {
    let house = House::new().await;
    house.put(day());
    let map = house.reports.project_map().await.unwrap();
    let seen: Vec<_> =
        map.items.iter().map(|item| (item.kind, item.id.as_str(), item.project.as_deref(), item.source)).collect();
    assert_eq!(
        seen,
        [
            (Kind::Key, "key_1", Some("proj_a"), Source::Provider),
            (Kind::Project, "proj_a", Some("proj_a"), Source::Provider)
        ]
    );
    // Everything that was read, and what the project is to be called.
    let mut items = map.items.clone();
    items.retain(|item| item.kind == Kind::Key);
    items.push(own(Kind::Project, "proj_a", "search"));
    let changed = house.reports.replace_project_map(Some(map.revision), items, "Ada").await.unwrap();
    let seen: Vec<_> =
        changed.items.iter().map(|item| (item.id.as_str(), item.project.as_deref(), item.source)).collect();
    assert_eq!(
        seen,
        [("key_1", Some("proj_a"), Source::Provider), ("proj_a", Some("search"), Source::Operator)],
        "what only repeats the provider is not the operator's"
    );
    let row = house.row().await;
    assert_eq!(
        (row.project.as_deref(), row.drift().map(|drift| drift.to_string()).as_deref()),
        (Some("search"), Some("0"))
    );
}

#[tokio::test]
async fn a_credential_that_no_provider_knows_is_given_a_project() {
    let house = House::new().await;
    let mut day = day();
    day.calls.iter_mut().for_each(|call| {
        call.dimensions.set(outlay_domain::Dimension::Credential, "nightly");
    });
    house.put(day);
    assert_eq!(house.row().await.grain.as_str(), "model");
    let items = vec![own(Kind::Credential, "nightly", "proj_a")];
    house.reports.replace_project_map(None, items, "Ada").await.unwrap();
    let row = house.row().await;
    assert_eq!((row.grain.as_str(), row.connection_id.as_deref()), ("project_model", Some(ACCOUNT)));
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other() {
    let house = House::new().await;
    let map = house.reports.project_map().await.unwrap();
    let change = async |project: &str| {
        let items = vec![own(Kind::Credential, "x", project)];
        house.reports.replace_project_map(Some(map.revision), items, "Ada").await
    };
    change("one").await.unwrap();
    assert!(matches!(change("two").await, Err(ReportsError::Changed)));
    let twice = vec![own(Kind::Key, "x", "one"), own(Kind::Key, "x", "two")];
    let refused = house.reports.replace_project_map(None, twice, "Ada").await;
    assert!(matches!(refused, Err(ReportsError::Invalid { field: "items", .. })));
    let kept = house.reports.project_map().await.unwrap();
    assert!(kept.items.iter().any(|item| item.project.as_deref() == Some("one")), "{kept:?}");
}
