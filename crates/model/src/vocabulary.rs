//! The vocabulary: every fact Turnstone can hold about a person, as closed enums by element.
//!
//! Each fact has its column name, label, definition, source and its codes in outside lists. Which facts make an element
//! of a legal definition is not said here but in the instruments (`instruments/*.toml`).

mod facts;

use std::fmt;
use std::sync::LazyLock;

pub use facts::{Act, Circumstance, Indicator, Means, PersonFact, Process, Purpose, Recruiter, Sector, Smuggling};

/// An outside code list that facts are mapped to and from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// Human Trafficking Case Data Standard 2.0 (IOM, 2021), picklist codes.
    Htcds2,
    /// CTDC global dataset, k-anonymised generation with 63 columns (2017 to 2020), column names.
    Ctdc63,
    /// CTDC global synthetic dataset with 37 columns (2021), column names.
    Ctdc37,
    /// CTDC global synthetic dataset with 27 merged columns (2022 and later), column names.
    Ctdc27,
    /// UNODC SHERLOC case-law database keywords.
    Sherloc,
    /// International Classification of Crime for Statistical Purposes 1.0 (UNODC, 2015).
    Iccs,
    /// ILO indicators of forced labour (2012), by number 1 to 11.
    Ilo11,
    /// International Standard Industrial Classification, revision 4, section letter.
    Isic4,
    /// Operational indicators of trafficking (ILO and European Commission, 2009), by our key of the item.
    Delphi,
}

impl Scheme {
    /// The short name used in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Htcds2 => "HTCDS 2.0",
            Scheme::Ctdc63 => "CTDC 63 columns",
            Scheme::Ctdc37 => "CTDC 37 columns",
            Scheme::Ctdc27 => "CTDC 27 columns",
            Scheme::Sherloc => "UNODC SHERLOC",
            Scheme::Iccs => "ICCS",
            Scheme::Ilo11 => "ILO indicators",
            Scheme::Isic4 => "ISIC rev. 4",
            Scheme::Delphi => "ILO/EC Delphi",
        }
    }

    /// Every scheme, in the order of documentation.
    pub const ALL: [Scheme; 9] = [
        Scheme::Htcds2,
        Scheme::Ctdc63,
        Scheme::Ctdc37,
        Scheme::Ctdc27,
        Scheme::Sherloc,
        Scheme::Iccs,
        Scheme::Ilo11,
        Scheme::Isic4,
        Scheme::Delphi,
    ];
}

/// Where a fact's definition comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Protocol to Prevent, Suppress and Punish Trafficking in Persons (2000), article 3.
    Palermo,
    /// Protocol against the Smuggling of Migrants by Land, Sea and Air (2000), articles 3, 5 and 6.
    SmugglingProtocol,
    /// Directive 2011/36/EU as amended by Directive (EU) 2024/1712.
    Eu,
    /// Human Trafficking Case Data Standard 2.0 (IOM, 2021).
    Htcds,
    /// CTDC codebooks (2017 and 2024).
    Ctdc,
    /// Chibba (2013), Human Trafficking and Migration.
    Chibba,
    /// International Standard Industrial Classification, revision 4 (UN, 2008).
    Isic,
    /// Operational indicators of trafficking in human beings (ILO and European Commission, 2009).
    IloDelphi,
    /// Belgian Aliens Act of 15 December 1980, article 77quater.
    BelgianAliensAct,
    /// Defined here, because no outside list has it.
    Turnstone,
}

impl Source {
    /// The citation in full.
    pub fn citation(self) -> &'static str {
        match self {
            Source::Palermo => "UN Trafficking in Persons Protocol (2000), art. 3",
            Source::SmugglingProtocol => "UN Smuggling of Migrants Protocol (2000), arts. 3, 5, 6",
            Source::Eu => "Directive 2011/36/EU as amended by (EU) 2024/1712, art. 2",
            Source::Htcds => "Human Trafficking Case Data Standard 2.0 (IOM, 2021)",
            Source::Ctdc => "CTDC codebooks (2017, 2024)",
            Source::Chibba => "Chibba (2013), Human Trafficking and Migration",
            Source::Isic => "ISIC revision 4 (UN, 2008)",
            Source::IloDelphi => {
                "ILO and European Commission (2009), Operational indicators of trafficking in human beings"
            }
            Source::BelgianAliensAct => "Belgian Aliens Act (1980), art. 77quater",
            Source::Turnstone => "Turnstone",
        }
    }
}

/// How an outside code stands to one of our facts, in the sense of SKOS mapping relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Match {
    /// They say the same: read and written.
    Exact,
    /// The outside code says more broadly what the fact says: written, never read, because it does not say which.
    Broad,
}

/// What one fact means and how others write it.
#[derive(Debug)]
pub struct Entry {
    /// The column name in the `records` table and in instruments, such as `means.debt_bondage`.
    pub id: &'static str,
    /// A short label for people.
    pub label: &'static str,
    /// What yes means, in one sentence.
    pub definition: &'static str,
    /// Where the definition comes from.
    pub source: Source,
    /// Codes of outside lists that say the same or more broadly the same; many to many.
    pub codes: &'static [(Scheme, Match, &'static str)],
}

/// The element a fact belongs to: the prefix of its column name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// What was done to the person (Protocol art. 3(a)).
    Act,
    /// How it was done (Protocol art. 3(a)).
    Means,
    /// Traditional or technology-driven (Chibba 2013).
    Process,
    /// What for (Protocol art. 3(a)).
    Purpose,
    /// Who recruited, in relation to the person.
    Recruiter,
    /// Where in the economy the person was exploited.
    Sector,
    /// Smuggling of migrants (Smuggling Protocol).
    Smuggling,
    /// Facts about the person that rules depend on.
    Person,
    /// Items of the ILO/EC Delphi lists.
    Indicator,
    /// What surrounds the person.
    Circumstance,
}

impl Element {
    /// Every element, in the order of the `records` table.
    pub const ALL: [Element; 10] = [
        Element::Act,
        Element::Means,
        Element::Process,
        Element::Purpose,
        Element::Recruiter,
        Element::Sector,
        Element::Smuggling,
        Element::Person,
        Element::Indicator,
        Element::Circumstance,
    ];

    /// The prefix of the column names, such as `means`.
    pub fn prefix(self) -> &'static str {
        match self {
            Element::Act => "act",
            Element::Means => "means",
            Element::Process => "process",
            Element::Purpose => "purpose",
            Element::Recruiter => "recruiter",
            Element::Sector => "sector",
            Element::Smuggling => "smuggling",
            Element::Person => "person",
            Element::Indicator => "indicator",
            Element::Circumstance => "circumstance",
        }
    }

    /// A heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Element::Act => "Acts",
            Element::Means => "Means",
            Element::Process => "Process",
            Element::Purpose => "Purposes",
            Element::Recruiter => "Recruiter",
            Element::Sector => "Sector",
            Element::Smuggling => "Smuggling",
            Element::Person => "Person",
            Element::Indicator => "Indicators",
            Element::Circumstance => "Circumstances",
        }
    }

    /// The facts of this element, in column order.
    pub fn facts(self) -> impl Iterator<Item = Fact> {
        Fact::all().filter(move |fact| fact.element() == self)
    }
}

/// One fact of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// An act.
    Act(Act),
    /// A means.
    Means(Means),
    /// A kind of process.
    Process(Process),
    /// A purpose.
    Purpose(Purpose),
    /// A recruiter's relation to the person.
    Recruiter(Recruiter),
    /// A sector of exploitation.
    Sector(Sector),
    /// A fact of smuggling.
    Smuggling(Smuggling),
    /// A fact about the person.
    Person(PersonFact),
    /// An item of the Delphi lists.
    Indicator(Indicator),
    /// A circumstance.
    Circumstance(Circumstance),
}

const ACTS: usize = 0;
const MEANS: usize = ACTS + Act::ALL.len();
const PROCESSES: usize = MEANS + Means::ALL.len();
const PURPOSES: usize = PROCESSES + Process::ALL.len();
const RECRUITERS: usize = PURPOSES + Purpose::ALL.len();
const SECTORS: usize = RECRUITERS + Recruiter::ALL.len();
const SMUGGLING: usize = SECTORS + Sector::ALL.len();
const PERSON: usize = SMUGGLING + Smuggling::ALL.len();
const INDICATORS: usize = PERSON + PersonFact::ALL.len();
const CIRCUMSTANCES: usize = INDICATORS + Indicator::ALL.len();

/// How many facts the vocabulary has.
pub const FACT_COUNT: usize = CIRCUMSTANCES + Circumstance::ALL.len();

static BY_ID: LazyLock<std::collections::HashMap<&'static str, Fact>> =
    LazyLock::new(|| Fact::all().map(|fact| (fact.id(), fact)).collect());

impl Fact {
    /// Whether the person was a child: the fact that decides what a rule needs and who is asked what.
    pub const CHILD: Fact = Fact::Person(PersonFact::Child);

    /// Every fact, in column order.
    pub fn all() -> impl Iterator<Item = Fact> {
        (0..FACT_COUNT).map(Fact::from_index)
    }

    /// The place of this fact in column order, below [`FACT_COUNT`].
    pub const fn index(self) -> usize {
        match self {
            Fact::Act(x) => ACTS + x as usize,
            Fact::Means(x) => MEANS + x as usize,
            Fact::Process(x) => PROCESSES + x as usize,
            Fact::Purpose(x) => PURPOSES + x as usize,
            Fact::Recruiter(x) => RECRUITERS + x as usize,
            Fact::Sector(x) => SECTORS + x as usize,
            Fact::Smuggling(x) => SMUGGLING + x as usize,
            Fact::Person(x) => PERSON + x as usize,
            Fact::Indicator(x) => INDICATORS + x as usize,
            Fact::Circumstance(x) => CIRCUMSTANCES + x as usize,
        }
    }

    fn from_index(index: usize) -> Fact {
        match index {
            MEANS.. if index >= CIRCUMSTANCES => Fact::Circumstance(Circumstance::ALL[index - CIRCUMSTANCES]),
            MEANS.. if index >= INDICATORS => Fact::Indicator(Indicator::ALL[index - INDICATORS]),
            MEANS.. if index >= PERSON => Fact::Person(PersonFact::ALL[index - PERSON]),
            MEANS.. if index >= SMUGGLING => Fact::Smuggling(Smuggling::ALL[index - SMUGGLING]),
            MEANS.. if index >= SECTORS => Fact::Sector(Sector::ALL[index - SECTORS]),
            MEANS.. if index >= RECRUITERS => Fact::Recruiter(Recruiter::ALL[index - RECRUITERS]),
            MEANS.. if index >= PURPOSES => Fact::Purpose(Purpose::ALL[index - PURPOSES]),
            MEANS.. if index >= PROCESSES => Fact::Process(Process::ALL[index - PROCESSES]),
            MEANS.. => Fact::Means(Means::ALL[index - MEANS]),
            _ => Fact::Act(Act::ALL[index]),
        }
    }

    /// The fact with this column name, if there is one.
    pub fn from_id(id: &str) -> Option<Fact> {
        BY_ID.get(id).copied()
    }

    /// The fact of `element` that says exactly what an outside code says, compared without regard to case or outer blanks.
    pub fn from_code(element: Element, scheme: Scheme, code: &str) -> Option<Fact> {
        let code = code.trim();
        element.facts().find(|fact| {
            let mut codes = fact.entry().codes.iter();
            codes.any(|(s, m, c)| *s == scheme && *m == Match::Exact && c.eq_ignore_ascii_case(code))
        })
    }

    /// How this fact is written in `scheme`: the code that says the same, or else one that says it more broadly.
    pub fn to_code(self, scheme: Scheme) -> Option<(Match, &'static str)> {
        let codes = || self.entry().codes.iter().filter(|(s, ..)| *s == scheme).map(|(_, m, code)| (*m, *code));
        codes().find(|(m, _)| *m == Match::Exact).or_else(|| codes().next())
    }

    /// Label, definition, source and outside codes.
    pub fn entry(self) -> &'static Entry {
        match self {
            Fact::Act(x) => x.entry(),
            Fact::Means(x) => x.entry(),
            Fact::Process(x) => x.entry(),
            Fact::Purpose(x) => x.entry(),
            Fact::Recruiter(x) => x.entry(),
            Fact::Sector(x) => x.entry(),
            Fact::Smuggling(x) => x.entry(),
            Fact::Person(x) => x.entry(),
            Fact::Indicator(x) => x.entry(),
            Fact::Circumstance(x) => x.entry(),
        }
    }

    /// The column name, such as `means.debt_bondage`.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// A short label for people.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// The element this fact belongs to.
    pub fn element(self) -> Element {
        match self {
            Fact::Act(_) => Element::Act,
            Fact::Means(_) => Element::Means,
            Fact::Process(_) => Element::Process,
            Fact::Purpose(_) => Element::Purpose,
            Fact::Recruiter(_) => Element::Recruiter,
            Fact::Sector(_) => Element::Sector,
            Fact::Smuggling(_) => Element::Smuggling,
            Fact::Person(_) => Element::Person,
            Fact::Indicator(_) => Element::Indicator,
            Fact::Circumstance(_) => Element::Circumstance,
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The facts nearest in spelling to `id`, best first, for error messages.
pub fn nearest_ids(id: &str, at_most: usize) -> Vec<&'static str> {
    let mut near: Vec<_> = Fact::all()
        .map(|fact| (edit_distance(id, fact.id()), fact.id()))
        .filter(|(distance, _)| *distance <= 2 + id.len() / 4)
        .collect();
    near.sort();
    near.into_iter().take(at_most).map(|(_, id)| id).collect()
}

/// Levenshtein's distance, for short identifiers in error messages only.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_fact_is_found_by_its_own_name_and_index() {
        let mut ids = HashSet::new();
        for (index, fact) in Fact::all().enumerate() {
            assert_eq!(fact.index(), index);
            assert_eq!(Fact::from_id(fact.id()), Some(fact));
            assert!(ids.insert(fact.id()), "{fact} twice");
            assert!(fact.id().starts_with(&format!("{}.", fact.element().prefix())), "{fact}");
            assert!(fact.entry().definition.ends_with('.'), "{fact}");
        }
        assert_eq!(ids.len(), FACT_COUNT);
    }

    #[test]
    fn outside_codes_are_found_whatever_their_case_and_blanks() {
        assert_eq!(
            Fact::from_code(Element::Means, Scheme::Htcds2, "debtBondage "),
            Some(Fact::Means(Means::DebtBondage))
        );
    }

    #[test]
    fn a_broader_code_is_written_but_never_read() {
        let earnings = Fact::Means(Means::TakesEarnings);
        assert_eq!(earnings.to_code(Scheme::Ctdc27), Some((Match::Broad, "meansDebtBondageEarnings")));
        let read = Fact::from_code(Element::Means, Scheme::Ctdc27, "meansDebtBondageEarnings");
        assert_eq!(read, Some(Fact::Means(Means::DebtBondageOrEarnings)));
    }

    #[test]
    fn no_outside_code_reads_as_two_facts() {
        for scheme in Scheme::ALL {
            let mut seen = HashSet::new();
            for fact in Fact::all() {
                for (s, m, code) in fact.entry().codes {
                    if *s == scheme && *m == Match::Exact {
                        assert!(seen.insert((fact.element(), code.to_lowercase())), "{scheme:?} {code}");
                    }
                }
            }
        }
    }

    #[test]
    fn misspelt_names_find_their_neighbours() {
        assert_eq!(nearest_ids("means.debt_bondge", 1), ["means.debt_bondage"]);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }
}
