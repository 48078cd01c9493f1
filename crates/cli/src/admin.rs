//! `turnstone admin`: what is done at the machine and not in a browser: the first people, backups, the audit log, retention, keys.
//!
//! Operations on an organisation sign in as one of its people: the matrix holds here as it does on the pages.

use crate::failure::{Ending, Failure};
use crate::output::say;
use crate::secret::{new_secret, secret};
use crate::serve::{Place, print_user, runtime};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use turnstone_casework::desk::people::{FirstPerson, Founding};
use turnstone_casework::desk::{Desk, Person, Purpose};
use turnstone_casework::permission::Role;
use turnstone_casework::store::backup::{self, Lock, Unlock};
use turnstone_casework::store::{StoreOptions, audit};
use turnstone_casework::vault::{Cost, SecretKey, passphrase};
use turnstone_casework::{Id, Moment};

const EXAMPLE: &str = "Examples:
  turnstone admin found --name \"House of Doors\" --slug doors --country BEL --admin ines --supervisor omar
  turnstone admin add-user --organisation doors --as ines --login lea --role triage
  turnstone admin backup doors-2026-11-24.backup
  turnstone admin restore doors-2026-11-24.backup --data new-machine
  turnstone admin verify-audit";

/// What is to be done.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Founds an organisation with its first people; their codes are printed once
    Found(Found),
    /// Lists organisations, and people if somebody signs in
    List(List),
    /// Adds a person
    AddUser(AddUser),
    /// Gives the organisation's keys to a triage worker or supervisor
    GrantKeys(OfUser),
    /// Disables a person: their sessions end and their keys are taken away
    DisableUser(OfUser),
    /// Makes a new key of the organisation; what was sealed to the old one still opens
    RotateKey(RotateKey),
    /// Writes an encrypted backup of everything to one file
    Backup(Backup),
    /// Restores a backup into an empty folder or database
    Restore(Restore),
    /// Checks the audit log for edits, deletions, reordering and truncation
    VerifyAudit(VerifyAudit),
    /// Shreds what has expired, as the server does every minute
    Retention(At),
    /// The code of an authenticator's secret at this moment: for demonstrations and recovery drills
    Code(Code),
}

#[derive(Args)]
struct Code {
    /// A file that holds the secret (base 32) on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The secret itself; anybody who lists the machine's processes sees it, so only what is invented
    #[arg(conflicts_with = "secret_file")]
    secret: Option<String>,
}

#[derive(Args)]
struct At {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct Found {
    #[command(flatten)]
    place: Place,
    /// The name of the organisation
    #[arg(long)]
    name: String,
    /// Its name in addresses
    #[arg(long)]
    slug: String,
    /// The country it works in (ISO 3166-1 alpha-3)
    #[arg(long, default_value = "")]
    country: String,
    /// The languages of its public site
    #[arg(long, value_name = "TAGS", default_value = "en,fr,es,ar", value_delimiter = ',')]
    languages: Vec<String>,
    /// For how many days a report is kept after the work on it ended
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    retention: i64,
    /// The name that the first administrator signs in with
    #[arg(long, value_name = "LOGIN")]
    admin: String,
    /// The name that the first supervisor signs in with, who holds the organisation's keys
    #[arg(long, value_name = "LOGIN")]
    supervisor: String,
    /// Make up the passphrases and print them, instead of asking for them
    #[arg(long)]
    suggest: bool,
}

/// Who does it.
#[derive(Args)]
struct Signing {
    /// The organisation, by its name in addresses
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// The name you sign in with
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// A file that holds your passphrase on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file that holds your code on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    code_file: Option<PathBuf>,
}

impl Signing {
    async fn sign_in(&self, desk: &Desk) -> Result<Person, Failure> {
        let words = secret(self.passphrase_file.as_deref(), "passphrase")?;
        let code = secret(self.code_file.as_deref(), "code of your authenticator")?;
        let token = desk.sign_in(&self.organisation, &self.login, &words, &code).await?;
        Ok(desk.person(&token).await?)
    }
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    place: Place,
    /// List the people of this organisation
    #[arg(long, value_name = "SLUG", requires = "login")]
    organisation: Option<String>,
    /// The name you sign in with
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// A file that holds your passphrase on its first line
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file that holds your code on its first line
    #[arg(long, value_name = "FILE")]
    code_file: Option<PathBuf>,
}

#[derive(Args)]
struct AddUser {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    signing: Signing,
    /// The name that the new person signs in with
    #[arg(long)]
    login: String,
    /// What they are there for: triage, caseworker, supervisor, officer or admin
    #[arg(long)]
    role: Role,
    /// A file that holds their passphrase on its first line [default: one is made up and printed]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct OfUser {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    signing: Signing,
    /// The name that the person signs in with
    #[arg(long)]
    login: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum KeyPurpose {
    /// Reports are sealed to it
    Triage,
    /// Partners seal to it
    Referral,
    /// Packages are signed with it
    Signing,
}

#[derive(Args)]
struct RotateKey {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    signing: Signing,
    /// Which key
    #[arg(value_enum)]
    purpose: KeyPurpose,
}

#[derive(Args)]
struct Backup {
    #[command(flatten)]
    place: Place,
    /// The file to write; it must not be there
    file: PathBuf,
    /// A file that holds the passphrase of the backup on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Lock it to this public key instead (64 hexadecimal digits), whose private half is elsewhere
    #[arg(long, value_name = "KEY", conflicts_with = "passphrase_file")]
    to_key: Option<String>,
}

#[derive(Args)]
struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup
    file: PathBuf,
    /// A file that holds the passphrase of the backup on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file that holds the private key on its first line (64 hexadecimal digits)
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    key_file: Option<PathBuf>,
}

#[derive(Args)]
struct VerifyAudit {
    #[command(flatten)]
    place: Place,
    /// Only this organisation
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

/// The operating system's randomness.
pub fn rng() -> impl rand::CryptoRng + Send {
    rand::rand_core::UnwrapErr(getrandom::SysRng)
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    runtime()?.block_on(async {
        match &arguments.task {
            Task::Found(task) => found(task).await,
            Task::List(task) => list(task).await,
            Task::AddUser(task) => add_user(task).await,
            Task::GrantKeys(task) => grant_keys(task).await,
            Task::DisableUser(task) => disable_user(task).await,
            Task::RotateKey(task) => rotate_key(task).await,
            Task::Backup(task) => make_backup(task).await,
            Task::Restore(task) => restore(task).await,
            Task::VerifyAudit(task) => verify_audit(task).await,
            Task::Retention(task) => retention(task).await,
            Task::Code(task) => code(task),
        }
    })
}

async fn found(task: &Found) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let mut people = Vec::new();
    let mut shown = Vec::new();
    for (login, role) in [(&task.admin, Role::Admin), (&task.supervisor, Role::Supervisor)] {
        let words = if task.suggest {
            passphrase::suggest(&mut rng())
        } else {
            new_secret(None, &format!("passphrase of {login} (at least 15 characters)"))?
        };
        shown.push(task.suggest.then(|| words.clone()));
        people.push(FirstPerson { login: login.clone(), role, passphrase: words });
    }
    let founded = desk
        .found(Founding {
            slug: task.slug.clone(),
            name: task.name.clone(),
            place: task.country.clone(),
            languages: task.languages.clone(),
            synthetic: false,
            retention_days: task.retention,
            people,
        })
        .await?;
    say(&format!("{} ({}) was founded. What follows is shown once.\n\n", founded.tenant.name, founded.tenant.slug))?;
    for (person, words) in founded.people.iter().zip(&shown) {
        print_user(person, words.as_ref().map(|words| words.as_str()))?;
    }
    close(&desk).await
}

async fn list(task: &List) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    match (&task.organisation, &task.login) {
        (Some(organisation), Some(login)) => {
            let signing = Signing {
                organisation: organisation.clone(),
                login: login.clone(),
                passphrase_file: task.passphrase_file.clone(),
                code_file: task.code_file.clone(),
            };
            let person = signing.sign_in(&desk).await?;
            for user in desk.users(&person).await? {
                let state = if user.active { "active" } else { "disabled" };
                say(&format!("{}  {}  {state}  holds {}\n", user.login, user.role.name(), user.holds.join(", ")))?;
            }
        }
        _ => {
            for tenant in desk.tenants().await? {
                let invented = if tenant.synthetic { "  (invented)" } else { "" };
                say(&format!("{}  {}{invented}\n", tenant.slug, tenant.name))?;
            }
        }
    }
    close(&desk).await
}

async fn add_user(task: &AddUser) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let person = task.signing.sign_in(&desk).await?;
    let (words, made_up) = match &task.new_passphrase_file {
        Some(path) => (secret(Some(path), "passphrase of the new person")?, false),
        None => (passphrase::suggest(&mut rng()), true),
    };
    let first = FirstPerson { login: task.login.clone(), role: task.role, passphrase: words.clone() };
    let new = desk.add_user(&person, first).await?;
    say(&format!("{} was added. What follows is shown once.\n\n", new.login))?;
    print_user(&new, made_up.then_some(words.as_str()))?;
    if new.role.holds_team_keys() {
        say(&format!(
            "A supervisor has to give them the organisation's keys: turnstone admin grant-keys --login {}\n",
            new.login
        ))?;
    }
    close(&desk).await
}

async fn user_of(desk: &Desk, person: &Person, login: &str) -> Result<(Id, i64), Failure> {
    let users = desk.users(person).await?;
    let user = users.iter().find(|user| user.login == login);
    user.map(|user| (user.id, user.version)).ok_or_else(|| {
        let known: Vec<&str> = users.iter().map(|user| user.login.as_str()).collect();
        Failure::new(format!("nobody is called {login}")).help(format!("the people are {}", known.join(", ")))
    })
}

async fn grant_keys(task: &OfUser) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let person = task.signing.sign_in(&desk).await?;
    let (user, _) = user_of(&desk, &person, &task.login).await?;
    let keys = desk.grant_team_keys(&person, user).await?;
    say(&format!("{} was given {keys} keys.\n", task.login))?;
    close(&desk).await
}

async fn disable_user(task: &OfUser) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let person = task.signing.sign_in(&desk).await?;
    let (user, version) = user_of(&desk, &person, &task.login).await?;
    desk.disable_user(&person, user, version).await?;
    say(&format!(
        "{} is disabled. They may remember keys: rotate them with turnstone admin rotate-key, as a supervisor.\n",
        task.login
    ))?;
    close(&desk).await
}

async fn rotate_key(task: &RotateKey) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let person = task.signing.sign_in(&desk).await?;
    let purpose = match task.purpose {
        KeyPurpose::Triage => Purpose::Triage,
        KeyPurpose::Referral => Purpose::Referral,
        KeyPurpose::Signing => Purpose::Signing,
    };
    let rotated = desk.rotate_team_key(&person, purpose).await?;
    say(&format!("A new key is in use; {} people hold it.\n", rotated.holders))?;
    if purpose != Purpose::Triage {
        say("Give your partners the new card, and have them compare the fingerprint by telephone.\n")?;
    }
    close(&desk).await
}

async fn make_backup(task: &Backup) -> Result<Ending, Failure> {
    let store = task.place.open().await?;
    let contents = match &task.to_key {
        Some(key) => {
            let key = key.parse().map_err(|error| Failure::new(format!("--to-key: {error}")))?;
            backup::make(&store, &task.file, Lock::PublicKey(&key), Moment::now(), &mut rng()).await?
        }
        None => {
            let words = new_secret(task.passphrase_file.as_deref(), "passphrase of the backup")?;
            backup::make(&store, &task.file, Lock::Passphrase(&words, Cost::STANDARD), Moment::now(), &mut rng())
                .await?
        }
    };
    store.close().await;
    say(&format!("{} rows of {} tables are in {}.\n", contents.rows(), contents.tables.len(), task.file.display()))?;
    Ok(Ending::Whole)
}

async fn restore(task: &Restore) -> Result<Ending, Failure> {
    let (words, key);
    let unlock = match &task.key_file {
        Some(path) => {
            let text = secret(Some(path), "private key")?;
            let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| {
                Failure::new(format!("{} holds no private key", path.display())).help("64 hexadecimal digits")
            })?;
            key =
                SecretKey::from_bytes(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            Unlock::SecretKey(&key)
        }
        None => {
            words = secret(task.passphrase_file.as_deref(), "passphrase of the backup")?;
            Unlock::Passphrase(&words)
        }
    };
    let url = task.place.url();
    let contents = backup::restore(&task.file, unlock, &url, &StoreOptions::new(&task.place.data)).await?;
    say(&format!(
        "{} rows of {} tables were restored, as they were on {}.\n",
        contents.rows(),
        contents.tables.len(),
        contents.made_at.minute()
    ))?;
    Ok(Ending::Whole)
}

async fn verify_audit(task: &VerifyAudit) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let mut bad = 0;
    for tenant in desk.tenants().await? {
        if task.organisation.as_ref().is_some_and(|slug| *slug != tenant.slug) {
            continue;
        }
        let verdict = audit::verify(&desk.store, tenant.id).await?;
        if task.json {
            let line = serde_json::json!({ "organisation": tenant.slug, "whole": verdict.is_whole(), "verdict": verdict.to_string() });
            say(&format!("{line}\n"))?;
        } else {
            say(&format!("{}: {verdict}\n", tenant.slug))?;
        }
        bad += usize::from(!verdict.is_whole());
    }
    desk.store.close().await;
    if bad > 0 {
        return Err(Failure::new(format!("{bad} audit logs are not whole")).help(
            "keep the database as it is, and compare with a backup; what is named is where the log stops being true",
        ));
    }
    Ok(Ending::Whole)
}

async fn retention(task: &At) -> Result<Ending, Failure> {
    let desk = task.place.desk().await?;
    let shredded = desk.expire().await?;
    say(&format!("{} reports were shredded.\n", shredded.reports))?;
    close(&desk).await
}

fn code(task: &Code) -> Result<Ending, Failure> {
    let text = match &task.secret {
        Some(text) => zeroize::Zeroizing::new(text.clone()),
        None => secret(task.secret_file.as_deref(), "secret of the authenticator")?,
    };
    say(&format!("{}\n", crate::demonstration::code(&text, Moment::now())?))?;
    Ok(Ending::Whole)
}

async fn close(desk: &Desk) -> Result<Ending, Failure> {
    desk.store.close().await;
    Ok(Ending::Whole)
}
