//! An operation as the document has it, and whether an answer is what was expected of it.

use crate::records::canaries;
use crate::schema::misfit;
use crate::targets::Target;
use crate::world::Answered;
use axum::http::header;
use serde_json::{Value, json};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::vault::Compartment;
use turnstone_server::api::document::TAGS;

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub permission: Value,
    pub responses: Value,
    pub on_staff: bool,
}

/// Every operation of the document.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let tag = operation["tags"][0].as_str().unwrap();
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                permission: operation["x-permission"].clone(),
                responses: operation["responses"].clone(),
                on_staff: TAGS.iter().any(|(name, _, staff)| *name == tag && *staff),
            });
        }
    }
    all
}

impl Operation {
    /// Whether what it needs is one of what there is.
    pub fn permission_is_known(&self) -> bool {
        match &self.permission {
            Value::String(word) => ["none", "session", "partner"].contains(&word.as_str()),
            other => self.cell(other).is_some(),
        }
    }

    pub fn cell(&self, written: &Value) -> Option<(Action, Resource)> {
        let action = serde_json::from_value(written["action"].clone()).ok()?;
        let resource = serde_json::from_value(written["resource"].clone()).ok()?;
        Some((action, resource))
    }

    pub fn has_record(&self) -> bool {
        self.path.contains("{id}")
    }

    /// Whether the records it is about can be given to a caseworker.
    pub fn can_be_given(&self) -> bool {
        let apart = ["likeness", "arrivals", "partners", "users", "break-glass/"];
        self.has_record() && !apart.iter().any(|part| self.path.contains(part))
    }

    /// What its records hold of what was written into them: that much must be shown to roles that read it, or the sweep would see nothing.
    pub fn holds(&self, compartment: Compartment) -> bool {
        use Compartment::*;
        let held: &[Compartment] = match self.id.as_str() {
            "report" => &[Narrative, Location, Attachments, StaffNotes, Mailbox],
            "incident" => &[Narrative, Location, StaffNotes],
            "referral" | "case" => &[Narrative, StaffNotes],
            "queue" | "cases" | "arrival" => &[Narrative],
            "attachment" => &[Attachments],
            _ => &[],
        };
        held.contains(&compartment)
    }

    /// Where identities are shown: one by one with a reason, in the preview of what would leave to whoever gave a code, and in a package
    /// that a partner sent to whoever decides on it.
    pub fn shows_identities(&self, compartment: Compartment, fresh: bool) -> bool {
        match compartment {
            Compartment::VictimIdentity => {
                ["reveal_identity", "arrival"].contains(&self.id.as_str()) || self.id == "referral" && fresh
            }
            Compartment::ReporterIdentity => self.id == "referral" && fresh,
            _ => false,
        }
    }

    pub fn address(&self, target: &Target) -> String {
        let address = self.path.replace("{id}", &target.id).replace("{purpose}", &target.id);
        if self.id == "statistics" { format!("{address}?from=1800000000&until=1900000000") } else { address }
    }
}

/// What is expected of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It goes well.
    Good,
    /// The matrix has nothing for the role, and the problem names this cell.
    Forbidden(Action, Resource),
    /// It is not there for this person.
    NotFound,
    /// Nobody is signed in.
    SignedOut,
    /// A fresh code is needed.
    Confirmation,
}

impl Expected {
    pub fn met(self, answer: &Answered) -> bool {
        let problem = |status: u16, kind: &str| {
            let body = answer.json();
            answer.status == status && body["type"] == format!("urn:problem-type:turnstone:{kind}")
        };
        match self {
            Expected::Good => answer.status.is_success(),
            Expected::Forbidden(action, resource) => {
                let body = answer.json();
                problem(403, "forbidden") && body["action"] == json!(action) && body["resource"] == json!(resource)
            }
            Expected::NotFound => problem(404, "not_found"),
            Expected::SignedOut => problem(401, "signed_out"),
            Expected::Confirmation => problem(403, "confirmation"),
        }
    }
}

/// What is wrong with an answer: another status than expected, a shape that the document does not have, or content in a refusal.
pub fn fault(document: &Value, operation: &Operation, answer: &Answered, expected: Expected) -> Option<String> {
    if !expected.met(answer) {
        return Some(format!("expected {expected:?}, got {} {}", answer.status, answer.text()));
    }
    let described = operation.responses.get(answer.status.as_str()).or(operation.responses.get("default"));
    let described = match described.and_then(|response| response.get("$ref")).and_then(Value::as_str) {
        Some(to) => document.pointer(to.trim_start_matches('#')),
        None => described,
    };
    let media_type = answer.headers.get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
    let schema = described.and_then(|response| response["content"].get(media_type)).map(|content| &content["schema"]);
    let shape = match (media_type, schema) {
        ("", _) if answer.bytes.is_empty() => None,
        ("application/octet-stream", Some(_)) => None,
        (_, Some(schema)) => misfit(document, schema, &answer.json()),
        (_, None) => Some(format!("the document has no {media_type} for {}", answer.status)),
    };
    if let Some(shape) = shape {
        return Some(format!("{} is not as the document says: {shape}", answer.status));
    }
    let refused = !answer.status.is_success();
    (refused && !canaries(&answer.text()).is_empty()).then(|| "a refusal shows content".to_owned())
}
