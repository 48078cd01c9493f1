//! JSON lines: one flat object a line, its keys the columns.

use serde_json::{Map, Value};

/// The columns of a file: the keys of the objects at its beginning, in the order of their first occurrence.
///
/// `head` may end in the middle of a line, which is then left out unless it is the only one.
pub fn header(head: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in head.split(|b| *b == b'\n') {
        if let Ok(object) = serde_json::from_slice::<Map<String, Value>>(line) {
            for key in object.into_iter().map(|(key, _)| key) {
                if !names.contains(&key) {
                    names.push(key);
                }
            }
        }
    }
    names
}

/// The fields of one line in the order of the header, or what is wrong and what would be right.
pub fn fields(line: &[u8], header: &[String]) -> Result<Vec<String>, (String, &'static str)> {
    let object: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| (format!("not a JSON object: {error}"), "one flat JSON object on the line"))?;
    if let Some(key) = object.keys().find(|key| !header.contains(key)) {
        let reason = format!("the key `{key}` is not among those at the beginning of the file");
        return Err((reason, "the same keys throughout, or the key with null in the first line"));
    }
    header.iter().map(|name| text(name, object.get(name).unwrap_or(&Value::Null))).collect()
}

fn text(key: &str, value: &Value) -> Result<String, (String, &'static str)> {
    Ok(match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let texts: Result<Vec<String>, _> = values.iter().map(|value| text(key, value)).collect();
            texts?.join(";")
        }
        Value::Object(_) => {
            return Err((format!("the key `{key}` holds an object"), "a text, number, true, false or null"));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_columns_and_what_is_absent_is_empty() {
        let head = b"{\"a\":1,\"b\":null}\n{\"b\":\"x\",\"c\":true}\n{\"cut";
        let names = header(head);
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(fields(b"{\"c\":[1,\"y\"]}", &names).unwrap(), ["", "", "1;y"]);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let names = vec!["a".to_owned()];
        assert!(fields(b"[1]", &names).unwrap_err().0.starts_with("not a JSON object"));
        assert!(fields(b"{\"z\":1}", &names).unwrap_err().0.contains("`z`"));
        assert!(fields(b"{\"a\":{}}", &names).unwrap_err().0.contains("an object"));
    }
}
