//! The queue of passphrase work. Each piece takes some 64 MiB and a good part of a second, so that a few at once are let in, a few
//! wait, and the rest are told to come back: sign-in under attack gets slow for those who sign in and for nobody else.

use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// The queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many people sign in at this moment; try again in a few seconds")]
pub struct Busy;

/// The queue; copies share it.
#[derive(Clone, Debug)]
pub struct Hasher {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Hasher {
    /// A queue that runs so many pieces of work at once (at least one) and lets so many wait.
    pub fn new(concurrent: usize, waiting: usize) -> Hasher {
        let concurrent = concurrent.clamp(1, Semaphore::MAX_PERMITS);
        let admitted = concurrent.saturating_add(waiting).min(Semaphore::MAX_PERMITS);
        Hasher { admitted: Arc::new(Semaphore::new(admitted)), running: Arc::new(Semaphore::new(concurrent)) }
    }

    /// Runs a piece of work on a thread of its own, after those that came before.
    ///
    /// When the caller goes away while it waits, its place is given up; once the work runs, it runs to its end and keeps its place until
    /// then, so that closing connections does not let more in than there are places.
    ///
    /// # Errors
    /// At once, when the queue is full; or when the program is stopping.
    ///
    /// # Panics
    /// When the work does: its panic goes on in the caller.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| Busy)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| Busy)?;
        let done = spawn_blocking(move || {
            let _places = (admitted, running);
            work()
        });
        match done.await {
            Ok(value) => Ok(value),
            Err(stopped) => match stopped.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Busy),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_a_freed_one_accepts() {
        let hasher = Hasher::new(1, 1);
        let (release, wait) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.run(move || wait.recv().is_ok()).await }
        });
        while hasher.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.run(|| 2).await }
        });
        while hasher.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        // One runs and one waits: a third is refused without waiting.
        let third = tokio::time::timeout(Duration::from_secs(5), hasher.run(|| 3)).await;
        assert_eq!(third.unwrap(), Err(Busy));

        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(2));
        assert_eq!(hasher.run(|| 4).await, Ok(4));
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_keeps_its_place_until_the_work_ends() {
        let hasher = Hasher::new(1, 0);
        let (release, wait) = mpsc::channel::<()>();
        let gone = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.run(move || wait.recv().is_ok()).await }
        });
        while hasher.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        assert_eq!(hasher.run(|| ()).await, Err(Busy), "the work still runs");
        release.send(()).unwrap();
        while hasher.admitted.available_permits() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(hasher.run(|| ()).await, Ok(()));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn never_more_at_once_than_allowed() {
        let hasher = Hasher::new(3, 100);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all = (0..60).map(|_| {
            let (hasher, now, most) = (hasher.clone(), now.clone(), most.clone());
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(1));
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                hasher.run(work).await
            })
        });
        for one in all.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap(), Ok(()));
        }
        assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
    }
}
