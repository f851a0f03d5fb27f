//! What a function answers that has nothing to give.

use wasmtime::bail;
use wasmtime::component::types::{Field, Type};
use wasmtime::component::{ResourceDynamic, Val};

use super::calls::Store;
use super::number;

/// For a function without anything behind it: "access denied" where it can fail; otherwise an empty list, none, zero, or
/// a resource that holds nothing.
pub(super) fn nothing(store: &mut Store<'_>, of: &Type) -> wasmtime::Result<Val> {
    Ok(match of {
        Type::Bool => Val::Bool(false),
        Type::U8 => Val::U8(0),
        Type::U16 => Val::U16(0),
        Type::U32 => Val::U32(0),
        Type::U64 => Val::U64(0),
        Type::S8 => Val::S8(0),
        Type::S16 => Val::S16(0),
        Type::S32 => Val::S32(0),
        Type::S64 => Val::S64(0),
        Type::String => Val::String(String::new()),
        Type::List(_) => Val::List(Vec::new()),
        Type::Option(_) => Val::Option(None),
        Type::Flags(_) => Val::Flags(Vec::new()),
        Type::Enum(names) => Val::Enum(preferred(names.names()).unwrap_or_default()),
        Type::Result(result) => {
            let error = result.err().map(|error| nothing(store, &error)).transpose()?;
            Val::Result(Err(error.map(Box::new)))
        }
        Type::Variant(variant) => {
            let plain = variant.cases().filter(|case| case.ty.is_none()).map(|case| case.name);
            match preferred(plain) {
                Some(name) => Val::Variant(name, None),
                None => bail!("there is nothing behind this function of WASI"),
            }
        }
        Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|of| nothing(store, &of)).collect::<Result<_, _>>()?),
        Type::Record(record) => {
            let field =
                |field: Field<'_>| Ok::<_, wasmtime::Error>((field.name.to_owned(), nothing(store, &field.ty)?));
            Val::Record(record.fields().map(field).collect::<Result<_, _>>()?)
        }
        Type::Own(resource) => match number(*resource) {
            Some(number) => Val::Resource(ResourceDynamic::new_own(0, number).try_into_resource_any(store)?),
            None => bail!("this resource of WASI is not the host's"),
        },
        _ => bail!("there is nothing behind this function of WASI"),
    })
}

/// An error that says no; otherwise the first there is.
fn preferred<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    const NO: &[&str] = &["access", "access-denied", "not-permitted", "not-supported", "unsupported", "closed"];
    let names: Vec<&str> = names.collect();
    NO.iter().find(|no| names.contains(no)).or(names.first()).map(|&name| name.to_owned())
}
