//! What people see of referrals: where one stands, how it came there, and exactly what leaves.

use crate::basis::RecordedBasis;
use crate::desk::outbox::OnItsWay;
use crate::id::Id;
use crate::moment::Moment;
use crate::package::{Package, ReceiptNote};
use crate::partner::Field;
use crate::referral::{Move, State};
use crate::triage::Route;
use serde::Serialize;
use std::collections::BTreeSet;

/// A referral as the person may see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReferralView {
    /// The referral.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// The report.
    pub report: Id,
    /// The incident.
    pub incident: Id,
    /// What for.
    pub route: Route,
    /// The partner.
    pub partner: Id,
    /// Its name.
    pub partner_name: String,
    /// Where it stands.
    pub state: State,
    /// On what it rests, with who said so and why. Earlier ones are kept and not shown.
    pub basis: Option<RecordedBasis>,
    /// The fields that were chosen; nothing means all that may leave.
    pub chosen: Option<BTreeSet<Field>>,
    /// By when something has to happen.
    pub due: Moment,
    /// What to do when that has passed.
    pub due_text: String,
    /// Whether it has.
    pub overdue: bool,
    /// When it was drafted.
    pub created: Moment,
    /// Every step, the first first.
    pub history: Vec<Step>,
    /// What the partner said, in its own words as far as they open.
    pub receipts: Vec<ReceiptView>,
    /// What would leave, or has left.
    pub preview: Preview,
    /// What is on its way to the partner.
    pub carried: Vec<OnItsWay>,
    /// What the person could do now.
    pub moves: Vec<Move>,
}

/// One step of a referral.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ReferralStep)]
pub struct Step {
    /// The state it led to.
    pub state: State,
    /// Who took it, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// What the partner said.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReceiptView {
    /// What it said; without its words when they do not open.
    pub note: ReceiptNote,
    /// Whether the words opened: they are sealed to the organisation's key for referrals.
    pub opened: bool,
}

/// Exactly what would leave, or what has left.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// The package; nothing when nothing may leave.
    pub package: Option<Package>,
    /// Why nothing may leave.
    pub refused: Option<String>,
    /// Fields that are there and stay here, with why.
    pub leaves_out: Vec<(Field, LeftOut)>,
    /// Fields in the package whose values are shown only after a fresh code, because they tell who somebody is.
    pub withheld: Vec<Field>,
    /// What has changed since it was approved; it does not leave then.
    pub changed: Vec<String>,
    /// Whether this is what has left already.
    pub left: bool,
}

/// Why a field stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It was not chosen.
    NotChosen,
    /// The agreement with the partner does not cover it.
    Agreement,
    /// It leaves only by a consent that names it.
    NeedsNamedConsent,
    /// It can tell who somebody is, and this may identify nobody.
    Identifies,
    /// The person did not agree to it.
    NotConsented,
}
