//! What `turnstone serve --demo` finds: two invented organisations that know each other, with invented people and reports.
//!
//! The reports come from the seeded generator of `turnstone-casework`; they are taken in, worked on and referred through the same
//! operations as real ones. Passphrases and codes are drawn anew each time, because keys are.

use crate::failure::Failure;
use crate::output::say;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::basis::Basis;
use turnstone_casework::desk::incidents::Statement;
use turnstone_casework::desk::intake::IntakeForm;
use turnstone_casework::desk::people::{FirstPerson, Founded, Founding};
use turnstone_casework::desk::queue::QueueFilter;
use turnstone_casework::desk::referrals::Draft;
use turnstone_casework::desk::{Desk, Person};
use turnstone_casework::form::Say;
use turnstone_casework::incident::{AgeSaid, Assessment, TwoQuestions};
use turnstone_casework::moment::{DAY, Moment};
use turnstone_casework::partner::{Agreement, Field, PartnerKind};
use turnstone_casework::permission::Role;
use turnstone_casework::synthetic;
use turnstone_casework::triage::Route;
use turnstone_casework::vault::{FormToken, Totp, passphrase};
use turnstone_server::Settings;
use zeroize::Zeroizing;

/// How many reports are invented.
const REPORTS: usize = 60;
/// Who works in each organisation.
const PEOPLE: [(&str, Role); 5] = [
    ("ada", Role::Admin),
    ("sofia", Role::Supervisor),
    ("tariq", Role::Triage),
    ("camille", Role::Caseworker),
    ("oskar", Role::Officer),
];

/// A person of a demonstration, with what signs them in.
struct Demonstrator {
    login: &'static str,
    role: Role,
    passphrase: Zeroizing<String>,
    secret: Zeroizing<String>,
}

/// Founds the two organisations, fills them, and prints how to sign in.
pub async fn found(desk: &Desk, settings: &Settings, seed: u64) -> Result<(), Failure> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let hotline = organisation(desk, "hotline", "Demonstration hotline").await?;
    let shelter = organisation(desk, "shelter", "Demonstration shelter").await?;
    know_each_other(desk, settings, &hotline, &shelter).await?;
    reports(desk, &hotline.0.tenant, &mut rng).await?;
    work(desk, &hotline).await?;
    say(&format!(
        "Two invented organisations were founded, with {REPORTS} invented reports. Nothing in them is real.\n\
         Sign in with an organisation, a name and its passphrase, and the code that `turnstone admin code SECRET` gives.\n\n"
    ))?;
    for (founded, people) in [&hotline, &shelter] {
        say(&format!("organisation {} ({})\n", founded.tenant.slug, founded.tenant.name))?;
        for person in people {
            say(&format!(
                "  {:<8} {:<11} passphrase: {}   secret: {}\n",
                person.login,
                person.role.name(),
                *person.passphrase,
                *person.secret
            ))?;
        }
    }
    say("\n")
}

type Organisation = (Founded, Vec<Demonstrator>);

async fn organisation(desk: &Desk, slug: &str, name: &str) -> Result<Organisation, Failure> {
    let words: Vec<Zeroizing<String>> = PEOPLE.iter().map(|_| passphrase::suggest(&mut crate::admin::rng())).collect();
    let people = PEOPLE.iter().zip(&words).map(|((login, role), words)| FirstPerson {
        login: (*login).to_owned(),
        role: *role,
        passphrase: words.clone(),
    });
    let founded = desk
        .found(Founding {
            slug: slug.to_owned(),
            name: name.to_owned(),
            place: "BEL".to_owned(),
            languages: synthetic::LANGUAGES.map(str::to_owned).to_vec(),
            synthetic: true,
            retention_days: 30,
            people: people.collect(),
        })
        .await?;
    let people = PEOPLE
        .iter()
        .zip(words)
        .zip(&founded.people)
        .map(|(((login, role), passphrase), new)| Demonstrator {
            login,
            role: *role,
            passphrase,
            secret: new.totp_secret.clone(),
        })
        .collect();
    Ok((founded, people))
}

async fn sign_in(desk: &Desk, organisation: &Organisation, role: Role) -> Result<Person, Failure> {
    let person = organisation.1.iter().find(|person| person.role == role);
    let person = person.ok_or_else(|| Failure::new("the demonstration lacks a person"))?;
    let code = code(&person.secret, Moment::now())?;
    let token = desk.sign_in(&organisation.0.tenant.slug, person.login, &person.passphrase, &code).await?;
    Ok(desk.person(&token).await?)
}

/// The code that an authenticator with this secret (base 32) shows.
pub fn code(secret: &str, at: Moment) -> Result<String, Failure> {
    let plain = secret.replace(' ', "").to_ascii_uppercase();
    let bytes = data_encoding::BASE32_NOPAD
        .decode(plain.as_bytes())
        .map_err(|_| Failure::new("that is no secret of an authenticator").help("32 letters and digits of base 32"))?;
    let totp = Totp::from_bytes(&bytes).map_err(|error| Failure::new(error.to_string()))?;
    Ok(totp.code(at))
}

/// Each has the other's card, and an agreement on what may pass between them.
async fn know_each_other(
    desk: &Desk,
    settings: &Settings,
    one: &Organisation,
    other: &Organisation,
) -> Result<(), Failure> {
    let now = desk.now();
    for (here, there, kind) in [(one, other, PartnerKind::Shelter), (other, one, PartnerKind::Hotline)] {
        let slug = &there.0.tenant.slug;
        let card = desk.own_card(slug, &format!("{}/api/v1/o/{slug}", settings.public_url)).await?;
        let agreement = Agreement {
            purposes: vec![Route::Protection],
            fields: Field::ALL.iter().copied().filter(|field| *field != Field::MigrationStatus).collect(),
            from: now.day(),
            until: now.day().plus(365 * DAY),
            retention_days: 180,
        };
        let admin = sign_in(desk, here, Role::Admin).await?;
        desk.add_partner(&admin, card, kind, agreement).await?;
    }
    Ok(())
}

async fn reports(desk: &Desk, tenant: &turnstone_casework::desk::Tenant, rng: &mut ChaCha8Rng) -> Result<(), Failure> {
    for _ in 0..REPORTS {
        let language = synthetic::language(rng);
        let form = synthetic::report(rng, language);
        let token = FormToken::new(&mut crate::admin::rng());
        let intake = IntakeForm { form, token, language: language.to_owned(), attachments: Vec::new() };
        desk.receive(tenant, intake).await?;
    }
    Ok(())
}

/// What the staff of the hotline has done so far: some reports are claimed, some assessed, one person's protection was referred to the
/// shelter, where somebody has yet to open it, and one is a case.
async fn work(desk: &Desk, hotline: &Organisation) -> Result<(), Failure> {
    let triage = sign_in(desk, hotline, Role::Triage).await?;
    let supervisor = sign_in(desk, hotline, Role::Supervisor).await?;
    let partner = desk
        .partners(&triage)
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| Failure::new("the demonstration has no partner"))?;
    let page = desk.queue(&triage, &QueueFilter::default(), None, 8).await?;
    let mut referred = false;
    for (place, row) in page.rows.iter().enumerate() {
        desk.claim(&triage, row.id, row.version).await?;
        if place >= 4 {
            continue;
        }
        let form = desk.report(&triage, row.id).await?.form;
        let mut assessment = Assessment::proposed(&form);
        assessment.questions = TwoQuestions {
            crime: Say::Yes,
            crime_reason: "[Invented] Work without pay and a debt that grows.".to_owned(),
            protection: Say::Yes,
            protection_reason: "[Invented] The person may not leave.".to_owned(),
        };
        let incident = desk.open_incident(&triage, row.id, assessment.clone()).await?;
        for fact in ["act.harbouring", "means.debt_bondage", "purpose.forced_labour"] {
            let said = Statement {
                fact: fact.to_owned(),
                truth: Some(true),
                said_by: "reporter".to_owned(),
                ..Statement::default()
            };
            desk.assert(&triage, incident, said).await?;
        }
        if !referred && assessment.age == AgeSaid::Child {
            let draft = Draft {
                incident,
                partner: partner.id,
                route: Route::Protection,
                basis: Basis::Duty { law: "Convention on the Rights of the Child, article 19".to_owned() },
                words: "[Invented] A child who may not leave and works without pay.".to_owned(),
                fields: BTreeSet::from([Field::Narrative, Field::Facts, Field::AgeGroup, Field::Where]),
                added: BTreeMap::new(),
            };
            let referral = desk.draft_referral(&triage, draft).await?;
            let version = desk.approve_referral(&supervisor, referral, 1, "[Invented] Agreed.").await?;
            desk.send_referral(&supervisor, referral, version).await?;
            referred = true;
        } else if place == 1 {
            let caseworker = desk.users(&supervisor).await?.into_iter().find(|user| user.role == Role::Caseworker);
            desk.open_case(&supervisor, row.id, caseworker.map(|user| user.id)).await?;
        }
    }
    Ok(())
}
