//! `turnstone serve`: the public tipline, the staff's site and the interface for partners, on the database of one folder or of a server.
//!
//! What is served is in `turnstone-server`. Here are the addresses, the first start, and the end.

use crate::failure::{Ending, Failure};
use crate::output::say;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use turnstone_casework::desk::people::{FirstPerson, Founding, NewUser};
use turnstone_casework::desk::{Desk, DeskOptions};
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::triage::Triage;
use turnstone_casework::vault::passphrase;
use turnstone_server::{Listeners, Settings, Shared};

const EXAMPLE: &str = "Examples:
  turnstone serve
  turnstone serve --data /var/lib/turnstone --public-url https://report.example.org --staff-url https://work.example.org
  turnstone serve --database postgres://turnstone@localhost/turnstone?host=/var/run/postgresql
At the first start an organisation is founded with one administrator and one supervisor; their passphrases and codes are
printed once. People reach the sites through a server in front that speaks HTTPS, with a host name for each site.";

/// Where to listen, and on which data.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    /// Where the public site listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub public: SocketAddr,
    /// Where the staff's site listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub staff: SocketAddr,
    /// Where files are downloaded from, an origin of its own
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8082")]
    pub files: SocketAddr,
    /// How people reach the public site [default: http:// and its address]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// How the staff reaches its site [default: http:// and its address]
    #[arg(long, value_name = "URL")]
    pub staff_url: Option<String>,
    /// How files are reached [default: http:// and their address]
    #[arg(long, value_name = "URL")]
    pub files_url: Option<String>,
    /// A folder that `turnstone study` wrote, for the staff to look at
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
    /// The name of the organisation that the first start founds
    #[arg(long, value_name = "NAME", default_value = "Our organisation")]
    pub organisation: String,
    /// Its name in addresses
    #[arg(long, value_name = "SLUG", default_value = "main")]
    pub slug: String,
    /// The languages of its public site
    #[arg(long, value_name = "TAGS", default_value = "en,fr,es,ar", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Found two invented organisations with invented reports instead, and print how to sign in to them
    #[arg(long)]
    pub demo: bool,
    /// The seed of what is invented
    #[arg(long, default_value_t = 1, requires = "demo")]
    pub seed: u64,
}

/// Where the data is.
#[derive(Args, Clone)]
pub struct Place {
    /// The folder of the database, the server key and the audit log's checkpoints
    #[arg(long, value_name = "DIR", default_value = "turnstone-data")]
    pub data: PathBuf,
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME; an address with a password belongs into the environment
    /// variable TURNSTONE_DATABASE instead [default: casework.db in the folder of data]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl Place {
    /// The address of the database.
    pub fn url(&self) -> String {
        match self.database.clone().or_else(|| std::env::var("TURNSTONE_DATABASE").ok()) {
            Some(url) => url,
            None => format!("sqlite:{}", self.data.join("casework.db").display()),
        }
    }

    /// Opens the database; a folder that is not there is made, for its owner only.
    pub async fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.url(), StoreOptions::new(&self.data)).await?)
    }

    /// Opens the desk.
    pub async fn desk(&self) -> Result<Desk, Failure> {
        Ok(Desk::new(self.open().await?, Triage::shipped().clone(), DeskOptions::default()))
    }
}

/// A runtime for the commands that use the casework database.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the program cannot start its threads: {error}")))
}

/// Serves until it is asked to stop (Ctrl-C, or the end of the service).
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    no_core_dumps();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .with_target(false)
        .init();
    runtime()?.block_on(serve(arguments))?;
    Ok(Ending::Whole)
}

/// A crash writes no memory to the disk, and no other process of the same user reads it.
fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // Where the system does not let us, it has a stricter rule of its own.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    }
}

async fn serve(arguments: &Arguments) -> Result<(), Failure> {
    let desk = arguments.place.desk().await?;
    let listeners = Listeners {
        public: bind(arguments.public).await?,
        staff: bind(arguments.staff).await?,
        files: bind(arguments.files).await?,
    };
    let settings = Settings {
        public_url: url(&arguments.public_url, &listeners.public)?,
        staff_url: url(&arguments.staff_url, &listeners.staff)?,
        files_url: url(&arguments.files_url, &listeners.files)?,
        study: arguments.study.clone(),
        organisation: None,
    };
    if desk.tenants().await?.is_empty() {
        if arguments.demo {
            crate::demonstration::found(&desk, &settings, arguments.seed).await?;
        } else {
            found(&desk, arguments).await?;
        }
    } else if arguments.demo {
        say(&format!(
            "The folder {} has organisations already; nothing was invented.\n",
            arguments.place.data.display()
        ))?;
    }
    say(&format!("Reports are taken at {}\nThe staff works at   {}\n", settings.public_url, settings.staff_url))?;
    if !settings.secure() {
        say("These are addresses of this machine, without HTTPS: good for a look, not for real reports.\n")?;
    }
    say("Stop with Ctrl-C.\n")?;
    let store = desk.store.clone();
    turnstone_server::serve(Shared { desk, settings: Arc::new(settings) }, listeners, stopped()).await;
    store.close().await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!("cannot listen at {address}: {error}")).help(
            "another program may use it; choose another with --public, --staff and --files (port 0 takes a free one)",
        )
    })
}

fn url(given: &Option<String>, listener: &tokio::net::TcpListener) -> Result<String, Failure> {
    match given {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(url.trim_end_matches('/').to_owned())
        }
        Some(url) => {
            Err(Failure::new(format!("\"{url}\" is not the address of a site")).help("it begins with https://"))
        }
        None => listener
            .local_addr()
            .map(|address| format!("http://{address}"))
            .map_err(|error| Failure::new(format!("a listener has no address: {error}"))),
    }
}

/// Resolves when the program is asked to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// The first start.
async fn found(desk: &Desk, arguments: &Arguments) -> Result<(), Failure> {
    let mut people = Vec::new();
    let mut passphrases = Vec::new();
    for (login, role) in [("admin", Role::Admin), ("supervisor", Role::Supervisor)] {
        let words = passphrase::suggest(&mut crate::admin::rng());
        passphrases.push(words.clone());
        people.push(FirstPerson { login: login.to_owned(), role, passphrase: words });
    }
    let founded = desk
        .found(Founding {
            slug: arguments.slug.clone(),
            name: arguments.organisation.clone(),
            place: String::new(),
            languages: arguments.languages.clone(),
            synthetic: false,
            retention_days: 365,
            people,
        })
        .await?;
    say(&format!(
        "The organisation \"{}\" ({}) was founded. What follows is shown once: write it down.\n\n",
        founded.tenant.name, founded.tenant.slug
    ))?;
    for (person, words) in founded.people.iter().zip(&passphrases) {
        print_user(person, Some(words))?;
    }
    Ok(())
}

/// What a new person must keep.
pub fn print_user(person: &NewUser, words: Option<&str>) -> Result<(), Failure> {
    say(&format!("  name            {} ({})\n", person.login, person.role.name()))?;
    if let Some(words) = words {
        say(&format!("  passphrase      {words}\n"))?;
    }
    say(&format!("  authenticator   {}\n", *person.totp_secret))?;
    say(&format!("  or as address   {}\n", *person.totp_uri))?;
    say(&format!("  recovery code   {}  (print it, and put it away)\n\n", *person.recovery.printed()))?;
    Ok(())
}
