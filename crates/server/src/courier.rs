//! The courier: takes sealed packages and signed notes to partners' servers, again and again until they say that they have them.
//!
//! It holds no key. What it carries was sealed and signed by people who were signed in ([`turnstone_casework::desk`]); a referral that was
//! revoked in the meantime is no longer handed to it.

use crate::state::Shared;
use std::future::Future;
use std::time::Duration;
use turnstone_casework::desk::outbox::{Carried, Delivery};
use turnstone_casework::desk::partners;

/// How often it looks for something to carry.
const EVERY: Duration = Duration::from_secs(2);
/// How long a partner's server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Carries until `stop` resolves.
pub async fn run(shared: Shared, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        match shared.desk.deliveries().await {
            Ok(deliveries) => {
                for delivery in deliveries {
                    carry(&shared, delivery).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the courier could not read what waits"),
        }
    }
}

async fn carry(shared: &Shared, delivery: Delivery) {
    let (id, digest) = (delivery.id, delivery.digest);
    let part = if delivery.kind == Carried::Package { "packages" } else { "notes" };
    let sent = tokio::task::spawn_blocking(move || hand_over(&delivery.address, part, &delivery.body)).await;
    let done = match sent {
        Ok(Ok(())) => shared.desk.delivered(id, digest).await,
        Ok(Err(reason)) => {
            tracing::info!(outbox = %id, reason, "a partner's server did not take it; it will be tried again");
            Ok(())
        }
        Err(_) => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(outbox = %id, %error, "the courier could not note a delivery");
    }
}

/// Hands something sealed over to the server at an address, at `packages` or `notes` there.
///
/// # Errors
/// A sentence of ours, never what the other side said.
pub fn hand_over(address: &str, part: &str, body: &[u8]) -> Result<(), &'static str> {
    if !partners::is_safe(address) {
        return Err("the partner's address is not https");
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        // A redirect could lead what is sealed for one partner to somebody else, and the courier into our own network.
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let response = agent
        .post(format!("{}/{part}", address.trim_end_matches('/')))
        .header("content-type", "application/octet-stream")
        .send(body);
    match response {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) if response.status().is_client_error() => Err("refused by the partner's server"),
        Ok(_) => Err("the partner's server has a fault"),
        Err(_) => Err("the partner's server does not answer"),
    }
}

#[cfg(test)]
mod tests {
    use turnstone_casework::desk::partners::is_safe;

    #[test]
    fn goes_by_https_or_stays_on_the_machine() {
        for good in
            ["https://report.example.org/o/a", "http://127.0.0.1:8080/o/a", "http://localhost/o/a", "http://[::1]:1/x"]
        {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "http://example.org",
            "http://127.0.0.1.example.org/",
            "http://localhost@example.org/",
            "ftp://localhost",
            "",
            "file:///etc/passwd",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
