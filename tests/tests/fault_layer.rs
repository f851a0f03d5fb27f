//! What the fault layer promises, with programs that kill themselves; and the server, whose power is cut under load.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use system_tests::events::costing;
use system_tests::power_cut::{FaultLayer, Report};
use system_tests::{Answer, Caller, Server, wait_until};
use tempfile::TempDir;

/// What the programs below are made of.
const WORDS: &str = "
import os, errno
def put(name, data, at=None, flags=os.O_CREAT, sync=False):
    fd = os.open(name, os.O_RDWR | flags)
    done = os.write(fd, data) if at is None else os.pwrite(fd, data, at)
    if sync: os.fsync(fd)
    os.close(fd)
    return done
def sync(name):
    fd = os.open(name, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
def fails(name, do, *rest, **more):
    try: do(*rest, **more)
    except OSError as error: assert error.errno == getattr(errno, name), error
    else: raise AssertionError('no ' + name)
";

struct Bench {
    folder: TempDir,
    layer: FaultLayer,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        Self { layer: FaultLayer::over(&root), folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// Runs Python in the tracked folder; it is killed at its end.
    fn run(&self, program: &str) {
        let program = format!("{WORDS}{program}\nos.kill(os.getpid(), 9)");
        let mut python = Command::new("python3");
        python.args(["-c", &program]).current_dir(self.root()).envs(self.layer.environment());
        let ran = python.output().unwrap();
        assert_eq!(ran.status.signal(), Some(9), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    fn cut(&self) -> Report {
        self.layer.lose_all_unsynced()
    }

    /// What is there: names, and bytes of files.
    fn files(&self) -> Vec<(String, String)> {
        let (mut found, mut folders) = (Vec::new(), vec![self.root()]);
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let name = path.strip_prefix(self.root()).unwrap().display().to_string();
                if path.is_dir() {
                    found.push((format!("{name}/"), String::new()));
                    folders.push(path);
                } else {
                    found.push((name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()));
                }
            }
        }
        found.sort();
        found
    }

    #[track_caller]
    fn holds(&self, files: &[(&str, &str)]) {
        let files: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert_eq!(self.files(), files);
    }
}

#[test]
fn synced_bytes_stay_and_unsynced_changes_are_undone() {
    let bench = Bench::new();
    bench.run(
        "
put('appended', b'synced', sync=True)
put('appended', b' lost', flags=os.O_APPEND)
put('overwritten', b'0123456789', sync=True)
put('overwritten', b'abc', at=2)
put('overwritten', b'xyz', at=3)
put('beyond', b'', sync=True)
put('beyond', b'far', at=100000)
put('cut', b'0123456789', sync=True)
os.truncate(os.open('cut', os.O_RDWR), 4)
put('emptied', b'0123456789', sync=True)
put('emptied', b'new', flags=os.O_TRUNC)
put('vector', b'0123', sync=True)
os.writev(os.open('vector', os.O_WRONLY), [b'a', b'', b'bcdefg'])
put('grown', b'12', sync=True)
os.posix_fallocate(os.open('grown', os.O_RDWR), 0, 9000)
put('at once', b'durable', flags=os.O_CREAT | os.O_DSYNC)
sync('at once')
put('at once', b'DUR', flags=os.O_DSYNC)
put('never', b'lost')
",
    );
    let report = bench.cut();
    bench.holds(&[
        ("appended", "synced"),
        ("at once", "DURable"),
        ("beyond", ""),
        ("cut", "0123456789"),
        ("emptied", "0123456789"),
        ("grown", "12"),
        ("overwritten", "0123456789"),
        ("vector", "0123"),
    ]);
    assert_eq!((report.bytes, report.torn), (5 + 6 + 3 + 3 + 7 + 4, None));
    // Then it all counts as durable.
    bench.run("put('appended', b'!', flags=os.O_APPEND)");
    bench.cut();
    assert_eq!(fs::read_to_string(bench.root().join("appended")).unwrap(), "synced");
}

#[test]
fn names_become_durable_with_their_file_or_their_folder() {
    let bench = Bench::new();
    bench.run(
        "
for name in 'abcd': put(name, name.encode(), sync=True)
os.mkdir('folder'); os.mkdir('empty'); os.mkdir('gone'); os.mkdir('again')
put('gone/x', b'x', sync=True)
sync('.')
put('made', b'1', sync=True)
put('lost', b'1')
put('empty/lost', b'')
put('kept', b'2'); sync('kept')
os.rename('a', 'a moved')
os.rename('b', 'folder/b'); sync('folder')
os.rename('d', 'c')
os.unlink('made')
os.unlink('gone/x'); fails('ENOTEMPTY', os.rmdir, 'folder'); os.rmdir('gone')
os.rmdir('again'); os.mkdir('again'); put('again/y', b'y', sync=True)
",
    );
    bench.cut();
    let mut all = vec![
        ("a", "a"),
        ("again/", ""),
        ("again/y", "y"),
        ("c", "c"),
        ("d", "d"),
        ("empty/", ""),
        ("folder/", ""),
        ("folder/b", "b"),
    ];
    all.extend([("gone/", ""), ("gone/x", "x"), ("kept", "2"), ("made", "1")]);
    bench.holds(&all);

    bench.run(
        "os.unlink('made'); put('made', b'new', sync=True); os.rename('d', 'c'); sync('c'); os.unlink('a'); sync('.')",
    );
    bench.cut();
    bench.holds(&[
        ("again/", ""),
        ("again/y", "y"),
        ("c", "d"),
        ("empty/", ""),
        ("folder/", ""),
        ("folder/b", "b"),
        ("gone/", ""),
        ("gone/x", "x"),
        ("kept", "2"),
        ("made", "new"),
    ]);

    // Replaced with synced bytes, under a name that is not: as it was. A name that is durable before its bytes: empty.
    bench.run("put('draft', b'3', sync=True); os.rename('draft', 'kept'); put('folder/new', b'4'); sync('folder')");
    bench.cut();
    let files = bench.files();
    assert!(files.contains(&("kept".to_owned(), "2".to_owned())), "{files:?}");
    assert!(files.contains(&("draft".to_owned(), "3".to_owned())), "{files:?}");
    assert!(files.contains(&("folder/new".to_owned(), String::new())), "{files:?}");
}

#[test]
fn other_programs_children_and_files_elsewhere() {
    let bench = Bench::new();
    let elsewhere = bench.folder.path().join("elsewhere");
    bench.run(
        "
import shutil
put('../elsewhere', b'untouched')
put('source', b'copied', sync=True)
os.system('cp source copy; echo shell > shell; dd if=source of=dd conv=fsync status=none; mv dd moved; sync moved')
shutil.copyfile('source', 'python')
assert sorted(os.listdir('.')) == ['copy', 'moved', 'python', 'shell', 'source']
",
    );
    bench.cut();
    bench.holds(&[("moved", "copied"), ("source", "copied")]);
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "untouched");
}

#[test]
fn the_last_write_is_torn_and_a_first_part_of_the_others_stays() {
    let mut tails = BTreeSet::new();
    for seed in 0..24 {
        let bench = Bench::new();
        bench.run(
            "
for name in ('a', 'b'):
    put(name, b'S' * 1000, sync=True)
    for part in b'12345': put(name, bytes([part]) * 1000, flags=os.O_APPEND)
",
        );
        let report = bench.layer.power_cut(seed);
        let (torn, at) = report.torn.clone().unwrap();
        let written = b"S12345".map(|byte| [byte; 1000]).concat();
        for name in ["a", "b"] {
            let path = bench.root().join(name);
            let found = fs::read(&path).unwrap();
            let whole = if path == torn { usize::try_from(at).unwrap() } else { found.len() };
            assert_eq!(found[..whole], written[..whole], "{report}");
            assert!((1000..=6000).contains(&found.len()) && (path == torn || whole.is_multiple_of(1000)), "{report}");
            tails.insert(match &found[whole..] {
                [] => (path == torn, "nothing"),
                zeros if zeros.iter().all(|byte| *byte == 0) => (path == torn, "zeros"),
                _ => (path == torn, "garbage"),
            });
        }
    }
    assert_eq!(tails, BTreeSet::from([(false, "nothing"), (true, "nothing"), (true, "zeros"), (true, "garbage")]));
}

#[test]
fn a_torn_overwrite_keeps_what_was_there() {
    let bench = Bench::new();
    for seed in 0..8 {
        bench.run(
            "put('file', b'O' * 4000, flags=os.O_CREAT | os.O_TRUNC, sync=True); put('file', b'N' * 2000, at=1000)",
        );
        let report = bench.layer.power_cut(seed);
        let found = fs::read(bench.root().join("file")).unwrap();
        let at = usize::try_from(report.torn.clone().unwrap().1).unwrap();
        assert_eq!(found.len(), 4000, "{report}");
        assert!(found[..1000].iter().chain(&found[3000..]).all(|byte| *byte == b'O'), "{report}");
        assert!(found[1000..at].iter().all(|byte| *byte == b'N'), "{report}");
    }
}

#[test]
fn faults_are_seen_where_they_are_asked_for() {
    let bench = Bench::new();
    bench.run("os.mkdir('ledger'); put('ledger/a', b'0123', sync=True); sync('.')");
    let cases = [
        (
            "enospc",
            "fails('ENOSPC', put, 'new', b'x'); put('ledger/a', b'abc'); os.truncate(os.open('ledger/a', os.O_RDWR), 1 << 20); fails('ENOSPC', put, 'ledger/a', b'x', at=9000)",
        ),
        ("enospc path=/ledger/", "fails('ENOSPC', put, 'ledger/a', b'x', flags=os.O_APPEND); put('new', b'x')"),
        (
            "enospc_after=5",
            "assert put('ledger/a', b'1234567') == 7; assert put('new', b'1234') == 2; fails('ENOSPC', put, 'more', b'x')",
        ),
        (
            "erofs",
            "fails('EROFS', put, 'new', b'x'); fails('EROFS', os.unlink, 'ledger/a'); os.read(os.open('ledger/a', 0), 9)",
        ),
        ("fsync_eio path=/a", "put('new', b'x', sync=True); fails('EIO', sync, 'ledger/a'); sync('ledger/a')"),
        ("slow_fsync_ms=300", "import time; began = time.time(); sync('ledger/a'); assert time.time() - began >= 0.3"),
        ("", "put('new', b'x', sync=True)"),
    ];
    for (fault, program) in cases {
        bench.layer.set_fault(fault);
        bench.run(program);
        bench.layer.clear();
        bench.cut();
    }
    // While it runs, and without bytes becoming durable by a sync that failed.
    let control = bench.layer.environment().into_iter().find(|(name, _)| name.ends_with("CONTROL")).unwrap().1;
    bench.run(&format!(
        "
put('late', b'1', sync=True)
open('{0}.draft', 'w').write('fsync_eio'); os.rename('{0}.draft', '{0}')
fails('EIO', put, 'late', b'23', sync=True)
",
        control.display()
    ));
    bench.cut();
    assert_eq!(fs::read_to_string(bench.root().join("late")).unwrap(), "1");
}

const CLIENTS: usize = 4;
const EVENTS: usize = 200;

/// Posts until the server is gone; what was accepted.
async fn post(sender: Caller, name: String, accepted: Arc<Mutex<Vec<String>>>) {
    for number in 0.. {
        let ids: Vec<String> = (0..=number % 7).map(|item| format!("{name}-{number}-{item}")).collect();
        let body: Value = ids.iter().map(|id| costing(id, "0.000001")).collect();
        let request = sender.request(reqwest::Method::POST, "/v1/events").json(&body);
        match Answer::attempt(request).await {
            Ok(answer) if answer.status == 200 => accepted.lock().unwrap().extend(ids),
            _ => break,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_keeps_what_it_accepted() {
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let key = server.key("metering").await;
    let accepted = Arc::new(Mutex::new(Vec::new()));
    for seed in 1..=4 {
        let before = accepted.lock().unwrap().len();
        let mut clients = tokio::task::JoinSet::new();
        for client in 0..CLIENTS {
            let sender = server.stranger().with_key(Some(&key));
            clients.spawn(post(sender, format!("{seed}-{client}"), Arc::clone(&accepted)));
        }
        wait_until("accepted events", async || {
            let count = accepted.lock().unwrap().len() - before;
            if count >= EVENTS { Ok(()) } else { Err(count) }
        })
        .await;
        server.kill().await;
        clients.join_all().await;
        let report = layer.power_cut(seed);
        server.start_again().await;
        let known: BTreeSet<String> = accepted.lock().unwrap().iter().cloned().collect();
        wait_until(&format!("all accepted events after power cut {seed}: {report}"), async || {
            let rows = server.sql("SELECT transaction_id, count(*) AS times FROM events GROUP BY ALL").await;
            assert!(rows.iter().all(|row| row["times"] == 1), "doubled after power cut {seed}: {report}");
            let found: BTreeSet<String> =
                rows.iter().filter_map(|row| row["transaction_id"].as_str().map(str::to_owned)).collect();
            let missing = known.difference(&found).count();
            if missing == 0 { Ok(()) } else { Err(format!("{missing} of {} are missing", known.len())) }
        })
        .await;
    }
}
