//! Harbourline's providers, as servers on the loopback address of this process: Outlay's own connectors read them.
//!
//! They count what the story calls, and bill it by their price lists. What they bill differs where the story says so:
//! Anthropic counts what claims-workers writes to its cache since the 12th as kept for an hour.
//!
//! | module | what it is |
//! |---|---|
//! | `books` | what each provider counted, and what that comes to |
//! | `server` | a loopback port for each |
//! | `anthropic`, `openai`, `google`, `azure`, `litellm` | what each answers, and how it is connected |

mod anthropic;
mod azure;
mod books;
mod google;
mod litellm;
mod openai;
mod server;

use std::sync::Arc;

use anyhow::Result;
use serde_json::Value;

pub(crate) use books::Books;

/// A provider that Harbourline has an account with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    Anthropic,
    OpenAi,
    Vertex,
    Azure,
    LiteLlm,
}

/// Where each listens.
#[derive(Debug, Clone)]
pub(crate) struct Providers {
    anthropic: String,
    openai: String,
    google: String,
    azure: String,
    litellm: String,
}

impl Providers {
    /// Serves until this process ends.
    pub(crate) async fn serve(books: &Arc<Books>) -> Result<Self> {
        Ok(Self {
            anthropic: server::serve(books, anthropic::answer).await?,
            openai: server::serve(books, openai::answer).await?,
            google: server::serve(books, google::answer).await?,
            azure: server::serve(books, azure::answer).await?,
            litellm: server::serve(books, litellm::answer).await?,
        })
    }

    /// What a person types to connect one.
    pub(crate) fn connection(&self, account: Account) -> Value {
        let mut body = match account {
            Account::Anthropic => anthropic::connection(&self.anthropic),
            Account::OpenAi => openai::connection(&self.openai),
            Account::Vertex => google::connection(&self.google),
            Account::Azure => azure::connection(&self.azure),
            Account::LiteLlm => litellm::connection(&self.litellm),
        };
        body["allowPrivate"] = true.into();
        body["jitterSeconds"] = 0.into();
        body
    }
}
