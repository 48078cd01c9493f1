//! The least of a browser: fields as it encodes them, and HTML as it reads it.
//!
//! Included by test programs with `#[path = "support/html.rs"] mod html;`.

/// Fields as a browser encodes them.
pub fn encoded(fields: &[(String, String)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}

/// Text between two marks, each time they come.
pub fn between<'a>(html: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    html.split(start).skip(1).filter_map(|rest| rest.split_once(end).map(|(text, _)| text)).collect()
}

/// A value of an attribute of a tag.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

/// Text as a browser reads it.
pub fn unescaped(text: &str) -> String {
    let mut plain = text.to_owned();
    for (written, read) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
    ] {
        plain = plain.replace(written, read);
    }
    plain.replace("&#38;", "&").replace("&amp;", "&")
}
