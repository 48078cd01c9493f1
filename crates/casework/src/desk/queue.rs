//! The triage queue: what waits, in the order in which it should be looked at, and near-duplicates for review.
//!
//! The rank was made when the report arrived and is a clear column, because the queue is sorted while nothing is open. The reasons for it
//! are made again from what the person can open. Nothing is merged: a bundle is a mark that a person set.

use super::keyring::Keyring;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::bundle::{self, Sketch};
use crate::form::ReportForm;
use crate::id::Id;
use crate::moment::{HOUR, Moment};
use crate::permission::{Action, Resource, Scope, require};
use crate::store::rows::{LikenessRow, Owned, ReportRow, Row, SealedRow, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::triage::Reason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How long a claim lasts without being renewed.
pub const CLAIM: i64 = HOUR;
/// How alike two reports must be to be proposed, in thousandths.
const ALIKE: u32 = 500;
/// How many of the newest open reports are compared.
const COMPARED: u32 = 5000;

/// How far a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// A partner has not finished it; nobody sees it.
    Incoming,
    /// Nobody has looked at it.
    New,
    /// Somebody is working on it.
    Claimed,
    /// The two questions were answered.
    Triaged,
    /// The work on it has ended.
    Closed,
    /// Its keys were destroyed.
    Expired,
}

impl ReportState {
    /// Every state.
    pub const ALL: [ReportState; 6] = [
        ReportState::Incoming,
        ReportState::New,
        ReportState::Claimed,
        ReportState::Triaged,
        ReportState::Closed,
        ReportState::Expired,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            ReportState::Incoming => "incoming",
            ReportState::New => "new",
            ReportState::Claimed => "claimed",
            ReportState::Triaged => "triaged",
            ReportState::Closed => "closed",
            ReportState::Expired => "expired",
        }
    }

    pub(crate) fn of(name: &str) -> Result<ReportState, StoreError> {
        ReportState::ALL.into_iter().find(|state| state.name() == name).ok_or(StoreError::damaged("a report's state"))
    }
}

impl fmt::Display for ReportState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What of the queue is asked for.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// The states; none means new, claimed and triaged.
    pub states: Vec<ReportState>,
    /// Only what the person has claimed.
    pub mine: bool,
}

/// Where a page of the queue begins: after this report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its rank.
    pub rank: i64,
    /// When it arrived.
    pub received: Moment,
    /// Its identifier.
    pub id: Id,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.rank, self.received.0, self.id)
    }
}

impl FromStr for Cursor {
    type Err = CaseworkError;

    fn from_str(text: &str) -> Result<Cursor, CaseworkError> {
        let bad = || CaseworkError::invalid("after", "not a place in the queue");
        let mut parts = text.split('.');
        let (Some(rank), Some(received), Some(id), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        Ok(Cursor {
            rank: rank.parse().map_err(|_| bad())?,
            received: Moment(received.parse().map_err(|_| bad())?),
            id: id.parse().map_err(|_| bad())?,
        })
    }
}

/// A page of the queue.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QueuePage {
    /// The reports, the most pressing first.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins, if there is one.
    #[schema(value_type = Option<String>)]
    #[serde(serialize_with = "cursor_text")]
    pub next: Option<Cursor>,
    /// How many reports nobody has looked at; 10,000 means that many or more, because counting all would take longer than the page.
    pub waiting: i64,
    /// How many of the open ones are past their time; 10,000 means that many or more.
    pub overdue: i64,
}

fn cursor_text<S: serde::Serializer>(cursor: &Option<Cursor>, serializer: S) -> Result<S::Ok, S::Error> {
    match cursor {
        Some(cursor) => serializer.collect_str(cursor),
        None => serializer.serialize_none(),
    }
}

/// A report in the queue.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QueueRow {
    /// The report.
    pub id: Id,
    /// The version to claim.
    pub version: i64,
    /// Its rank, 0 to 1000.
    pub rank: i64,
    /// Why it has this rank.
    pub reasons: Vec<Reason>,
    /// When it arrived.
    pub received: Moment,
    /// By when somebody has to look.
    pub due: Moment,
    /// How it came.
    pub channel: String,
    /// The language it was written in.
    pub language: String,
    /// How far it is.
    pub state: ReportState,
    /// Who is working on it.
    pub claimed_by: Option<String>,
    /// How it begins.
    pub opening: String,
    /// The reports it was put together with.
    pub bundle: Option<Id>,
    /// How many reports that bundle has.
    pub bundle_size: i64,
    /// Whether whoever reported wrote and nobody has answered.
    pub unread: bool,
}

/// Two reports that may be about the same.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LikenessView {
    /// Its identifier.
    pub id: Id,
    /// One report.
    pub first: Id,
    /// The other report.
    pub second: Id,
    /// How alike they are, in thousandths.
    pub score: i64,
    /// proposed, same or different.
    pub state: String,
    /// How the one begins.
    pub first_opening: String,
    /// How the other begins.
    pub second_opening: String,
}

impl Desk {
    /// A page of the queue, at most `limit` (1 to 200) reports.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn queue(
        &self,
        person: &Person,
        filter: &QueueFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<QueuePage, CaseworkError> {
        let reach = require(person.role, Action::List, Resource::Report)?;
        let limit = limit.clamp(1, 200);
        let now = self.now();
        let states = if filter.states.is_empty() {
            vec![ReportState::New, ReportState::Claimed, ReportState::Triaged]
        } else {
            filter.states.clone()
        };
        let mut pages = Vec::new();
        // A statement for each state walks the index from where the page begins; one for all of them would sort every open report.
        for state in states.iter().filter(|state| **state != ReportState::Incoming) {
            pages.extend(self.queue_rows(person, *state, filter.mine, reach, after, limit + 1).await?);
        }
        pages.sort_by_key(|row| (std::cmp::Reverse(row.rank), row.received_at, row.id));
        let more = pages.len() > limit as usize;
        pages.truncate(limit as usize);
        let next = more
            .then(|| pages.last().map(|row| Cursor { rank: row.rank, received: row.received_at, id: row.id }))
            .flatten();
        let ids: Vec<Id> = pages.iter().map(|row| row.id).collect();
        let rings = self.keyrings(person, &ids, person.role.reads()).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &ids).await?);
        let logins = self.logins(person).await?;
        let bundles = self.bundle_sizes(person, &pages).await?;
        let mut rows = Vec::with_capacity(pages.len());
        for row in pages {
            let form = open_form(rings.get(&row.id), sealed.get(&row.id))?;
            let (reasons, opening) = match &form {
                Some(form) => (self.triage.rank(form).reasons, opening(&form.what)),
                None => (Vec::new(), String::new()),
            };
            rows.push(QueueRow {
                id: row.id,
                version: row.version,
                rank: row.rank,
                reasons,
                received: row.received_at,
                due: row.due_at,
                channel: row.channel.clone(),
                language: row.language.clone(),
                state: shown_state(&row, now)?,
                claimed_by: claimer(&row, now).and_then(|id| logins.get(&id).cloned()),
                opening,
                bundle: row.bundle,
                bundle_size: row.bundle.and_then(|bundle| bundles.get(&bundle).copied()).unwrap_or(1),
                unread: row.unread > 0,
            });
        }
        let (waiting, overdue): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM reports WHERE tenant = $1 AND state = 'new' LIMIT 10000) n), \
             (SELECT COUNT(*) FROM (SELECT 1 FROM reports WHERE tenant = $1 AND state IN ('new', 'claimed') AND due_at < $2 \
             LIMIT 10000) o)",
        )
        .bind(person.tenant.id)
        .bind(now)
        .fetch_one(self.store.reader())
        .await?;
        self.log(person, "queue.list", "queue").await?;
        Ok(QueuePage { rows, next, waiting, overdue })
    }

    async fn queue_rows(
        &self,
        person: &Person,
        state: ReportState,
        mine: bool,
        reach: Scope,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ReportRow>, CaseworkError> {
        // Beyond every rank, before every moment: the first page.
        let start = after.unwrap_or(Cursor { rank: i64::MAX, received: Moment(i64::MIN), id: Id([0; 16]) });
        let values = Values::new()
            .and(&person.tenant.id)
            .and(&state.name().to_owned())
            .and(&start.rank)
            .and(&start.received)
            .and(&start.id)
            .and(&i64::from(limit));
        let reader = self.store.reader();
        let rows = match (reach, mine) {
            (Scope::Assigned, _) => {
                let values = values.and(&person.id).and(&self.now());
                ReportRow::all(
                    reader,
                    "WHERE tenant = $1 AND state = $2 AND (rank < $3 OR (rank = $3 AND (received_at > $4 OR (received_at = $4 AND id > $5)))) \
                     AND EXISTS (SELECT 1 FROM compartment_keys k JOIN wraps w ON w.key_id = k.id WHERE k.owner = reports.id \
                     AND w.recipient = $7 AND (w.expires_at IS NULL OR w.expires_at > $8)) \
                     ORDER BY rank DESC, received_at, id LIMIT $6",
                    values,
                )
                .await?
            }
            (_, true) => {
                ReportRow::all(
                    reader,
                    "WHERE tenant = $1 AND state = $2 AND (rank < $3 OR (rank = $3 AND (received_at > $4 OR (received_at = $4 AND id > $5)))) \
                     AND claimed_by = $7 ORDER BY rank DESC, received_at, id LIMIT $6",
                    values.and(&person.id),
                )
                .await?
            }
            (_, false) => {
                ReportRow::all(
                    reader,
                    "WHERE tenant = $1 AND state = $2 AND rank <= $3 AND (rank < $3 OR received_at > $4 OR (received_at = $4 AND id > $5)) \
                     ORDER BY rank DESC, received_at, id LIMIT $6",
                    values,
                )
                .await?
            }
        };
        Ok(rows)
    }

    /// Takes a report to work on, for an hour; claiming it again makes the hour new.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when somebody changed it in between, [`CaseworkError::Refused`] when a colleague has it.
    pub async fn claim(&self, person: &Person, report: Id, version: i64) -> Result<i64, CaseworkError> {
        require(person.role, Action::Claim, Resource::Report)?;
        let now = self.now();
        let mut row = self.report_row_of(person, report).await?;
        if let Some(other) = claimer(&row, now).filter(|other| *other != person.id) {
            let login = self.logins(person).await?.remove(&other).unwrap_or_default();
            return Err(CaseworkError::refused(format!("{login} is working on this report")));
        }
        match ReportState::of(&row.state)? {
            ReportState::New | ReportState::Claimed => row.state = ReportState::Claimed.name().to_owned(),
            ReportState::Triaged => {}
            other => return Err(CaseworkError::refused(format!("this report is {other}"))),
        }
        row.claimed_by = Some(person.id);
        row.claimed_until = Some(now.plus(CLAIM));
        self.change_report(person, row, version, "report.claim").await
    }

    /// Gives a report back to the queue.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`], and [`CaseworkError::Refused`] when the person does not have it.
    pub async fn release(&self, person: &Person, report: Id, version: i64) -> Result<i64, CaseworkError> {
        require(person.role, Action::Claim, Resource::Report)?;
        let mut row = self.report_row_of(person, report).await?;
        if row.claimed_by != Some(person.id) {
            return Err(CaseworkError::refused("you have not claimed this report"));
        }
        if ReportState::of(&row.state)? == ReportState::Claimed {
            row.state = ReportState::New.name().to_owned();
        }
        row.claimed_by = None;
        row.claimed_until = None;
        self.change_report(person, row, version, "report.release").await
    }

    /// Writes a changed row of a report that the person saw at `version`. Gives the new version.
    pub(crate) async fn change_report(
        &self,
        person: &Person,
        mut row: ReportRow,
        version: i64,
        action: &'static str,
    ) -> Result<i64, CaseworkError> {
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Report, seen: version, now: row.version });
        }
        let event = self.event(person, action, format!("report:{}", row.id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// Compares the newest open reports and proposes those that are alike for review. Gives how many were proposed now.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn propose_likenesses(&self, person: &Person) -> Result<usize, CaseworkError> {
        require(person.role, Action::Create, Resource::Likeness)?;
        let rows = ReportRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND state IN ('new', 'claimed', 'triaged') ORDER BY received_at DESC, id LIMIT $2",
            Values::new().and(&person.tenant.id).and(&i64::from(COMPARED)),
        )
        .await?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let rings = self.keyrings(person, &ids, person.role.reads()).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &ids).await?);
        let mut sketches = Vec::new();
        for id in &ids {
            if let Some(form) = open_form(rings.get(id), sealed.get(id))? {
                sketches.push((*id, Sketch::of(&form)));
            }
        }
        let pairs = bundle::propose(&sketches, ALIKE);
        let event = self.event(person, "likeness.propose", "queue");
        let tenant = person.tenant.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let mut proposed = 0;
                    for pair in pairs {
                        let (first, second) = (pair.first.min(pair.second), pair.first.max(pair.second));
                        let known: Option<(Id,)> =
                            sqlx::query_as("SELECT id FROM likenesses WHERE first_report = $1 AND second_report = $2")
                                .bind(first)
                                .bind(second)
                                .fetch_optional(&mut *conn)
                                .await?;
                        if known.is_some() {
                            continue;
                        }
                        let id = Id::random(&mut Desk::rng());
                        let score = i64::from(pair.likeness);
                        let row = LikenessRow {
                            id,
                            tenant,
                            first_report: first,
                            second_report: second,
                            score,
                            state: "proposed".to_owned(),
                            decided_by: None,
                        };
                        row.insert(conn).await?;
                        proposed += 1;
                    }
                    audit::append(conn, &event).await?;
                    Ok(proposed)
                })
            })
            .await
    }

    /// Near-duplicates that wait for a decision, the most alike first; with `of`, those of one report.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn likenesses(&self, person: &Person, of: Option<Id>) -> Result<Vec<LikenessView>, CaseworkError> {
        require(person.role, Action::List, Resource::Likeness)?;
        let rows =
            match of {
                None => {
                    LikenessRow::all(
                        self.store.reader(),
                        "WHERE tenant = $1 AND state = 'proposed' ORDER BY score DESC, id LIMIT 200",
                        Values::new().and(&person.tenant.id),
                    )
                    .await?
                }
                Some(report) => LikenessRow::all(
                    self.store.reader(),
                    "WHERE tenant = $1 AND (first_report = $2 OR second_report = $2) ORDER BY score DESC, id LIMIT 200",
                    Values::new().and(&person.tenant.id).and(&report),
                )
                .await?,
            };
        let mut ids: Vec<Id> = rows.iter().flat_map(|row| [row.first_report, row.second_report]).collect();
        ids.sort_unstable();
        ids.dedup();
        let rings = self.keyrings(person, &ids, person.role.reads()).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &ids).await?);
        let mut openings = BTreeMap::new();
        for id in &ids {
            if let Some(form) = open_form(rings.get(id), sealed.get(id))? {
                openings.insert(*id, opening(&form.what));
            }
        }
        let text = |id: &Id| openings.get(id).cloned().unwrap_or_default();
        Ok(rows
            .iter()
            .map(|row| LikenessView {
                id: row.id,
                first: row.first_report,
                second: row.second_report,
                score: row.score,
                state: row.state.clone(),
                first_opening: text(&row.first_report),
                second_opening: text(&row.second_report),
            })
            .collect())
    }

    /// Says whether two reports are about the same. If so both get the mark of one bundle; each stays a report of its own.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`], and [`CaseworkError::Refused`] when it was decided before.
    pub async fn decide_likeness(&self, person: &Person, id: Id, same: bool) -> Result<(), CaseworkError> {
        require(person.role, Action::Decide, Resource::Likeness)?;
        let tenant = person.tenant.id;
        let row = LikenessRow::by_id(self.store.reader(), tenant, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Likeness))?;
        let event = self.event(person, "likeness.decide", format!("likeness:{id}"));
        let user = person.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let state = if same { "same" } else { "different" };
                    let done = sqlx::query(
                        "UPDATE likenesses SET state = $1, decided_by = $2 WHERE id = $3 AND state = 'proposed'",
                    )
                    .bind(state)
                    .bind(user)
                    .bind(id)
                    .execute(&mut *conn)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Err(CaseworkError::refused("somebody has decided this already"));
                    }
                    if same {
                        let bundles: Vec<(Option<Id>,)> =
                            sqlx::query_as("SELECT bundle FROM reports WHERE id = $1 OR id = $2")
                                .bind(row.first_report)
                                .bind(row.second_report)
                                .fetch_all(&mut *conn)
                                .await?;
                        let mut known = bundles.into_iter().filter_map(|(bundle,)| bundle);
                        let bundle = known.next().unwrap_or(row.first_report);
                        let other = known.next().unwrap_or(bundle);
                        sqlx::query(
                            "UPDATE reports SET bundle = $1 WHERE tenant = $2 AND (id = $3 OR id = $4 OR bundle = $5)",
                        )
                        .bind(bundle)
                        .bind(tenant)
                        .bind(row.first_report)
                        .bind(row.second_report)
                        .bind(other)
                        .execute(&mut *conn)
                        .await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The row of a report of the person's organisation.
    pub(crate) async fn report_row_of(&self, person: &Person, report: Id) -> Result<ReportRow, CaseworkError> {
        ReportRow::by_id(self.store.reader(), person.tenant.id, report)
            .await?
            .filter(|row| row.state != ReportState::Incoming.name())
            .ok_or(CaseworkError::NotFound(Resource::Report))
    }

    /// The names of the organisation's users.
    pub(crate) async fn logins(&self, person: &Person) -> Result<BTreeMap<Id, String>, CaseworkError> {
        let rows: Vec<(Id, String)> = sqlx::query_as("SELECT id, login FROM users WHERE tenant = $1")
            .bind(person.tenant.id)
            .fetch_all(self.store.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }

    async fn bundle_sizes(&self, person: &Person, rows: &[ReportRow]) -> Result<BTreeMap<Id, i64>, CaseworkError> {
        let mut sizes = BTreeMap::new();
        for bundle in rows.iter().filter_map(|row| row.bundle) {
            if sizes.contains_key(&bundle) {
                continue;
            }
            let (count,): (i64,) =
                sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM reports WHERE tenant = $1 AND bundle = $2")
                    .bind(person.tenant.id)
                    .bind(bundle)
                    .fetch_one(self.store.reader())
                    .await?;
            sizes.insert(bundle, count);
        }
        Ok(sizes)
    }
}

/// Who is working on a report at this moment.
pub(crate) fn claimer(row: &ReportRow, now: Moment) -> Option<Id> {
    row.claimed_by.filter(|_| row.claimed_until.is_some_and(|until| until > now))
}

/// The state that people see: a claim that ran out counts no more.
pub(crate) fn shown_state(row: &ReportRow, now: Moment) -> Result<ReportState, StoreError> {
    let state = ReportState::of(&row.state)?;
    Ok(if state == ReportState::Claimed && claimer(row, now).is_none() { ReportState::New } else { state })
}

/// Sealed fields by their row.
pub(crate) fn group(sealed: Vec<SealedRow>) -> BTreeMap<Id, Vec<SealedRow>> {
    let mut by_row: BTreeMap<Id, Vec<SealedRow>> = BTreeMap::new();
    for row in sealed {
        by_row.entry(row.row_id).or_default().push(row);
    }
    by_row
}

/// What of a report opens with the keyring; nothing when nothing does.
pub(crate) fn open_form(
    ring: Option<&Keyring>,
    sealed: Option<&Vec<SealedRow>>,
) -> Result<Option<ReportForm>, CaseworkError> {
    let (Some(ring), Some(sealed)) = (ring, sealed) else { return Ok(None) };
    let mut parts = Vec::new();
    for row in sealed {
        if let Some(fields) = ring.open::<serde_json::Map<String, serde_json::Value>>(row)? {
            parts.extend(fields);
        }
    }
    if parts.is_empty() {
        Ok(None)
    } else {
        Ok(Some(ReportForm::from_parts(parts).map_err(|_| StoreError::damaged("a report's answers"))?))
    }
}

/// How a text begins, in one line of at most 140 characters.
pub(crate) fn opening(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(140) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_one_line_and_never_cuts_a_character() {
        assert_eq!(opening(" a\n b\t c "), "a b c");
        let long = "ش".repeat(200);
        assert_eq!(opening(&long).chars().count(), 141);
    }

    #[test]
    fn a_cursor_reads_what_it_writes_and_nothing_else() {
        let cursor = Cursor { rank: 700, received: Moment(1_800_000_000), id: Id([9; 16]) };
        assert_eq!(cursor.to_string().parse::<Cursor>().ok(), Some(cursor));
        for bad in ["", "1.2", "1.2.3.4", "x.2.09090909090909090909090909090909", "1.2.'; DROP TABLE reports; --"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    }
}
