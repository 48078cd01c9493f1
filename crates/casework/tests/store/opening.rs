//! What a store opens with, and what it has.

use super::*;

on_both! {
    a_newer_schema_and_another_key_are_refused
    every_column_is_sealed_or_clear_for_a_reason
}

async fn a_newer_schema_and_another_key_are_refused(place: Place, _: Another) {
    place.open().await.close().await;
    let key = place.data_dir().join("server.key");
    let open = || Store::open(&place.url, place.options());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = open().await.unwrap_err().to_string();
        assert!(refused.contains("set its mode to 600"), "{refused}");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let kept = std::fs::read(&key).unwrap();
    std::fs::write(&key, [9; 32]).unwrap();
    let refused = open().await.unwrap_err().to_string();
    assert!(refused.contains("is not the one this database was made with"), "{refused}");
    std::fs::remove_file(&key).unwrap();
    let refused = open().await.unwrap_err().to_string();
    assert!(refused.contains("is missing"), "{refused}");
    assert!(!key.exists(), "no new key is made for an old database");
    std::fs::write(&key, kept).unwrap();
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    open().await.unwrap().close().await;

    let mut intruder = place.intruder().await;
    let text =
        "INSERT INTO schema_versions (version, applied_at, key_check) SELECT 99, 0, key_check FROM schema_versions";
    sqlx::query(text).execute(&mut intruder).await.unwrap();
    let refused = open().await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 1 }), "{refused}");
    for bad in ["", "mysql://localhost/x", "sqlite::memory:", "sqlite:x?mode=memory"] {
        assert!(matches!(Store::open(bad, place.options()).await, Err(StoreError::Address(_))), "{bad}");
    }
}

async fn every_column_is_sealed_or_clear_for_a_reason(place: Place, _: Another) {
    let store = place.open().await;
    let columns = clear::columns(&store).await.unwrap();
    assert_eq!(clear::disagreements(&columns), Vec::<String>::new());
    let listed: usize = TABLES.iter().map(|(_, columns)| columns.len()).sum();
    assert_eq!(columns.len(), listed, "every table has its struct");
}
