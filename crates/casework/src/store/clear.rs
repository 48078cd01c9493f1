//! Which columns the database holds in clear, and why. Everything that people said is in the others, sealed.
//!
//! A column is in one of the two lists or a test fails: whoever adds one has to say which, and for a clear one why.

use super::{Kind, Store, StoreError};
use sqlx::Row;

/// A column that is stored in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clear {
    /// The table.
    pub table: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
    /// Why.
    pub reason: &'static str,
}

const fn clear(table: &'static str, columns: &'static [&'static str], reason: &'static str) -> Clear {
    Clear { table, columns, reason }
}

const RANDOM: &str = "random identifiers: they join rows and say nothing else";
const WORK: &str = "who of the staff did it, for accountability; identifiers, not names";
const LOCK: &str = "counts changes, so that two people do not overwrite each other";

/// The clear columns.
pub const CLEAR: &[Clear] = &[
    clear("tenants", &["id"], RANDOM),
    clear(
        "tenants",
        &["slug", "name", "place", "languages", "synthetic"],
        "the organisation says so on its public site",
    ),
    clear("tenants", &["retention_days", "created_at"], "the server expires reports with nobody signed in"),
    clear("users", &["id", "tenant"], RANDOM),
    clear(
        "users",
        &["login", "role", "language", "state"],
        "signing in and the matrix of rights come before any key is open",
    ),
    clear("users", &["hpke_public", "verify_public"], "public keys"),
    clear("users", &["totp_step", "failures", "locked_until"], "guesses are limited before any key is open"),
    clear("users", &["created_at"], "when an account was made, for the people who administer them"),
    clear("users", &["version"], LOCK),
    clear("sessions", &["token_hash"], "a digest of 256 random bits: it finds a session and does not open it"),
    clear("sessions", &["tenant", "user_id"], RANDOM),
    clear("sessions", &["created_at", "seen_at", "expires_at", "stepped_up_at"], "sessions end with nobody signed in"),
    clear("team_keys", &["id", "tenant"], RANDOM),
    clear(
        "team_keys",
        &["purpose", "public", "state", "created_at"],
        "reports are sealed to public keys with nobody signed in",
    ),
    clear("compartment_keys", &["id", "tenant", "owner"], RANDOM),
    clear("compartment_keys", &["compartment"], "which part a key opens: of seven, the same for most reports"),
    clear("compartment_keys", &["created_at", "shredded_at"], "proof that a key was destroyed, and when"),
    clear("wraps", &["key_id", "recipient"], RANDOM),
    clear(
        "wraps",
        &["granted_by", "granted_at", "expires_at"],
        "who gave access, when and until when: it ends by itself",
    ),
    clear("sealed", &["tenant", "row_id", "key_id"], RANDOM),
    clear("sealed", &["table_name", "field"], "the place an envelope is bound to; a fixed list of names"),
    clear("signals", &["id", "tenant", "report_id"], RANDOM),
    clear(
        "signals",
        &["kind", "channel", "received_day"],
        "counts of contacts by kind, channel and day; no time of day",
    ),
    clear("reports", &["id", "tenant", "bundle"], RANDOM),
    clear("reports", &["channel", "language"], "the queue is filtered by them; languages of the public site only"),
    clear(
        "reports",
        &["received_at", "due_at", "expires_at"],
        "the queue, its deadlines, and expiry with nobody signed in",
    ),
    clear(
        "reports",
        &["receipt_lookup"],
        "derived from a receipt of 129 bits: it finds the mailbox and does not open it",
    ),
    clear("reports", &["reporter_public"], "a public key"),
    clear("reports", &["state", "rank"], "the queue is sorted by them; how urgent, not why"),
    clear("reports", &["claimed_by", "claimed_until"], WORK),
    clear("reports", &["unread"], "how many messages wait: deadlines run with nobody signed in"),
    clear("reports", &["version"], LOCK),
    clear("messages", &["id", "tenant", "report_id"], RANDOM),
    clear(
        "messages",
        &["from_reporter", "sent_at", "seen"],
        "the order of a conversation, and whether an answer is owed",
    ),
    clear("attachments", &["id", "tenant", "report_id", "key_id"], RANDOM),
    clear("attachments", &["created_at"], "the order of files; their names and types are sealed"),
    clear("incidents", &["id", "tenant", "report_id"], RANDOM),
    clear(
        "incidents",
        &["crime", "protection", "age"],
        "which routes are owed, counted and timed; yes, no, unknown, no reasons",
    ),
    clear("incidents", &["state", "created_at"], "where the work on it stands"),
    clear("incidents", &["version"], LOCK),
    clear("assertions", &["id", "tenant", "incident_id"], RANDOM),
    clear("assertions", &["seq", "made_at"], "that nothing earlier was lost; what was asserted is sealed"),
    clear("assertions", &["made_by"], WORK),
    clear("consents", &["id", "tenant", "incident_id"], RANDOM),
    clear(
        "consents",
        &["seq", "decision", "recorded_at"],
        "a withdrawal stops what was not sent, with nobody signed in",
    ),
    clear("consents", &["recorded_by"], WORK),
    clear("partners", &["id", "tenant"], RANDOM),
    clear("partners", &["name", "kind", "address", "agreement"], "organisations and agreements with them, not people"),
    clear("partners", &["hpke_public", "verify_public"], "public keys"),
    clear("partners", &["token_hash"], "a digest of 256 random bits: it recognises a partner's token"),
    clear("partners", &["state", "created_at"], "whether a partner is in use"),
    clear("partners", &["version"], LOCK),
    clear("referrals", &["id", "tenant", "incident_id", "report_id", "partner_id"], RANDOM),
    clear("referrals", &["route", "state", "due_at", "created_at"], "deadlines run with nobody signed in"),
    clear(
        "referrals",
        &["basis"],
        "consent, duty or vital interest: that there is one is checked in the database; its words are sealed",
    ),
    clear("referrals", &["package_digest"], "a digest of a ciphertext: it ties a partner's receipt to the package"),
    clear("referrals", &["version"], LOCK),
    clear("referral_events", &["referral_id", "tenant"], RANDOM),
    clear("referral_events", &["seq", "state", "at"], "the history of a referral, for deadlines; reasons are sealed"),
    clear("referral_events", &["actor"], WORK),
    clear("arrivals", &["id", "tenant", "partner_id", "report_id"], RANDOM),
    clear("arrivals", &["digest"], "a digest of a ciphertext: the same package is taken once"),
    clear("arrivals", &["arrived_at", "state", "receipt_seq"], "what is still to be opened and answered"),
    clear("arrivals", &["version"], LOCK),
    clear("outbox", &["id", "tenant", "partner_id", "subject"], RANDOM),
    clear("outbox", &["digest"], "a digest of a ciphertext: it ties the partner's answer to what was sent"),
    clear(
        "outbox",
        &["kind", "seq", "state", "tries", "created_at", "next_at"],
        "what is carried, when: the courier works with nobody signed in",
    ),
    clear("cases", &["id", "tenant", "report_id"], RANDOM),
    clear("cases", &["state", "opened_at", "closed_at"], "lists and statistics of cases"),
    clear("cases", &["assignee"], WORK),
    clear("cases", &["version"], LOCK),
    clear("notes", &["id", "tenant", "report_id"], RANDOM),
    clear("notes", &["written_at"], "the order of notes"),
    clear("notes", &["author"], WORK),
    clear("tasks", &["id", "tenant", "report_id", "case_id"], RANDOM),
    clear("tasks", &["kind", "due_at", "state"], "deadlines run with nobody signed in; a fixed list of kinds"),
    clear("tasks", &["assignee"], WORK),
    clear("tasks", &["version"], LOCK),
    clear("outcomes", &["id", "tenant", "report_id", "referral_id"], RANDOM),
    clear("outcomes", &["kind", "recorded_at"], "statistics of outcomes; a fixed list of kinds, words are sealed"),
    clear("outcomes", &["recorded_by"], WORK),
    clear("likenesses", &["id", "tenant", "first_report", "second_report"], RANDOM),
    clear("likenesses", &["score", "state"], "which pairs of reports are to be looked at"),
    clear("likenesses", &["decided_by"], WORK),
    clear("break_glass", &["id", "tenant", "user_id", "report_id"], RANDOM),
    clear(
        "break_glass",
        &["requested_at", "expires_at", "state"],
        "access in an emergency ends by itself; its reason is sealed",
    ),
    clear("break_glass", &["approved_by"], WORK),
    clear("submissions", &["id", "tenant", "partner_id", "report_id"], RANDOM),
    clear("submissions", &["client_id"], "the partner's own number, so that sending twice is one submission"),
    clear("submissions", &["state", "opened_at"], "what is not finished is not shown, and ends by itself"),
    clear("audit", &["tenant"], RANDOM),
    clear("audit", &["seq", "at", "hash"], "the chain, checked with nobody signed in"),
    clear("audit", &["actor", "action", "object", "outcome"], "identifiers and names of actions, never what was said"),
    clear("audit_heads", &["tenant", "seq", "hash"], "the end of the chain"),
    clear("schema_versions", &["version", "applied_at"], "which program can open the database"),
];

/// The columns that hold ciphertexts, wrapped keys, seals, or digests under a key.
pub const SEALED: &[(&str, &[&str])] = &[
    ("users", &["passphrase_wrap", "recovery_wrap", "totp_wrap"]),
    ("sessions", &["keys_wrap"]),
    ("wraps", &["wrapped"]),
    ("sealed", &["envelope"]),
    ("attachments", &["envelope"]),
    ("referrals", &["package"]),
    ("arrivals", &["package"]),
    ("outbox", &["body"]),
    ("audit_heads", &["seal"]),
    ("schema_versions", &["key_check"]),
];

/// Every column of the database, as table and name, in alphabetical order.
///
/// # Errors
/// When the database fails.
pub async fn columns(store: &Store) -> Result<Vec<(String, String)>, StoreError> {
    let text = match store.kind() {
        Kind::Sqlite => {
            "SELECT m.name AS table_name, p.name AS column_name FROM sqlite_master m, pragma_table_info(m.name) p
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Kind::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let rows = sqlx::query(text).fetch_all(store.reader()).await?;
    let mut columns: Vec<(String, String)> =
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, sqlx::Error>>()?;
    columns.sort();
    Ok(columns)
}

/// What is wrong with the two lists, for a database with these columns: columns in neither or in both, and names that it has not.
pub fn disagreements(columns: &[(String, String)]) -> Vec<String> {
    let clear = CLEAR.iter().flat_map(|entry| entry.columns.iter().map(|column| (entry.table, *column)));
    let sealed = SEALED.iter().flat_map(|(table, columns)| columns.iter().map(|column| (*table, *column)));
    let mut listed: Vec<(&str, &str)> = clear.chain(sealed).collect();
    listed.sort_unstable();
    let mut wrong: Vec<String> = Vec::new();
    for pair in listed.windows(2).filter(|pair| pair[0] == pair[1]) {
        wrong.push(format!("{}.{} is listed twice", pair[0].0, pair[0].1));
    }
    for (table, column) in columns {
        if listed.binary_search(&(table, column)).is_err() {
            wrong.push(format!("{table}.{column} is neither sealed nor a clear column with a reason"));
        }
    }
    for (table, column) in listed {
        if !columns.iter().any(|(t, c)| t == table && c == column) {
            wrong.push(format!("{table}.{column} is listed but not in the database"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::rows::TABLES;

    fn schema() -> Vec<(String, String)> {
        let of = |(table, columns): &(&str, &'static [&'static str])| {
            let table = (*table).to_owned();
            columns.iter().map(move |column| (table.clone(), (*column).to_owned())).collect::<Vec<_>>()
        };
        TABLES.iter().flat_map(of).collect()
    }

    #[test]
    fn every_column_is_listed_once() {
        assert_eq!(disagreements(&schema()), Vec::<String>::new());
    }

    #[test]
    fn a_new_column_is_found() {
        let mut columns = schema();
        columns.push(("reports".to_owned(), "name_of_child".to_owned()));
        assert_eq!(
            disagreements(&columns),
            ["reports.name_of_child is neither sealed nor a clear column with a reason"]
        );
        columns.retain(|(_, column)| column != "name_of_child" && column != "rank");
        assert_eq!(disagreements(&columns), ["reports.rank is listed but not in the database"]);
    }
}
