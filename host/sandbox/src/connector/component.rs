use std::fmt;
use std::sync::Arc;

use tokio::sync::Semaphore;
use wasmtime::Engine;

use super::bindings::ConnectorPre;
use super::run::{self, Run, State};
use super::{Account, ConnectorFailure, ConnectorLimits, Http, Manifest, Name, Page, Window, validate};
use crate::cache::Cache;
use crate::log::LogLine;
use crate::text::shorten;
use crate::upload::{self, Accepted, Check, Rejected, World};

/// A connector that was checked and compiled. Every call runs in a fresh instance, in the caller's task; dropping the
/// future ends it.
#[derive(Clone)]
pub struct ConnectorComponent {
    shared: Arc<Shared>,
}

struct Shared {
    pre: ConnectorPre<State>,
    manifest: Manifest,
    sha256: String,
    checks: Vec<Check>,
    limits: ConnectorLimits,
    slots: Arc<Semaphore>,
}

const WORLD: World = World {
    kind: "connector",
    package: "outlay:connector",
    exports: &["describe", "check", "sync"],
    functions: &["log", "now"],
    interfaces: &["types", "http"],
    wasi: &[],
    may_import: "`http`, `log` and `now`",
};

pub(crate) fn load(
    engine: &Engine,
    cache: &Cache,
    limits: &ConnectorLimits,
    slots: Arc<Semaphore>,
    wasm: &[u8],
) -> Result<ConnectorComponent, Rejected> {
    let Accepted { component, sha256, mut checks, .. } = upload::accept(engine, cache, &WORLD, limits.memory, wasm)?;

    let pre = run::linker(engine).and_then(|linker| linker.instantiate_pre(&component)).and_then(ConnectorPre::new);
    let pre = pre.map_err(|error| Rejected::wrong_functions(WORLD.package, &error))?;

    let manifest = run::describe(engine, &component, limits).map_err(|failure| Rejected::does_not_start(&failure))?;
    checks.push(Check { check: "starts", detail: "says what it is".into() });
    let manifest = Manifest::from(manifest);
    if let Some(problem) = validate::problem(&manifest) {
        return Err(Rejected::new("bad_manifest", format!("the manifest is wrong: {problem}")));
    }
    checks.push(Check { check: "manifest", detail: format!("{} {}", manifest.id, manifest.version) });

    let shared = Shared { pre, manifest, sha256, checks, limits: limits.clone(), slots };
    Ok(ConnectorComponent { shared: Arc::new(shared) })
}

impl ConnectorComponent {
    pub fn manifest(&self) -> &Manifest {
        &self.shared.manifest
    }

    /// Of the component as it was uploaded, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.shared.sha256
    }

    /// What was checked, and passed.
    pub fn checks(&self) -> &[Check] {
        &self.shared.checks
    }

    /// Do the credentials work? `settings` is a JSON object of texts, `now` seconds since 1970 (UTC). The log comes
    /// with every outcome.
    pub async fn check(
        &self,
        settings: &str,
        http: Arc<dyn Http>,
        now: i64,
    ) -> (Result<Account, ConnectorFailure>, Vec<LogLine>) {
        let run = self.run(self.shared.limits.check, http, now);
        let (answer, log) = run.call(async |connector, store| connector.call_check(store, settings).await).await;
        (answer.map(|account| bounded_account(account.into())), log)
    }

    /// One page of one window of one stream; `cursor` is the `next` of the page before, `state` that of the last
    /// finished window.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the contract, and the world that it runs in")]
    pub async fn sync(
        &self,
        settings: &str,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        state: Option<&[u8]>,
        http: Arc<dyn Http>,
        now: i64,
    ) -> (Result<Page, ConnectorFailure>, Vec<LogLine>) {
        let run = self.run(self.shared.limits.sync, http, now);
        let call = run.call(async |connector, store| {
            connector.call_sync(store, settings, stream, window.into(), cursor, state).await
        });
        let (answer, log) = call.await;
        (answer.and_then(|page| bounded_page(page.into(), &self.shared.limits)), log)
    }

    fn run(&self, time: std::time::Duration, http: Arc<dyn Http>, now: i64) -> Run<'_> {
        let Shared { pre, limits, slots, .. } = &*self.shared;
        Run { pre, limits, slots, time, http, now }
    }
}

impl fmt::Debug for ConnectorComponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Manifest { id, version, .. } = &self.shared.manifest;
        f.debug_struct("ConnectorComponent").field("id", id).field("version", version).finish_non_exhaustive()
    }
}

fn bounded_account(account: Account) -> Account {
    let short = |text| shorten(text, 300);
    Account {
        id: account.id.map(short),
        name: account.name.map(short),
        notes: account.notes.into_iter().take(20).map(|note| shorten(note, 1_000)).collect(),
    }
}

fn bounded_page(page: Page, limits: &ConnectorLimits) -> Result<Page, ConnectorFailure> {
    let too_much = |message: String| Err(ConnectorFailure::TooMuchOutput { message });
    let (entries, most) = (page.entries.len() + page.names.len(), limits.entries);
    if entries > most {
        return too_much(format!("{entries} entries in one page, {most} are allowed"));
    }
    if let Some(name) = page.entries.iter().find_map(|entry| entry.too_long()) {
        return too_much(format!("the `{name}` of an entry is too long"));
    }
    if page.names.iter().any(Name::is_too_long) {
        return too_much("a name is too long".to_owned());
    }
    if page.next.as_ref().is_some_and(|next| next.len() > limits.cursor) {
        return too_much(format!("the cursor is longer than {} KiB", limits.cursor >> 10));
    }
    if page.state.as_ref().is_some_and(|state| state.len() > limits.state) {
        return too_much(format!("the state is larger than {} KiB", limits.state >> 10));
    }
    Ok(page)
}
