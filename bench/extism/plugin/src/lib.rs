//! The measured rule as a plug-in of extism: the same frame, the same logic, the findings as JSON.

#[path = "../../../rules/simple/src/spend.rs"]
mod spend;

use std::cell::RefCell;

use extism_pdk::{FnResult, config, plugin_fn};
use outlay_frame::Frame;
use spend::Spend;

thread_local! {
    static SPEND: RefCell<Option<(String, Spend)>> = const { RefCell::new(None) };
}

#[plugin_fn]
pub fn evaluate(frame: Vec<u8>) -> FnResult<String> {
    let frame = Frame::read(&frame)?;
    let (agents, costs) = (frame.texts("agent"), frame.integers("cost"));
    SPEND.with_borrow_mut(|spend| {
        let (except, spend) = match spend {
            Some(spend) => spend,
            None => {
                let setting = |name| config::get(name).ok().flatten().unwrap_or_default();
                spend.insert((setting("except"), Spend::of(setting("limit").parse().unwrap_or_default())))
            }
        };
        let except = agents.and_then(|agents| agents.find(except));
        let mut findings = String::from("[");
        for row in 0..frame.rows() {
            let agent = agents.and_then(|agents| agents.code(row));
            let cost = costs.and_then(|costs| costs.get(row)).map(i128::from);
            if spend.take(agent.is_some() && agent == except, cost) {
                findings.push_str(&format!("{{\"row\":{row},\"key\":\"all\"}}"));
            }
        }
        findings.push(']');
        Ok(findings)
    })
}
