//! What an answer leaves unknown it says with null: the field is always there.
//!
//! An `Option` alone does not tell: in a body that is sent it may be left out, so it is described as optional. Shapes
//! that are answers and nothing else are made exact here, in one place.

use std::collections::BTreeSet;

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, SchemaType, Type};
use utoipa::openapi::{Components, Content, OpenApi, RefOr, Schema};

const PLACE: &str = "#/components/schemas/";

type Names = BTreeSet<String>;

/// Requires each field that may be null of each shape that is answered, and never taken. A field that is left out in
/// earnest says `nullable = false` where it is declared.
pub(super) fn complete(document: &mut OpenApi) {
    let Some(components) = document.components.as_mut() else { return };
    let (mut answered, mut taken) = (Names::new(), Names::new());
    for operation in document.paths.paths.values().flat_map(operations) {
        if let Some(RefOr::T(body)) = &operation.request_body {
            body.content.values().for_each(|content| reach(content, components, &mut taken));
        }
        for response in operation.responses.responses.values() {
            if let RefOr::T(response) = response {
                response.content.values().for_each(|content| reach(content, components, &mut answered));
            }
        }
    }
    for name in answered.difference(&taken) {
        if let Some(RefOr::T(schema)) = components.schemas.get_mut(name) {
            require_nullable(schema);
        }
    }
}

fn operations(path: &PathItem) -> impl Iterator<Item = &Operation> {
    let PathItem { get, put, post, delete, patch, .. } = path;
    [get, put, post, delete, patch].into_iter().flatten()
}

fn reach(content: &RefOr<Content>, components: &Components, names: &mut Names) {
    if let RefOr::T(Content { schema: Some(schema), .. }) = content {
        reach_schema(schema, components, names);
    }
}

fn reach_schema(schema: &RefOr<Schema>, components: &Components, names: &mut Names) {
    let schema = match schema {
        RefOr::T(schema) => schema,
        RefOr::Ref(place) => {
            let Some(name) = place.ref_location.strip_prefix(PLACE) else { return };
            let is_new = names.insert(name.to_owned());
            if let Some(schema) = components.schemas.get(name).filter(|_| is_new) {
                reach_schema(schema, components, names);
            }
            return;
        }
    };
    match schema {
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &array.items {
                reach_schema(items, components, names);
            }
        }
        Schema::Object(object) => {
            object.properties.values().for_each(|property| reach_schema(property, components, names));
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref() {
                reach_schema(values, components, names);
            }
        }
        Schema::OneOf(one) => one.items.iter().for_each(|item| reach_schema(item, components, names)),
        Schema::AllOf(all) => all.items.iter().for_each(|item| reach_schema(item, components, names)),
        Schema::AnyOf(any) => any.items.iter().for_each(|item| reach_schema(item, components, names)),
        _ => {}
    }
}

fn require_nullable(schema: &mut Schema) {
    match schema {
        Schema::Object(object) => {
            for (name, property) in &object.properties {
                if may_be_null(property) && !object.required.contains(name) {
                    object.required.push(name.clone());
                }
            }
        }
        Schema::AllOf(all) => {
            all.items.iter_mut().for_each(|item| {
                if let RefOr::T(schema) = item {
                    require_nullable(schema);
                }
            });
        }
        _ => {}
    }
}

fn may_be_null(schema: &RefOr<Schema>) -> bool {
    let RefOr::T(schema) = schema else { return false };
    match schema {
        Schema::Object(object) => is_null(&object.schema_type),
        Schema::Array(array) => is_null(&array.schema_type),
        Schema::OneOf(one) => one.items.iter().any(may_be_null),
        _ => false,
    }
}

pub(super) fn is_null(schema_type: &SchemaType) -> bool {
    match schema_type {
        SchemaType::Type(one) => *one == Type::Null,
        SchemaType::Array(several) => several.contains(&Type::Null),
        SchemaType::AnyValue => false,
    }
}
