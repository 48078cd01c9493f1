//! Organisations, their people, and the keys that seal what people said.

use crate::id::Id;
use crate::moment::Moment;
use crate::store::row::row;

row! {
    /// An organisation.
    TenantRow in "tenants" {
        /// Its identifier.
        id: Id,
        /// Its name in addresses.
        slug: String,
        /// Its name.
        name: String,
        /// The country it works in, or nothing.
        place: String,
        /// The languages of its public site.
        languages: String,
        /// Whether everything in it is invented.
        synthetic: bool,
        /// For how many days a report is kept.
        retention_days: i64,
        /// When it was made.
        created_at: Moment,
    }
}

row! {
    /// A person of the staff.
    UserRow in "users" is Versioned {
        /// Their identifier.
        id: Id,
        /// Their organisation.
        tenant: Id,
        /// The name they sign in with.
        login: String,
        /// What they are there for.
        role: String,
        /// The language of their pages.
        language: String,
        /// Whether they may sign in.
        state: String,
        /// What is wrapped to them is wrapped to this.
        hpke_public: [u8; 32],
        /// What they sign is checked with this.
        verify_public: [u8; 32],
        /// Their private keys, locked with their passphrase.
        passphrase_wrap: Vec<u8>,
        /// Their private keys, locked with their printed code.
        recovery_wrap: Vec<u8>,
        /// The secret of their one-time codes, locked with their keys.
        totp_wrap: Vec<u8>,
        /// The time step of the last one-time code they used.
        totp_step: i64,
        /// How often in a row they failed to sign in.
        failures: i64,
        /// Until when they cannot sign in.
        locked_until: Moment,
        /// When they were added.
        created_at: Moment,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// A person of the staff who is signed in.
    SessionRow in "sessions" {
        /// The digest of the cookie.
        token_hash: [u8; 32],
        /// Their organisation.
        tenant: Id,
        /// Who.
        user_id: Id,
        /// Their private keys, locked with the cookie.
        keys_wrap: Vec<u8>,
        /// When they signed in.
        created_at: Moment,
        /// When they were last seen.
        seen_at: Moment,
        /// When they are signed out at the latest.
        expires_at: Moment,
        /// When they last gave a code.
        stepped_up_at: Moment,
    }
}

row! {
    /// A key pair of an organisation, public half.
    TeamKeyRow in "team_keys" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// What it is for: triage, referral, signing.
        purpose: String,
        /// The public half.
        public: [u8; 32],
        /// Whether it is the one in use.
        state: String,
        /// When it was made.
        created_at: Moment,
    }
}

row! {
    /// The key of one compartment of a report or case; the key itself is only in its wraps.
    KeyRow in "compartment_keys" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report or case.
        owner: Id,
        /// Which part it seals.
        compartment: String,
        /// When it was made.
        created_at: Moment,
        /// When it was destroyed.
        shredded_at: Option<Moment>,
    }
}

row! {
    /// A key, wrapped to one recipient.
    WrapRow in "wraps" {
        /// The key.
        key_id: Id,
        /// Who can open it: a user, a key of an organisation, or a report (whoever has its receipt).
        recipient: Id,
        /// The wrapped key.
        wrapped: Vec<u8>,
        /// Who gave it.
        granted_by: String,
        /// When.
        granted_at: Moment,
        /// Until when it is given, if not for good.
        expires_at: Option<Moment>,
    }
}

row! {
    /// Something that a person said, sealed.
    SealedRow in "sealed" {
        /// The organisation.
        tenant: Id,
        /// The table of the row it belongs to.
        table_name: String,
        /// The row it belongs to.
        row_id: Id,
        /// The field of that row.
        field: String,
        /// The key that opens it.
        key_id: Id,
        /// The envelope.
        envelope: Vec<u8>,
    }
}
