//! When syncs run: each connection for itself, one at a time, and what was missed is made up for.

use fakes::openai::{ADMIN_KEY, OpenAi};
use outlay_connections::{Draft, Status};
use outlay_control::Control;
use outlay_control::connections::Coverage;

use crate::house::{House, STUCK};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_hangs_runs_once_and_keeps_no_other_waiting() {
    let house: House = House::open().await;
    let first = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    house.settled(&first.id, |view| view.status == Status::Connected).await;
    let before = house.fake.requests().len();
    house.fake.answer_next([STUCK]);
    let hanging = house.connections.sync_now(&first.id, "Ada").await.unwrap();
    house.asked(before).await;
    assert_eq!(house.connections.sync_now(&first.id, "Bob").await.unwrap().id, hanging.id, "the one that runs");

    let second = Draft { name: "Another".to_owned(), ..house.draft(ADMIN_KEY) };
    let second = house.connections.create(second, "Ada").await.unwrap();
    house.settled(&second.id, |view| view.status == Status::Connected).await;
    let first = house.connections.get(&first.id).await.unwrap().last_sync.unwrap();
    assert_eq!((first.id, first.status.as_str()), (hanging.id, "running"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_while_the_server_was_off_is_made_up_for_once() {
    let house: House = House::open().await;
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    let view = house.settled(&created.id, |view| view.status == Status::Connected).await;
    let last = view.last_sync.unwrap().id;
    let mut row = house.control.connection(&created.id).await.unwrap().unwrap();
    // Due three times over, a day ago the first time.
    row.schedule = "17 */8 * * *".to_owned();
    row.next_sync_at = row.next_sync_at.map(|_| view.created_at.0 - 86_400_000_000);
    assert!(row.next_sync_at.is_some());
    house.control.update_connection(&row, &[], &[], Coverage::Keep).await.unwrap();
    let folder = house.close().await;

    // The provider is gone with its house: what counts is that it was asked.
    let control = Control::open(&folder.path().join("control.db")).await.unwrap();
    let house = House::on(folder, control, OpenAi::default()).await;
    let view = house.settled(&created.id, |view| view.last_sync.as_ref().unwrap().id != last).await;
    assert!(view.next_sync_at.unwrap() > view.last_sync.unwrap().started_at, "not at once again");
    assert_eq!(house.connections.syncs(&created.id, None, 100).await.unwrap().len(), 2);
}
