//! What operations answer. Each describes itself for the document.

use super::extract::octets;
use super::operation::{Described, Sheet};
use super::problem::Problem;
use axum::Json;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use turnstone_casework::Id;
use utoipa::ToSchema;
use utoipa::openapi::{Array, ContentBuilder, Ref, ResponseBuilder};

/// What an operation gives.
pub type Answer<T> = Result<T, Problem>;

impl<T: Described> Described for Answer<T> {
    fn describe(sheet: &mut Sheet) {
        T::describe(sheet);
    }
}

fn describe<T: ToSchema>(sheet: &mut Sheet, status: StatusCode, text: &str) {
    sheet.schema::<T>();
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).build();
    sheet.answer(status, ResponseBuilder::new().description(text).content("application/json", content).build());
}

/// What was asked for.
pub struct Given<T>(pub T);

impl<T: Serialize> IntoResponse for Given<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

impl<T: ToSchema> Described for Given<T> {
    fn describe(sheet: &mut Sheet) {
        describe::<T>(sheet, StatusCode::OK, "What was asked for.");
    }
}

/// A list that was asked for.
pub struct Listed<T>(pub Vec<T>);

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

impl<T: ToSchema> Described for Listed<T> {
    fn describe(sheet: &mut Sheet) {
        sheet.schema::<T>();
        let content = ContentBuilder::new().schema(Some(Array::new(Ref::from_schema_name(T::name())))).build();
        let response = ResponseBuilder::new().description("What was asked for.").content("application/json", content);
        sheet.answer(StatusCode::OK, response.build());
    }
}

/// Something new that was kept.
pub struct Made<T>(pub T);

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: ToSchema> Described for Made<T> {
    fn describe(sheet: &mut Sheet) {
        describe::<T>(sheet, StatusCode::CREATED, "It is kept.");
    }
}

/// Something that was kept now (`true`), or had been kept when the same arrived before.
pub struct Once<T>(pub bool, pub T);

impl<T: Serialize> IntoResponse for Once<T> {
    fn into_response(self) -> Response {
        let status = if self.0 { StatusCode::CREATED } else { StatusCode::OK };
        (status, Json(self.1)).into_response()
    }
}

impl<T: ToSchema> Described for Once<T> {
    fn describe(sheet: &mut Sheet) {
        describe::<T>(sheet, StatusCode::CREATED, "It is kept.");
        describe::<T>(sheet, StatusCode::OK, "The same had arrived before; nothing was kept twice.");
    }
}

/// It was done, and there is nothing to tell about it.
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Described for Done {
    fn describe(sheet: &mut Sheet) {
        sheet.answer(StatusCode::NO_CONTENT, ResponseBuilder::new().description("It was done.").build());
    }
}

/// A file, to be saved and never shown. Its name and type are in the report: what somebody named a file is no header of ours.
pub struct Saved(pub Vec<u8>);

impl IntoResponse for Saved {
    fn into_response(self) -> Response {
        const HEADERS: [(HeaderName, &str); 3] = [
            (CONTENT_TYPE, "application/octet-stream"),
            (CONTENT_DISPOSITION, "attachment"),
            (CONTENT_SECURITY_POLICY, crate::headers::FILES_POLICY),
        ];
        (HEADERS, self.0).into_response()
    }
}

impl Described for Saved {
    fn describe(sheet: &mut Sheet) {
        let content = ContentBuilder::new().schema(Some(octets())).build();
        let text = "The bytes as they were sent, to be saved. They may do harm when they are opened.";
        let response = ResponseBuilder::new().description(text).content("application/octet-stream", content);
        sheet.answer(StatusCode::OK, response.build());
    }
}

/// The identifier of something new.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewId {
    /// Its identifier.
    pub id: Id,
}

/// The version that stands now; the next change names it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Version {
    /// The version.
    pub version: i64,
}

/// Something was changed.
pub fn changed(version: i64) -> Answer<Given<Version>> {
    Ok(Given(Version { version }))
}

/// Something was made.
pub fn made(id: Id) -> Answer<Made<NewId>> {
    Ok(Made(NewId { id }))
}
