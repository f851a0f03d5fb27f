use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};

use tokio::sync::Semaphore;
use wasmtime::Engine;

use crate::cache::Cache;
use crate::connector::{self, ConnectorComponent, ConnectorLimits};
use crate::engine;
use crate::limits::Pot;
use crate::rule::{self, Allowed, RuleComponent, RuleLimits};
use crate::upload::Rejected;

/// Why no guest can run at all.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("the WebAssembly engine cannot be set up: {0}")]
    Engine(String),
    #[error("the thread that limits the time of guests cannot be started: {0}")]
    Clock(io::Error),
    #[error("the folder for compiled code cannot be used: {0}")]
    Cache(io::Error),
}

/// Takes components in. What it gave out stays usable when it is gone.
#[derive(Clone)]
pub struct Engines {
    shared: Arc<Shared>,
}

struct Shared {
    rules: Engine,
    connectors: Engine,
    connector_slots: Arc<Semaphore>,
    cache: Cache,
    allowed: Allowed,
    connector_limits: ConnectorLimits,
}

impl Engines {
    /// Sets up both engines. `cache` is a folder of this host's own, made private: code in it is run without a check.
    pub fn open(cache: &Path) -> Result<Self, SandboxError> {
        Self::with_limits(cache, RuleLimits::default(), ConnectorLimits::default())
    }

    pub fn with_limits(cache: &Path, rules: RuleLimits, connectors: ConnectorLimits) -> Result<Self, SandboxError> {
        Self::with(engine::for_rules()?, cache, rules, connectors)
    }

    /// For authors who try a rule: the same limits, and it tells how many instructions were executed. Its code does not
    /// fit the other engines.
    pub fn for_rehearsals(cache: &Path) -> Result<Self, SandboxError> {
        Self::with(engine::for_rehearsals()?, cache, RuleLimits::default(), ConnectorLimits::default())
    }

    fn with(
        engine: Engine,
        cache: &Path,
        rules: RuleLimits,
        connectors: ConnectorLimits,
    ) -> Result<Self, SandboxError> {
        let cache = Cache::open(cache).map_err(SandboxError::Cache)?;
        let shared = Shared {
            rules: engine,
            connectors: engine::for_connectors()?,
            connector_slots: Arc::new(Semaphore::new(engine::CONNECTORS as usize)),
            cache,
            allowed: Allowed { pot: Pot::new(rules.together), limits: Arc::new(rules) },
            connector_limits: connectors,
        };
        engine::tick(&[&shared.rules, &shared.connectors])?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Where compiled code lies.
    pub fn cache(&self) -> &Path {
        self.shared.cache.folder()
    }

    /// Whether a start of this rule need not compile it. `sha256` is that of the wasm.
    pub fn has_compiled_rule(&self, sha256: &str) -> bool {
        self.shared.cache.has(&self.shared.rules, sha256)
    }

    /// Whether a start of this connector need not compile it.
    pub fn has_compiled_connector(&self, sha256: &str) -> bool {
        self.shared.cache.has(&self.shared.connectors, sha256)
    }

    /// Checks, compiles and asks a rule what it is. Takes up to seconds of processor time: not for a thread that
    /// answers requests.
    pub fn load_rule(&self, wasm: &[u8]) -> Result<RuleComponent, Rejected> {
        rule::load(&self.shared.rules, &self.shared.cache, &self.shared.allowed, wasm)
    }

    /// Checks, compiles and asks a connector what it is. Takes as long as [`Engines::load_rule`].
    pub fn load_connector(&self, wasm: &[u8]) -> Result<ConnectorComponent, Rejected> {
        let Shared { connectors, cache, connector_limits, connector_slots, .. } = &*self.shared;
        connector::load(connectors, cache, connector_limits, Arc::clone(connector_slots), wasm)
    }
}

impl fmt::Debug for Engines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engines").field("rules", &self.shared.allowed.limits).finish_non_exhaustive()
    }
}
