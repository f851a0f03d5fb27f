//! One run of a connector: a store of its own, the functions that it may call, and its clock.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Engine, Store, UpdateDeadline};

use super::bindings::outlay::connector::{http as wire_http, types as wire};
use super::bindings::{Connector, ConnectorImports, ConnectorPre};
use super::{ConnectorFailure, ConnectorLimits, Http, HttpError, HttpRequest, HttpResponse};
use crate::fault::Fault;
use crate::limits::{Memory, ticks};
use crate::log::{Level, Log, LogLine};

/// What the host keeps for one run.
pub(super) struct State {
    log: Log,
    memory: Memory,
    http: Arc<dyn Http>,
    now: i64,
    ticks_left: u64,
}

impl wire_http::Host for State {
    async fn send(&mut self, request: wire_http::HttpRequest) -> Result<wire_http::HttpResponse, wire_http::HttpError> {
        let answer = self.http.send(HttpRequest::from(request)).await;
        answer.map(Into::into).map_err(Into::into)
    }
}

impl ConnectorImports for State {
    fn log(&mut self, level: wire::Level, message: String) {
        let level = match level {
            wire::Level::Debug => Level::Debug,
            wire::Level::Info => Level::Info,
            wire::Level::Warn => Level::Warn,
            wire::Level::Error => Level::Error,
        };
        self.log.write(level, message);
    }

    fn now(&mut self) -> i64 {
        self.now
    }
}

impl wire::Host for State {}

/// Everything that a connector may call.
pub(super) fn linker(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    Connector::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
    Ok(linker)
}

/// Says what it is, without anything that waits: `describe` knows no settings, so there is nobody to ask.
pub(super) fn describe(
    engine: &Engine,
    component: &wasmtime::component::Component,
    limits: &ConnectorLimits,
) -> Result<wire::Manifest, ConnectorFailure> {
    let failed = |error: &wasmtime::Error, log: &Log| {
        let fault = Fault::of(error, log.last_error());
        ConnectorFailure::from_fault(fault, limits.describe, limits.memory)
    };
    let mut store = store(engine, limits, Arc::new(Nobody), 0);
    store.epoch_deadline_trap();
    store.set_epoch_deadline(ticks(limits.describe));
    let answer = describing(engine).and_then(|linker| {
        let pre = ConnectorPre::new(linker.instantiate_pre(component)?)?;
        let connector = pre.instantiate(&mut store)?;
        let (manifest,) = connector.func_describe().call(&mut store, ())?;
        Ok(manifest)
    });
    answer.map_err(|error| failed(&error, &store.data().log))
}

/// The same functions as in [`linker`], none of which waits.
fn describing(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::<State>::new(engine);
    linker.root().func_wrap("log", |mut store, (level, message): (wire::Level, String)| {
        store.data_mut().log(level, message);
        Ok(())
    })?;
    linker.root().func_wrap("now", |_, (): ()| Ok((0_i64,)))?;
    let mut http = linker.instance("outlay:connector/http@0.1.0")?;
    http.func_wrap("send", |_, (_request,): (wire_http::HttpRequest,)| {
        type Answer = Result<wire_http::HttpResponse, wire_http::HttpError>;
        Err::<(Answer,), _>(wasmtime::Error::msg("`describe` may not send requests"))
    })?;
    Ok(linker)
}

struct Nobody;

#[async_trait]
impl Http for Nobody {
    async fn send(&self, _request: HttpRequest) -> Result<HttpResponse, HttpError> {
        Err(HttpError::RequestNotDeclared("there is no connection".into()))
    }
}

fn store(engine: &Engine, limits: &ConnectorLimits, http: Arc<dyn Http>, now: i64) -> Store<State> {
    let memory = Memory::new(limits.memory);
    let ticks_left = ticks(limits.computing);
    let mut store = Store::new(engine, State { log: Log::default(), memory, http, now, ticks_left });
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(limits.transfer);
    store
}

/// What one call needs beside its arguments.
pub(super) struct Run<'a> {
    pub(super) pre: &'a ConnectorPre<State>,
    pub(super) limits: &'a ConnectorLimits,
    pub(super) slots: &'a Semaphore,
    /// From beginning to end.
    pub(super) time: Duration,
    pub(super) http: Arc<dyn Http>,
    pub(super) now: i64,
}

impl Run<'_> {
    /// Calls a fresh instance. The log comes with every outcome.
    pub(super) async fn call<T>(
        self,
        call: impl AsyncFnOnce(&Connector, &mut Store<State>) -> wasmtime::Result<Result<T, wire::ConnectorError>>,
    ) -> (Result<T, ConnectorFailure>, Vec<LogLine>) {
        let Self { pre, limits, slots, time, http, now } = self;
        // The semaphore is never closed; without a slot the pool itself says that it is full.
        let _slot = slots.acquire().await;
        let mut store = store(pre.engine(), limits, http, now);
        store.epoch_deadline_callback(|mut store| {
            let left = &mut store.data_mut().ticks_left;
            *left = left.saturating_sub(1);
            // tokio's own yield: a future that wakes itself at once may be polled again before anything else.
            Ok(match *left {
                0 => UpdateDeadline::Interrupt,
                _ => UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())),
            })
        });
        store.set_epoch_deadline(1);
        let running = async {
            let connector = pre.instantiate_async(&mut store).await?;
            call(&connector, &mut store).await
        };
        let outcome = tokio::time::timeout(time, running).await;
        let state = store.data_mut();
        let outcome = match outcome {
            Err(_elapsed) => Err(ConnectorFailure::TimedOut { limit: time }),
            Ok(Ok(answer)) => answer.map_err(ConnectorFailure::from),
            Ok(Err(error)) => {
                let fault = Fault::of(&error, state.log.last_error());
                Err(ConnectorFailure::from_fault(fault, limits.computing, limits.memory))
            }
        };
        (outcome, state.log.take())
    }
}
