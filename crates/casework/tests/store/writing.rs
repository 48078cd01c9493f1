//! Keeping reports, and writing in general.

use super::*;
use futures::StreamExt;
use turnstone_casework::permission::Resource;

on_both! {
    a_failing_job_is_undone_alone
    a_panic_does_not_end_the_writer
    of_two_who_edit_one_hears_of_the_other
    a_report_sent_again_is_kept_once
    one_report_that_cannot_be_kept_does_not_touch_the_others
    readers_cannot_write
    two_programs_write_one_chain
    a_closed_store_refuses_and_opens_again
}

async fn a_failing_job_is_undone_alone(place: Place, _: Another) {
    let store = place.open().await;
    let jobs = (0..40).map(|number| {
        let (store, row, event) = (store.clone(), report(if number == 17 { 3 } else { number }), event(number));
        async move {
            store
                .write(move |conn| {
                    Box::pin(async move {
                        // The entry first, so that it has to be undone with the rest.
                        audit::append(conn, &event).await?;
                        if number == 29 {
                            return Err(CaseworkError::Refused("not this one".to_owned()));
                        }
                        Ok(row.insert(conn).await?)
                    })
                })
                .await
        }
    });
    // Both 3 and 17 are report 3: whichever comes second fails.
    let results = futures::future::join_all(jobs).await;
    let failed: Vec<usize> = (0..40).filter(|at| results[*at].is_err()).collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(failed.contains(&29) && (failed.contains(&3) || failed.contains(&17)), "{failed:?}");
    let taken = results.into_iter().find_map(|result| match result {
        Err(CaseworkError::Store(error)) => Some(error),
        _ => None,
    });
    assert!(matches!(taken, Some(StoreError::Taken(_))), "{taken:?}");
    assert_eq!((count(&store, "reports").await, count(&store, "audit").await), (38, 38));
    let verdict = verify(&store, TENANT).await.unwrap();
    assert!(verdict.is_whole(), "{verdict}");
    assert!(matches!(audit::append(&mut place.intruder().await, &event(1)).await, Err(StoreError::OutsideWrite)));
}

async fn a_panic_does_not_end_the_writer(place: Place, _: Another) {
    let store = place.open().await;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let row = report(1);
    let panicked = store
        .write::<(), _>(move |conn| {
            Box::pin(async move {
                row.insert(conn).await?;
                panic!("a fault")
            })
        })
        .await;
    std::panic::set_hook(hook);
    assert!(panicked.is_err());
    assert_eq!(count(&store, "reports").await, 0);
    assert_eq!(store.accept(intake(1, 64)).await.unwrap(), Accepted { fresh: true, report: id(1) });
}

async fn of_two_who_edit_one_hears_of_the_other(place: Place, _: Another) {
    use turnstone_casework::store::rows::Owned;
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let mut first = ReportRow::by_id(store.reader(), TENANT, id(1)).await.unwrap().unwrap();
    let mut second = first.clone();
    assert_eq!(first, report(1));
    assert_eq!(ReportRow::by_id(store.reader(), id(9), id(1)).await.unwrap(), None, "another organisation");
    let update = |mut row: ReportRow| {
        let store = store.clone();
        async move { store.write(move |conn| Box::pin(async move { Ok(row.update(conn).await.map(|()| row)?) })).await }
    };
    first.state = "claimed".to_owned();
    first.claimed_by = Some(id(5));
    let first = update(first).await.unwrap();
    assert_eq!(first.version, 1);
    second.state = "closed".to_owned();
    let refused = update(second.clone()).await.unwrap_err();
    assert!(matches!(refused, CaseworkError::Conflict { what: Resource::Report, seen: 0, now: 1 }), "{refused}");
    let now = ReportRow::one(store.reader(), "WHERE id = $1", Values::new().and(&id(1))).await.unwrap().unwrap();
    assert_eq!((now.state.as_str(), now.claimed_by, now.version), ("claimed", Some(id(5)), 1));
    second.id = id(2);
    assert!(matches!(update(second).await, Err(CaseworkError::NotFound(Resource::Report))));
}

async fn a_report_sent_again_is_kept_once(place: Place, _: Another) {
    let store = place.open().await;
    let again = futures::future::join_all((0..20).map(|_| store.accept(intake(1, 64)))).await;
    let fresh = again.into_iter().filter(|accepted| accepted.as_ref().unwrap().fresh).count();
    assert_eq!(fresh, 1);
    // The same receipt with another identifier, as from a form that was sent twice.
    let mut other = intake(2, 64);
    other.report.receipt_lookup = report(1).receipt_lookup;
    assert_eq!(store.accept(other).await.unwrap(), Accepted { fresh: false, report: id(1) });
    let counts = [count(&store, "reports").await, count(&store, "signals").await, count(&store, "sealed").await];
    assert_eq!(counts, [1, 1, 4]);
    assert_eq!((count(&store, "wraps").await, count(&store, "audit").await), (5, 1));
}

async fn one_report_that_cannot_be_kept_does_not_touch_the_others(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let sent = (2..12).map(|number| {
        let mut intake = intake(number, 64);
        if number == 7 {
            // A key of report 1.
            intake.keys[0].id = id(1000);
        }
        store.accept(intake)
    });
    let results = futures::future::join_all(sent).await;
    for (number, result) in (2..12).zip(results) {
        match number {
            7 => assert!(matches!(result, Err(CaseworkError::Store(StoreError::Taken(_)))), "{result:?}"),
            _ => assert_eq!(result.unwrap(), Accepted { fresh: true, report: id(number) }),
        }
    }
    assert_eq!((count(&store, "reports").await, count(&store, "audit").await), (10, 10));
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}

async fn readers_cannot_write(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    assert!(sqlx::query("DELETE FROM reports").execute(store.reader()).await.is_err());
    assert_eq!(count(&store, "reports").await, 1);
}

async fn a_closed_store_refuses_and_opens_again(place: Place, _: Another) {
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let kept = store.clone();
    store.close().await;
    let refused = kept.accept(intake(2, 64)).await;
    assert!(matches!(refused, Err(CaseworkError::Store(StoreError::Unavailable(_)))), "{refused:?}");
    let store = place.open().await;
    assert_eq!(count(&store, "reports").await, 1);
    assert_eq!(verify(&store, TENANT).await.unwrap().checkpoint, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    let place = Place::sqlite().expect("SQLite is always there");
    let store = place.open().await;
    let limit = |pages: u32| {
        let text = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        store.write(move |conn| {
            Box::pin(async move {
                sqlx::query(text).execute(conn).await?;
                Ok(())
            })
        })
    };
    limit(600).await.unwrap();
    let mut kept = Vec::new();
    let mut refused = 0;
    for batch in 0..30 {
        let sent = (batch * 20..batch * 20 + 20).map(|number| store.accept(intake(number + 1, 8192)));
        for result in futures::future::join_all(sent).await {
            match result {
                Ok(accepted) => kept.push(accepted.report),
                Err(CaseworkError::Store(StoreError::Full)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        if refused > 60 {
            break;
        }
    }
    assert!(refused > 60 && !kept.is_empty(), "{refused} refused, {} kept", kept.len());
    limit(1_000_000).await.unwrap();
    store.accept(intake(9999, 8192)).await.unwrap();
    store.close().await;
    let store = place.open().await;
    assert_eq!(count(&store, "reports").await, kept.len() as i64 + 1);
    for id in kept {
        let there = SealedRow::all(store.reader(), "WHERE row_id = $1", Values::new().and(&id)).await.unwrap();
        assert_eq!(there.len(), 4, "{id}");
    }
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}

async fn two_programs_write_one_chain(place: Place, _: Another) {
    // As the server and a command of the administrator do.
    let (one, other) = (place.open().await, place.open().await);
    let sent = (1..=60)
        .map(|number| if number % 2 == 0 { one.accept(intake(number, 64)) } else { other.accept(intake(number, 64)) });
    // At most ten at once, so that the two alternate.
    let results: Vec<_> = futures::stream::iter(sent).buffer_unordered(10).collect().await;
    assert!(results.iter().all(|result| result.as_ref().is_ok_and(|accepted| accepted.fresh)));
    one.close().await;
    other.close().await;
    let verdict = verify(&place.open().await, TENANT).await.unwrap();
    assert!(verdict.is_whole() && verdict.entries == 60 && verdict.checkpoint == Some(60), "{verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_replaced() {
    let Some(place) = Place::postgres() else { return };
    let store = place.open().await;
    store.accept(intake(1, 64)).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut intruder = place.intruder().await;
    sqlx::query(end).execute(&mut intruder).await.unwrap();
    assert!(store.accept(intake(2, 64)).await.unwrap().fresh);
    // In the middle of a write: the caller hears of it, nothing is kept, and the next write works.
    let row = report(3);
    let lost = store
        .write(move |conn| {
            Box::pin(async move {
                row.insert(&mut *conn).await?;
                sqlx::query("SELECT pg_terminate_backend(pg_backend_pid())").execute(conn).await?;
                Ok(())
            })
        })
        .await;
    assert!(lost.is_err());
    assert!(store.accept(intake(4, 64)).await.unwrap().fresh);
    assert_eq!(count(&store, "reports").await, 3);
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}
