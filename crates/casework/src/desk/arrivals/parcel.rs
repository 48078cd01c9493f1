//! A package that arrived, opened, with the others of the same referral; and sealing what it is answered with.

use super::ArrivalState;
use crate::CaseworkError;
use crate::desk::outbox::{Carried, outgoing};
use crate::desk::referrals::held::{Known, keep_slip};
use crate::desk::team_keys::active_key;
use crate::desk::{Desk, Person, Purpose};
use crate::id::Id;
use crate::moment::Moment;
use crate::package::{
    self, NoteState, NoticeKind, Opened, ReceiptNote, Said, open_package, open_receipt, stored_slip, write_receipt,
};
use crate::permission::Resource;
use crate::store::rows::{ArrivalRow, OutboxRow, Owned, Row, SealedRow, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::vault::{PublicKey, VerifyingKey};

/// The most packages of a partner that are looked through for others of the same referral.
const MOST: i64 = 500;

/// A package with what it says and who sent it.
pub(crate) struct Parcel {
    pub row: ArrivalRow,
    pub opened: Opened,
    pub partner: Known,
    /// Other packages of the same referral, the first first.
    pub others: Vec<ArrivalRow>,
}

impl Parcel {
    /// The number of the next answer: they are counted for the whole referral.
    pub fn next_number(&self) -> Result<u32, CaseworkError> {
        let last = self.others.iter().chain([&self.row]).map(|row| row.receipt_seq).max().unwrap_or(0);
        u32::try_from(last + 1).map_err(|_| StoreError::damaged("the number of an answer").into())
    }

    /// Whether a later package of the same referral is here.
    pub fn is_superseded(&self) -> bool {
        self.others.iter().any(|other| (other.arrived_at, other.id) > (self.row.arrived_at, self.row.id))
    }

    /// The report that an earlier package of the same referral became.
    pub fn known_report(&self) -> Option<Id> {
        self.others.iter().find_map(|other| other.report_id)
    }
}

/// An answer before it is written: for the courier, and a copy for the organisation.
pub(crate) struct SealedAnswer {
    pub outbox: OutboxRow,
    pub copy: SealedRow,
}

impl Desk {
    /// A package, opened.
    pub(crate) async fn parcel(&self, person: &Person, id: Id) -> Result<Parcel, CaseworkError> {
        let tenant = person.tenant.id;
        let row = ArrivalRow::by_id(self.store.reader(), tenant, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Arrival))?;
        let opened = open(person, &row)?;
        let partner = self.known_partner(tenant, row.partner_id).await?;
        let values = Values::new().and(&tenant).and(&row.partner_id).and(&id).and(&MOST);
        let rest = ArrivalRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND partner_id = $2 AND id <> $3 ORDER BY arrived_at DESC, id DESC LIMIT $4",
            values,
        )
        .await?;
        let same = |other: &ArrivalRow| {
            open(person, other).is_ok_and(|other| other.package.referral == opened.package.referral)
        };
        let mut others: Vec<ArrivalRow> = rest.into_iter().filter(same).collect();
        others.reverse();
        Ok(Parcel { row, opened, partner, others })
    }

    /// Tells the partner that its package was opened.
    pub(super) async fn confirm_receipt(&self, person: &Person, parcel: &Parcel) -> Result<(), CaseworkError> {
        let note = ReceiptNote {
            referral: parcel.opened.package.referral,
            package_digest: parcel.opened.digest,
            state: NoteState::Received,
            reason_code: None,
            words: None,
            outcome: None,
            seq: parcel.next_number()?,
            at: self.now(),
        };
        let mut row = parcel.row.clone();
        row.state = ArrivalState::Opened.name().to_owned();
        let answer =
            if parcel.partner.is_active() { Some(self.seal_answer(person, parcel, &note).await?) } else { None };
        if answer.is_some() {
            row.receipt_seq = i64::from(note.seq);
        }
        let earlier: Vec<ArrivalRow> = parcel.others.clone();
        let event = self.event(person, "arrival.open", format!("arrival:{}", row.id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    for mut other in earlier {
                        let state = ArrivalState::of(&other.state)?;
                        let open = matches!(
                            state,
                            ArrivalState::Arrived | ArrivalState::Opened | ArrivalState::NeedsInformation
                        );
                        if open && (other.arrived_at, other.id) < (row.arrived_at, row.id) {
                            other.state = ArrivalState::Superseded.name().to_owned();
                            other.update(conn).await?;
                        }
                    }
                    if let Some(answer) = answer {
                        answer.outbox.insert(conn).await?;
                        answer.copy.insert(conn).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Seals and signs an answer to the partner, and a copy of it to the organisation itself.
    pub(crate) async fn seal_answer(
        &self,
        person: &Person,
        parcel: &Parcel,
        note: &ReceiptNote,
    ) -> Result<SealedAnswer, CaseworkError> {
        let signer = person.signing_key().ok_or_else(|| {
            CaseworkError::refused("you do not hold the key that signs for the organisation; ask a supervisor for it")
        })?;
        let (tenant, id) = (parcel.row.tenant, parcel.row.id);
        let mut conn = self.store.reader().acquire().await?;
        let own = active_key(&mut conn, tenant, Purpose::Referral).await?;
        drop(conn);
        let seal = |to: &PublicKey| {
            write_receipt(note, to, &signer, &mut Desk::rng()).map_err(|error| CaseworkError::invalid("answer", error))
        };
        let outbox = outgoing(
            tenant,
            parcel.row.partner_id,
            Carried::Note,
            (id, i64::from(note.seq)),
            seal(&parcel.partner.seals_to())?,
            self.now(),
        );
        let copy = SealedRow {
            table_name: "arrival_notes".to_owned(),
            ..keep_slip(tenant, id, note.seq, own.id, &signer.verifying(), &seal(&PublicKey(own.public))?)
        };
        Ok(SealedAnswer { outbox, copy })
    }

    /// What was answered, and whether the package was taken back.
    pub(super) async fn said_about(
        &self,
        person: &Person,
        parcel: &Parcel,
    ) -> Result<(Vec<ReceiptNote>, Option<(NoticeKind, Moment)>), CaseworkError> {
        let mut answers = Vec::new();
        let mut taken_back = None;
        for row in self.sealed_of(person.tenant.id, "arrival_notes", &[parcel.row.id]).await? {
            let damaged = || CaseworkError::Store(StoreError::damaged("an answer"));
            let (key, bytes) = row.envelope.split_first_chunk::<32>().ok_or_else(damaged)?;
            let read = stored_slip(bytes, parcel.row.id).map_err(|_| damaged())?;
            if let Said::Notice { notice } = read.slip.said {
                taken_back = Some((notice, read.slip.at));
                continue;
            }
            let known = [(parcel.row.id, VerifyingKey(*key))];
            let mut secrets = person.team_secrets(Purpose::Referral);
            let opened = secrets.find_map(|(_, secret)| open_receipt(bytes, &secret, &known).ok());
            answers.extend(opened.or_else(|| read.outline()));
        }
        answers.sort_by_key(|note| note.seq);
        Ok((answers, taken_back))
    }
}

/// Opens a package with a key that the person holds. It is kept behind the key that its signature was checked with, so that it opens also
/// when the partner has another key by now.
fn open(person: &Person, row: &ArrivalRow) -> Result<Opened, CaseworkError> {
    let (key, bytes) = row.package.split_first_chunk::<32>().ok_or(CaseworkError::NotFound(Resource::Arrival))?;
    let known = [(row.partner_id, VerifyingKey(*key))];
    let mut refused = CaseworkError::NotFound(Resource::Arrival);
    for (_, secret) in person.team_secrets(Purpose::Referral) {
        match open_package(bytes, &secret, &known) {
            Ok(opened) => return Ok(opened),
            Err(package::PackageError::NotForUs) => {}
            Err(error) => refused = CaseworkError::refused(error.to_string()),
        }
    }
    Err(refused)
}
