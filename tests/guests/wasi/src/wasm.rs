#![allow(unsafe_code, clippy::print_stdout, clippy::print_stderr)]

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, io, process, thread};

use outlay_rule::bindings::outlay::rule::types::{FindingState, Severity};
use outlay_rule::bindings::{Finding, Guest, Manifest, Moment, RuleError, Selection};
use outlay_rule::frame::Frame;

struct Trying;

outlay_rule::bindings::export_world!(Trying with_types_in outlay_rule::bindings);

thread_local! {
    static WHAT: RefCell<String> = const { RefCell::new(String::new()) };
    static EACH: Cell<bool> = const { Cell::new(false) };
}

impl Guest for Trying {
    fn describe() -> Manifest {
        Manifest::new("wasi", env!("CARGO_PKG_VERSION"), "WASI").reads(&["agent"])
    }

    fn configure(settings: String) -> Result<Selection, RuleError> {
        let is_object = settings.starts_with('{');
        EACH.set(is_object);
        WHAT.set(if is_object { "time".to_owned() } else { settings });
        Ok(Selection { columns: None, conditions: Vec::new() })
    }

    fn evaluate(frame: Vec<u8>) -> Result<Vec<Finding>, RuleError> {
        let rows = if EACH.get() { Frame::read(&frame).map_or(0, |frame| frame.rows()) } else { 1 };
        let finding = |row| Finding { row: Some(row), ..found(&WHAT.with_borrow(|what| attempt(what))) };
        Ok((0..rows).map(finding).collect())
    }

    fn tick(_now: Moment) -> Result<Vec<Finding>, RuleError> {
        Ok(vec![Finding { row: None, ..found(&WHAT.with_borrow(|what| attempt(what))) }])
    }

    fn snapshot() -> Vec<u8> {
        Vec::new()
    }

    fn restore(_state: Vec<u8>) -> Result<(), RuleError> {
        Ok(())
    }
}

fn found(title: &str) -> Finding {
    Finding {
        row: Some(0),
        state: FindingState::Firing,
        severity: Severity::Info,
        title: title.into(),
        detail: String::new(),
        key: "tried".into(),
        value: None,
        limit: None,
    }
}

fn attempt(what: &str) -> String {
    match what {
        "read" => outcome(fs::read("/etc/hostname")),
        "write" => outcome(fs::write("note.txt", "x")),
        "list" => outcome(fs::read_dir("/").map(|entries| entries.count())),
        "environment" => format!("{} variables, {} arguments", env::vars().count(), env::args().count()),
        "folder" => outcome(env::current_dir()),
        "time" => {
            let begun = Instant::now();
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            format!("{:?} after 1970, {:?} later", since.unwrap_or_default(), begun.elapsed())
        }
        "sleep" => {
            let begun = Instant::now();
            thread::sleep(Duration::from_secs(3_600));
            format!("slept {:?}", begun.elapsed())
        }
        "random" => {
            let map: HashMap<u8, u8> = HashMap::new();
            format!("{} {}", map.hasher().hash_one(7), RandomState::new().hash_one(7))
        }
        "input" => {
            let mut text = String::new();
            outcome(io::stdin().read_to_string(&mut text))
        }
        "output" => {
            println!("to standard output");
            eprintln!("to standard error");
            print!("without an end");
            outcome(io::stdout().flush())
        }
        "flood" => {
            for line in 0..2_000 {
                println!("{line} {}", "x".repeat(5_000));
            }
            "printed".into()
        }
        "connect" => outcome(TcpStream::connect("127.0.0.1:80")),
        "listen" => outcome(TcpListener::bind("127.0.0.1:0")),
        "datagram" => outcome(UdpSocket::bind("127.0.0.1:0")),
        "resolve" => outcome(TcpStream::connect("example.com:80")),
        "exit" => process::exit(0),
        "panic" => panic!("a panic on purpose"),
        "wait" => loop {
            thread::sleep(Duration::from_millis(1));
        },
        other => format!("`{other}` is not tried"),
    }
}

fn outcome<T: std::fmt::Debug>(outcome: io::Result<T>) -> String {
    match outcome {
        Ok(value) => format!("ok: {value:?}"),
        Err(error) => format!("{:?}", error.kind()),
    }
}
