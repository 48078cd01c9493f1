//! Partners, what goes to them and what comes from them.

use crate::id::Id;
use crate::moment::Moment;
use crate::store::row::row;

row! {
    /// An organisation that referrals go to or come from.
    PartnerRow in "partners" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation whose partner it is.
        tenant: Id,
        /// Its name.
        name: String,
        /// What it is: police, child welfare …
        kind: String,
        /// Where packages are sent.
        address: String,
        /// What packages are sealed to.
        hpke_public: [u8; 32],
        /// What its packages are checked with.
        verify_public: [u8; 32],
        /// The information-sharing agreement, as JSON.
        agreement: String,
        /// The digest of the token it submits with.
        token_hash: Option<[u8; 32]>,
        /// Whether it is in use.
        state: String,
        /// When it was added.
        created_at: Moment,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// A referral to a partner.
    ReferralRow in "referrals" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The incident.
        incident_id: Id,
        /// The report.
        report_id: Id,
        /// police or protection.
        route: String,
        /// To whom.
        partner_id: Id,
        /// On what it rests: consent, duty, vital interest.
        basis: String,
        /// Where it stands.
        state: String,
        /// The digest of the package.
        package_digest: Option<[u8; 32]>,
        /// The package, sealed to the partner.
        package: Option<Vec<u8>>,
        /// By when something has to happen.
        due_at: Moment,
        /// When it was drafted.
        created_at: Moment,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// A step of a referral.
    ReferralEventRow in "referral_events" {
        /// The referral.
        referral_id: Id,
        /// Its number in the referral.
        seq: i64,
        /// The organisation.
        tenant: Id,
        /// The state it led to.
        state: String,
        /// Who made it.
        actor: String,
        /// When.
        at: Moment,
    }
}

row! {
    /// A package that a partner sent.
    ArrivalRow in "arrivals" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// Who sent it.
        partner_id: Id,
        /// The package, sealed to the organisation.
        package: Vec<u8>,
        /// Its digest.
        digest: [u8; 32],
        /// When it arrived.
        arrived_at: Moment,
        /// How far it was dealt with.
        state: String,
        /// The report that was made of it.
        report_id: Option<Id>,
        /// The number of the last note that was sent back.
        receipt_seq: i64,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// What waits for the courier, as it will be sent.
    OutboxRow in "outbox" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// To whom.
        partner_id: Id,
        /// package, note, consent_withdrawn or revoked.
        kind: String,
        /// The referral or arrival it is about.
        subject: Id,
        /// Its place among what is sent about the subject.
        seq: i64,
        /// What is sent: sealed and signed.
        body: Vec<u8>,
        /// The digest of what is sent.
        digest: [u8; 32],
        /// When it was made.
        created_at: Moment,
        /// held, waiting, delivered or cancelled.
        state: String,
        /// How often it was given to the courier.
        tries: i64,
        /// Not before.
        next_at: Moment,
    }
}

row! {
    /// What a partner submits over the API, from opening to finishing.
    SubmissionRow in "submissions" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The partner.
        partner_id: Id,
        /// The partner's own identifier, so that sending twice is one submission.
        client_id: String,
        /// The report.
        report_id: Id,
        /// open, finished, retracted.
        state: String,
        /// When it was opened.
        opened_at: Moment,
    }
}
