//! `turnstone referral`: for an organisation that has no server: make keys, open a package that came as a file, answer it.
//!
//! What a package is and how it is sealed is in `turnstone-casework`; the same file opens on a server that holds the keys.

use crate::failure::{Ending, Failure};
use crate::output::say;
use crate::secret::{new_secret, secret};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use turnstone_casework::desk::partners::Card;
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::{self, NoteState, Package, ReasonCode, ReceiptNote, open_package, write_receipt};
use turnstone_casework::vault::{Cost, PublicKey, UserKeys, VerifyingKey, passphrase};
use turnstone_casework::{Id, Moment};

const EXAMPLE: &str = "Examples:
  turnstone referral keys shelter-keys --name \"Shelter of the Coast\"
  turnstone referral open 7f3a.referral --keys shelter-keys --from hotline-card.json -o 7f3a
  turnstone referral answer 7f3a.referral --keys shelter-keys --from hotline-card.json --number 2 --accept
`keys` writes a card for your partners and private keys that your passphrase locks. Compare fingerprints by telephone
before a card is believed. `open` writes the first receipt beside the package; `answer` the later ones, with --number 2, 3 …";

/// What is to be done.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Makes the keys of an organisation without a server, and the card it gives to partners
    Keys(Keys),
    /// Opens a package: who sent it, what for, what it says; writes the receipt that it arrived
    Open(Open),
    /// Writes a signed answer to a package
    Answer(Answer),
}

#[derive(Args)]
struct Keys {
    /// The folder to make
    folder: PathBuf,
    /// The name of the organisation
    #[arg(long)]
    name: String,
    /// A file that holds the passphrase on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct Who {
    /// The package
    file: PathBuf,
    /// The folder that `turnstone referral keys` made
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// The card of who sent it
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// A file that holds the passphrase on its first line [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct Open {
    #[command(flatten)]
    who: Who,
    /// Write what it says into this folder: package.json and, if there is one, htcds.csv
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print the package as JSON
    #[arg(long)]
    json: bool,
    /// Hand the receipt to the sender's server, whose address is on the card
    #[arg(long)]
    send: bool,
}

#[derive(Args)]
struct Answer {
    #[command(flatten)]
    who: Who,
    /// The number of this answer: the receipt that it arrived was 1
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..))]
    number: u32,
    #[command(flatten)]
    said: Said,
    /// Why, or what is asked, in words
    #[arg(long)]
    words: Option<String>,
    /// Hand it to the sender's server, whose address is on the card
    #[arg(long)]
    send: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Said {
    /// It is taken on
    #[arg(long)]
    accept: bool,
    /// It is not taken on, for this reason: outside_mandate, outside_area, no_capacity, duplicate, too_little, declined_by_person or other
    #[arg(long, value_name = "REASON")]
    reject: Option<ReasonCode>,
    /// More is needed; --words say what
    #[arg(long, requires = "words")]
    ask: bool,
    /// What came of it
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<OutcomeKind>,
}

/// The private keys, locked with a passphrase.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    turnstone_keys: u32,
    id: Id,
    locked: String,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    match &arguments.task {
        Task::Keys(task) => keys(task),
        Task::Open(task) => open(task),
        Task::Answer(task) => answer(task),
    }?;
    Ok(Ending::Whole)
}

fn keys(task: &Keys) -> Result<(), Failure> {
    let words = new_secret(task.passphrase_file.as_deref(), "passphrase of the keys (at least 15 characters)")?;
    passphrase::acceptable(&words).map_err(|weak| Failure::new(format!("the passphrase: {weak}")))?;
    let mut rng = crate::admin::rng();
    let (id, keys) = (Id::random(&mut rng), UserKeys::generate(&mut rng));
    let locked = passphrase::lock(id, keys.to_bytes().as_slice(), &words, Cost::STANDARD, &mut rng)
        .map_err(|error| Failure::new(error.to_string()))?;
    fs::create_dir(&task.folder).map_err(|error| Failure::write(&task.folder, error))?;
    let locked = Locked { turnstone_keys: 1, id, locked: data_encoding::BASE64.encode(&locked) };
    let card = Card {
        name: task.name.clone(),
        slug: String::new(),
        address: String::new(),
        hpke_public: keys.secret.public(),
        verify_public: keys.signing.verifying(),
        hpke_fingerprint: keys.secret.public().fingerprint(),
        verify_fingerprint: keys.signing.verifying().fingerprint(),
        synthetic: false,
    };
    write_private(&task.folder.join("keys.json"), &json(&locked)?)?;
    write(&task.folder.join("card.json"), &json(&card)?)?;
    say(&format!(
        "Keys are in {0}/keys.json, locked with the passphrase. Give {0}/card.json to partners.\n  seals to   {1}\n  signs with {2}\n",
        task.folder.display(),
        card.hpke_fingerprint,
        card.verify_fingerprint
    ))
}

/// What opening a package needs, and what it gave.
struct Opened {
    package: Package,
    digest: package::Digest,
    keys: UserKeys,
    sender: Card,
}

fn opened(who: &Who) -> Result<Opened, Failure> {
    let path = who.keys.join("keys.json");
    let locked: Locked = parsed(&path, "keys")?;
    if locked.turnstone_keys != 1 {
        return Err(Failure::new(format!("{} was written by a newer program", path.display())));
    }
    let sender: Card = parsed(&who.from, "a card")?;
    let bytes =
        fs::read(&who.file).map_err(|error| Failure::new(format!("cannot read {}: {error}", who.file.display())))?;
    let words = secret(who.passphrase_file.as_deref(), "passphrase of the keys")?;
    let locked_keys = data_encoding::BASE64
        .decode(locked.locked.as_bytes())
        .map_err(|_| Failure::new(format!("{}: \"locked\" is not base 64", path.display())))?;
    let keys = passphrase::unlock(locked.id, &locked_keys, &words)
        .and_then(|bytes| UserKeys::from_bytes(&bytes))
        .map_err(|_| Failure::new("the keys do not open").help("check the passphrase and the folder of keys"))?;
    let known: [(Id, VerifyingKey); 1] = [(locked.id, sender.verify_public)];
    let opened = open_package(&bytes, &keys.secret, &known)
        .map_err(|error| Failure::new(format!("{}: {error}", who.file.display())))?;
    Ok(Opened { package: opened.package, digest: opened.digest, keys, sender })
}

fn open(task: &Open) -> Result<(), Failure> {
    let Opened { package, digest, keys, sender } = opened(&task.who)?;
    if task.json {
        say(&format!("{}\n", json(&package)?))?;
    } else {
        show(&package, &sender)?;
    }
    if let Some(folder) = &task.output {
        fs::create_dir_all(folder).map_err(|error| Failure::write(folder, error))?;
        write_private(&folder.join("package.json"), &json(&package)?)?;
        if let Some(htcds) = &package.htcds {
            write_private(&folder.join("htcds.csv"), htcds)?;
        }
    }
    let note = ReceiptNote {
        referral: package.referral,
        package_digest: digest,
        state: NoteState::Received,
        reason_code: None,
        words: None,
        outcome: None,
        seq: 1,
        at: Moment::now(),
    };
    let (bytes, place) = written(&task.who.file, &note, &sender.hpke_public, &keys)?;
    if task.send {
        return send(&sender, &bytes, &place);
    }
    eprintln!("The receipt is {}: give it back to {}.", place.display(), sender.name);
    Ok(())
}

/// Hands a receipt to who sent the package.
fn send(sender: &Card, bytes: &[u8], place: &Path) -> Result<(), Failure> {
    if sender.address.is_empty() {
        return Err(Failure::new("the card has no address").help(format!(
            "give {} to {}",
            place.display(),
            sender.name
        )));
    }
    turnstone_server::courier::hand_over(&sender.address, "notes", bytes).map_err(|what| {
        Failure::new(format!("{}: {what}", sender.address)).help("the file is kept; try again later")
    })?;
    eprintln!("{} has it.", sender.name);
    Ok(())
}

fn show(package: &Package, sender: &Card) -> Result<(), Failure> {
    if package.synthetic {
        say("INVENTED: this package describes nobody.\n")?;
    }
    say(&format!("From      {}\n", package.from.name))?;
    say(&format!("          signed with {} (the same as on the card)\n", sender.verify_fingerprint))?;
    say(&format!("For       {}\n", package.to.name))?;
    say(&format!("Purpose   {}\n", package.route.label()))?;
    let law = package.basis.law.as_deref().map(|law| format!(": {law}")).unwrap_or_default();
    say(&format!("Basis     {}{law}\n", package.basis.kind.label()))?;
    say(&format!("Made      {}\nDelete by {}\n", package.made_at.minute(), package.delete_by.date()))?;
    if package.notification {
        say("This is a notification. It identifies nobody, and nobody agreed to be identified.\n")?;
    }
    say("\n")?;
    for (field, value) in &package.fields {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            other => serde_json::to_string_pretty(other).map_err(|error| Failure::new(error.to_string()))?,
        };
        say(&format!("{}\n{}\n\n", field.label(), indented(&text)))?;
    }
    Ok(())
}

/// Two spaces before each line; control characters, which could steer a terminal, are shown as what they are.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let plain: String = line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        format!("  {plain}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn answer(task: &Answer) -> Result<(), Failure> {
    let Opened { package, digest, keys, sender } = opened(&task.who)?;
    let state = match &task.said {
        Said { accept: true, .. } => NoteState::Accepted,
        Said { reject: Some(_), .. } => NoteState::Rejected,
        Said { ask: true, .. } => NoteState::NeedsInformation,
        _ => NoteState::Outcome,
    };
    let note = ReceiptNote {
        referral: package.referral,
        package_digest: digest,
        state,
        reason_code: task.said.reject,
        words: task.words.clone(),
        outcome: task.said.outcome,
        seq: task.number,
        at: Moment::now(),
    };
    let (bytes, place) = written(&task.who.file, &note, &sender.hpke_public, &keys)?;
    say(&format!("The answer is {}.\n", place.display()))?;
    if task.send { send(&sender, &bytes, &place) } else { Ok(()) }
}

/// Writes a receipt beside its package. Gives its bytes and where it is.
fn written(file: &Path, note: &ReceiptNote, to: &PublicKey, keys: &UserKeys) -> Result<(Vec<u8>, PathBuf), Failure> {
    let bytes = write_receipt(note, to, &keys.signing, &mut crate::admin::rng())
        .map_err(|error| Failure::new(error.to_string()))?;
    let place = file.with_extension(format!("{}.receipt", note.seq));
    fs::write(&place, &bytes).map_err(|error| Failure::write(&place, error))?;
    Ok((bytes, place))
}

fn parsed<T: serde::de::DeserializeOwned>(path: &Path, what: &str) -> Result<T, Failure> {
    let text =
        fs::read_to_string(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    serde_json::from_str(&text).map_err(|error| Failure::new(format!("{} is not {what}: {error}", path.display())))
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::write(path, error))
}

/// A file that only its owner reads.
fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| Failure::write(path, error))?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::write(path, error))
}
