//! Long work: begun by a request, watched and given up by its id.

use std::collections::VecDeque;
use std::fmt::Display;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use outlay_access::Permission;
use outlay_domain::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{Semaphore, watch};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

/// Tasks that are remembered.
const MOST: usize = 100;
/// Tasks that run at once; others wait.
const AT_ONCE: usize = 2;
/// Tasks that wait or run at most.
const MOST_WAITING: usize = 20;
/// Between two words about the progress.
const BETWEEN: Duration = Duration::from_millis(200);
/// Work that is done within this time is answered at once.
const PATIENCE: Duration = Duration::from_millis(1500);

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(show, cancel)).routes(routes!(watch_task))
}

/// All tasks of this process; a new start forgets them.
#[derive(Debug)]
pub struct Tasks {
    known: Mutex<VecDeque<Arc<Task>>>,
    turns: Arc<Semaphore>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self { known: Mutex::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

#[derive(Debug)]
struct Task {
    id: String,
    kind: &'static str,
    started_at: Timestamp,
    who: String,
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    outcome: watch::Sender<Option<Outcome>>,
}

#[derive(Debug, Clone)]
enum Outcome {
    Done(Value),
    Failed(String),
    Cancelled,
}

/// What the work tells of itself, and is told.
#[derive(Debug, Clone)]
pub(crate) struct Progress(Arc<Task>);

impl Progress {
    /// How much is done, and how much there is; breaks when nobody wants it any more.
    pub(crate) fn tell(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.0.done.store(done, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
        if self.0.is_cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Long work, as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskView {
    id: String,
    /// What it does, for example `reprice_preview`.
    kind: String,
    /// `running`, `done`, `failed` or `cancelled`.
    status: &'static str,
    started_at: String,
    /// Who began it.
    who: String,
    progress: ProgressView,
    /// What came of it, once it is done.
    #[schema(value_type = Option<Object>)]
    result: Option<Value>,
    /// Why it failed.
    error: Option<String>,
}

/// In the task's own units; `total` is 0 while it is not known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgressView {
    done: u64,
    total: u64,
}

impl Tasks {
    fn known(&self) -> MutexGuard<'_, VecDeque<Arc<Task>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str) -> Result<Arc<Task>, ApiError> {
        let found = self.known().iter().find(|task| task.id == id).cloned();
        found.ok_or_else(|| ApiError::not_found("task"))
    }
}

/// Begins work where blocking is allowed. The answer is the finished task if that does not take long, else 202 with the
/// task as it stands.
pub(crate) async fn begin<T: Serialize, E: Display>(
    host: &Host,
    who: &str,
    kind: &'static str,
    work: impl FnOnce(Progress) -> Result<T, E> + Send + 'static,
) -> Result<Response, ApiError> {
    let task = Arc::new(Task {
        id: outlay_control::new_id(),
        kind,
        started_at: host.clock.now(),
        who: who.to_owned(),
        done: AtomicU64::new(0),
        total: AtomicU64::new(0),
        is_cancelled: AtomicBool::new(false),
        outcome: watch::Sender::new(None),
    });
    {
        let mut known = host.tasks.known();
        if known.iter().filter(|task| task.outcome.borrow().is_none()).count() >= MOST_WAITING {
            let message = "other tasks wait for their turn; try again";
            return Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "tasks_busy", message).retry_after(5));
        }
        known.push_back(Arc::clone(&task));
        while known.len() > MOST {
            known.pop_front();
        }
    }
    let (turns, running) = (Arc::clone(&host.tasks.turns), Arc::clone(&task));
    tokio::spawn(async move {
        let _turn = turns.acquire_owned().await;
        let progress = Progress(Arc::clone(&running));
        let made = tokio::task::spawn_blocking(move || {
            work(progress)
                .map_err(|error| error.to_string())
                .and_then(|made| serde_json::to_value(made).map_err(|error| error.to_string()))
        });
        let outcome = match made.await {
            _ if running.is_cancelled.load(Ordering::Relaxed) => Outcome::Cancelled,
            Ok(Ok(result)) => Outcome::Done(result),
            Ok(Err(error)) => Outcome::Failed(error),
            Err(error) => {
                tracing::error!(%error, kind, "a task failed");
                Outcome::Failed("the server failed; its log says why".to_owned())
            }
        };
        running.outcome.send_replace(Some(outcome));
    });
    let mut outcome = task.outcome.subscribe();
    // Whether or not it is done by then, the task says.
    let finished = tokio::time::timeout(PATIENCE, outcome.wait_for(Option::is_some)).await.is_ok();
    let status = if finished { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(view(&task))).into_response())
}

fn view(task: &Task) -> TaskView {
    let (status, result, error) = match task.outcome.borrow().clone() {
        None => ("running", None, None),
        Some(Outcome::Done(result)) => ("done", Some(result), None),
        Some(Outcome::Failed(error)) => ("failed", None, Some(error)),
        Some(Outcome::Cancelled) => ("cancelled", None, None),
    };
    TaskView {
        id: task.id.clone(),
        kind: task.kind.to_owned(),
        status,
        started_at: task.started_at.to_string(),
        who: task.who.clone(),
        progress: ProgressView { done: task.done.load(Ordering::Relaxed), total: task.total.load(Ordering::Relaxed) },
        result,
        error,
    }
}

/// How long work stands
///
/// The newest hundred tasks are known, until the server starts anew.
#[utoipa::path(get, path = "/api/v1/tasks/{id}", tag = "Tasks", operation_id = "get_task",
    responses((status = 200, body = TaskView), (status = 404, body = ErrorBody)))]
async fn show(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<TaskView>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(view(&*host.tasks.find(&id)?)))
}

/// Watch long work
///
/// Server-sent events: a `task` event with the task as it stands whenever that changes, five times a second at most.
/// The last one is the finished task.
#[utoipa::path(get, path = "/api/v1/tasks/{id}/stream", tag = "Tasks", operation_id = "watch_task",
    responses((status = 200, content_type = "text/event-stream", body = TaskView), (status = 404, body = ErrorBody)))]
async fn watch_task(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    asking.require(Permission::Read)?;
    let task = host.tasks.find(&id)?;
    let states = futures::stream::unfold(Some(None), move |told: Option<Option<(u64, u64)>>| {
        let task = Arc::clone(&task);
        async move {
            // None behind the last one.
            let told = told?;
            let mut outcome = task.outcome.subscribe();
            loop {
                let now = (task.done.load(Ordering::Relaxed), task.total.load(Ordering::Relaxed));
                let is_over = outcome.borrow_and_update().is_some();
                if is_over || told != Some(now) {
                    let event = Event::default().event("task").json_data(view(&task));
                    return Some((event, (!is_over).then_some(Some(now))));
                }
                // A finished task is told at once.
                let _over = tokio::time::timeout(BETWEEN, outcome.changed()).await;
            }
        }
    });
    let paced = states.then(|event| async {
        tokio::time::sleep(BETWEEN).await;
        event
    });
    Ok(Sse::new(paced).keep_alive(KeepAlive::default()))
}

/// Give long work up
#[utoipa::path(delete, path = "/api/v1/tasks/{id}", tag = "Tasks", operation_id = "cancel_task",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn cancel(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Read)?;
    host.tasks.find(&id)?.is_cancelled.store(true, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}
