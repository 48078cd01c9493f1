//! Whether an answer is what the document says: as much of JSON Schema as the document uses, and nothing undescribed let through.

use serde_json::{Map, Value};

/// What is wrong with a value; nothing when it fits its schema.
pub fn misfit(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    misfit_at(document, schema, value, "")
}

fn misfit_at(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{}: {what}", if at.is_empty() { "/" } else { at }));
    if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
        let Some(target) = document.pointer(to.trim_start_matches('#')) else {
            return wrong("a reference leads nowhere");
        };
        return misfit_at(document, target, value, at);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(several).and_then(Value::as_array) {
            let misfits: Vec<String> =
                choices.iter().filter_map(|choice| misfit_at(document, choice, value, at)).collect();
            if misfits.len() == choices.len() {
                return Some(misfits.join(" | "));
            }
            return None;
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array)
        && !values.contains(value)
    {
        return wrong("not one of the list");
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let digits = match pattern {
            "^[0-9a-f]{32}$" => 32,
            "^[0-9a-f]{64}$" => 64,
            _ => return wrong("a pattern that this test does not know"),
        };
        let text = value.as_str().unwrap_or_default();
        if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
            return wrong("does not fit the pattern");
        }
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        return wrong(&format!("not {}", kinds.join(" or ")));
    }
    match value {
        Value::Array(items) => {
            let first = schema.get("prefixItems").and_then(Value::as_array);
            items.iter().enumerate().find_map(|(place, item)| {
                let at = format!("{at}/{place}");
                match first.and_then(|first| first.get(place)).or(schema.get("items")) {
                    Some(Value::Bool(false)) => Some(format!("{at}: one too many")),
                    Some(schema) => misfit_at(document, schema, item, &at),
                    None => None,
                }
            })
        }
        Value::Object(members) => {
            let mut known = Map::new();
            let mut free = None;
            let mut required = Vec::new();
            collect(document, schema, &mut known, &mut free, &mut required);
            if let Some(missing) = required.iter().find(|name| !members.contains_key(**name)) {
                return wrong(&format!("{missing} is missing"));
            }
            members.iter().find_map(|(name, member)| {
                let at = format!("{at}/{name}");
                match known.get(name).or(free.as_ref()) {
                    Some(schema) => misfit_at(document, schema, member, &at),
                    None if schema == &Value::Object(Map::new()) => None,
                    None => Some(format!("{at}: not in the document")),
                }
            })
        }
        _ => None,
    }
}

/// The members of an object, with those that it gets from elsewhere.
fn collect<'a>(
    document: &'a Value,
    schema: &'a Value,
    known: &mut Map<String, Value>,
    free: &mut Option<Value>,
    required: &mut Vec<&'a str>,
) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(to) => document.pointer(to.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    };
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        collect(document, part, known, free, required);
    }
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        known.extend(members.clone());
    }
    required.extend(schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
    match schema.get("additionalProperties") {
        None | Some(Value::Bool(false)) => {}
        Some(other) => *free = Some(other.clone()),
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_described_is_found() {
        let document = json!({"components": {"schemas": {
            "Id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "Row": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"$ref": "#/components/schemas/Id"},
                    "of": {"oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}]},
                    "pair": {"type": "array", "items": false, "prefixItems": [{"type": "string"}, {"type": "boolean"}]},
                    "free": {"type": "object", "additionalProperties": {}},
                    "say": {"type": ["string", "null"], "enum": ["yes", null]},
                },
            },
        }}});
        let row = json!({"$ref": "#/components/schemas/Row"});
        let id = "0".repeat(32);
        let fits = |value: Value| misfit(&document, &row, &value);
        assert_eq!(fits(json!({"id": id, "of": null, "pair": ["a", true], "free": {"x": [1]}, "say": "yes"})), None);
        for (bad, at) in [
            (json!({}), "id is missing"),
            (json!({"id": "x"}), "/id: does not fit"),
            (json!({"id": id, "of": 1}), "/of: does not fit"),
            (json!({"id": id, "pair": ["a", 1]}), "/pair/1: not boolean"),
            (json!({"id": id, "pair": ["a", true, 1]}), "/pair/2: one too many"),
            (json!({"id": id, "say": "no"}), "/say: not one of"),
            (json!({"id": id, "other": 1}), "/other: not in the document"),
        ] {
            let misfit = fits(bad.clone()).unwrap_or_default();
            assert!(misfit.contains(at), "{bad}: {misfit}");
        }
    }
}
