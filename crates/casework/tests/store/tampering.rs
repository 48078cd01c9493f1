//! The audit log, changed in every way from outside.

use super::*;
use sha2::Digest;
use turnstone_casework::store::audit::AuditRow;

on_both! {
    every_kind_of_tampering_with_the_audit_log_is_found
    a_chain_that_was_computed_again_is_found
    a_chain_that_was_changed_goes_on_and_stays_marked
}

/// Twelve entries, with checkpoints of the sixth and the twelfth, and the head as it was at the sixth.
async fn twelve(place: &Place) -> (Store, i64, Vec<u8>, Vec<u8>) {
    let store = place.open().await;
    for number in 1..=6 {
        log(&store, number).await;
    }
    store.close().await;
    let store = place.open().await;
    let head = sqlx::query("SELECT seq, hash, seal FROM audit_heads").fetch_one(store.reader()).await.unwrap();
    let (seq, hash, seal) = (head.get(0), head.get(1), head.get(2));
    for number in 7..=12 {
        assert_eq!(log(&store, number).await, number as i64);
    }
    store.close().await;
    (place.open().await, seq, hash, seal)
}

async fn every_kind_of_tampering_with_the_audit_log_is_found(place: Place, _: Another) {
    let (store, seq, hash, seal) = twelve(&place).await;
    let whole = verify(&store, TENANT).await.unwrap();
    assert!(whole.is_whole() && whole.entries == 12 && whole.checkpoint == Some(12), "{whole}");
    let mut intruder = place.intruder().await;
    for text in ["CREATE TABLE kept AS SELECT * FROM audit", "CREATE TABLE kept_heads AS SELECT * FROM audit_heads"] {
        sqlx::query(text).execute(&mut intruder).await.unwrap();
    }
    let copy = |from: u8, to: u8| {
        format!(
            "INSERT INTO audit SELECT tenant, {to}, at, actor, action, object, outcome, hash FROM kept WHERE seq = {from}"
        )
    };
    let moved = |pairs: &[(u8, u8)]| {
        let mut all: Vec<String> =
            pairs.iter().map(|(from, _)| format!("DELETE FROM audit WHERE seq = {from}")).collect();
        all.extend(pairs.iter().map(|(from, to)| copy(*from, *to)));
        all
    };
    let one = |text: &str| vec![text.to_owned()];
    let cut = "DELETE FROM audit WHERE seq > 9";
    let kinds: Vec<(&str, Vec<String>, i64, Vec<Fault>)> = vec![
        ("an action", one("UPDATE audit SET action = 'x' WHERE seq = 5"), 5, vec![Fault::Edited]),
        ("a time", one("UPDATE audit SET at = at + 1 WHERE seq = 1"), 1, vec![Fault::Edited]),
        ("an actor", one("UPDATE audit SET actor = 'nobody' WHERE seq = 12"), 12, vec![Fault::Edited]),
        (
            "a digest",
            one("UPDATE audit SET hash = (SELECT hash FROM kept WHERE seq = 1) WHERE seq = 5"),
            5,
            vec![Fault::Edited],
        ),
        (
            "the last digest",
            one("UPDATE audit SET hash = (SELECT hash FROM kept WHERE seq = 1) WHERE seq = 12"),
            12,
            vec![Fault::Edited],
        ),
        ("a deletion", one("DELETE FROM audit WHERE seq = 5"), 5, vec![Fault::Missing]),
        ("the first deleted", one("DELETE FROM audit WHERE seq = 1"), 1, vec![Fault::Missing]),
        ("two swapped", moved(&[(5, 9), (9, 5)]), 5, vec![Fault::Reordered]),
        ("neighbours swapped", moved(&[(5, 6), (6, 5)]), 5, vec![Fault::Reordered]),
        ("one moved back", moved(&[(5, 8), (6, 5), (7, 6), (8, 7)]), 5, vec![Fault::Reordered]),
        ("first and last swapped", moved(&[(1, 12), (12, 1)]), 1, vec![Fault::Reordered]),
        ("the end cut off", one(cut), 10, vec![Fault::Truncated]),
        (
            "the end cut off with a new head",
            vec![
                cut.to_owned(),
                "UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM kept WHERE seq = 9)".to_owned(),
            ],
            9,
            vec![Fault::HeadForged, Fault::OlderThanCheckpoint],
        ),
        ("an entry added", vec![copy(12, 13)], 13, vec![Fault::Reordered, Fault::Added]),
        ("an entry before the first", vec![copy(12, 0)], 0, vec![Fault::Added]),
        ("a head deleted", one("DELETE FROM audit_heads"), 12, vec![Fault::HeadMissing]),
        (
            "everything deleted",
            vec!["DELETE FROM audit".to_owned(), "DELETE FROM audit_heads".to_owned()],
            12,
            vec![Fault::OlderThanCheckpoint],
        ),
    ];
    let clean = [
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM kept",
        "DELETE FROM audit_heads",
        "INSERT INTO audit_heads SELECT * FROM kept_heads",
    ];
    for (kind, texts, at, faults) in kinds {
        for text in texts {
            sqlx::query(AssertSqlSafe(text)).execute(&mut intruder).await.unwrap();
        }
        let verdict = verify(&store, TENANT).await.unwrap();
        assert_eq!(
            verdict.findings.iter().map(|finding| finding.fault).collect::<Vec<_>>(),
            faults,
            "{kind}: {verdict}"
        );
        assert_eq!(verdict.findings[0].seq, at, "{kind}: {verdict}");
        assert_eq!(verify_all(&store).await.unwrap(), [verdict], "{kind}");
        for text in clean {
            sqlx::query(text).execute(&mut intruder).await.unwrap();
        }
    }
    assert!(verify(&store, TENANT).await.unwrap().is_whole(), "the clean state is back");

    // An older state, put back whole with the seal it had: only the checkpoints know.
    sqlx::query("DELETE FROM audit WHERE seq > 6").execute(&mut intruder).await.unwrap();
    let older = sqlx::query("UPDATE audit_heads SET seq = $1, hash = $2, seal = $3").bind(seq).bind(hash).bind(seal);
    older.execute(&mut intruder).await.unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(verdict.findings.len(), 1, "{verdict}");
    assert_eq!((verdict.findings[0].seq, verdict.findings[0].fault), (12, Fault::OlderThanCheckpoint));
    for text in clean {
        sqlx::query(text).execute(&mut intruder).await.unwrap();
    }

    let checkpoints = place.data_dir().join(audit::CHECKPOINTS_FILE);
    let written = std::fs::read_to_string(&checkpoints).unwrap();
    assert!(written.lines().count() >= 2, "{written}");
    let forged = written.replacen("\"seq\":", "\"seq\":1", 1);
    std::fs::write(&checkpoints, forged).unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(
        verdict.findings.last().map(|finding| finding.fault),
        Some(Fault::CheckpointForged { line: 1 }),
        "{verdict}"
    );
    std::fs::write(&checkpoints, format!("nonsense\n{written}")).unwrap();
    let verdict = verify(&store, TENANT).await.unwrap();
    assert_eq!(
        verdict.findings.last().map(|finding| finding.fault),
        Some(Fault::CheckpointForged { line: 1 }),
        "{verdict}"
    );
}

async fn a_chain_that_was_changed_goes_on_and_stays_marked(place: Place, another: Another) {
    let tamperings = [
        "DELETE FROM audit WHERE seq = 12",
        "UPDATE audit_heads SET hash = (SELECT hash FROM audit WHERE seq = 3)",
        "DELETE FROM audit_heads",
        "INSERT INTO audit SELECT tenant, 13, at, actor, action, object, outcome, hash FROM audit WHERE seq = 12",
    ];
    let mut place = Some(place);
    for text in tamperings {
        let place = place.take().or_else(another).expect("the first one was there");
        let (store, ..) = twelve(&place).await;
        sqlx::query(text).execute(&mut place.intruder().await).await.unwrap();
        // A report is kept whatever was done to the log, and the log does not become sound again by it.
        assert!(store.accept(intake(1, 64)).await.unwrap().fresh, "{text}");
        assert!(store.accept(intake(2, 64)).await.unwrap().fresh, "{text}");
        let verdict = verify(&store, TENANT).await.unwrap();
        let faults: Vec<Fault> = verdict.findings.iter().map(|finding| finding.fault).collect();
        assert!(faults.contains(&Fault::HeadForged), "{text}: {verdict}");
        assert_eq!(verdict.checkpoint, Some(12), "nothing vouches for what came after");
        store.close().await;
    }
}

/// The digest of an entry, written once more from its description: SHA-256 over a prefix and every part after its length.
fn digest(previous: &[u8], row: &AuditRow) -> [u8; 32] {
    let mut bytes = b"turnstone audit entry 1".to_vec();
    let (seq, at) = (row.seq.to_be_bytes(), row.at.0.to_be_bytes());
    let texts = [row.actor.as_bytes(), row.action.as_bytes(), row.object.as_bytes(), row.outcome.as_bytes()];
    for part in [previous, &row.tenant.0, &seq, &at].into_iter().chain(texts) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    sha2::Sha256::digest(bytes).into()
}

async fn a_chain_that_was_computed_again_is_found(place: Place, _: Another) {
    let (store, ..) = twelve(&place).await;
    let mut intruder = place.intruder().await;
    let mut rows = AuditRow::all(store.reader(), "ORDER BY seq", Values::new()).await.unwrap();
    assert!(
        rows.iter()
            .zip([&[0; 32]].into_iter().chain(rows.iter().map(|row| &row.hash)))
            .all(|(row, before)| { row.hash == digest(before, row) })
    );
    // Somebody who knows how digests are computed, but has neither the server key nor the file, takes a name out of entry 5.
    rows[4].actor = "user:nobody".to_owned();
    for at in 4..12 {
        rows[at].hash = digest(&rows[at - 1].hash.clone(), &rows[at]);
        let text = "UPDATE audit SET actor = $1, hash = $2 WHERE seq = $3";
        let update = sqlx::query(text).bind(rows[at].actor.clone()).bind(rows[at].hash.to_vec()).bind(rows[at].seq);
        update.execute(&mut intruder).await.unwrap();
        let verdict = verify(&store, TENANT).await.unwrap();
        // Entry 6 does not follow from entry 5 at first; then it does, but a checkpoint saw another one.
        let expected = if at == 4 { (6, Fault::Edited) } else { (6, Fault::Rewritten) };
        let found = verdict.findings.first().map(|finding| (finding.seq, finding.fault));
        assert_eq!(found, Some(expected), "computed up to {}: {verdict}", at + 1);
    }
    let head = sqlx::query("UPDATE audit_heads SET hash = $1").bind(rows[11].hash.to_vec());
    head.execute(&mut intruder).await.unwrap();
    let faults: Vec<Fault> =
        verify(&store, TENANT).await.unwrap().findings.iter().map(|finding| finding.fault).collect();
    assert_eq!(faults, [Fault::Rewritten, Fault::HeadForged]);
    // Without the file there is still the seal.
    std::fs::remove_file(place.data_dir().join(audit::CHECKPOINTS_FILE)).unwrap();
    let faults: Vec<Fault> =
        verify(&store, TENANT).await.unwrap().findings.iter().map(|finding| finding.fault).collect();
    assert_eq!(faults, [Fault::HeadForged]);
}
