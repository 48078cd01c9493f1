//! The routes that a router really has, by what it prints of itself and by what it answers.

use crate::world::World;
use axum::Router;
use axum::http::Method;

/// The paths of a router, as it prints itself.
pub fn paths(printed: &str) -> Vec<String> {
    // Behind the routes comes what answers when there is none.
    let printed = printed.split("fallback_router:").next().unwrap_or_default();
    let mut all: Vec<String> = printed
        .split("RouteId(")
        .filter_map(|part| part.split_once("): \"")?.1.split_once('"'))
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.starts_with('/'))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The methods that a path of a router has.
pub async fn methods(world: &World, router: &Router, path: &str) -> Vec<String> {
    let address = path.replace("{id}", &"0".repeat(32)).replace("{slug}", "north").replace("{purpose}", "triage");
    let mut all = Vec::new();
    for method in
        [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE]
    {
        if world.call(router, method.clone(), &address, None, None).await.status != 405 {
            all.push(method.to_string());
        }
    }
    all
}
