//! The table of operations: one entry makes the route and its description together, so that neither can be there without the other.
//!
//! What an operation takes and answers is read off the types of its handler ([`Shape`]). What it needs ([`Needs`]) is written beside it,
//! and the sweep in `tests/authorisation.rs` holds the desk to it, cell by cell.

use super::problem::MEDIA_TYPE;
use crate::state::Shared;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, delete, get, post, put};
use serde_json::{Value, json};
use std::future::Future;
use turnstone_casework::permission::{Action, Resource};
use utoipa::ToSchema;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, Paths};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::response::Response;
use utoipa::openapi::{Ref, RefOr, Schema, SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

/// Where every operation begins.
pub const PREFIX: &str = "/api/v1";
/// The name of the extension that says what an operation needs.
pub const PERMISSION: &str = "x-permission";

/// Something that is done with something, as the matrix has it.
pub type Cell = (Action, Resource);

/// What an operation needs.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    who: Who,
    /// One more cell of the matrix, when the body has a field.
    and: Option<(Cell, &'static str)>,
    /// Another cell that suffices, depending on the record.
    or: Option<Cell>,
    /// A code that was given a short while ago.
    code: bool,
}

#[derive(Clone, Copy, Debug)]
enum Who {
    Anybody,
    Session,
    Partner,
    Cell(Cell),
}

/// Everybody may.
pub const ANYBODY: Needs = Needs::of(Who::Anybody);
/// A session, of whatever role: it is about the person.
pub const SIGNED_IN: Needs = Needs::of(Who::Session);
/// A partner's token.
pub const PARTNERS: Needs = Needs::of(Who::Partner);

/// A session of a role that the matrix allows it.
pub const fn may(action: Action, resource: Resource) -> Needs {
    Needs::of(Who::Cell((action, resource)))
}

impl Needs {
    const fn of(who: Who) -> Needs {
        Needs { who, and: None, or: None, code: false }
    }

    /// And one more, when the body has a field.
    pub const fn and(self, action: Action, resource: Resource, field: &'static str) -> Needs {
        Needs { and: Some(((action, resource), field)), ..self }
    }

    /// Or another one, depending on the record.
    pub const fn or(self, action: Action, resource: Resource) -> Needs {
        Needs { or: Some((action, resource)), ..self }
    }

    /// And a fresh code.
    pub const fn code(self) -> Needs {
        Needs { code: true, ..self }
    }

    /// As it stands in the document.
    fn written(self) -> Value {
        let (action, resource) = match self.who {
            Who::Anybody => return json!("none"),
            Who::Session => return json!("session"),
            Who::Partner => return json!("partner"),
            Who::Cell(cell) => cell,
        };
        let mut value = json!({"action": action, "resource": resource});
        if let Some(((action, resource), field)) = self.and {
            value["and"] = json!({"action": action, "resource": resource, "when": field});
        }
        if let Some((action, resource)) = self.or {
            value["or"] = json!({"action": action, "resource": resource});
        }
        if self.code {
            value["fresh_code"] = json!(true);
        }
        value
    }
}

/// The description of one operation while it is written.
pub struct Sheet {
    operation: Operation,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Sheet {
    /// Who may call it.
    pub fn security(&mut self, requirement: SecurityRequirement) {
        self.operation.security.get_or_insert_default().push(requirement);
        self.problem(401);
    }

    /// Something in the address or the query.
    pub fn parameter(&mut self, parameter: Parameter) {
        self.operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
    }

    /// The body.
    pub fn body(&mut self, body: RequestBody) {
        self.operation.request_body = Some(RefOr::T(body));
    }

    /// An answer.
    pub fn answer(&mut self, status: StatusCode, response: Response) {
        self.operation.responses.responses.insert(status.as_str().to_owned(), RefOr::T(response));
    }

    /// A status that is answered with a problem.
    pub fn problem(&mut self, status: u16) {
        let responses = &mut self.operation.responses.responses;
        responses.insert(status.to_string(), RefOr::Ref(Ref::from_response_name(PROBLEM)));
    }

    /// A type, and the types in it.
    pub fn schema<T: ToSchema>(&mut self) {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
    }
}

/// The name of the response that every problem refers to.
pub const PROBLEM: &str = "Problem";

/// Something that says what it adds to an operation: a part of the request, or an answer.
pub trait Described {
    /// Writes it down.
    fn describe(sheet: &mut Sheet);
}

/// A handler whose parts and answer describe themselves.
pub trait Shape<T> {
    /// Writes it down.
    fn describe(sheet: &mut Sheet);
}

macro_rules! shape {
    ($($part:ident)*) => {
        impl<F, Fut, Answer, M, $($part,)*> Shape<(M, $($part,)*)> for F
        where
            F: FnOnce($($part,)*) -> Fut,
            Fut: Future<Output = Answer>,
            Answer: Described,
            $($part: Described,)*
        {
            fn describe(sheet: &mut Sheet) {
                $($part::describe(sheet);)*
                Answer::describe(sheet);
            }
        }
    };
}

shape! { A }
shape! { A B }
shape! { A B C }
shape! { A B C D }

/// Operations that belong together.
pub struct Table {
    tag: &'static str,
    router: OpenApiRouter<Shared>,
    /// Every type of every operation, as often as it is used.
    #[cfg(test)]
    schemas: Vec<(String, RefOr<Schema>)>,
}

/// What is said of an operation beside what its types say.
pub struct Entry {
    id: &'static str,
    needs: Needs,
    about: &'static str,
}

/// An operation: its name, the same for good, what it needs, and what it does.
pub fn operation(id: &'static str, needs: Needs, about: &'static str) -> Entry {
    Entry { id, needs, about }
}

macro_rules! methods {
    ($($name:ident $method:ident;)*) => {
        $(
            #[doc = concat!("An operation by ", stringify!($method), ".")]
            pub fn $name<H, T>(self, path: &str, entry: Entry, handler: H) -> Table
            where
                H: Handler<T, Shared> + Shape<T>,
                T: 'static,
            {
                self.add(HttpMethod::$method, path, entry, <H as Shape<T>>::describe, $name(handler))
            }
        )*
    };
}

impl Table {
    /// No operation yet. The tag is one of [`TAGS`](super::document::TAGS).
    pub fn new(tag: &'static str) -> Table {
        Table {
            tag,
            router: OpenApiRouter::default(),
            #[cfg(test)]
            schemas: Vec::new(),
        }
    }

    methods! { get Get; post Post; put Put; delete Delete; }

    #[cfg_attr(not(test), expect(unused_mut, reason = "tests keep what they compare"))]
    fn add(
        mut self,
        method: HttpMethod,
        path: &str,
        entry: Entry,
        describe: fn(&mut Sheet),
        route: MethodRouter<Shared>,
    ) -> Table {
        let mut sheet = Sheet { operation: Operation::new(), schemas: Vec::new() };
        describe(&mut sheet);
        if matches!(entry.needs.who, Who::Cell(_)) {
            sheet.problem(403);
        }
        let other = RefOr::Ref(Ref::from_response_name(PROBLEM));
        sheet.operation.responses.responses.insert("default".to_owned(), other);
        let Sheet { mut operation, schemas } = sheet;
        operation.tags = Some(vec![self.tag.to_owned()]);
        operation.operation_id = Some(entry.id.to_owned());
        operation.summary = Some(entry.about.to_owned());
        operation.extensions = Some(Extensions::from_iter([(PERMISSION, entry.needs.written())]));
        if matches!(entry.needs.who, Who::Anybody) {
            operation.security = Some(vec![SecurityRequirement::default()]);
        }
        let mut paths = Paths::new();
        paths.add_path_operation(format!("{PREFIX}{path}"), vec![method], operation);
        #[cfg(test)]
        self.schemas.extend(schemas.iter().cloned());
        Table { router: self.router.routes((schemas, paths, route)), ..self }
    }

    /// Every type of every operation, as often as it is used.
    #[cfg(test)]
    pub fn schemas(&self) -> &[(String, RefOr<Schema>)] {
        &self.schemas
    }

    /// The routes with their description.
    pub fn router(self) -> OpenApiRouter<Shared> {
        self.router
    }
}

/// The response that every problem refers to.
pub fn problem_response() -> Response {
    let content = utoipa::openapi::ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let text = "What was refused, and why: a problem detail of RFC 9457.";
    utoipa::openapi::ResponseBuilder::new().description(text).content(MEDIA_TYPE, content).build()
}
