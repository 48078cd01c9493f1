//! What operations take: who asks, what the address names, what the query asks for, and the body. Each describes itself for the
//! document, and refuses with a problem.
//!
//! The staff's interface is reached with a bearer token only. A cookie is never looked at, so no page of another site can use it.

use super::json;
use super::operation::{Described, Sheet};
use super::problem::{Kind, Problem};
use crate::state::Shared;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use turnstone_casework::Id;
use turnstone_casework::desk::Person;
use turnstone_casework::desk::partners::SubmissionToken;
use turnstone_casework::vault::SessionToken;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, SchemaFormat};
use utoipa::openapi::{ContentBuilder, KnownFormat, Ref, RefOr, Required, Schema, SecurityRequirement, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// The most bytes of most bodies: the longest text a form takes, written with escapes, has less.
pub const SMALL: usize = 512 * 1024;
/// The most bytes of a body that holds files or is a sealed package.
pub const LARGE: usize = 16 * 1024 * 1024;

/// The name of the staff's way to sign in, in the document.
pub const SESSION: &str = "session";
/// The name of the partners' way, in the document.
pub const PARTNER: &str = "partner";

/// A person of the staff, by the token of their session.
pub struct Staff(pub Person);

/// A partner's program, by its token. Whether the token is in use is known only when it is used.
pub struct Submitter(pub SubmissionToken);

fn bearer(parts: &Parts) -> Option<&str> {
    let mut all = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (all.next(), all.next()) else { return None };
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl FromRequestParts<Shared> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Staff, Problem> {
        let token = bearer(parts).and_then(|token| SessionToken::parse(token).ok());
        let token = token.ok_or_else(|| {
            Problem::new(
                Kind::SignedOut,
                "open a session with POST /api/v1/session and send its token as `Authorization: Bearer TOKEN`",
            )
        })?;
        Ok(Staff(shared.desk.person(&token).await?))
    }
}

impl FromRequestParts<Shared> for Submitter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Submitter, Problem> {
        let token = bearer(parts).and_then(SubmissionToken::parse);
        token.map(Submitter).ok_or_else(|| {
            Problem::new(
                Kind::SignedOut,
                "send the token that the organisation issued to you as `Authorization: Bearer TOKEN`",
            )
        })
    }
}

impl Described for Staff {
    fn describe(sheet: &mut Sheet) {
        sheet.security(SecurityRequirement::new(SESSION, Vec::<String>::new()));
    }
}

impl Described for Submitter {
    fn describe(sheet: &mut Sheet) {
        sheet.security(SecurityRequirement::new(PARTNER, Vec::<String>::new()));
    }
}

impl Described for State<Shared> {
    fn describe(_: &mut Sheet) {}
}

/// Something that an address names.
pub trait Named: Sized + Send {
    /// Its name in the pattern of the address.
    const NAME: &'static str;
    /// What it is.
    const ABOUT: &'static str;

    /// Reads it; nothing when there can be no such thing.
    fn read(text: &str) -> Option<Self>;

    /// What it looks like.
    fn schema() -> RefOr<Schema>;
}

/// What the address names.
pub struct At<T>(pub T);

impl Named for Id {
    const NAME: &'static str = "id";
    const ABOUT: &'static str = "The record.";

    fn read(text: &str) -> Option<Id> {
        text.parse().ok()
    }

    fn schema() -> RefOr<Schema> {
        <Id as PartialSchema>::schema()
    }
}

/// The name of an organisation in addresses.
pub struct Slug(pub String);

impl Named for Slug {
    const NAME: &'static str = "slug";
    const ABOUT: &'static str = "The organisation, by its name in addresses.";

    fn read(text: &str) -> Option<Slug> {
        let fits = (2..=40).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        fits.then(|| Slug(text.to_owned()))
    }

    fn schema() -> RefOr<Schema> {
        Object::builder().schema_type(Type::String).pattern(Some("^[a-z0-9][a-z0-9-]{1,39}$")).into()
    }
}

impl<T: Named, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At<T>, Problem> {
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::new(Kind::Encoding, "the address holds bytes that are not UTF-8"))?;
        let found = params.iter().find(|(name, _)| *name == T::NAME).and_then(|(_, text)| T::read(text));
        found.map(At).ok_or_else(|| {
            Problem::new(Kind::NotFound, "there is nothing of that name; see the address in the document")
        })
    }
}

impl<T: Named> Described for At<T> {
    fn describe(sheet: &mut Sheet) {
        let parameter = ParameterBuilder::new()
            .name(T::NAME)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(T::ABOUT))
            .schema(Some(T::schema()));
        sheet.parameter(parameter.build());
        sheet.problem(404);
    }
}

/// What the query asks for.
pub struct Ask<T>(pub T);

impl<T: DeserializeOwned + IntoParams, S: Send + Sync> FromRequestParts<S> for Ask<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ask<T>, Problem> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Ask(value)),
            Err(error) => {
                // It begins with the parameter, if it is one of ours.
                let said = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                let known = T::into_params(|| Some(ParameterIn::Query)).into_iter().map(|parameter| parameter.name);
                let found = known.filter_map(|name| Some((said.strip_prefix(&name)?.strip_prefix(": ")?, name))).next();
                Err(match found {
                    Some((said, name)) => Problem::invalid(name.clone(), json::ours(said)),
                    // Before the colon is what was asked for.
                    None => {
                        Problem::invalid("query", json::ours(said.split_once(": ").map_or(&said, |(_, said)| said)))
                    }
                })
            }
        }
    }
}

impl<T: IntoParams> Described for Ask<T> {
    fn describe(sheet: &mut Sheet) {
        for parameter in T::into_params(|| Some(ParameterIn::Query)) {
            sheet.parameter(parameter);
        }
        sheet.problem(400);
    }
}

/// A body of JSON, of at most so many bytes.
pub struct Json<T, const MOST: usize = SMALL>(pub T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<Shared> for Json<T, MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Shared) -> Result<Json<T, MOST>, Problem> {
        if !is_json(media_type(&request)) {
            return Err(Problem::new(Kind::MediaType, "send the body as application/json"));
        }
        json::read(&body::<MOST>(request).await?).map(Json)
    }
}

impl<T: ToSchema, const MOST: usize> Described for Json<T, MOST> {
    fn describe(sheet: &mut Sheet) {
        sheet.schema::<T>();
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).build();
        let body = RequestBodyBuilder::new()
            .content("application/json", content)
            .description(Some(format!("At most {}.", size(MOST))))
            .required(Some(Required::True));
        sheet.body(body.build());
        [400, 413, 415].into_iter().for_each(|status| sheet.problem(status));
    }
}

/// A body of bytes as they are, of at most [`LARGE`].
pub struct Octets(pub Vec<u8>);

impl FromRequest<Shared> for Octets {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Shared) -> Result<Octets, Problem> {
        if !media_type(&request).eq_ignore_ascii_case("application/octet-stream") {
            return Err(Problem::new(Kind::MediaType, "send the bytes as application/octet-stream"));
        }
        body::<LARGE>(request).await.map(Octets)
    }
}

impl Described for Octets {
    fn describe(sheet: &mut Sheet) {
        let body = RequestBodyBuilder::new()
            .content("application/octet-stream", ContentBuilder::new().schema(Some(octets())).build())
            .description(Some(format!("At most {}.", size(LARGE))))
            .required(Some(Required::True));
        sheet.body(body.build());
        [413, 415].into_iter().for_each(|status| sheet.problem(status));
    }
}

/// Bytes, in the document.
pub fn octets() -> Object {
    Object::builder().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).build()
}

/// The media type of a body without its parameters; nothing where there are two or none.
fn media_type(request: &Request) -> &str {
    let mut all = request.headers().get_all(CONTENT_TYPE).iter();
    let (Some(one), None) = (all.next(), all.next()) else { return "" };
    one.to_str().unwrap_or("").split(';').next().unwrap_or("").trim()
}

fn is_json(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case("application/json")
}

async fn body<const MOST: usize>(request: Request) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::new(Kind::TooLarge, format!("at most {} are taken here", size(MOST)));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MOST as u64) {
        return Err(too_large());
    }
    let body: Body = request.into_body();
    match to_bytes(body, MOST).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) if is_limit(&error) => Err(too_large()),
        Err(_) => Err(Problem::new(Kind::Interrupted, "the body ended before it was whole; send it again")),
    }
}

/// Whether a body was longer than what was to be read. The type of that error is not public in what is used here; its words are.
fn is_limit(error: &axum::Error) -> bool {
    std::iter::successors(std::error::Error::source(error), |error| error.source())
        .any(|error| error.to_string() == "length limit exceeded")
}

fn size(bytes: usize) -> String {
    if bytes >> 20 > 0 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bearer_token_and_nothing_else_is_one() {
        let parts = |values: &[&str]| {
            let mut request = Request::new(Body::empty());
            for value in values {
                request.headers_mut().append(AUTHORIZATION, value.parse().unwrap());
            }
            request.into_parts().0
        };
        assert_eq!(bearer(&parts(&["Bearer abc"])), Some("abc"));
        assert_eq!(bearer(&parts(&["bearer abc"])), Some("abc"));
        for bad in [vec![], vec!["abc"], vec!["Basic abc"], vec!["Bearer a", "Bearer b"]] {
            assert_eq!(bearer(&parts(&bad)), None, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit_announced_or_not() {
        let request = |bytes: usize| Request::new(Body::from(vec![b'a'; bytes]));
        assert_eq!(body::<8>(request(8)).await.unwrap().len(), 8);
        assert_eq!(body::<8>(request(9)).await.unwrap_err().kind(), Kind::TooLarge);
        let mut announced = request(0);
        announced.headers_mut().insert(CONTENT_LENGTH, "9".parse().unwrap());
        assert_eq!(body::<8>(announced).await.unwrap_err().kind(), Kind::TooLarge);
        let broken = Body::from_stream(futures::stream::iter([Ok("a"), Err(std::io::Error::other("gone"))]));
        assert_eq!(body::<8>(Request::new(broken)).await.unwrap_err().kind(), Kind::Interrupted);
    }

    #[test]
    fn an_address_names_what_can_be() {
        assert!(Slug::read("line-1").is_some());
        for bad in ["", "a", "A1", "../etc", "a\0b", "%2e", &"a".repeat(41)] {
            assert!(Slug::read(bad).is_none(), "{bad:?}");
        }
    }
}
