//! How many reports a second are kept.

use super::*;
use std::time::Instant;

/// How many reports a second are kept, from many at once. Run it with `--ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn how_many_reports_a_second() {
    for place in [Place::sqlite(), Place::postgres()].into_iter().flatten() {
        let store = place.open().await;
        const REPORTS: u64 = 20_000;
        const AT_ONCE: u64 = 256;
        let intakes: Vec<Intake> = (1..=REPORTS).map(|number| random(intake(number, 8192))).collect();
        let begun = Instant::now();
        let mut lanes: Vec<Vec<Intake>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
        for (at, intake) in intakes.into_iter().enumerate() {
            lanes[at % AT_ONCE as usize].push(intake);
        }
        let lanes = lanes.into_iter().map(|lane| {
            let store = store.clone();
            tokio::spawn(async move {
                for intake in lane {
                    store.accept(intake).await.unwrap();
                }
            })
        });
        futures::future::join_all(lanes).await;
        let rate = REPORTS as f64 / begun.elapsed().as_secs_f64();
        eprintln!("{:?}: {rate:.0} reports of 8 KiB a second, {AT_ONCE} at once", store.kind());
        let begun = Instant::now();
        let verdict = verify(&store, TENANT).await.unwrap();
        eprintln!("{verdict}, checked in {:.2} s", begun.elapsed().as_secs_f64());
        assert_eq!(verdict.entries, REPORTS as i64);
    }
}

/// Identifiers that are spread as real ones are.
fn random(mut intake: Intake) -> Intake {
    use sha2::Digest;
    let spread = |id: &mut Id| *id = Id(sha2::Sha256::digest(id.0)[..16].try_into().expect("16 bytes"));
    spread(&mut intake.report.id);
    spread(&mut intake.signal.id);
    intake.keys.iter_mut().for_each(|key| {
        spread(&mut key.id);
        spread(&mut key.owner);
    });
    intake.wraps.iter_mut().for_each(|wrap| {
        spread(&mut wrap.key_id);
        spread(&mut wrap.recipient);
    });
    intake.sealed.iter_mut().for_each(|sealed| {
        spread(&mut sealed.row_id);
        spread(&mut sealed.key_id);
    });
    if let Some(lookup) = &mut intake.report.receipt_lookup {
        *lookup = sha2::Sha256::digest(*lookup).into();
    }
    intake
}
