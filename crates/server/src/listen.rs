//! Taking connections: how many at once, for how long, and how the server stops. What is answered is in the routers.
//!
//! A client that sends its headers slowly, never sends its body, or opens thousands of connections costs a place for a while and nothing
//! more. Addresses of clients are not looked at and not logged.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// How many connections a site holds at once; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 2048;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests may go on after the server was asked to stop.
const STOPPING: Duration = Duration::from_secs(10);

/// Serves a site until `stop` resolves; requests that have begun may end. A request may take `whole`, its body included.
pub async fn listen(
    site: &'static str,
    listener: TcpListener,
    router: Router,
    whole: Duration,
    stop: impl Future<Output = ()> + Send,
) {
    let router = router
        .layer(axum::middleware::from_fn(move |request, next| log(site, request, next)))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, whole))
        .layer(CatchPanicLayer::custom(move |_| {
            // What a panic says may hold what somebody wrote; that there was one is all that is logged.
            tracing::error!(site, "a request ended in a panic");
            let body = "The request could not be answered. Nothing was changed halfway; try again.";
            axum::http::Response::builder()
                .status(StatusCode::INTERNAL_SERVER_ERROR)
                .header("cache-control", "no-store")
                .body(Body::from(body))
                .unwrap_or_default()
        }));
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Most often too many open files: those that are open end soon.
                tracing::warn!(site, %error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(
            router.clone().map_request(|request: Request<hyper::body::Incoming>| request.map(Body::new)),
        );
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_headers(64)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away or speaks no HTTP is no event.
            let _ = connection.await;
            drop(place);
        });
    }
    let _ = tokio::time::timeout(STOPPING, graceful.shutdown()).await;
}

/// One line a request: the route as it is declared, never the address that was asked for, because that may hold anything.
async fn log(site: &'static str, request: Request, next: axum::middleware::Next) -> axum::response::Response {
    let started = std::time::Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let milliseconds = started.elapsed().as_millis();
    let status = response.status().as_u16();
    let route = route.as_deref().unwrap_or("(none)");
    if response.status().is_server_error() {
        tracing::warn!(site, %method, route, status, milliseconds, "request");
    } else {
        tracing::debug!(site, %method, route, status, milliseconds, "request");
    }
    response
}
