//! Whatever is uploaded as a rule, events are taken meanwhile, and the answer says what is wrong with it.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;
use system_tests::events::costing;
use system_tests::{Caller, Server, environment};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_uploads_are_told_apart_while_events_are_taken() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let (sender, stop) = (server.caller("metering").await, Arc::new(AtomicBool::new(false)));
    let (taken, told) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&stop));
    let counted = Arc::clone(&taken);
    let posting = tokio::spawn(async move {
        while !told.load(Ordering::Relaxed) {
            let number = counted.load(Ordering::Relaxed);
            let answer = sender.post("/v1/events", &costing(&format!("event-{number}"), "0.1")).await;
            assert_eq!(answer.expect(200)["verdict"], "complete");
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });

    let good = environment::workspace().join("tests/guests/hostile");
    let out = server.folder().join("rule.wasm");
    let arguments = ["rule", "build", good.to_str().unwrap(), "--out", out.to_str().unwrap()];
    system_tests::cli::run(system_tests::cli::outlay(server.folder(), arguments)).await.expect_ok();
    let component = std::fs::read(&out).unwrap();

    let (status, code, message) = upload(&admin, "fn main() {}").await;
    assert_eq!((status, code.as_str()), (422, "not_wasm"), "{message}");
    let (status, code, message) = upload(&admin, &b"\0asm\x01\0\0\0"[..]).await;
    assert_eq!((status, code.as_str()), (422, "core_module"), "{message}");
    let (status, code, message) = upload(&admin, component[..component.len() / 2].to_vec()).await;
    assert_eq!((status, code.as_str()), (422, "invalid_wasm"), "{message}");

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
    let code = std::fs::read(compiled.path()).unwrap()[DIGEST..].to_vec();
    let (status, code, message) = upload(&admin, code).await;
    assert_eq!((status, code.as_str()), (422, "precompiled"), "{message}");

    // Nothing of it is left behind but the one that was taken in.
    let files = std::fs::read_dir(server.data().join("components")).unwrap().flatten();
    let names: Vec<_> = files.map(|file| file.file_name().into_string().unwrap()).collect();
    assert_eq!(names, [format!("{sha256}.wasm")]);

    let settings = json!({"mode": "depends_on_frames"});
    let rule = json!({"name": "Cut", "component": answer["id"], "settings": settings});
    let refused = admin.post("/api/v1/rules", &rule).await.expect(422);
    assert_eq!(refused["error"]["code"], "not_deterministic", "{refused}");

    stop.store(true, Ordering::Relaxed);
    posting.await.unwrap();
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken > 0);
    server.rows(taken, "SELECT seq FROM events").await;
    assert_eq!(server.panics(), Vec::<String>::new());
}
