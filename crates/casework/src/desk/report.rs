//! One report: what the person can open of it, with everything that was done about it.
//!
//! Not here: the queue ([`queue`](super::queue)), incidents, referrals and cases, which have modules of their own and are listed here by
//! their clear columns only.

use super::intake::FileCard;
use super::keyring::Keyring;
use super::mailbox::MessageView;
use super::queue::{LikenessView, ReportState, claimer, group, open_form, shown_state};
use super::{Desk, Person};
use crate::CaseworkError;
use crate::form::ReportForm;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::{Action, Resource, Scope, require, scope};
use crate::store::audit;
use crate::store::rows::{
    AttachmentRow, CaseRow, IncidentRow, MessageRow, NoteRow, Owned, ReferralRow, Row, TaskRow, Values, Versioned,
};
use crate::triage::Ranking;
use crate::vault::Compartment;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most characters of a note or a reason.
pub const LONGEST_NOTE: usize = 20_000;

/// A report as the person may see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReportView {
    /// The report.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// How far it is.
    pub state: ReportState,
    /// How it came.
    pub channel: String,
    /// The language it was written in.
    pub language: String,
    /// When it arrived.
    pub received: Moment,
    /// By when somebody has to look.
    pub due: Moment,
    /// When it will be shredded.
    pub expires: Moment,
    /// Who is working on it.
    pub claimed_by: Option<String>,
    /// Whether that is the person who looks.
    pub mine: bool,
    /// Whether it has a mailbox.
    pub has_mailbox: bool,
    /// What was said, as far as the role reads it.
    pub form: ReportForm,
    /// Compartments that have something which is not shown.
    pub hidden: Vec<Compartment>,
    /// Its rank, with reasons.
    pub ranking: Ranking,
    /// Files; their content comes by [`Desk::attachment`].
    pub attachments: Vec<AttachmentView>,
    /// The conversation.
    pub messages: Vec<MessageView>,
    /// Notes of the staff, oldest first.
    pub notes: Vec<NoteView>,
    /// Incidents.
    pub incidents: Vec<IncidentSummary>,
    /// Referrals.
    pub referrals: Vec<ReferralSummary>,
    /// Cases.
    pub cases: Vec<CaseSummary>,
    /// Tasks.
    pub tasks: Vec<TaskSummary>,
    /// Reports that may be about the same.
    pub likenesses: Vec<LikenessView>,
    /// The reports it was put together with.
    pub bundle: Option<Id>,
}

/// A file.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttachmentView {
    /// Its identifier.
    pub id: Id,
    /// Its name, as the sender's machine calls it.
    pub name: String,
    /// Its type, as the sender's machine says it.
    pub media_type: String,
    /// How many bytes it has.
    pub size: usize,
    /// When it arrived.
    pub sent_at: Moment,
}

/// A note.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct NoteView {
    /// Its identifier.
    pub id: Id,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub written_at: Moment,
    /// What.
    pub text: String,
}

/// An incident in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentSummary {
    /// The incident.
    pub id: Id,
    /// May a crime have happened?
    pub crime: String,
    /// May someone need protection?
    pub protection: String,
    /// What is said about age.
    pub age: String,
    /// How far it is.
    pub state: String,
    /// When it was opened.
    pub created: Moment,
}

/// A referral in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReferralSummary {
    /// The referral.
    pub id: Id,
    /// The report.
    pub report: Id,
    /// police or protection.
    pub route: String,
    /// The partner's name.
    pub partner: String,
    /// How far it is.
    pub state: String,
    /// By when something has to happen.
    pub due: Moment,
}

/// A case in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CaseSummary {
    /// The case.
    pub id: Id,
    /// The report.
    pub report: Id,
    /// open or closed.
    pub state: String,
    /// Whose it is.
    pub assignee: Option<String>,
    /// When it was opened.
    pub opened: Moment,
}

/// A task in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TaskSummary {
    /// The task.
    pub id: Id,
    /// The version to finish.
    pub version: i64,
    /// What kind of task.
    pub kind: String,
    /// What is to be done, in words.
    pub title: String,
    /// Whose it is.
    pub assignee: Option<String>,
    /// By when.
    pub due: Moment,
    /// open, done or escalated.
    pub state: String,
}

/// A file's content, to be saved and never shown.
pub struct Download {
    /// Its name and type.
    pub card: FileCard,
    /// Its bytes.
    pub bytes: zeroize::Zeroizing<Vec<u8>>,
}

impl Desk {
    /// A report. That somebody read it is in the audit log before they see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, it is another organisation's, or nothing of it was given to the person.
    pub async fn report(&self, person: &Person, id: Id) -> Result<ReportView, CaseworkError> {
        require(person.role, Action::Read, Resource::Report)?;
        let now = self.now();
        let row = self.report_row_of(person, id).await?;
        // Identities are not among what a role reads: they are revealed one by one, with a reason.
        let ring = self.keyring(person, id, Resource::Report).await?;
        self.log(person, "report.read", format!("report:{id}")).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &[id]).await?);
        let form = open_form(Some(&ring), sealed.get(&id))?.unwrap_or_default();
        let tenant = person.tenant.id;
        let reader = self.store.reader();
        let of_report = || Values::new().and(&tenant).and(&id);
        let logins = self.logins(person).await?;
        let incidents =
            IncidentRow::all(reader, "WHERE tenant = $1 AND report_id = $2 ORDER BY created_at, id", of_report())
                .await?;
        let referrals =
            ReferralRow::all(reader, "WHERE tenant = $1 AND report_id = $2 ORDER BY created_at, id", of_report())
                .await?;
        let cases =
            CaseRow::all(reader, "WHERE tenant = $1 AND report_id = $2 ORDER BY opened_at, id", of_report()).await?;
        let partners: BTreeMap<Id, String> = self.partner_names(tenant).await?;
        let likenesses = match scope(person.role, Action::List, Resource::Likeness) {
            Scope::None => Vec::new(),
            _ => self.likenesses(person, Some(id)).await?,
        };
        Ok(ReportView {
            id,
            version: row.version,
            state: shown_state(&row, now)?,
            channel: row.channel.clone(),
            language: row.language.clone(),
            received: row.received_at,
            due: row.due_at,
            expires: row.expires_at,
            claimed_by: claimer(&row, now).and_then(|user| logins.get(&user).cloned()),
            mine: claimer(&row, now) == Some(person.id),
            has_mailbox: row.reporter_public.is_some(),
            ranking: self.triage.rank(&form),
            form,
            hidden: ring.hidden.clone(),
            attachments: self.attachment_cards(person, id, &ring).await?,
            messages: self.messages_of(person, id, &ring).await?,
            notes: self.notes_of(person, id, &ring, &logins).await?,
            incidents: incidents
                .into_iter()
                .map(|row| IncidentSummary {
                    id: row.id,
                    crime: row.crime,
                    protection: row.protection,
                    age: row.age,
                    state: row.state,
                    created: row.created_at,
                })
                .collect(),
            referrals: referrals.iter().map(|row| referral_summary(row, &partners)).collect(),
            cases: cases
                .into_iter()
                .map(|row| CaseSummary {
                    id: row.id,
                    report: row.report_id,
                    state: row.state,
                    assignee: row.assignee.and_then(|user| logins.get(&user).cloned()),
                    opened: row.opened_at,
                })
                .collect(),
            tasks: self.tasks_of(person, id, &ring, &logins).await?,
            likenesses,
            bundle: row.bundle,
        })
    }

    /// Shows one identity of a report, for a reason that the audit log keeps with the person's name.
    ///
    /// # Errors
    /// [`CaseworkError::NeedsConfirmation`] without a fresh code, [`CaseworkError::Refused`] without a reason, or before the report was claimed.
    pub async fn reveal(
        &self,
        person: &Person,
        report: Id,
        compartment: Compartment,
        reason: &str,
    ) -> Result<Map<String, Value>, CaseworkError> {
        let reach = require(person.role, Action::Reveal, Resource::Identity)?;
        if !matches!(compartment, Compartment::VictimIdentity | Compartment::ReporterIdentity) {
            return Err(CaseworkError::invalid("compartment", "victim_identity or reporter_identity"));
        }
        let now = self.now();
        person.confirmed(now)?;
        check_words("reason", reason)?;
        let row = self.report_row_of(person, report).await?;
        if reach == Scope::Organisation && claimer(&row, now) != Some(person.id) {
            return Err(CaseworkError::refused(
                "claim the report first: an identity is shown to whoever is working on it",
            ));
        }
        let ring = self.keyring_of(person, report, &[compartment], Resource::Identity).await?;
        let notes = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Report).await?;
        let action = match compartment {
            Compartment::VictimIdentity => "identity.reveal_victim",
            _ => "identity.reveal_reporter",
        };
        // The reason is written as a note before anything is shown: whoever works on the report later sees it, too.
        let text =
            format!("{} was shown to {}: {}", compartment.label().replace('_', " "), person.login, reason.trim());
        self.insert_note(person, report, &notes, &text, action).await?;
        let sealed = self.sealed_of(person.tenant.id, "reports", &[report]).await?;
        for row in &sealed {
            if row.field == compartment.label()
                && let Some(fields) = ring.open(row)?
            {
                return Ok(fields);
            }
        }
        Ok(Map::new())
    }

    /// Ends the work on a report with a reason: what it told was neither a crime nor somebody who needs protection, or it was answered.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when a referral is on its way or a case is open.
    pub async fn close_report(
        &self,
        person: &Person,
        report: Id,
        version: i64,
        reason: &str,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Close, Resource::Report)?;
        check_words("reason", reason)?;
        let tenant = person.tenant.id;
        let mut row = self.report_row_of(person, report).await?;
        let (open,): (i64,) = sqlx::query_as(
            "SELECT CAST((SELECT COUNT(*) FROM cases WHERE report_id = $1 AND tenant = $2 AND state = 'open') + \
             (SELECT COUNT(*) FROM referrals WHERE report_id = $1 AND tenant = $2 \
             AND state NOT IN ('closed', 'revoked', 'expired', 'rejected', 'outcome_recorded')) AS BIGINT)",
        )
        .bind(report)
        .bind(tenant)
        .fetch_one(self.store.reader())
        .await?;
        if open > 0 {
            return Err(CaseworkError::refused(
                "a referral of this report is on its way, or a case is open: end those first",
            ));
        }
        if matches!(ReportState::of(&row.state)?, ReportState::Closed | ReportState::Expired) {
            return Err(CaseworkError::refused("this report is closed already"));
        }
        let ring = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Report).await?;
        let id = Id::random(&mut Desk::rng());
        let sealed = ring.seal(Compartment::StaffNotes, "notes", id, "text", &format!("Closed: {}", reason.trim()))?;
        let now = self.now();
        let note = NoteRow { id, tenant, report_id: report, author: person.id, written_at: now };
        row.state = ReportState::Closed.name().to_owned();
        row.claimed_by = None;
        row.claimed_until = None;
        // From here on the time to the minute serves nothing.
        row.received_at = row.received_at.day();
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Report, seen: version, now: row.version });
        }
        let event = self.event(person, "report.close", format!("report:{report}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    note.insert(conn).await?;
                    sealed.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// Writes a note that only the staff sees.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`], [`CaseworkError::Invalid`].
    pub async fn add_note(&self, person: &Person, report: Id, text: &str) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Note)?;
        check_words("note", text)?;
        self.report_row_of(person, report).await?;
        let ring = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Report).await?;
        self.insert_note(person, report, &ring, text, "note.write").await
    }

    async fn insert_note(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
        text: &str,
        action: &'static str,
    ) -> Result<Id, CaseworkError> {
        let id = Id::random(&mut Desk::rng());
        let sealed = ring.seal(Compartment::StaffNotes, "notes", id, "text", &text.trim())?;
        let note =
            NoteRow { id, tenant: person.tenant.id, report_id: report, author: person.id, written_at: self.now() };
        let event = self.event(person, action, format!("report:{report}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    note.insert(conn).await?;
                    sealed.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// A file's content, to be saved.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`].
    pub async fn attachment(&self, person: &Person, id: Id) -> Result<Download, CaseworkError> {
        require(person.role, Action::Read, Resource::Attachment)?;
        let row = AttachmentRow::by_id(self.store.reader(), person.tenant.id, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Attachment))?;
        self.report_row_of(person, row.report_id).await?;
        let ring = self.keyring(person, row.report_id, Resource::Attachment).await?;
        self.log(person, "attachment.read", format!("attachment:{id}")).await?;
        let cards = self.sealed_of(person.tenant.id, "attachments", &[id]).await?;
        let card = cards.first().map(|card| ring.open(card)).transpose()?.flatten();
        let card = card.ok_or(CaseworkError::NotFound(Resource::Attachment))?;
        Ok(Download { card, bytes: ring.open_bytes("attachments", id, "file", &row.envelope)? })
    }

    async fn attachment_cards(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
    ) -> Result<Vec<AttachmentView>, CaseworkError> {
        let rows: Vec<(Id, Moment)> = sqlx::query_as(
            "SELECT id, created_at FROM attachments WHERE tenant = $1 AND report_id = $2 ORDER BY created_at, id",
        )
        .bind(person.tenant.id)
        .bind(report)
        .fetch_all(self.store.reader())
        .await?;
        let ids: Vec<Id> = rows.iter().map(|(id, _)| *id).collect();
        let mut views = Vec::new();
        for card in self.sealed_of(person.tenant.id, "attachments", &ids).await? {
            let Some(FileCard { name, media_type, size }) = ring.open(&card)? else { continue };
            let sent_at = rows.iter().find(|(id, _)| *id == card.row_id).map_or(Moment(0), |(_, at)| *at);
            views.push(AttachmentView { id: card.row_id, name, media_type, size, sent_at });
        }
        views.sort_by_key(|view| (view.sent_at, view.id));
        Ok(views)
    }

    async fn messages_of(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
    ) -> Result<Vec<MessageView>, CaseworkError> {
        if scope(person.role, Action::Read, Resource::Mailbox) == Scope::None {
            return Ok(Vec::new());
        }
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows =
            MessageRow::all(self.store.reader(), "WHERE tenant = $1 AND report_id = $2 ORDER BY sent_at, id", values)
                .await?;
        let mut texts = self.texts_of(person, "messages", rows.iter().map(|row| row.id), ring).await?;
        let views = rows.into_iter().filter_map(|row| {
            let text = texts.remove(&row.id)?;
            Some(MessageView { from_reporter: row.from_reporter, sent_at: row.sent_at, text })
        });
        Ok(views.collect())
    }

    /// What the one sealed text of each of these rows says, where it opens.
    async fn texts_of(
        &self,
        person: &Person,
        table: &'static str,
        rows: impl Iterator<Item = Id>,
        ring: &Keyring,
    ) -> Result<BTreeMap<Id, String>, CaseworkError> {
        let rows: Vec<Id> = rows.collect();
        let mut texts = BTreeMap::new();
        for sealed in self.sealed_of(person.tenant.id, table, &rows).await? {
            if let Some(text) = ring.open(&sealed)? {
                texts.insert(sealed.row_id, text);
            }
        }
        Ok(texts)
    }

    /// The notes of a report, oldest first.
    pub(crate) async fn notes_of(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
        logins: &BTreeMap<Id, String>,
    ) -> Result<Vec<NoteView>, CaseworkError> {
        if scope(person.role, Action::Read, Resource::Note) == Scope::None {
            return Ok(Vec::new());
        }
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows =
            NoteRow::all(self.store.reader(), "WHERE tenant = $1 AND report_id = $2 ORDER BY written_at, id", values)
                .await?;
        let mut texts = self.texts_of(person, "notes", rows.iter().map(|row| row.id), ring).await?;
        let views = rows.into_iter().filter_map(|row| {
            let text = texts.remove(&row.id)?;
            let author = logins.get(&row.author).cloned().unwrap_or_default();
            Some(NoteView { id: row.id, author, written_at: row.written_at, text })
        });
        Ok(views.collect())
    }

    /// The tasks of a report, the next one first.
    pub(crate) async fn tasks_of(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
        logins: &BTreeMap<Id, String>,
    ) -> Result<Vec<TaskSummary>, CaseworkError> {
        if scope(person.role, Action::Read, Resource::Task) == Scope::None {
            return Ok(Vec::new());
        }
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows =
            TaskRow::all(self.store.reader(), "WHERE tenant = $1 AND report_id = $2 ORDER BY due_at, id", values)
                .await?;
        let mut texts = self.texts_of(person, "tasks", rows.iter().map(|row| row.id), ring).await?;
        let views = rows.into_iter().map(|row| TaskSummary {
            id: row.id,
            version: row.version,
            kind: row.kind,
            title: texts.remove(&row.id).unwrap_or_default(),
            assignee: row.assignee.and_then(|user| logins.get(&user).cloned()),
            due: row.due_at,
            state: row.state,
        });
        Ok(views.collect())
    }

    /// The names of the organisation's partners.
    pub(crate) async fn partner_names(&self, tenant: Id) -> Result<BTreeMap<Id, String>, CaseworkError> {
        let rows: Vec<(Id, String)> = sqlx::query_as("SELECT id, name FROM partners WHERE tenant = $1")
            .bind(tenant)
            .fetch_all(self.store.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }
}

/// A referral in a list.
pub(crate) fn referral_summary(row: &ReferralRow, partners: &BTreeMap<Id, String>) -> ReferralSummary {
    ReferralSummary {
        id: row.id,
        report: row.report_id,
        route: row.route.clone(),
        partner: partners.get(&row.partner_id).cloned().unwrap_or_default(),
        state: row.state.clone(),
        due: row.due_at,
    }
}

/// Words that somebody has to write: a reason, a note.
pub(crate) fn check_words(field: &'static str, words: &str) -> Result<(), CaseworkError> {
    let length = words.chars().count();
    if words.trim().is_empty() || length > LONGEST_NOTE {
        return Err(CaseworkError::invalid(field, format!("write 1 to {LONGEST_NOTE} characters; this has {length}")));
    }
    Ok(())
}
