//! Reports whose time has come.

use super::*;

on_both! {
    what_expires_is_shredded_and_counted
}

async fn what_expires_is_shredded_and_counted(place: Place, _: Another) {
    let store = place.open().await;
    for number in [1, 2] {
        let mut intake = intake(number, 8192);
        intake.report.expires_at = NOW.plus(number as i64 * 1000);
        intake.wraps.push(WrapRow { expires_at: Some(NOW), recipient: id(77), ..intake.wraps[0].clone() });
        store.accept(intake).await.unwrap();
    }
    let needle = &noise(1, 2048)[100..150];
    let files = |dir: &Path| -> Vec<u8> {
        let entries = std::fs::read_dir(dir).unwrap().flatten().filter(|entry| entry.path().is_file());
        entries.flat_map(|entry| std::fs::read(entry.path()).unwrap()).collect()
    };
    let on_disk = |dir: &Path| files(dir).windows(needle.len()).any(|window| window == needle);
    if store.kind() == Kind::Sqlite {
        assert!(on_disk(place.dir.path()), "the search can find it");
    }
    assert_eq!(retention::expire(&store, NOW.plus(999)).await.unwrap().reports, 0);
    assert_eq!(count(&store, "wraps").await, 10, "grants whose time has come are gone, the others not");
    let shredded = retention::expire(&store, NOW.plus(1000)).await.unwrap();
    assert_eq!((shredded.reports, shredded.keys, shredded.sealed), (1, 4, 4));
    if store.kind() == Kind::Sqlite {
        assert!(!on_disk(place.dir.path()), "what was deleted is not in the files any more");
    }
    let one = ReportRow::one(store.reader(), "WHERE id = $1", Values::new().and(&id(1))).await.unwrap().unwrap();
    assert_eq!((one.state.as_str(), one.receipt_lookup, one.reporter_public), ("expired", None, None));
    assert_eq!((one.received_at, one.channel.as_str()), (NOW.day(), "web"));
    let counts =
        [count(&store, "reports").await, count(&store, "signals").await, count(&store, "compartment_keys").await];
    assert_eq!(counts, [2, 2, 8], "the rows stay for the statistics");
    assert_eq!((count(&store, "wraps").await, count(&store, "sealed").await), (5, 4));
    assert_eq!(retention::expire(&store, NOW.plus(1000)).await.unwrap().reports, 0, "once is enough");
    retention::erase(&store, TENANT, id(2), "user:x".to_owned(), NOW).await.unwrap();
    assert_eq!((count(&store, "wraps").await, count(&store, "sealed").await), (0, 0));
    let missing = retention::erase(&store, id(9), id(2), "user:x".to_owned(), NOW).await;
    assert!(matches!(missing, Err(CaseworkError::NotFound(_))), "another organisation's report");
    assert_eq!(count(&store, "audit").await, 4);
    assert!(verify(&store, TENANT).await.unwrap().is_whole());
}
