//! What there is to send of an incident, and what of it would leave.

use super::{LeftOut, Preview, Work};
use crate::CaseworkError;
use crate::basis::Scope;
use crate::desk::incidents::{Loaded, numbered};
use crate::desk::keyring::Keyring;
use crate::desk::queue::{group, open_form};
use crate::desk::referrals::held::{Held, Plan};
use crate::desk::team_keys::active_key;
use crate::desk::{Desk, Person, Purpose};
use crate::form::{ReportForm, Say};
use crate::id::Id;
use crate::moment::Moment;
use crate::package::{Digest, Package, PackageError, Parts, Party, build};
use crate::partner::Field;
use crate::vault::VerifyingKey;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use turnstone_model::Row;

/// What only the staff can say; everything else comes from the report and the incident.
pub(super) const ADDABLE: [Field; 7] = [
    Field::Summary,
    Field::Period,
    Field::Gender,
    Field::Nationality,
    Field::Journey,
    Field::MigrationStatus,
    Field::Safety,
];

/// Everything there is, in scope or not.
pub(crate) struct Contents {
    pub available: BTreeMap<Field, Value>,
    pub record: Option<Row>,
    /// The organisation, as packages name it.
    pub from: Party,
}

impl Desk {
    /// Everything there is to send of an incident.
    pub(crate) async fn contents(
        &self,
        person: &Person,
        held: &Held,
        incident: &Loaded,
        ring: &Keyring,
    ) -> Result<Contents, CaseworkError> {
        let (tenant, report) = (person.tenant.id, held.row.report_id);
        let sealed = group(self.sealed_of(tenant, "reports", &[report]).await?);
        let form = open_form(Some(ring), sealed.get(&report))?.unwrap_or_default();
        let facts = crate::incident::identify_facts(&incident.assertions);
        let record = facts.recorded().next().is_some().then(|| Row { facts, ..Row::default() });
        let mut conn = self.store.reader().acquire().await?;
        let signs = VerifyingKey(active_key(&mut conn, tenant, Purpose::Signing).await?.public);
        Ok(Contents {
            available: available(&form, incident, &held.added),
            record,
            from: Party { name: person.tenant.name.clone(), fingerprint: signs.fingerprint() },
        })
    }

    /// Exactly what would leave now, or what has left.
    pub(super) async fn preview(&self, person: &Person, work: &Work) -> Result<Preview, CaseworkError> {
        let now = self.now();
        if let Some(left) = self.left(person, work).await? {
            return Ok(Preview {
                package: Some(left),
                refused: None,
                leaves_out: Vec::new(),
                withheld: Vec::new(),
                changed: Vec::new(),
                left: true,
            });
        }
        let age = work.incident.age();
        let referral = &work.held.referral;
        let (scope, mut refused) = match referral.preview(&work.guard(age), now) {
            Ok(scope) => (Some(scope), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut package = None;
        if let Some(scope) = &scope {
            match work.compose(scope, now, person.tenant.synthetic) {
                Ok(built) => package = Some(built),
                Err(error) => refused = Some(error.to_string()),
            }
        }
        let changed = package.as_ref().map(|package| changed(package, &work.held.plan)).unwrap_or_default();
        let leaves_out = match &package {
            Some(package) => {
                let stays = |field: &&Field| !package.fields.contains_key(field);
                work.contents.available.keys().filter(stays).map(|field| (*field, work.why(*field, package))).collect()
            }
            None => Vec::new(),
        };
        Ok(Preview { package, refused, leaves_out, withheld: Vec::new(), changed, left: false })
    }

    /// The last package that left, as it is kept here.
    async fn left(&self, person: &Person, work: &Work) -> Result<Option<Package>, CaseworkError> {
        if !work.held.referral.was_sent() {
            return Ok(None);
        }
        let sealed = self.sealed_of(person.tenant.id, "referrals", &[work.held.row.id]).await?;
        let copies = sealed.iter().filter_map(|row| Some((numbered(&row.field, "left")?, row)));
        match copies.max_by_key(|(number, _)| *number) {
            Some((_, row)) => work.ring.open(row),
            None => Ok(None),
        }
    }
}

impl Work {
    /// Builds the package of a scope.
    pub(super) fn compose(&self, scope: &Scope, now: Moment, synthetic: bool) -> Result<Package, PackageError> {
        build(Parts {
            id: Id::random(&mut Desk::rng()),
            referral: self.held.row.id,
            from: self.contents.from.clone(),
            to: Party { name: self.partner.row.name.clone(), fingerprint: self.partner.seals_to().fingerprint() },
            route: self.held.referral.route,
            scope,
            available: self.contents.available.clone(),
            record: self.contents.record.as_ref(),
            made_at: now,
            retention_days: self.partner.agreement.retention_days,
            synthetic,
        })
    }

    /// Why a field that is there stays here.
    fn why(&self, field: Field, package: &Package) -> LeftOut {
        let referral = &self.held.referral;
        if !self.partner.agreement.fields.contains(&field) {
            LeftOut::Agreement
        } else if referral.chosen.as_ref().is_some_and(|chosen| !chosen.contains(&field)) {
            LeftOut::NotChosen
        } else if field.needs_named_consent(referral.route, referral.recipient) {
            LeftOut::NeedsNamedConsent
        } else if package.notification && field.identifying() {
            LeftOut::Identifies
        } else {
            LeftOut::NotConsented
        }
    }
}

/// Everything that the report, the incident and the staff say, by field.
fn available(form: &ReportForm, incident: &Loaded, added: &BTreeMap<Field, Value>) -> BTreeMap<Field, Value> {
    let assessment = incident.assessment();
    let mut all = BTreeMap::new();
    let mut text = |field, text: &str| {
        if !text.trim().is_empty() {
            all.insert(field, Value::from(text));
        }
    };
    text(Field::Narrative, &form.what);
    text(Field::When, &form.when_text);
    text(Field::VictimIdentity, &form.who_text);
    let places = [form.place_text.trim(), assessment.place_text.trim()];
    text(
        Field::Where,
        &if places[0] == places[1] { places[0].to_owned() } else { places.join("\n").trim().to_owned() },
    );
    text(Field::Country, assessment.country.as_deref().or(form.country.as_deref()).unwrap_or_default());
    let known = |assessed: Say, said: Say| if assessed == Say::Unknown { said } else { assessed };
    text(Field::Danger, known(assessment.danger_now, form.danger_now).name());
    text(Field::Ongoing, known(assessment.ongoing, form.ongoing).name());
    text(Field::Online, form.online.name());
    text(Field::AgeGroup, incident.age().name());
    let questions = &assessment.questions;
    all.insert(Field::Questions, json!({ "crime": questions.crime, "protection": questions.protection }));
    if !incident.assertions.all().is_empty() {
        all.insert(Field::Assertions, json!(incident.assertions.all()));
    }
    if !form.indicators.is_empty() {
        all.insert(Field::Indicators, json!(form.indicators));
    }
    // How whoever reports can be reached is how the person can be reached only where they report themselves.
    let about_self = form.relation == "self";
    if about_self && !form.contact.is_empty() {
        all.insert(Field::SafeContact, json!(form.contact));
    }
    if !form.relation.is_empty() || !form.contact.is_empty() {
        let contact = (!about_self && !form.contact.is_empty()).then_some(&form.contact);
        all.insert(Field::Reporter, json!({ "relation": form.relation, "contact": contact }));
    }
    all.extend(added.iter().map(|(field, value)| (*field, value.clone())));
    all
}

/// Digests of what whoever approves is shown, value by value, each fact for itself.
pub(super) fn digests(package: &Package) -> BTreeMap<String, Digest> {
    let mut all = BTreeMap::new();
    for (field, value) in &package.fields {
        match (field, value.as_object()) {
            (Field::Facts, Some(facts)) => all.extend(
                facts.iter().map(|(fact, truth)| (format!("facts.{fact}"), Digest::of(truth.to_string().as_bytes()))),
            ),
            _ => {
                all.insert(field.name().to_owned(), Digest::of(value.to_string().as_bytes()));
            }
        }
    }
    all
}

/// What would leave and is not what was approved. Less than was approved is no change.
pub(super) fn changed(package: &Package, plan: &Plan) -> Vec<String> {
    if plan.approved.is_empty() {
        return Vec::new();
    }
    let differs = |(name, digest): &(String, Digest)| plan.approved.get(name) != Some(digest);
    digests(package).into_iter().filter(differs).map(|(name, _)| name).collect()
}
