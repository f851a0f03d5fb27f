//! Providers as local servers: for tests, and for trying Outlay without accounts.
//!
//! A fake behaves as the real provider where it matters to a client: it checks credentials and parameters, answers in
//! pages whose cursors belong to one question, and words its errors as the real one does. Its figures are the fixtures of
//! the provider's connector, repeated day after day: the same question gets the same answer whenever it is asked, unless
//! a test tells it others. A fake knows the provider's documentation, not the connector: what it does not know, it
//! refuses.
//!
//! | module | what it is |
//! |---|---|
//! | `fake` | [`Fake`]: a running server that remembers what it was asked |
//! | `provider` | [`Provider`]: what each of them says for itself; [`Connect`]: how a server is connected to it |
//! | `seen`, `reply` | a request, an answer |
//! | `trouble` | [`Trouble`]: what a test wants to happen once |
//! | `paging` | cursors that belong to one question |
//! | `time` | the clock; days and instants as providers write them |
//! | `google` | what the providers on Google Cloud have in common |
//! | one for each provider | its requests and answers |
//!
//! A new provider is a module, a line below, and a line in [`ALL`].

mod fake;
mod paging;
mod provider;
mod reply;
mod seen;
mod trouble;

pub mod anthropic;
pub mod azure_openai;
pub mod bedrock;
pub mod cloudflare;
pub mod cursor;
pub mod elevenlabs;
pub mod gemini;
pub mod github_copilot;
pub mod google;
pub mod langfuse;
pub mod litellm;
pub mod openai;
pub mod openrouter;
pub mod piapi;
pub mod time;
pub mod vercel;
pub mod vertex;
pub mod xai;

pub use fake::Fake;
pub use provider::{Connect, Mistake, Provider};
pub use reply::Reply;
pub use seen::Seen;
pub use trouble::Trouble;

/// Makes a provider.
pub type Make = fn() -> Box<dyn Provider>;

/// All providers, by the id of their connector.
pub const ALL: &[(&str, Make)] = &[
    ("openai", || Box::new(openai::OpenAi::default())),
    ("anthropic", || Box::new(anthropic::Anthropic::default())),
    ("azure-openai", || Box::new(azure_openai::AzureOpenAi::default())),
    ("bedrock", || Box::new(bedrock::Bedrock)),
    ("cloudflare", || Box::new(cloudflare::Cloudflare)),
    ("cursor", || Box::new(cursor::Cursor::default())),
    ("elevenlabs", || Box::new(elevenlabs::ElevenLabs)),
    ("gemini", || Box::new(gemini::gemini())),
    ("github-copilot", || Box::new(github_copilot::GitHubCopilot::default())),
    ("langfuse", || Box::new(langfuse::Langfuse::default())),
    ("litellm", || Box::new(litellm::LiteLlm::default())),
    ("openrouter", || Box::new(openrouter::OpenRouter)),
    ("piapi", || Box::new(piapi::PiApi::default())),
    ("vercel", || Box::new(vercel::Vercel)),
    ("vertex", || Box::new(vertex::vertex())),
    ("xai", || Box::new(xai::XAi)),
];
