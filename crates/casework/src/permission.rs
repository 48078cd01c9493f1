//! Who may do what: the declared matrix role × resource × action, and which compartments a role reads.
//!
//! The matrix is the only place where permissions are written. [`desk`](crate::desk) asks it before every operation, the tests sweep every
//! route of the server with it, and the guide prints it. It says what a role may do at all; whether a person can read one record rests on
//! keys as well: without a wrap of its key, nobody opens a compartment, whatever their role.

use crate::error::CaseworkError;
use crate::vault::Compartment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a person of the organisation is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers reports: the queue, the two questions, drafts of referrals, the mailbox.
    Triage,
    /// Helps people: the cases that were assigned to them.
    Caseworker,
    /// Approves what leaves, assigns cases, is the second person of a break-glass.
    Supervisor,
    /// The data protection officer: reads the audit log and every alert, erases; reads nobody's report.
    Officer,
    /// Keeps users, partners and keys; reads nobody's report.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] = [Role::Triage, Role::Caseworker, Role::Supervisor, Role::Officer, Role::Admin];

    /// Its name in the database and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Role::Triage => "triage",
            Role::Caseworker => "caseworker",
            Role::Supervisor => "supervisor",
            Role::Officer => "officer",
            Role::Admin => "admin",
        }
    }

    /// Whether people of this role hold the organisation's keys: what is sealed to the triage team or sent by a partner opens for them.
    pub fn holds_team_keys(self) -> bool {
        matches!(self, Role::Triage | Role::Supervisor)
    }

    /// The compartments of a report that the role reads when it opens one.
    ///
    /// Identities of people are not among them: they are revealed one by one, with a reason ([`Action::Reveal`]).
    pub fn reads(self) -> &'static [Compartment] {
        use Compartment::*;
        match self {
            Role::Triage | Role::Caseworker | Role::Supervisor => {
                &[Narrative, Location, Attachments, StaffNotes, Mailbox]
            }
            Role::Officer | Role::Admin => &[],
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Triage => "a triage worker",
            Role::Caseworker => "a caseworker",
            Role::Supervisor => "a supervisor",
            Role::Officer => "a data protection officer",
            Role::Admin => "an administrator",
        })
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Role, String> {
        Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| {
            format!("\"{name}\" is no role; the roles are triage, caseworker, supervisor, officer and admin")
        })
    }
}

/// What something is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// A contact by telephone, chat or in person.
    Signal,
    /// A report.
    Report,
    /// What a report keeps apart: who may be harmed, who reported.
    Identity,
    /// A file that came with a report.
    Attachment,
    /// The conversation with who reported.
    Mailbox,
    /// A near-duplicate proposed for review.
    Likeness,
    /// An incident, its assertions and its consents.
    Incident,
    /// A referral to a partner.
    Referral,
    /// A package that a partner sent.
    Arrival,
    /// A case.
    Case,
    /// A task with a due date.
    Task,
    /// A note of the staff.
    Note,
    /// An outcome.
    Outcome,
    /// A partner organisation and its keys.
    Partner,
    /// A user of the organisation.
    User,
    /// The organisation's keys.
    Key,
    /// The audit log.
    Audit,
    /// Access in an emergency, with a second person.
    BreakGlass,
    /// Figures about the work.
    Statistics,
}

impl Resource {
    /// Every resource.
    pub const ALL: [Resource; 19] = [
        Resource::Signal,
        Resource::Report,
        Resource::Identity,
        Resource::Attachment,
        Resource::Mailbox,
        Resource::Likeness,
        Resource::Incident,
        Resource::Referral,
        Resource::Arrival,
        Resource::Case,
        Resource::Task,
        Resource::Note,
        Resource::Outcome,
        Resource::Partner,
        Resource::User,
        Resource::Key,
        Resource::Audit,
        Resource::BreakGlass,
        Resource::Statistics,
    ];
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resource::Signal => "signal",
            Resource::Report => "report",
            Resource::Identity => "identity",
            Resource::Attachment => "attachment",
            Resource::Mailbox => "mailbox",
            Resource::Likeness => "likeness",
            Resource::Incident => "incident",
            Resource::Referral => "referral",
            Resource::Arrival => "arrival",
            Resource::Case => "case",
            Resource::Task => "task",
            Resource::Note => "note",
            Resource::Outcome => "outcome",
            Resource::Partner => "partner",
            Resource::User => "user",
            Resource::Key => "key",
            Resource::Audit => "audit log",
            Resource::BreakGlass => "break-glass",
            Resource::Statistics => "statistics",
        })
    }
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See that there are some, with their clear columns.
    List,
    /// Open one.
    Read,
    /// Make one.
    Create,
    /// Change one.
    Update,
    /// Take one to work on, or give it back.
    Claim,
    /// Give one to somebody.
    Assign,
    /// Say yes or no to what somebody else proposed.
    Decide,
    /// Let it leave the organisation.
    Send,
    /// End the work on one.
    Close,
    /// See an identity, with a reason.
    Reveal,
    /// Destroy its keys.
    Erase,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 11] = [
        Action::List,
        Action::Read,
        Action::Create,
        Action::Update,
        Action::Claim,
        Action::Assign,
        Action::Decide,
        Action::Send,
        Action::Close,
        Action::Reveal,
        Action::Erase,
    ];
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Action::List => "list",
            Action::Read => "read",
            Action::Create => "create",
            Action::Update => "change",
            Action::Claim => "claim",
            Action::Assign => "assign",
            Action::Decide => "decide on",
            Action::Send => "send",
            Action::Close => "close",
            Action::Reveal => "reveal",
            Action::Erase => "erase",
        })
    }
}

/// How far a permission reaches. A record of another organisation is never in reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Not at all.
    None,
    /// What was assigned to the person.
    Assigned,
    /// What the organisation has.
    Organisation,
}

/// The matrix.
pub fn scope(role: Role, action: Action, resource: Resource) -> Scope {
    use Action::*;
    use Scope::{Assigned, Organisation};
    match (role, resource, action) {
        (Role::Triage | Role::Supervisor, Resource::Signal, List | Create) => Organisation,
        (Role::Caseworker, Resource::Signal, Create) => Organisation,

        (Role::Triage | Role::Supervisor, Resource::Report, List | Read | Create | Claim | Close) => Organisation,
        (Role::Supervisor, Resource::Report, Assign) => Organisation,
        (Role::Caseworker, Resource::Report, List | Read) => Assigned,
        (Role::Officer, Resource::Report, Erase) => Organisation,

        (Role::Triage | Role::Supervisor, Resource::Identity, Reveal) => Organisation,
        (Role::Caseworker, Resource::Identity, Reveal) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Attachment, List | Read) => Organisation,
        (Role::Caseworker, Resource::Attachment, List | Read) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Mailbox, Read | Create) => Organisation,
        (Role::Caseworker, Resource::Mailbox, Read | Create) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Likeness, List | Create | Decide) => Organisation,

        (Role::Triage | Role::Supervisor, Resource::Incident, Read | Create | Update) => Organisation,
        (Role::Caseworker, Resource::Incident, Read | Create | Update) => Assigned,

        (Role::Triage, Resource::Referral, List | Read | Create | Close) => Organisation,
        (Role::Supervisor, Resource::Referral, List | Read | Create | Decide | Send | Close) => Organisation,
        (Role::Caseworker, Resource::Referral, List | Read | Create | Close) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Arrival, List | Read | Decide) => Organisation,

        (Role::Supervisor, Resource::Case, List | Read | Create | Update | Assign | Close) => Organisation,
        (Role::Triage, Resource::Case, List | Create) => Organisation,
        (Role::Caseworker, Resource::Case, List | Read | Update | Close) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Task | Resource::Note, List | Read | Create | Update) => {
            Organisation
        }
        (Role::Caseworker, Resource::Task | Resource::Note, List | Read | Create | Update) => Assigned,

        (Role::Triage | Role::Supervisor, Resource::Outcome, List | Create) => Organisation,
        (Role::Caseworker, Resource::Outcome, List | Create) => Assigned,

        (Role::Admin, Resource::Partner, List | Read | Create | Update) => Organisation,
        (Role::Triage | Role::Caseworker | Role::Supervisor | Role::Officer, Resource::Partner, List | Read) => {
            Organisation
        }

        (Role::Admin, Resource::User, List | Create | Update) => Organisation,
        (Role::Supervisor | Role::Officer, Resource::User, List) => Organisation,

        (Role::Supervisor, Resource::Key, Create | Update) => Organisation,
        (_, Resource::Key, Read) => Organisation,

        (Role::Officer, Resource::Audit, List | Read) => Organisation,

        (Role::Triage | Role::Caseworker, Resource::BreakGlass, Create) => Organisation,
        (Role::Supervisor, Resource::BreakGlass, List | Create | Decide) => Organisation,
        (Role::Officer, Resource::BreakGlass, List) => Organisation,

        (_, Resource::Statistics, Read) => Organisation,
        _ => Scope::None,
    }
}

/// The scope of what a role may do, or the refusal.
///
/// # Errors
/// [`CaseworkError::Forbidden`] when the matrix has nothing for it.
pub fn require(role: Role, action: Action, resource: Resource) -> Result<Scope, CaseworkError> {
    match scope(role, action, resource) {
        Scope::None => Err(CaseworkError::Forbidden { role, action, resource }),
        reach => Ok(reach),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_keeps_users_and_who_reads_the_log_read_nobodys_report() {
        for role in [Role::Officer, Role::Admin] {
            assert!(role.reads().is_empty() && !role.holds_team_keys());
            for action in [Action::List, Action::Read, Action::Reveal] {
                for resource in [
                    Resource::Report,
                    Resource::Identity,
                    Resource::Attachment,
                    Resource::Mailbox,
                    Resource::Case,
                    Resource::Note,
                ] {
                    assert_eq!(scope(role, action, resource), Scope::None, "{role} {action} {resource}");
                }
            }
        }
    }

    #[test]
    fn who_drafts_a_referral_does_not_let_it_leave() {
        for role in [Role::Triage, Role::Caseworker] {
            assert!(scope(role, Action::Create, Resource::Referral) != Scope::None);
            assert_eq!(scope(role, Action::Send, Resource::Referral), Scope::None);
            assert_eq!(scope(role, Action::Decide, Resource::Referral), Scope::None);
        }
    }

    #[test]
    fn a_caseworkers_reach_ends_at_what_was_assigned() {
        for resource in [Resource::Report, Resource::Identity, Resource::Case, Resource::Mailbox, Resource::Incident] {
            for action in Action::ALL {
                assert_ne!(scope(Role::Caseworker, action, resource), Scope::Organisation, "{action} {resource}");
            }
        }
    }
}
