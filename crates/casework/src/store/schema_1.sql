-- The casework database, version 1. The same statements run on SQLite and on PostgreSQL; `store/migrate.rs` puts BYTEA for BLOB there.
-- Clear columns are an allow-list with a reason each (`store/clear.rs`); everything people said is in `sealed` and `attachments`.

CREATE TABLE tenants (
    id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, place TEXT NOT NULL, languages TEXT NOT NULL,
    synthetic BIGINT NOT NULL, retention_days BIGINT NOT NULL, created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants (id), login TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
    state TEXT NOT NULL, hpke_public BLOB NOT NULL, verify_public BLOB NOT NULL, passphrase_wrap BLOB NOT NULL, recovery_wrap BLOB NOT NULL,
    totp_wrap BLOB NOT NULL, totp_step BIGINT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL, version BIGINT NOT NULL, UNIQUE (tenant, login)
);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY, tenant TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id), keys_wrap BLOB NOT NULL,
    created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, stepped_up_at BIGINT NOT NULL
);

-- Key pairs of an organisation. purpose: triage (reports are sealed to it), referral (partners seal to it), signing.
CREATE TABLE team_keys (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants (id), purpose TEXT NOT NULL, public BLOB NOT NULL, state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A random key for one compartment of one report or case. Deleting its wraps shreds what it sealed.
CREATE TABLE compartment_keys (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, owner TEXT NOT NULL, compartment TEXT NOT NULL, created_at BIGINT NOT NULL,
    shredded_at BIGINT, UNIQUE (owner, compartment)
);

-- key_id: a compartment key, or the private half of a team key. recipient: a user, a team key, or a report (its reporter's receipt).
CREATE TABLE wraps (
    key_id TEXT NOT NULL, recipient TEXT NOT NULL, wrapped BLOB NOT NULL, granted_by TEXT NOT NULL, granted_at BIGINT NOT NULL,
    expires_at BIGINT, PRIMARY KEY (key_id, recipient)
);
CREATE INDEX wraps_recipient ON wraps (recipient);

CREATE TABLE sealed (
    tenant TEXT NOT NULL, table_name TEXT NOT NULL, row_id TEXT NOT NULL, field TEXT NOT NULL, key_id TEXT NOT NULL, envelope BLOB NOT NULL,
    PRIMARY KEY (row_id, field)
);
CREATE INDEX sealed_key ON sealed (key_id);

CREATE TABLE signals (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, received_day BIGINT NOT NULL, report_id TEXT
);

-- state: incoming (a partner has not finished it), new, claimed, triaged, closed, expired.
CREATE TABLE reports (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL, received_at BIGINT NOT NULL,
    receipt_lookup BLOB UNIQUE, reporter_public BLOB, state TEXT NOT NULL, rank BIGINT NOT NULL, due_at BIGINT NOT NULL,
    claimed_by TEXT, claimed_until BIGINT, bundle TEXT, unread BIGINT NOT NULL, expires_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX reports_queue ON reports (tenant, state, rank DESC, received_at, id);
CREATE INDEX reports_due ON reports (tenant, state, due_at);
CREATE INDEX reports_expiry ON reports (expires_at);

CREATE TABLE messages (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, from_reporter BIGINT NOT NULL, sent_at BIGINT NOT NULL, seen BIGINT NOT NULL
);
CREATE INDEX messages_report ON messages (report_id, sent_at);

CREATE TABLE attachments (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, key_id TEXT NOT NULL, envelope BLOB NOT NULL, created_at BIGINT NOT NULL
);
CREATE INDEX attachments_report ON attachments (report_id);

-- crime, protection: the two questions; yes, no, or unknown.
CREATE TABLE incidents (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, crime TEXT NOT NULL, protection TEXT NOT NULL, age TEXT NOT NULL,
    state TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX incidents_report ON incidents (report_id);

-- Append only: a retraction is another assertion.
CREATE TABLE assertions (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, incident_id TEXT NOT NULL, seq BIGINT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
    UNIQUE (incident_id, seq)
);

-- Append only: a withdrawal is another row.
CREATE TABLE consents (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, incident_id TEXT NOT NULL, seq BIGINT NOT NULL, decision TEXT NOT NULL, recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL, UNIQUE (incident_id, seq)
);

CREATE TABLE partners (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, address TEXT NOT NULL, hpke_public BLOB NOT NULL,
    verify_public BLOB NOT NULL, agreement TEXT NOT NULL, token_hash BLOB UNIQUE, state TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX partners_tenant ON partners (tenant, name);

CREATE TABLE referrals (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, incident_id TEXT NOT NULL, report_id TEXT NOT NULL, route TEXT NOT NULL, partner_id TEXT NOT NULL,
    basis TEXT NOT NULL, state TEXT NOT NULL, package_digest BLOB, package BLOB, due_at BIGINT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX referrals_report ON referrals (report_id);
CREATE INDEX referrals_due ON referrals (tenant, state, due_at);

-- Append only. The words of a reason are sealed.
CREATE TABLE referral_events (
    referral_id TEXT NOT NULL, seq BIGINT NOT NULL, tenant TEXT NOT NULL, state TEXT NOT NULL, actor TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (referral_id, seq)
);

-- Packages that partners sent to us, as they arrived.
CREATE TABLE arrivals (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, partner_id TEXT NOT NULL, package BLOB NOT NULL, digest BLOB NOT NULL UNIQUE, arrived_at BIGINT NOT NULL,
    state TEXT NOT NULL, report_id TEXT, receipt_seq BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX arrivals_tenant ON arrivals (tenant, state, arrived_at);

-- What waits for the courier: packages and notes, sealed and signed, and notices of withdrawal that are signed beforehand and held.
-- kind: package, note, consent_withdrawn, revoked. subject: the referral or arrival; seq: its order there. state: held, waiting, delivered, cancelled.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, partner_id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, seq BIGINT NOT NULL,
    body BLOB NOT NULL, digest BLOB NOT NULL, created_at BIGINT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL,
    UNIQUE (subject, seq)
);
CREATE INDEX outbox_due ON outbox (state, next_at);

CREATE TABLE cases (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, state TEXT NOT NULL, assignee TEXT, opened_at BIGINT NOT NULL,
    closed_at BIGINT, version BIGINT NOT NULL
);
CREATE INDEX cases_tenant ON cases (tenant, state, opened_at);
CREATE INDEX cases_report ON cases (report_id);

CREATE TABLE notes (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, author TEXT NOT NULL, written_at BIGINT NOT NULL
);
CREATE INDEX notes_report ON notes (report_id, written_at);

CREATE TABLE tasks (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, case_id TEXT, kind TEXT NOT NULL, assignee TEXT, due_at BIGINT NOT NULL,
    state TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX tasks_due ON tasks (tenant, state, due_at);

CREATE TABLE outcomes (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, report_id TEXT NOT NULL, referral_id TEXT, kind TEXT NOT NULL, recorded_by TEXT NOT NULL, recorded_at BIGINT NOT NULL
);
CREATE INDEX outcomes_report ON outcomes (report_id);

-- Near-duplicates proposed for review; a person confirms or rejects.
CREATE TABLE likenesses (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, first_report TEXT NOT NULL, second_report TEXT NOT NULL, score BIGINT NOT NULL, state TEXT NOT NULL,
    decided_by TEXT, UNIQUE (first_report, second_report)
);

CREATE TABLE break_glass (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, user_id TEXT NOT NULL, report_id TEXT NOT NULL, requested_at BIGINT NOT NULL, approved_by TEXT,
    expires_at BIGINT, state TEXT NOT NULL
);

CREATE TABLE submissions (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, partner_id TEXT NOT NULL, client_id TEXT NOT NULL, report_id TEXT NOT NULL, state TEXT NOT NULL,
    opened_at BIGINT NOT NULL, UNIQUE (partner_id, client_id)
);

CREATE TABLE audit (
    tenant TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL,
    hash BLOB NOT NULL, PRIMARY KEY (tenant, seq)
);

CREATE TABLE audit_heads (
    tenant TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL
);
