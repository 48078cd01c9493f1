//! What the staff and partners do, on both databases: cases and tasks, keys and users, partners and what they submit, emergencies, the
//! end of reports, the log, and figures.

#[path = "support/postgres.rs"]
mod postgres;

/// Runs each of these on both databases.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            use crate::office::{Office, Place};
            $(#[tokio::test]
            async fn $name() {
                super::$name(Office::new(Place::sqlite().expect("SQLite is always there")).await).await;
            })+
        }
        mod on_postgresql {
            use crate::office::{Office, Place};
            $(#[tokio::test]
            async fn $name() {
                if let Some(place) = Place::postgres() {
                    super::$name(Office::new(place).await).await;
                }
            })+
        }
    };
}

/// What was asked for is refused in this way.
macro_rules! refuses {
    ($done:expr, $error:pat) => {
        match $done.await {
            Err($error) => {}
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("it was done"),
        }
    };
}

#[path = "desk/care.rs"]
mod care;
#[path = "desk/keys.rs"]
mod keys;
#[path = "desk/office.rs"]
mod office;
#[path = "desk/oversight.rs"]
mod oversight;
#[path = "desk/partners.rs"]
mod partners;
