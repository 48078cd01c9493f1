//! Backups: whole, changed, with right and wrong keys, and on the other database.

use super::*;

on_both! {
    a_backup_is_restored_on_an_empty_machine_of_either_kind
    a_changed_backup_is_refused
}

/// Some rows of many tables, with values that are absent, empty and long.
async fn fill(store: &Store) {
    for number in 1..=30 {
        let mut intake = intake(number, 8192);
        if number == 3 {
            let envelope = noise(99, 300_000);
            let row = AttachmentRow {
                id: id(1),
                tenant: TENANT,
                report_id: id(3),
                key_id: id(3000),
                envelope,
                created_at: NOW,
            };
            intake.attachments.push(row);
        }
        store.accept(intake).await.unwrap();
    }
    let tenant = TenantRow {
        id: TENANT,
        slug: "lantern".to_owned(),
        name: "Lantern — الفانوس".to_owned(),
        place: String::new(),
        languages: "en ar".to_owned(),
        synthetic: true,
        retention_days: 365,
        created_at: NOW,
    };
    store.write(move |conn| Box::pin(async move { Ok(tenant.insert(conn).await?) })).await.unwrap();
}

/// Everything in a database, as text.
async fn everything(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in TABLES.iter().filter(|(table, _)| *table != SessionRow::TABLE) {
        let text = AssertSqlSafe(format!("SELECT {} FROM {table}", columns.join(", ")));
        let rows = sqlx::query(text).fetch_all(store.reader()).await.unwrap();
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                let cell = |at| match (row.try_get::<Option<i64>, _>(at), row.try_get::<Option<String>, _>(at)) {
                    (Ok(number), _) => format!("{number:?}"),
                    (_, Ok(text)) => format!("{text:?}"),
                    _ => format!("{:?}", row.get::<Option<Vec<u8>>, _>(at)),
                };
                let cells: Vec<String> = (0..columns.len()).map(cell).collect();
                format!("{table}: {}", cells.join("|"))
            })
            .collect();
        rows.sort();
        all.extend(rows);
    }
    all
}

async fn a_backup_is_restored_on_an_empty_machine_of_either_kind(place: Place, _: Another) {
    let store = place.open().await;
    fill(&store).await;
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let secret = SecretKey::generate(&mut rng);
    let (with_words, to_key) = (place.dir.path().join("words.backup"), place.dir.path().join("key.backup"));
    let weak = backup::make(&store, &with_words, Lock::Passphrase("short", Cost::for_tests()), NOW, &mut rng).await;
    assert!(matches!(weak, Err(StoreError::Backup(BackupError::Weak(_)))));
    let lock = Lock::Passphrase(PASSPHRASE, Cost::for_tests());
    let contents = backup::make(&store, &with_words, lock, NOW, &mut rng).await.unwrap();
    backup::make(&store, &to_key, Lock::PublicKey(&secret.public()), NOW, &mut rng).await.unwrap();
    let twice = backup::make(&store, &to_key, Lock::PublicKey(&secret.public()), NOW, &mut rng).await;
    assert!(matches!(twice, Err(StoreError::Backup(BackupError::Exists(_)))));
    assert!(
        contents.tables.contains(&("reports".to_owned(), 30)) && contents.tables.contains(&("wraps".to_owned(), 150))
    );
    assert_eq!(backup::inspect(&with_words, Unlock::Passphrase(PASSPHRASE)).await.unwrap(), contents);
    let file = std::fs::read(&with_words).unwrap();
    let key = std::fs::read(place.data_dir().join("server.key")).unwrap();
    for clear in [&b"lantern"[..], b"reports", &key, &noise(4, 64)] {
        assert!(!file.windows(clear.len()).any(|window| window == clear), "nothing is in clear in a backup");
    }
    let before = everything(&store).await;
    for target in [Place::sqlite(), Place::postgres()].into_iter().flatten() {
        let options = target.options();
        let wrong = Unlock::Passphrase("seventeen lanterns over the quiet harbor");
        let refused = backup::restore(&with_words, wrong, &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::Locked))), "{refused:?}");
        let other = SecretKey::generate(&mut rng);
        let refused = backup::restore(&to_key, Unlock::SecretKey(&other), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::Locked))), "{refused:?}");
        let refused = backup::restore(&to_key, Unlock::Passphrase(PASSPHRASE), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::WantsKey))), "{refused:?}");

        backup::restore(&to_key, Unlock::SecretKey(&secret), &target.url, &options).await.unwrap();
        let restored = target.open().await;
        assert_eq!(everything(&restored).await, before);
        let verdict = verify(&restored, TENANT).await.unwrap();
        assert!(verdict.is_whole() && verdict.entries == 30, "{verdict}");
        assert!(!restored.accept(intake(5, 64)).await.unwrap().fresh);
        assert!(restored.accept(intake(31, 64)).await.unwrap().fresh);
        assert!(verify(&restored, TENANT).await.unwrap().is_whole());
        restored.close().await;
        let refused = backup::restore(&with_words, Unlock::Passphrase(PASSPHRASE), &target.url, &options).await;
        assert!(matches!(refused, Err(StoreError::Backup(BackupError::NotEmpty(_)))), "{refused:?}");
    }
}

async fn a_changed_backup_is_refused(place: Place, another: Another) {
    let store = place.open().await;
    fill(&store).await;
    let path = place.dir.path().join("backup");
    let lock = Lock::Passphrase(PASSPHRASE, Cost::for_tests());
    backup::make(&store, &path, lock, NOW, &mut ChaCha20Rng::seed_from_u64(2)).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    // The header: 19 bytes of the name, 1 of the kind, 16 of the identifier, 4 of the length, then the lock.
    let lock = u32::from_be_bytes(whole[36..40].try_into().unwrap()) as usize;
    let (body, chunk) = (40 + lock, 65_536 + 16);
    assert!(whole.len() > body + 3 * chunk, "there are several chunks");
    let mut bad: Vec<(String, Vec<u8>)> = Vec::new();
    let places = (0..body).step_by(5).chain((body..whole.len()).step_by(chunk / 3)).chain([whole.len() - 1]);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        bad.push((format!("a bit of byte {at}"), bytes));
    }
    for length in [0, 10, body, body + 1, body + chunk, body + 2 * chunk, whole.len() - 1] {
        bad.push((format!("cut off at {length}"), whole[..length].to_vec()));
    }
    bad.push(("longer".to_owned(), [&whole[..], b"x"].concat()));
    let part = |number: usize| &whole[body + number * chunk..body + (number + 1) * chunk];
    let rest = &whole[body + 2 * chunk..];
    bad.push(("two chunks swapped".to_owned(), [&whole[..body], part(1), part(0), rest].concat()));
    bad.push(("a chunk left out".to_owned(), [&whole[..body], part(0), rest].concat()));
    let changed = place.dir.path().join("changed");
    for (what, bytes) in &bad {
        std::fs::write(&changed, bytes).unwrap();
        let refused = backup::inspect(&changed, Unlock::Passphrase(PASSPHRASE)).await;
        assert!(matches!(refused, Err(StoreError::Backup(_))), "{what}: {refused:?}");
    }
    // Refused at its very end, a backup leaves nothing behind.
    let target = another().expect("the first one was there");
    let mut bytes = whole.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&changed, bytes).unwrap();
    let unlock = || Unlock::Passphrase(PASSPHRASE);
    let refused = backup::restore(&changed, unlock(), &target.url, &target.options()).await;
    assert!(matches!(refused, Err(StoreError::Backup(BackupError::Damaged { .. }))), "{refused:?}");
    assert!(!target.data_dir().join("server.key").exists());
    backup::restore(&path, unlock(), &target.url, &target.options()).await.unwrap();
}
