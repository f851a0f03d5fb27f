//! Whatever is uploaded as a rule, events are taken meanwhile, and the answer says what is wrong with it.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;
use system_tests::events::costing;
use system_tests::{Caller, Server, environment, wait_until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

mod bombs;

async fn upload(admin: &Caller, bytes: impl Into<reqwest::Body>) -> (u16, String, String) {
    let answer = admin.post_bytes("/api/v1/components", "application/wasm", bytes).await;
    let error = answer.json()["error"].clone();
    let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    (answer.status, text("code"), text("message"))
}

/// Posts so many megabytes of nothing, as far as the server takes them; what it answers.
async fn send_megabytes(server: &Server, megabytes: usize) -> String {
    let address = server.base().trim_start_matches("http://").to_owned();
    let stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let (mut answer, mut body) = stream.into_split();
    let key = server.key("full").await;
    let head = format!(
        "POST /api/v1/components HTTP/1.1\r\nhost: {address}\r\nx-api-key: {key}\r\nconnection: close\r\n\
         content-type: application/wasm\r\ncontent-length: {}\r\n\r\n",
        megabytes << 20
    );
    let sending = tokio::spawn(async move {
        body.write_all(head.as_bytes()).await?;
        for _ in 0..megabytes {
            body.write_all(&vec![0; 1 << 20]).await?;
        }
        Ok::<_, std::io::Error>(body)
    });
    let mut text = Vec::new();
    // It hangs up on a sender that does not stop; the answer came before.
    let _hung_up = answer.read_to_end(&mut text).await;
    let _sent = sending.await.unwrap();
    String::from_utf8(text).unwrap()
}

/// The digest that stands before compiled code in the server's cache.
const DIGEST: usize = 32;

/// Somebody who posts events all the time.
struct Posting {
    stop: Arc<AtomicBool>,
    taken: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Posting {
    async fn to(server: &Server) -> Self {
        let sender = server.caller("metering").await;
        let (stop, taken) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (told, counted) = (Arc::clone(&stop), Arc::clone(&taken));
        let task = tokio::spawn(async move {
            while !told.load(Ordering::Relaxed) {
                let number = counted.load(Ordering::Relaxed);
                let answer = sender.post("/v1/events", &costing(&format!("event-{number}"), "0.1")).await;
                assert_eq!(answer.expect(200)["verdict"], "complete");
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { stop, taken, task }
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Each event was taken, and is there.
    async fn went_well(self, server: &Server) {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
        let taken = self.taken.load(Ordering::Relaxed);
        assert!(taken > 0);
        server.rows(taken, "SELECT seq FROM events").await;
        assert_eq!(server.panics(), Vec::<String>::new());
    }
}

/// A rule that is taken in: it misbehaves only when it is told to.
async fn hostile(server: &Server) -> Vec<u8> {
    let folder = environment::workspace().join("tests/guests/hostile");
    let out = server.folder().join("rule.wasm");
    let arguments = ["rule", "build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
    system_tests::cli::run(system_tests::cli::outlay(server.folder(), arguments)).await.expect_ok();
    std::fs::read(&out).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_uploads_are_told_apart_while_events_are_taken() {
    let server = Server::start().await;
    let (admin, posting) = (server.admin().await, Posting::to(&server).await);
    let component = hostile(&server).await;

    let (status, code, message) = upload(&admin, "fn main() {}").await;
    assert_eq!((status, code.as_str()), (422, "not_wasm"), "{message}");
    let (status, code, message) = upload(&admin, &b"\0asm\x01\0\0\0"[..]).await;
    assert_eq!((status, code.as_str()), (422, "core_module"), "{message}");
    let (status, code, message) = upload(&admin, component[..component.len() / 2].to_vec()).await;
    assert_eq!((status, code.as_str()), (422, "invalid_wasm"), "{message}");
    let renamed = bombs::replace(&component, b"agent", b"shoes");
    let (status, code, message) = upload(&admin, renamed).await;
    assert_eq!((status, code.as_str()), (422, "unknown_column"), "{message}");
    assert!(message.contains("`shoes`"), "{message}");

    let answer = send_megabytes(&server, 200).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    // A rule that is fine, and then the machine code that the server made of it.
    let answer = admin.post_bytes("/api/v1/components", "application/wasm", component).await.expect(201);
    let checks: Vec<&str> =
        answer["checks"].as_array().unwrap().iter().map(|check| check["check"].as_str().unwrap()).collect();
    assert_eq!(
        checks,
        ["size", "valid", "world", "imports", "memory", "compiles", "starts", "manifest", "columns", "trial"]
    );
    let cache = server.data().join("cache");
    let sha256 = answer["sha256"].as_str().unwrap();
    let is_of = |file: &std::fs::DirEntry| file.file_name().to_str().is_some_and(|name| name.starts_with(sha256));
    let compiled = std::fs::read_dir(cache).unwrap().flatten().find(is_of).unwrap();
    let mut code = std::fs::read(compiled.path()).unwrap();
    code.truncate(code.len() - DIGEST);
    let (status, code, message) = upload(&admin, code).await;
    assert_eq!((status, code.as_str()), (422, "precompiled"), "{message}");

    // Nothing of it is left behind but the one that was taken in.
    let files = std::fs::read_dir(server.data().join("components")).unwrap().flatten();
    let names: Vec<_> = files.map(|file| file.file_name().into_string().unwrap()).collect();
    assert_eq!(names, [format!("{sha256}.wasm")]);

    for (mode, code, words) in
        [("depends_on_frames", "not_deterministic", ""), ("reads_undeclared", "rule_fails", "no column `organization`")]
    {
        let rule = json!({"name": mode, "component": answer["id"], "settings": {"mode": mode}});
        let refused = admin.post("/api/v1/rules", &rule).await.expect(422);
        assert_eq!(refused["error"]["code"], code, "{refused}");
        assert!(refused["error"]["message"].as_str().unwrap().contains(words), "{refused}");
    }
    posting.went_well(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_bytes_that_ask_for_everything_are_refused_while_events_are_taken() {
    let server = Server::start().await;
    let (admin, posting) = (server.admin().await, Posting::to(&server).await);
    let component = hostile(&server).await;
    for (bomb, expected, words) in [
        (bombs::tables(1, u64::from(u32::MAX)), "does_not_start", "table"),
        (bombs::tables(100, 1_000), "does_not_start", "table"),
        (bombs::memory(65_536), "memory_too_large", "64 MiB are allowed"),
        (bombs::memories(100), "does_not_start", "memory"),
    ] {
        let bomb = bombs::with_module(&component, &bomb);
        assert!(bomb.len() < component.len() + 2_000, "it is small");
        let (status, code, message) = upload(&admin, bomb).await;
        assert_eq!((status, code.as_str()), (422, expected), "{message}");
        assert!(message.contains(words), "{message}");
    }
    posting.went_well(&server).await;
}

/// A server whose workshop may use no more than this.
async fn with_bounds(seconds: u32, memory_mib: u32) -> Server {
    let bounds = vec![
        ("OUTLAY_UPLOAD_SECONDS", seconds.to_string().into()),
        ("OUTLAY_UPLOAD_MEMORY_MIB", memory_mib.to_string().into()),
    ];
    Server::start_with_environment(tempfile::tempdir().unwrap(), &[], bounds).await
}

/// Uploads what is refused; more events are taken before the answer and after it.
async fn refused(server: &Server, bomb: Vec<u8>, expected: &str, words: &str) {
    let (admin, posting) = (server.admin().await, Posting::to(server).await);
    wait_until("events that are taken", async || if posting.taken() > 0 { Ok(()) } else { Err("none") }).await;
    let before = posting.taken();
    let (status, code, message) = upload(&admin, bomb).await;
    assert_eq!((status, code.as_str()), (422, expected), "{message}");
    assert!(message.contains(words), "{message}");
    assert!(posting.taken() > before, "events were taken meanwhile");
    // Nothing is left of it, and the next one has its turn.
    assert_eq!(std::fs::read_dir(server.data().join("components")).unwrap().count(), 0);
    let (status, code, _) = upload(&admin, "fn main() {}").await;
    assert_eq!((status, code.as_str()), (422, "not_wasm"));
    posting.went_well(server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_too_long_to_compile_is_given_up_while_events_are_taken() {
    let server = with_bounds(2, 3_072).await;
    let bomb = bombs::with_module(&hostile(&server).await, &bombs::code(30, 30_000));
    assert!(bomb.len() > 2_000_000 && bomb.len() < 16_000_000, "{} bytes", bomb.len());
    refused(&server, bomb, "takes_too_long", "longer than 2 s").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_too_much_memory_to_compile_is_given_up_while_events_are_taken() {
    let server = with_bounds(120, 128).await;
    let bomb = bombs::with_module(&hostile(&server).await, &bombs::code(1, 600_000));
    refused(&server, bomb, "needs_too_much", "more than 128 MiB").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_holds_itself_twice_again_and_again_is_given_up_while_events_are_taken() {
    let server = with_bounds(120, 256).await;
    let bomb = bombs::doubled(&hostile(&server).await, 40);
    refused(&server, bomb, "needs_too_much", "more than 256 MiB").await;
}
