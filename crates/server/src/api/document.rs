//! The document that describes every operation (OpenAPI), put together from the tables.

use super::extract::{PARTNER, SESSION};
use super::operation::{PROBLEM, problem_response};
use super::problem::Written;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;
use turnstone_casework::form::{CONTACT_CHANNELS, RELATIONS};
use utoipa::ToSchema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// Tags, each with what it is and whether it is on the staff's address.
pub const TAGS: [(&str, &str, bool); 14] = [
    ("session", "Signing in and out.", true),
    ("queue", "What waits, and near-duplicates.", true),
    ("reports", "One report, its notes, messages and files.", true),
    ("incidents", "The two questions, statements, decisions, findings.", true),
    ("referrals", "What leaves to partners, and what they answer.", true),
    ("arrivals", "What partners sent.", true),
    ("cases", "Cases, tasks and outcomes.", true),
    ("partners", "The register of partners.", true),
    ("people", "The organisation's people and keys.", true),
    ("oversight", "Emergencies, the audit log, figures.", true),
    ("exchange", "For partners' servers: cards, packages, receipts.", false),
    ("reporting", "For apps: reports and mailboxes of people who report.", false),
    ("submissions", "For partners' programs: reports in several steps.", false),
    ("document", "This document.", false),
];

const ABOUT: &str = "Everything that the pages do, for programs. Operations of the staff are on the staff's address and need the token of a \
session; the others are on the public address. Every error is a problem detail (RFC 9457). Moments are seconds since 1970-01-01 UTC. \
Unknown fields are refused. `x-permission` says which cell of the declared matrix an operation needs.";

/// The document as JSON, made once.
pub static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut value = serde_json::to_value(document()).unwrap_or_default();
    tidy(&mut value);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
});

/// The document as it is put together from the tables.
fn document() -> OpenApi {
    let bearer = |about: &str| {
        SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
    };
    let mut schemas = Vec::new();
    Written::schemas(&mut schemas);
    schemas.push((Written::name().into_owned(), <Written<'_> as utoipa::PartialSchema>::schema()));
    let components = ComponentsBuilder::new()
        .security_scheme(SESSION, bearer("The token of a session, from POST /api/v1/session."))
        .security_scheme(PARTNER, bearer("The token that an organisation issued to a partner."))
        .response(PROBLEM, problem_response())
        .schemas_from_iter(schemas)
        .build();
    let tags = TAGS.map(|(name, about, _)| TagBuilder::new().name(name).description(Some(about)).build());
    let mut document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Turnstone")
                .version("1")
                .description(Some(ABOUT))
                .license(Some(LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build()))
                .build(),
        )
        .components(Some(components))
        .tags(Some(tags))
        .build();
    for table in super::staff_tables().into_iter().chain(super::exchange_tables()) {
        document.merge(table.router().into_openapi());
    }
    document
}

/// Puts a reference wherever a named type was written out, takes marks of the code's own documentation out of descriptions, and names the
/// values of two texts that are lists.
fn tidy(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for (name, field, values) in
        [("ReportForm", "relation", &RELATIONS[..]), ("SafeContact", "channel", &CONTACT_CHANNELS[..])]
    {
        if let Some(field) = schemas.get_mut(name).and_then(|schema| schema["properties"].get_mut(field)) {
            field["description"] = json!("One of the list, or empty where it was not said.");
            field["enum"] = values.iter().copied().chain([""]).collect();
        }
    }
    let named: HashMap<Value, String> = schemas.iter().map(|(name, schema)| (schema.clone(), name.clone())).collect();
    for schema in schemas.values_mut() {
        children(schema, &named);
    }
    children(&mut document["paths"], &named);
}

/// Below a value; the value itself stays, for it may be the one that has the name.
fn children(value: &mut Value, named: &HashMap<Value, String>) {
    let below: Vec<&mut Value> = match value {
        Value::Object(map) => map
            .iter_mut()
            .map(|(key, value)| {
                if key == "description"
                    && let Value::String(text) = value
                {
                    *text = text.replace("[`", "`").replace("`]", "`");
                }
                value
            })
            .collect(),
        Value::Array(list) => list.iter_mut().collect(),
        _ => Vec::new(),
    };
    for value in below {
        match named.get(value) {
            Some(name) => *value = json!({"$ref": format!("#/components/schemas/{name}")}),
            None => children(value, named),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_types_have_one_name() {
        let mut known = HashMap::new();
        for table in crate::api::staff_tables().iter().chain(&crate::api::exchange_tables()) {
            for (name, schema) in table.schemas() {
                let schema = serde_json::to_value(schema).unwrap();
                let first = known.entry(name.clone()).or_insert_with(|| schema.clone());
                assert_eq!(*first, schema, "{name} is two types");
            }
        }
        assert!(known.len() > 100);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
        let mut references = 0;
        let mut wait = vec![&document];
        while let Some(value) = wait.pop() {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(to)) = map.get("$ref") {
                        references += 1;
                        assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to}");
                    }
                    wait.extend(map.values());
                }
                Value::Array(list) => wait.extend(list),
                _ => {}
            }
        }
        assert!(references > 500, "{references}");
        assert!(!DOCUMENT.contains("[`"));
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_a_known_tag() {
        let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
        let operations =
            document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
        let mut names = Vec::new();
        for operation in operations {
            names.push(operation["operationId"].as_str().unwrap());
            assert!(TAGS.iter().any(|(tag, _, _)| operation["tags"][0] == *tag), "{}", operation["operationId"]);
            assert!(operation["summary"].as_str().unwrap().ends_with('.'));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
