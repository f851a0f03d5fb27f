//! The master key of a folder that no server has open.

use outlay_control::{Control, ControlError};
use outlay_custody::{CustodyError, inspect};

use super::Finding;
use crate::config::Config;

const CHECK: &str = "master key";

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let file = config.data.join("control.sqlite");
    if !file.is_file() {
        return vec![Finding::ok(CHECK, "none is needed yet: nothing was stored")];
    }
    let looked = async {
        let control = Control::look(&file).await?;
        let looked = inspect(&control, &config.keys).await;
        control.close().await;
        looked
    };
    match looked.await {
        Ok(Some(found)) => {
            let key = Finding::ok(CHECK, format!("the key {} comes from {}", found.key_id, found.from));
            let concerns = found.concerns.into_iter().map(|one| Finding::warning(CHECK, one.message, one.hint));
            std::iter::once(key).chain(concerns).collect()
        }
        Ok(None) => vec![Finding::ok(CHECK, "none is needed yet: nothing is sealed")],
        Err(CustodyError::Control(error)) => vec![unreadable(&error)],
        Err(error) => {
            let message = error.to_string();
            let mut lines = message.lines();
            let first = lines.next().unwrap_or_default().to_owned();
            let rest: Vec<&str> = lines.map(str::trim).collect();
            let hint = if rest.is_empty() { "the server does not start with it".to_owned() } else { rest.join(" ") };
            vec![Finding::error(CHECK, first, hint)]
        }
    }
}

fn unreadable(error: &ControlError) -> Finding {
    let hint = "if the data are of an older version, start the server once";
    Finding::error("control database", format!("it cannot be read: {error}"), hint)
}
