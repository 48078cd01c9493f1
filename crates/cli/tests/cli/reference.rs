//! The reference pages of the docs that are made from the code, so that they cannot drift.
//!
//! A page that differs from the code fails its test. With `TURNSTONE_WRITE_DOCS=1` the page is written instead. The page
//! of the command line is written by hand, and checked to have every option.

use crate::{out, root, turnstone};
use arrow::datatypes::{DataType, Field, SchemaRef};
use turnstone_casework::permission::{Action, Resource, Role, Scope, scope};
use turnstone_model::counts::{self, AgeGroup, Dimension, Group, Indicator, Sex, State};
use turnstone_model::date::Precision;
use turnstone_model::journey::{Documents, LegalStatus, Mode, PlaceBasis};
use turnstone_model::person::{AgeAt, AgeCertainty, ChildStatus, DecidedBy, Gender, SaidBy, Status};
use turnstone_model::records::{self, Column};
use turnstone_model::vocabulary::{Element, Entry, Fact, Match, Scheme};

const WRITE: &str = "TURNSTONE_WRITE_DOCS";
const MADE: &str = "<!-- Made from the code by crates/cli/tests/cli/reference.rs; do not edit. -->\n\n";

/// Compares a page with what the code says, or writes it.
fn check(page: &str, text: &str) {
    let path = root().join("docs/src/reference").join(page);
    if std::env::var(WRITE).is_ok_and(|value| value == "1") {
        return std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = text.lines().zip(found.lines()).find(|(code, page)| code != page);
    assert!(
        found == text,
        "docs/src/reference/{page} is not what the code says; first difference: {differs:?}\n\
         write it with {WRITE}=1 cargo test -p turnstone-cli --test cli reference"
    );
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    text += &line(head.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        text += &line(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect());
    }
    text
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// A type of Arrow in words.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "true or false".to_owned(),
        DataType::Utf8 => "text".to_owned(),
        DataType::Dictionary(_, values) => format!("{}, dictionary", type_name(values)),
        DataType::Date32 => "day".to_owned(),
        DataType::Struct(_) => "structs".to_owned(),
        DataType::List(item) => format!("list of {}", type_name(item.data_type())),
        number => format!("whole number, {number}"),
    }
}

/// What a column holds, and what null means in it: the sentence that begins with "Null", or what follows from the schema.
fn meaning(about: &str, field: &Field) -> (String, String) {
    let Some((before, null)) = about.split_once("Null") else {
        let null = if field.is_nullable() { "not recorded" } else { "never" };
        return (about.to_owned(), null.to_owned());
    };
    let (null, behind) = null.split_once(". ").unwrap_or((null.trim_end_matches('.'), ""));
    let null = null.strip_prefix(": ").unwrap_or(null.trim());
    (format!("{before}{behind}").trim().to_owned(), null.to_owned())
}

fn columns(columns: &[Column], schema: &SchemaRef) -> String {
    let rows = columns.iter().map(|column| {
        let field = schema.field_with_name(column.name).unwrap();
        let (about, null) = meaning(column.about, field);
        vec![code(column.name), type_name(field.data_type()), about, null]
    });
    table(&["Column", "Type", "What it holds", "Null"], rows)
}

/// The values of a closed list, under the columns that hold them.
fn values<T: Copy>(columns: &str, all: &[T], name: fn(T) -> &'static str, label: fn(T) -> &'static str) -> String {
    let rows = all.iter().map(|value| vec![code(name(*value)), label(*value).to_owned()]);
    format!("\n### {columns}\n\n{}", table(&["Value", "Label"], rows))
}

macro_rules! lists {
    ($($columns:literal $list:ident)*) => {
        [$(values($columns, $list::ALL, $list::name, $list::label)),*].concat()
    };
}

#[test]
fn the_records_table_is_described_as_it_is() {
    let schema = records::schema();
    let DataType::List(legs) = schema.field_with_name("legs").unwrap().data_type() else { panic!("legs are a list") };
    let DataType::Struct(leg) = legs.data_type() else { panic!("a leg has fields") };
    let leg = leg.iter().map(|field| vec![code(field.name()), type_name(field.data_type())]);
    let mut text = format!(
        "{MADE}# The records table\n\nOne row for each record: what one organisation's list holds about one person. \
         Schema version {}, kept in a file's metadata under `{}`.\n\nBehind the columns below comes one column for each \
         fact of the [vocabulary](vocabulary.md): true, false, or null, which is \"not recorded\" and never \"no\".\n\n",
        records::SCHEMA_VERSION,
        records::VERSION_KEY,
    );
    text += &columns(records::COLUMNS, &schema);
    text += "\n## A leg\n\nEvery field may be null: not recorded. Dates are YYYY-MM-DD, YYYY-MM, YYYY, or two of these \
             with `/`.\n\n";
    text += &table(&["Field", "Type"], leg);
    text += "\n## Closed lists\n";
    text += &lists! {
        "said_by" SaidBy "registered_precision" Precision "gender" Gender "age_at" AgeAt "age_certainty" AgeCertainty
        "child" ChildStatus "origin_basis, destination_basis" PlaceBasis "status" Status "status_by" DecidedBy
        "mode of a leg" Mode "documents of a leg" Documents "status_on_entry, status_later of a leg" LegalStatus
    };
    check("records.md", &text);
}

#[test]
fn the_counts_table_is_described_as_it_is() {
    let mut text = format!(
        "{MADE}# The counts table\n\nOne row for each published number, or for the place where one should be: aggregate \
         statistics, never mixed with records of persons. Schema version {}, kept in a file's metadata under `{}`.\n\n",
        counts::SCHEMA_VERSION,
        counts::VERSION_KEY,
    );
    text += &columns(counts::COLUMNS, &counts::schema());
    text += "\n## Closed lists\n";
    text += &lists! {
        "indicator" Indicator "dimension" Dimension "category_group" Group "sex" Sex "age" AgeGroup "state" State
    };
    check("counts.md", &text);
}

/// The codes of outside lists, scheme by scheme.
fn codes(entry: &Entry) -> String {
    let of = |scheme: Scheme| {
        let codes = entry.codes.iter().filter(|(s, ..)| *s == scheme).map(|(_, relation, outside)| match relation {
            Match::Exact => code(outside),
            Match::Broad => format!("{} (broader)", code(outside)),
        });
        let codes: Vec<String> = codes.collect();
        (!codes.is_empty()).then(|| format!("{}: {}", scheme.name(), codes.join(", ")))
    };
    Scheme::ALL.into_iter().filter_map(of).collect::<Vec<_>>().join("<br>")
}

#[test]
fn the_vocabulary_is_described_as_it_is() {
    let schemes = Scheme::ALL.map(Scheme::name).join(", ");
    let mut text = format!(
        "{MADE}# The vocabulary\n\nEvery fact that a record can hold about a person: {} of them, by element. A fact is \
         yes, no, or not recorded. Which facts make an element of a definition is said by the instruments, not here.\n\n\
         Codes of outside lists ({schemes}) say the same as the fact. One marked *broader* says less precisely what \
         the fact says: it is written, and never read as the fact.\n",
        Fact::all().count(),
    );
    for element in Element::ALL {
        text += &format!("\n## {}\n\n", element.label());
        let rows = element.facts().map(|fact| {
            let entry = fact.entry();
            let named = format!("{}<br>{}", code(entry.id), entry.label);
            vec![named, entry.definition.to_owned(), entry.source.citation().to_owned(), codes(entry)]
        });
        text += &table(&["Fact", "What yes means", "Source", "Codes of outside lists"], rows);
    }
    check("vocabulary.md", &text);
}

#[test]
fn the_matrix_of_permissions_is_what_is_asked() {
    let mut text = format!(
        "{MADE}# The matrix of permissions\n\nWhat each role may do with what, as every operation asks it. Words in italics reach what \
         was assigned to the person; the others what the organisation has. What the words mean, and what keys add, is in \
         [Who may do what](permissions.md).\n\n"
    );
    let head: Vec<&str> = std::iter::once("With").chain(Role::ALL.map(Role::name)).collect();
    let rows = Resource::ALL.map(|resource| {
        let cells = Role::ALL.map(|role| {
            let allowed = Action::ALL.map(|action| match scope(role, action, resource) {
                Scope::None => None,
                Scope::Assigned => Some(format!("*{action}*")),
                Scope::Organisation => Some(action.to_string()),
            });
            allowed.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        std::iter::once(resource.to_string()).chain(cells).collect()
    });
    text += &table(&head, rows);
    text += "\n## What a role reads of a report\n\nThe other compartments are there and closed.\n\n";
    let rows = Role::ALL.map(|role| {
        let reads: Vec<String> = role.reads().iter().map(|compartment| compartment.label().replace('_', " ")).collect();
        let keys = if role.holds_team_keys() { "yes" } else { "no" };
        vec![role.name().to_owned(), reads.join(", "), keys.to_owned()]
    });
    text += &table(&["Role", "Reads", "Holds the organisation's keys"], rows);
    check("permission-matrix.md", &text);
}

#[test]
fn the_command_line_page_has_every_option() {
    let page = std::fs::read_to_string(root().join("docs/src/reference/command-line.md")).unwrap();
    let instruments = ["instruments list", "instruments show", "instruments guide", "instruments sql"];
    let admin = [
        "admin found",
        "admin list",
        "admin add-user",
        "admin grant-keys",
        "admin disable-user",
        "admin rotate-key",
        "admin backup",
        "admin restore",
        "admin verify-audit",
        "admin retention",
        "admin code",
    ];
    let referral = ["referral keys", "referral open", "referral answer"];
    for verb in [
        "study",
        "identify",
        "explain",
        "screen",
        "inspect",
        "convert",
        "generate",
        "serve",
        "prevalence",
        "flows",
        "drivers",
        "trends",
    ]
    .into_iter()
    .chain(instruments)
    .chain(admin)
    .chain(referral)
    {
        let section = page.split("\n## ").find(|section| section.starts_with(&format!("`turnstone {verb}")));
        let section = section.unwrap_or_else(|| panic!("the page has no section on {verb}"));
        let arguments: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let help = out(&turnstone(&arguments, &root()));
        let options =
            help.lines().filter_map(|line| line.trim_start().split_once("--").filter(|(before, _)| before.len() <= 4));
        for (_, rest) in options {
            let name = rest.split(|c: char| c != '-' && !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            assert!(name == "help" || section.contains(&format!("--{name}")), "--{name} of {verb} is not on the page");
        }
    }
}

/// The guide for people who check definitions and not programs says what the instruments say.
#[test]
fn how_turnstone_decides_is_what_the_instruments_say() {
    check("../how-turnstone-decides.md", &out(&turnstone(&["instruments", "guide"], &root())));
}
