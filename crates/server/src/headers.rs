//! The security headers of the three sites: what a browser may do with their pages. What a page says is in [`crate::public`] and
//! [`crate::staff`].
//!
//! Each function is a layer over a whole site, errors included: `router.layer(axum::middleware::map_response(headers::public))`.
//! A handler may set its own `Cache-Control` (a style sheet) or `Content-Security-Policy` (a document that was not written here);
//! every other header is set whatever the handler did.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::Response;

/// The public site: no script at all, nothing from elsewhere, no frame around it.
pub const PUBLIC_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                                 frame-ancestors 'none'";

/// The staff's site: its own script and style sheets; icons inside style sheets are `data:` images.
pub const STAFF_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                                connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The files' site: whatever somebody uploaded runs nothing, shows nothing and has an origin of its own.
pub const FILES_POLICY: &str =
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Pages that say what somebody told us are kept nowhere.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

const COMMON: [(HeaderName, &str); 7] = [
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()",
    ),
    // Browsers heed it over HTTPS only, so a demonstration over plain HTTP is not locked out.
    (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
];

/// The headers of the public site.
pub async fn public(response: Response) -> Response {
    with(response, PUBLIC_POLICY)
}

/// The headers of the staff's site.
pub async fn staff(response: Response) -> Response {
    with(response, STAFF_POLICY)
}

/// The headers of the files' site.
pub async fn files(response: Response) -> Response {
    with(response, FILES_POLICY)
}

fn with(mut response: Response, policy: &'static str) -> Response {
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn a_handler_may_cache_its_style_sheet_but_not_loosen_the_rest() {
        let mut response = Response::new(Body::empty());
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
        response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("unsafe-url"));
        let headers = with(response, PUBLIC_POLICY).headers().clone();
        assert_eq!(headers[CACHE_CONTROL], "max-age=60");
        assert_eq!(headers[REFERRER_POLICY], "no-referrer");
        assert_eq!(headers[CONTENT_SECURITY_POLICY], PUBLIC_POLICY);
    }

    #[test]
    fn no_site_runs_what_it_did_not_bring() {
        for policy in [PUBLIC_POLICY, STAFF_POLICY, FILES_POLICY] {
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        }
        assert!(!PUBLIC_POLICY.contains("script-src") && !FILES_POLICY.contains("script-src"));
    }
}
