//! Reporting and protection over HTTP: the public site, the staff's site, the files' site and the JSON interface.
//!
//! Each site listens at an address of its own, so that a page of one can never read another's. What happens is decided in
//! `turnstone-casework`; here a request becomes an operation and its result a page or JSON.

pub mod api;
pub mod courier;
pub mod files;
pub mod headers;
pub mod listen;
pub mod public;
pub mod staff;
pub mod state;
pub mod texts;

use std::future::Future;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use state::{Settings, Shared};

/// Where the sites listen.
pub struct Listeners {
    /// The public site, and what partners send.
    pub public: TcpListener,
    /// The staff's site and its JSON interface.
    pub staff: TcpListener,
    /// Files, an origin of its own.
    pub files: TcpListener,
}

/// How often what is due is looked for: expiry, escalation, referrals that were never answered.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// How long a request of the staff may take, its body included.
const QUICK: Duration = Duration::from_secs(120);
/// How long a report may take: files from an old telephone on a slow line. A client that sends nothing for a while is let go before.
const SLOW: Duration = Duration::from_secs(30 * 60);

/// Serves every site until `stop` resolves, then lets requests end.
///
/// A task that fails does not stop the others: the public site goes on taking reports while a partner's server or the housekeeping fails.
pub async fn serve(shared: Shared, listeners: Listeners, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let wait = || {
        let mut stopped = stopped.clone();
        async move {
            // An error means that the sender is gone, which is an end, too.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    };
    let public = public::router(shared.clone()).merge(api::exchange(shared.clone()));
    let links = files::Links::default();
    let staff = staff::router(shared.clone(), links.clone()).merge(api::staff(shared.clone()));
    let tasks = [
        tokio::spawn(listen::listen("public", listeners.public, public, SLOW, wait())),
        tokio::spawn(listen::listen("staff", listeners.staff, staff, QUICK, wait())),
        tokio::spawn(listen::listen("files", listeners.files, files::router(links), QUICK, wait())),
        tokio::spawn(courier::run(shared.clone(), wait())),
        tokio::spawn(keep_house(shared, wait())),
    ];
    stop.await;
    let _ = stopping.send(true);
    for task in tasks {
        let _ = task.await;
    }
}

async fn keep_house(shared: Shared, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut ticks = tokio::time::interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        let desk = &shared.desk;
        if let Err(error) = desk.expire().await {
            tracing::warn!(%error, "expired reports could not be shredded; it is tried again in a minute");
        }
        if let Err(error) = desk.expire_referrals().await {
            tracing::warn!(%error, "overdue referrals could not be looked at; it is tried again in a minute");
        }
        if let Err(error) = desk.escalate().await {
            tracing::warn!(%error, "overdue tasks could not be escalated; it is tried again in a minute");
        }
    }
}
