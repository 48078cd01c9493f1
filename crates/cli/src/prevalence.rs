//! `turnstone prevalence`: how many are on no list.

use crate::failure::{Ending, Failure};
use crate::output::{Folder, opened, print};
use crate::progress::{Progress, Stages};
use crate::reading::{Reading, input_note, of_records, short_name, whole};
use clap::Args;
use std::path::{Path, PathBuf};
use turnstone_estimate::prevalence::answer::{Outcome, Settings, answer};
use turnstone_estimate::prevalence::covariates::{self, CellSettings, Columns, Persons, Population, Support};
use turnstone_estimate::prevalence::histories::{self, CaptureHistories};
use turnstone_estimate::prevalence::linkage::{LinkageDoubt, ScoredRecords};
use turnstone_estimate::prevalence::sensitivity::UnderAssumption;
use turnstone_estimate::prevalence::validation::{Validation, estimators, held_lists};
use turnstone_figures::prevalence_page::{about, linkage_said, report, sentences};
use turnstone_model::codec::Dataset;
use turnstone_model::codec::source::ReadError;
use turnstone_monitor::lists::{COLUMNS, ListTally};
use turnstone_monitor::memberships::{self, Memberships, is_memberships};
use turnstone_monitor::prevalence::{
    Input, ListChange, PREVALENCE_VERSION, Prevalence, Provenance, merged, restricted, with_linkage, without,
};

use turnstone_monitor::strata::{Strata, columns_of, residents, strata};

const EXAMPLE: &str = "Examples:
  turnstone prevalence examples/mse/uk5.csv
  turnstone prevalence examples/mse/uk5.csv -o out          then open out/index.html
  turnstone prevalence examples/mse/uk5.csv --validate      how the estimators do where the truth is known
  turnstone prevalence examples/mse/ned5.csv --restrict-to K
A table of capture histories has one 0/1 column a list and a column `count`, one row a pattern; without `count` a row is a
person. Rows of `person_id` and `list` are read as well, with `score` (how sure the link is) if there is one, and so are records
that have both columns.";

/// What to estimate.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// A table of capture histories (csv, plain or compressed; - is standard input), or a file of records
    lists: PathBuf,
    /// The folder to write; an earlier estimate there is replaced. Without it only the short answer is printed
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Take lists as one, by their names with + between them
    #[arg(long, value_name = "LIST+LIST")]
    merge: Vec<String>,
    /// Leave a list out
    #[arg(long, value_name = "LIST")]
    without: Vec<String>,
    /// Look only at the members of this list, by the other lists: their number is known and should be found
    #[arg(long, value_name = "LIST")]
    restrict_to: Option<String>,
    /// Hold each list in turn as a population whose size is known, and say how the estimators do
    #[arg(long)]
    validate: bool,
    /// Totals by these columns of LISTS, which hold a property of the persons: --by sex,age,exploitation. Other columns with more
    /// than 0 and 1 are in the model too
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    by: Vec<String>,
    /// A column of LISTS with a year, which acts along a smooth curve
    #[arg(long, value_name = "COLUMN", requires = "by")]
    year: Option<String>,
    /// Residents by the columns of --by and a column `residents`, for numbers per 100,000
    #[arg(long, value_name = "FILE", requires = "by")]
    residents: Option<PathBuf>,
    /// The share of true links that linkage missed, 0 to below 1, as a clerical review found it
    #[arg(long, value_name = "RATE")]
    missed: Option<f64>,
    /// The share of the links made that are false, 0 to 1
    #[arg(long, value_name = "RATE")]
    false_links: Option<f64>,
    /// Further linkages of the same records, each as good as the first: tables like LISTS
    #[arg(long, value_name = "FILE", conflicts_with_all = ["missed", "false_links"])]
    linkage: Vec<PathBuf>,
    /// How many linkages to draw from rates or scores
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    linkages: u32,
    /// Resamples of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    replicates: u32,
    /// The seed of every draw
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Leave index.html out
    #[arg(long)]
    no_html: bool,
    /// Print the estimate as JSON instead of a short answer
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Reads, estimates and writes.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let folder = arguments.output.as_ref().map(|place| Folder::begin(place, "prevalence")).transpose()?;
    let Read { mut lists, input, scored, persons } = match arguments.by.as_slice() {
        [] => read(arguments, &arguments.lists)?,
        _ => read_persons(arguments)?,
    };
    let population = population(arguments)?;
    let mut changes = Vec::new();
    change(arguments, &mut lists, &mut changes)?;
    let doubt = doubt(arguments, &lists, scored)?;
    let settings = Settings { seed: arguments.seed, replicates: arguments.replicates, ..Settings::default() };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(arguments.reading.threads.unwrap_or(0)).build();
    let threads = threads.map_err(|error| Failure::new(format!("cannot start threads: {error}")))?;
    let stages = Stages::begin();
    let prevalence = threads.install(|| {
        let answer = answer(&lists, &settings, &|stage| stages.say(stage));
        let linkage = doubt.as_ref().map(|doubt| {
            stages.say("Drawing linkages");
            with_linkage(&lists, doubt, arguments.linkages as usize, settings.seed)
        });
        let strata = persons.as_ref().map(|persons| {
            stages.say("Choosing a model with covariates");
            let cells = CellSettings {
                replicates: settings.replicates.min(400),
                seed: settings.seed,
                ..CellSettings::default()
            };
            strata(persons, &arguments.by, arguments.year.as_deref(), population.as_ref(), &cells)
        });
        let strata = strata.transpose()?;
        let validation = arguments.validate.then(|| {
            stages.say("Holding each list");
            held_lists(&[&lists], &estimators(settings.replicates.min(200), settings.seed))
        });
        Ok::<_, Failure>(Prevalence {
            version: PREVALENCE_VERSION,
            provenance: Provenance { turnstone: env!("CARGO_PKG_VERSION").to_owned(), input, changes },
            answer,
            linkage,
            strata,
            validation,
        })
    })?;
    drop(stages);
    if let Some(folder) = folder {
        folder.deliver("prevalence", &prevalence, &report(&prevalence), arguments.no_html)?;
    }
    print(&prevalence, arguments.json, || short(&prevalence, arguments))?;
    let quarantined = matches!(&prevalence.provenance.input, Input::Records { note, .. } if note.quarantined > 0);
    Ok(if quarantined { Ending::Quarantine } else { Ending::Whole })
}

/// What a file holds.
struct Read {
    lists: CaptureHistories,
    input: Input,
    scored: Option<ScoredRecords>,
    persons: Option<Persons>,
}

/// Merges, leaves out and restricts as asked for.
fn change(arguments: &Arguments, lists: &mut CaptureHistories, changes: &mut Vec<ListChange>) -> Result<(), Failure> {
    let mut take = |lists: &mut CaptureHistories, (left, change): (CaptureHistories, ListChange)| {
        *lists = left;
        changes.push(change);
    };
    for names in &arguments.merge {
        let names: Vec<String> = names.split('+').map(|name| name.trim().to_owned()).collect();
        if names.len() < 2 {
            let what = format!("--merge {} names one list", names.join("+"));
            return Err(Failure::new(what).help("name two or more with + between them, such as --merge LA+GO"));
        }
        let changed = merged(lists, &names)?;
        take(lists, changed);
    }
    for name in &arguments.without {
        let changed = without(lists, name)?;
        take(lists, changed);
    }
    if let Some(name) = &arguments.restrict_to {
        let changed = restricted(lists, name)?;
        take(lists, changed);
    }
    Ok(())
}

/// What is known of the linkage, if anything.
fn doubt(
    arguments: &Arguments,
    lists: &CaptureHistories,
    scored: Option<ScoredRecords>,
) -> Result<Option<LinkageDoubt>, Failure> {
    if !arguments.linkage.is_empty() {
        let mut all = vec![lists.clone()];
        for path in &arguments.linkage {
            let mut read = read(arguments, path)?.lists;
            change(arguments, &mut read, &mut Vec::new())?;
            all.push(read);
        }
        return Ok(Some(LinkageDoubt::Clusterings(all)));
    }
    if arguments.missed.is_some() || arguments.false_links.is_some() {
        let (missed, false_links) = (arguments.missed.unwrap_or(0.0), arguments.false_links.unwrap_or(0.0));
        return Ok(Some(LinkageDoubt::Rates { missed, false_links }));
    }
    let Some(scored) = scored else { return Ok(None) };
    if scored.lists != lists.lists() {
        let what = "scores of links cannot be drawn once lists are merged, left out or restricted";
        return Err(Failure::new(what).help("change the lists in the file, or leave its column `score` out"));
    }
    Ok(Some(LinkageDoubt::Scores(scored)))
}

/// The histories of a file, whichever it is.
fn read(arguments: &Arguments, path: &Path) -> Result<Read, Failure> {
    if arguments.reading.map.is_some() {
        return read_records(arguments, path, arguments.reading.records(path, NEEDED)?);
    }
    if path.as_os_str() == "-" {
        return read_text(path);
    }
    match Dataset::open(path) {
        // What no codec knows has lists for columns.
        Err(ReadError::UnknownHeader { .. }) => read_text(path),
        Err(error) => Err(error.into()),
        Ok(dataset) => read_records(arguments, path, of_records(dataset, path, NEEDED)?),
    }
}

/// What records of persons are needed for.
const NEEDED: &str = "prevalence needs to know who is on which list";

fn read_text(path: &Path) -> Result<Read, Failure> {
    let (source, text) = whole(path)?;
    let name = short_name(&source);
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let columns: Vec<&str> = header.trim_start_matches('\u{feff}').split(',').map(str::trim).collect();
    let (sha256, bytes) = source.digest().get().unwrap_or_default();
    if is_memberships(&columns) {
        let Memberships { histories, scored, account } = memberships::read(text.as_slice(), &name)?;
        return Ok(Read {
            lists: histories,
            input: Input::Memberships { name, sha256, bytes, account },
            scored,
            persons: None,
        });
    }
    let (lists, repairs) = histories::read(text.as_slice(), &name)?;
    Ok(Read { lists, input: Input::Histories { name, sha256, bytes, repairs }, scored: None, persons: None })
}

/// Persons with covariates.
fn read_persons(arguments: &Arguments) -> Result<Read, Failure> {
    if !(arguments.merge.is_empty() && arguments.without.is_empty() && arguments.restrict_to.is_none()) {
        let what = "--by works on the lists as they stand in the file";
        return Err(Failure::new(what).help("leave --merge, --without and --restrict-to out, or change the file"));
    }
    let (source, text) = whole(&arguments.lists)?;
    let name = short_name(&source);
    let named: Vec<String> = arguments.by.iter().chain(&arguments.year).cloned().collect();
    let header = csv::Reader::from_reader(text.as_slice()).headers().cloned().unwrap_or_default();
    let (lists, covariates) = columns_of(&text, &named);
    let columns = Columns {
        lists,
        smooth: arguments.year.iter().map(|year| (year.clone(), YEAR_DEGREES)).collect(),
        count: header.iter().find(|column| column.trim() == "count").map(str::to_owned),
        covariates,
    };
    let persons = covariates::read(text.as_slice(), &name, &columns)?;
    let lists = persons.histories()?;
    let (sha256, bytes) = source.digest().get().unwrap_or_default();
    let input = Input::Histories { name, sha256, bytes, repairs: Vec::new() };
    Ok(Read { lists, input, scored: None, persons: Some(persons) })
}

/// Bends and slope of the curve along which a year acts.
const YEAR_DEGREES: usize = 2;

fn population(arguments: &Arguments) -> Result<Option<Population>, Failure> {
    let Some(path) = &arguments.residents else { return Ok(None) };
    let (source, text) = whole(path)?;
    Ok(Some(residents(text.as_slice(), &short_name(&source), &arguments.by)?))
}

fn read_records(arguments: &Arguments, path: &Path, dataset: Dataset) -> Result<Read, Failure> {
    let session = arguments.reading.session()?;
    let table = session.open("input", dataset)?;
    let progress = Progress::of(format!("Reading {}", path.display()), table.progress());
    let counted = session.count(&table, &COLUMNS, ListTally::default);
    drop(progress);
    let (tallies, accounts) = counted?;
    let mut all = ListTally::default();
    tallies.into_iter().for_each(|tally| all.merge(tally));
    let note = input_note(&table, &accounts)?;
    let lists = all.finish().map_err(|error| {
        Failure::from(error).help(
            "records need `person_id` (who, over all lists) and `list` (which list); a mapping file says which columns these are",
        )
    })?;
    Ok(Read {
        lists: lists.histories,
        input: Input::Records { note, account: lists.account },
        scored: None,
        persons: None,
    })
}

/// The short answer: the range, the point, and why answers differ; then route by route.
fn short(prevalence: &Prevalence, arguments: &Arguments) -> String {
    let mut text = String::new();
    for sentence in sentences(&prevalence.answer) {
        text += &sentence;
        text.push('\n');
    }
    if let Outcome::Estimated(estimates) = &prevalence.answer.outcome {
        text += &format!("\n{:<22} {:>9}  {:<19}  {}\n", "Route", "Persons", "95 % interval", "Rests on");
        for route in &estimates.routes {
            let (point, interval) = match route.point {
                None => ("withheld".to_owned(), String::new()),
                Some(point) => {
                    let end = |end: Option<f64>| end.map_or_else(|| "no limit".to_owned(), about);
                    (about(point), format!("{} – {}", end(route.low), end(route.high)))
                }
            };
            let rests_on = match route.point {
                Some(_) => route.route.rests_on().to_owned(),
                None => route.remarks.join("; "),
            };
            text += &format!("{:<22} {point:>9}  {interval:<19}  {rests_on}\n", route.route.name());
        }
        let far = |at: &UnderAssumption| (at.odds_ratio - 1.0).abs() > 1.5 || at.odds_ratio < 0.4;
        let under: Vec<String> = estimates
            .by_odds_ratio
            .iter()
            .filter(|at| far(at))
            .map(|at| format!("{} at an odds ratio of {:.2}", about(at.point), at.odds_ratio))
            .collect();
        text += &format!("\nWhat no data can say (dependence of all lists together): {}.\n", under.join(", "));
        for caution in &estimates.cautions {
            text += &format!("Caution: {caution}\n");
        }
    }
    if let Some(linkage) = &prevalence.linkage {
        text += &format!("\n{}\n", linkage_said(linkage));
    }
    if let Some(strata) = &prevalence.strata {
        text += &by_cell(strata);
    }
    if let Some(validation) = &prevalence.validation {
        text += &held(validation);
    }
    if let Some(output) = &arguments.output {
        text += &opened(output, "prevalence", arguments.no_html);
    }
    text
}

/// Totals by cell as a table.
fn by_cell(strata: &Strata) -> String {
    let [bic, aic] = strata.chosen.as_slice() else { return String::new() };
    let mut text = format!(
        "\nWith covariates: {} by the model of least BIC, {} by that of least AIC, {} if no list depended on anything.\n",
        about(bic.total),
        about(aic.total),
        about(strata.main_effects)
    );
    text +=
        &format!("{:<40} {:>7} {:>9}  {:<21} Rests on\n", strata.by.join(", "), "Known", "Persons", "95 % interval");
    for cell in &strata.cells {
        let rests_on = match cell.support {
            Support::Own { overlap } => format!("{overlap} of its persons on several lists"),
            Support::Borrowed => "other cells, through the model".to_owned(),
            Support::NotEstimable => "nothing: not estimable".to_owned(),
        };
        let rate = cell.per_100_000.map_or_else(String::new, |(rate, _)| format!("; {rate:.1} per 100,000 residents"));
        text += &format!(
            "{:<40} {:>7} {:>9}  {:<21} {rests_on}{rate}\n",
            cell.values.join(", "),
            cell.known,
            cell.total.map_or_else(|| "–".to_owned(), about),
            cell.interval.map_or_else(String::new, |(low, high)| format!("{} – {}", about(low), about(high))),
        );
    }
    text
}

/// The held-list test as a table.
fn held(validation: &Validation) -> String {
    let mut text = format!(
        "\nHeld lists, whose size is known:\n{:<12} {:>8} {:>8}  {:<22} {:>9}  {:<19} {}\n",
        "List", "Members", "Known", "Estimator", "Estimate", "95 % interval", "Holds the truth"
    );
    for held in &validation.held {
        if held.estimates.is_empty() {
            text += &format!(
                "{:<12} {:>8} {:>8}  too few members are known to other lists\n",
                held.list, held.members, held.observed
            );
        }
        for given in &held.estimates {
            let rest = match (&given.estimate, &given.reason) {
                (Some(e), _) => format!(
                    "{:>9}  {:<19} {}",
                    about(e.point),
                    format!("{} – {}", about(e.low), about(e.high)),
                    if given.covers == Some(true) { "yes" } else { "no" }
                ),
                (None, reason) => reason.clone().unwrap_or_default(),
            };
            text += &format!(
                "{:<12} {:>8} {:>8}  {:<22} {rest}\n",
                held.list, held.members, held.observed, given.estimator
            );
        }
    }
    for score in &validation.scores {
        text += &format!(
            "{}: {} of {} answered, {} hold the truth, mean log ratio {:+.2}, root mean square {:.2}.\n",
            score.estimator, score.answered, score.tried, score.covers, score.mean_log_ratio, score.root_mean_square
        );
    }
    text
}
