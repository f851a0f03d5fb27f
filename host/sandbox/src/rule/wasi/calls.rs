//! The functions of WASI that have more to say than nothing.

use wasmtime::component::types::{ComponentFunc, Type};
use wasmtime::component::{ResourceDynamic, Val};
use wasmtime::{StoreContextMut, bail};

use super::output::Stream;
use super::{number, release};
use crate::rule::instance::State;

/// Answers with the function's one result, and gives back what it was lent.
pub(super) type Call = fn(&mut Store<'_>, &ComponentFunc, &[Val]) -> wasmtime::Result<Val>;

pub(super) type Store<'s> = StoreContextMut<'s, State>;

pub(super) fn named(interface: &str, function: &str) -> Option<Call> {
    Some(match (interface, function) {
        ("wasi:cli/exit", "exit" | "exit-with-code") => exit,
        ("wasi:cli/stdout", "get-stdout") => stdout,
        ("wasi:cli/stderr", "get-stderr") => stderr,
        ("wasi:clocks/wall-clock", "now") => wall_now,
        ("wasi:clocks/wall-clock", "resolution") => wall_resolution,
        ("wasi:clocks/monotonic-clock", "now") => monotonic_now,
        ("wasi:clocks/monotonic-clock", "resolution") => monotonic_resolution,
        ("wasi:io/poll", "[method]pollable.ready") => ready,
        ("wasi:io/poll", "poll") => poll,
        ("wasi:io/streams", "[method]output-stream.check-write") => check_write,
        ("wasi:io/streams", "[method]output-stream.write" | "[method]output-stream.blocking-write-and-flush") => write,
        ("wasi:io/streams", "[method]output-stream.flush" | "[method]output-stream.blocking-flush") => flush,
        ("wasi:random/random", "get-random-bytes") => random_bytes,
        ("wasi:random/insecure", "get-insecure-random-bytes") => random_bytes,
        ("wasi:random/random", "get-random-u64") => random_number,
        ("wasi:random/insecure", "get-insecure-random-u64") => random_number,
        ("wasi:random/insecure-seed", "insecure-seed") => random_seed,
        _ => return None,
    })
}

fn exit(_: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    bail!("the rule called `exit`; a rule returns, or refuses with an error")
}

fn stdout(store: &mut Store<'_>, function: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    output(store, function, Stream::Output)
}

fn stderr(store: &mut Store<'_>, function: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    output(store, function, Stream::Error)
}

fn output(store: &mut Store<'_>, function: &ComponentFunc, of: Stream) -> wasmtime::Result<Val> {
    let resource = match function.results().next() {
        Some(Type::Own(resource)) => number(resource),
        _ => None,
    };
    let Some(number) = resource else { bail!("this function of WASI has other results") };
    Ok(Val::Resource(ResourceDynamic::new_own(of.number(), number).try_into_resource_any(store)?))
}

fn wall_now(store: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    let now = store.data().now();
    Ok(time(now / 1_000_000, now % 1_000_000 * 1_000))
}

fn wall_resolution(_: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    Ok(time(0, 1_000))
}

fn time(seconds: u64, nanoseconds: u64) -> Val {
    let nanoseconds = Val::U32(u32::try_from(nanoseconds).unwrap_or_default());
    Val::Record(vec![("seconds".into(), Val::U64(seconds)), ("nanoseconds".into(), nanoseconds)])
}

fn monotonic_now(store: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    Ok(Val::U64(store.data().now().saturating_mul(1_000)))
}

fn monotonic_resolution(_: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    Ok(Val::U64(1_000))
}

/// Whatever is waited for is there: the host never blocks for a rule. (`block` answers nothing, at once.)
fn ready(store: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    release(store, arguments)?;
    Ok(Val::Bool(true))
}

fn poll(store: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    let [Val::List(polled)] = arguments else { bail!("`poll` takes a list") };
    // The contract of `poll` has it so.
    wasmtime::ensure!(!polled.is_empty(), "`poll` was called with an empty list");
    release(store, arguments)?;
    Ok(Val::List((0..).zip(polled).map(|(index, _)| Val::U32(index)).collect()))
}

/// Bytes that may be written at once.
const WRITE: u64 = 4_096;

fn check_write(store: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    release(store, arguments)?;
    Ok(Val::Result(Ok(Some(Box::new(Val::U64(WRITE))))))
}

fn write(store: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    let [Val::Resource(stream), Val::List(bytes)] = arguments else { bail!("`write` takes a stream and bytes") };
    wasmtime::ensure!(bytes.len() as u64 <= WRITE, "more than {WRITE} bytes were written at once");
    let stream = Stream::numbered(stream.try_into_resource_dynamic(&mut *store)?.rep());
    let bytes: Vec<u8> =
        bytes.iter().filter_map(|byte| if let Val::U8(byte) = byte { Some(*byte) } else { None }).collect();
    store.data_mut().print(stream, &bytes);
    Ok(Val::Result(Ok(None)))
}

fn flush(store: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    release(store, arguments)?;
    Ok(Val::Result(Ok(None)))
}

/// Bytes that are asked for at once.
const RANDOM: u64 = 4_096;

fn random_bytes(_: &mut Store<'_>, _: &ComponentFunc, arguments: &[Val]) -> wasmtime::Result<Val> {
    let [Val::U64(count)] = arguments else { bail!("random bytes are asked for by their number") };
    wasmtime::ensure!(*count <= RANDOM, "more than {RANDOM} random bytes were asked for at once");
    let word = |index: u64| mixed(index).to_le_bytes();
    let bytes = (0..count.div_ceil(8)).flat_map(word).take(usize::try_from(*count).unwrap_or_default());
    Ok(Val::List(bytes.map(Val::U8).collect()))
}

fn random_number(_: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    Ok(Val::U64(mixed(0)))
}

fn random_seed(_: &mut Store<'_>, _: &ComponentFunc, _: &[Val]) -> wasmtime::Result<Val> {
    Ok(Val::Tuple(vec![Val::U64(mixed(0)), Val::U64(mixed(1))]))
}

/// Looks random and is not: a state that goes on would have to be in the rule's snapshot (the finaliser of SplitMix64).
const fn mixed(number: u64) -> u64 {
    let word = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
