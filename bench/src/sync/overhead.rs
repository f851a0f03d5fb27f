//! What a connector costs in the sandbox beside the same connector as native code: the call, not the provider.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use connector_openai::OpenAi;
use outlay_connector::testing::{Host, answer};
use outlay_connector::{Connector, Settings, Window};
use outlay_sandbox::Engines;
use outlay_sandbox::connector::{self, Http, HttpError, HttpRequest, HttpResponse};
use serde_json::json;
use wit_component::ComponentEncoder;

use super::START_MS;
use crate::proc::thread_seconds;
use crate::report::{Line, Report, rounded};

const COSTS: &str = include_str!("../../../connectors/openai/fixtures/costs.page1.json");
const NOW: i64 = 1_791_158_400;
const WINDOW: (i64, i64) = (1_790_812_800, 1_791_072_000);
const CALLS: u32 = 500;

/// A provider that answers at once.
struct AtOnce;

#[async_trait]
impl Http for AtOnce {
    async fn send(&self, _request: HttpRequest) -> Result<HttpResponse, HttpError> {
        Ok(HttpResponse { status: 200, headers: vec![], body: COSTS.as_bytes().to_vec() })
    }
}

pub(super) async fn run(guests: &Path, folder: &Path, report: &mut Report) -> Result<()> {
    let file = guests.join("connector_openai.wasm");
    let module = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let wasm = ComponentEncoder::default().validate(true).module(&module)?.encode()?;
    let cache = folder.join("compiled-connectors");
    let component = Engines::open(&cache)?.load_connector(&wasm)?;

    let window = connector::Window { start: WINDOW.0, end: WINDOW.1 };
    let sandboxed = async || -> Result<f64> {
        let before = thread_seconds();
        for _ in 0..CALLS {
            let (page, _log) = component.sync("{}", "costs", window, None, None, Arc::new(AtOnce), NOW).await;
            if black_box(page)?.entries.is_empty() {
                bail!("a page without entries");
            }
        }
        Ok((thread_seconds() - before) * 1e3 / f64::from(CALLS))
    };
    sandboxed().await?;
    let sandboxed = sandboxed().await?;

    let window = Window { start: WINDOW.0, end: WINDOW.1 };
    let settings = Settings::default();
    let before = thread_seconds();
    for _ in 0..CALLS {
        let host = Host::at(NOW, |_request| Ok(answer(200, COSTS)));
        let (page, _host) = host.run(|| OpenAi::sync(&settings, "costs", window, None, None));
        if black_box(page).is_err() {
            bail!("the native connector failed");
        }
    }
    let native = (thread_seconds() - before) * 1e3 / f64::from(CALLS);
    let facts = json!({"sandboxedMs": rounded(sandboxed), "nativeMs": rounded(native)});
    let lines = vec![
        Line::at_most("a page in the sandbox over native code", START_MS, sandboxed - native, " ms"),
        Line::info("in the sandbox", sandboxed, " ms"),
        Line::info("native", native, " ms"),
    ];
    report.add("starting a connector", None, facts, lines)
}
