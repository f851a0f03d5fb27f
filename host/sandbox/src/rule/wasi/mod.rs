//! WASI 0.2 for rules whose language's runtime needs it (JavaScript, Python), satisfied with nothing.
//!
//! | asked for | what a rule gets |
//! |---|---|
//! | files, arguments, environment, network | none, or an error |
//! | standard input | closed |
//! | standard output and error | lines of the rule's own log |
//! | clocks | the `received_at` of the last row, standing still; 1970 before the first |
//! | random bytes | the same ones always |
//! | waiting | is over at once |
//! | exit | a trap |
//!
//! Functions are made from the types that the component imports, not from generated code: one rule for what "nothing"
//! is holds for every function of every 0.2 version, and only the few in `calls` need code of their own. None of this
//! is part of the linker for rules that import no WASI.

mod calls;
mod nothing;
mod output;

use std::slice;

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceType, Val};

use super::instance::State;

pub(super) use output::{Output, Stream};

/// Interfaces that a rule may import, of any 0.2 version. What is not here is refused when a component is uploaded.
pub(super) const INTERFACES: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/instance-network",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/network",
    "wasi:sockets/tcp",
    "wasi:sockets/tcp-create-socket",
    "wasi:sockets/udp",
    "wasi:sockets/udp-create-socket",
];

pub(super) fn is_wasi(import: &str) -> bool {
    import.starts_with("wasi:")
}

/// Defines what the component imports of WASI.
pub(super) fn link(linker: &mut Linker<State>, component: &Component) -> wasmtime::Result<()> {
    let engine = linker.engine().clone();
    let mut resources = Resources::default();
    for (import, item) in component.component_type().imports(&engine) {
        let ComponentItem::ComponentInstance(interface) = item.ty else { continue };
        if !is_wasi(import) {
            continue;
        }
        let interface_name = import.split_once('@').map_or(import, |(name, _version)| name);
        let mut instance = linker.instance(import)?;
        for (name, item) in interface.exports(&engine) {
            match item.ty {
                ComponentItem::ComponentFunc(_) => {
                    let call = calls::named(interface_name, name);
                    instance.func_new(name, move |mut store, function, arguments, results| {
                        let answer = match (call, function.results().next()) {
                            (Some(call), _) => Some(call(&mut store, &function, arguments)?),
                            (None, of) => {
                                release(&mut store, arguments)?;
                                of.map(|of| nothing::nothing(&mut store, &of)).transpose()?
                            }
                        };
                        if let ([result], Some(answer)) = (results, answer) {
                            *result = answer;
                        }
                        Ok(())
                    })?;
                }
                ComponentItem::Resource(resource) => {
                    let resource = resources.of(resource)?;
                    instance.resource(name, resource, |_, _| Ok(()))?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Gives back what a function was lent, and ends what it was given.
fn release(store: &mut calls::Store<'_>, values: &[Val]) -> wasmtime::Result<()> {
    for value in values {
        match value {
            Val::Resource(resource) => resource.resource_drop(&mut *store)?,
            Val::List(values) | Val::Tuple(values) => release(store, values)?,
            Val::Record(fields) => fields.iter().try_for_each(|(_, value)| release(store, slice::from_ref(value)))?,
            Val::Option(Some(value)) | Val::Variant(_, Some(value)) => release(store, slice::from_ref(value))?,
            _ => {}
        }
    }
    Ok(())
}

/// The host's resources of one component: one for each that it declares, under whatever names it uses it.
#[derive(Default)]
struct Resources(Vec<ResourceType>);

/// The interfaces have about fifteen.
const MOST_RESOURCES: u32 = 64;

impl Resources {
    fn of(&mut self, declared: ResourceType) -> wasmtime::Result<ResourceType> {
        let place = self.0.iter().position(|known| *known == declared).unwrap_or_else(|| {
            self.0.push(declared);
            self.0.len() - 1
        });
        let place = u32::try_from(place).unwrap_or(MOST_RESOURCES);
        wasmtime::ensure!(place < MOST_RESOURCES, "it imports more than {MOST_RESOURCES} resources of WASI");
        Ok(ResourceType::host_dynamic(place))
    }
}

/// The number of a resource that [`Resources`] gave out.
fn number(resource: ResourceType) -> Option<u32> {
    (0..MOST_RESOURCES).find(|&number| ResourceType::host_dynamic(number) == resource)
}
