//! The Counter-Trafficking Data Collaborative's global datasets, in their three generations.
//!
//! Every flag of these files only records presence: `1` is yes, anything that says "no" (`0`, empty, `-99`) is read as
//! not recorded. `ageBroad` is the age at registration. A recorded relation to the recruiter also says that the person was
//! recruited.

use super::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::date::{DateError, ImpreciseDate};
use crate::journey::{CorridorEnd, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, ChildStatus, Gender, SaidBy};
use crate::place::Place;
use crate::record::Row;
use crate::records::RecordsBuilder;
use crate::truth::Truth;
use crate::vocabulary::{Act, Element, Fact, Purpose, Scheme};
use arrow::array::RecordBatch;

/// A generation of the file, told apart by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// The k-anonymised dataset, up to 63 columns, 2017 to 2020; a missing value is `-99`.
    KAnonymised63,
    /// The synthetic dataset of 37 columns, 2021.
    Synthetic37,
    /// The synthetic dataset of 27 merged columns, 2022 and later.
    Synthetic27,
}

impl Generation {
    /// Every generation, newest first.
    pub const ALL: [Generation; 3] = [Generation::Synthetic27, Generation::Synthetic37, Generation::KAnonymised63];

    /// The scheme its flag columns are named in.
    pub fn scheme(self) -> Scheme {
        match self {
            Generation::KAnonymised63 => Scheme::Ctdc63,
            Generation::Synthetic37 => Scheme::Ctdc37,
            Generation::Synthetic27 => Scheme::Ctdc27,
        }
    }

    /// Whether its rows are synthetic, so that none is a person.
    pub fn is_synthetic(self) -> bool {
        self != Generation::KAnonymised63
    }

    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Generation::KAnonymised63 => "CTDC global dataset, k-anonymised, 63 columns",
            Generation::Synthetic37 => "CTDC global synthetic dataset, 37 columns",
            Generation::Synthetic27 => "CTDC global synthetic dataset, 27 columns",
        }
    }

    /// Tells the generation from a header: all of its columns must be known to that generation, and enough of them
    /// must be there to be sure.
    pub fn of_header(header: &[String]) -> Option<(Generation, String)> {
        let known = |g: Generation| header.iter().all(|name| action(g, name).is_some());
        let flags = header.iter().filter(|name| name.starts_with("means") || name.starts_with("is")).count();
        let generation = Generation::ALL.into_iter().find(|g| flags >= 4 && known(*g))?;
        let own: Vec<&str> = header
            .iter()
            .map(String::as_str)
            .filter(|name| Generation::ALL.iter().filter(|g| action(**g, name).is_some()).count() == 1)
            .collect();
        let proof = match own.as_slice() {
            [] => "no column of another generation".to_owned(),
            names => format!("only that generation has {}", names[..names.len().min(3)].join(", ")),
        };
        Some((generation, format!("all {} columns are of the {}; {proof}", header.len(), generation.name())))
    }
}

/// What is done with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Year,
    Source,
    Gender,
    Age,
    /// Majority now: under 18 at registration means a child, over it says nothing.
    Majority,
    MajorityAtExploitation,
    Months,
    Citizenship,
    Country,
    Flag(Fact),
    /// `isSexAndLabour`: both purposes at once.
    SexAndLabour,
    /// Says again what other columns say, or nothing that is recorded.
    Repeats,
}

fn action(generation: Generation, column: &str) -> Option<Action> {
    use Generation::{KAnonymised63, Synthetic27};
    let flag = || {
        let elements = [Element::Means, Element::Purpose, Element::Sector, Element::Recruiter];
        elements.into_iter().find_map(|element| Fact::from_code(element, generation.scheme(), column)).map(Action::Flag)
    };
    Some(match (column, generation) {
        ("yearOfRegistration", _) => Action::Year,
        ("gender", _) => Action::Gender,
        ("ageBroad", _) => Action::Age,
        ("citizenship", _) => Action::Citizenship,
        ("CountryOfExploitation", _) => Action::Country,
        ("traffickMonths", Generation::Synthetic37 | Synthetic27) => Action::Months,
        ("majorityStatusAtExploit", KAnonymised63 | Generation::Synthetic37) => Action::MajorityAtExploitation,
        ("majorityStatus", KAnonymised63) => Action::Majority,
        // The codebook of 2024 names this column in two ways.
        ("meansWithholdDocuments", Synthetic27) => {
            Action::Flag(Fact::from_code(Element::Means, Scheme::Ctdc27, "meansWithholdDocs")?)
        }
        ("Datasource", KAnonymised63) => Action::Source,
        ("isSexAndLabour", KAnonymised63) => Action::SexAndLabour,
        (
            "majorityEntry"
            | "RecruiterRelationship"
            | "meansOfControlNotSpecified"
            | "meansOfControlConcatenated"
            | "typeOfExploitConcatenated"
            | "typeOfLabourNotSpecified"
            | "typeOfLabourConcatenated"
            | "typeOfSexConcatenated"
            | "recruiterRelationUnknown",
            KAnonymised63,
        ) => Action::Repeats,
        _ => return flag(),
    })
}

/// Reads rows of one generation.
pub struct Ctdc {
    generation: Generation,
    columns: Vec<(Action, Named)>,
    builder: RecordsBuilder,
}

impl Ctdc {
    /// A reader for a header that [`Generation::of_header`] knows.
    pub fn new(generation: Generation, header: &[String]) -> Self {
        let columns = header.iter().enumerate().map(|(index, name)| {
            let named = Named { index: Some(index), name: name.clone() };
            (action(generation, name).unwrap_or(Action::Repeats), named)
        });
        Ctdc { generation, columns: columns.collect(), builder: RecordsBuilder::new() }
    }

    fn understand(&self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<Row, Rejected> {
        let mut row = Row { synthetic: self.generation.is_synthetic().then_some(true), ..Row::default() };
        for (bytes, (action, at)) in raw.fields.iter().zip(&self.columns) {
            if bytes.is_empty() || *bytes == b"-99" {
                continue;
            }
            let mut reject = |reason: &str, expected: &str| remarks.reject(raw.line, at, bytes, reason, expected);
            match action {
                Action::Flag(fact) => match *bytes {
                    b"1" => {
                        row.facts.set(*fact, Truth::YES);
                        // Whoever has a recruiter was recruited.
                        if fact.element() == Element::Recruiter {
                            row.facts.set(Fact::Act(Act::Recruitment), Truth::YES);
                        }
                    }
                    b"0" => {}
                    _ => return Err(reject("not a flag of presence", "1, or 0, -99 or empty for not recorded")),
                },
                Action::SexAndLabour => match *bytes {
                    b"1" => {
                        row.facts.set(Fact::Purpose(Purpose::SexualExploitation), Truth::YES);
                        row.facts.set(Fact::Purpose(Purpose::ForcedLabour), Truth::YES);
                    }
                    b"0" => {}
                    _ => return Err(reject("not a flag of presence", "1, or 0, -99 or empty for not recorded")),
                },
                Action::Year => {
                    row.registered = Some(year(bytes).map_err(|e| reject(&e.to_string(), "a year, 1900 to 2100"))?)
                }
                Action::Citizenship | Action::Country => {
                    // The 63-column files write 0 for a country that is not recorded.
                    if *bytes == b"0" && self.generation == Generation::KAnonymised63 {
                        continue;
                    }
                    let place = country(bytes).ok_or_else(|| reject("not a country", "a code of ISO 3166-1"))?;
                    if *action == Action::Citizenship {
                        row.citizenship = Some(place);
                    } else {
                        // The codebook of 2017: where the person was first identified or assisted.
                        row.destination = Some(CorridorEnd { place, basis: PlaceBasis::Identification });
                    }
                }
                Action::Gender => {
                    let expected = "Female, Male, Woman, Man, Transgender or Transgender/NonConforming";
                    row.gender = Some(gender(bytes).ok_or_else(|| reject("not a gender of the codebook", expected))?);
                }
                Action::Age => {
                    let expected = "a band of the codebook such as 0--8, 09--17, 30--38 or 48+";
                    let (low, high) = band(bytes).ok_or_else(|| reject("not an age band", expected))?;
                    row.age = Some(Age { low, high, at: AgeAt::Registration, certainty: AgeCertainty::Recorded });
                }
                Action::MajorityAtExploitation | Action::Majority => {
                    let status = match *bytes {
                        b"Minor" => Some(ChildStatus::Child),
                        b"Adult" if *action == Action::MajorityAtExploitation => Some(ChildStatus::Adult),
                        b"Adult" => None,
                        _ => return Err(reject("not a majority status", "Minor or Adult")),
                    };
                    row.child = crate::person::settle_child(row.child, status);
                }
                Action::Months => {
                    let expected = "a duration of the codebook such as 0--12 (0-1 yr) or 61+ (5+ yrs)";
                    row.months = Some(months(bytes).ok_or_else(|| reject("not a duration", expected))?);
                }
                Action::Source => {
                    row.said_by = Some(match *bytes {
                        b"Case Management" => SaidBy::CaseManagement,
                        b"Hotline" => SaidBy::Hotline,
                        _ => return Err(reject("not a data source of the codebook", "Case Management or Hotline")),
                    });
                }
                Action::Repeats => {}
            }
        }
        row.derive();
        if row.child == Some(ChildStatus::Unsettled) {
            let at = self.columns.iter().find(|(a, _)| *a == Action::MajorityAtExploitation).map(|(_, at)| at);
            let reason = "adult at exploitation, yet under 18 at registration; protected as a child";
            remarks.note(raw.line, at.unwrap_or(&Named::default()), b"Adult", reason, "one of the two corrected");
        }
        Ok(row)
    }
}

impl Decode for Ctdc {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let row = self.understand(raw, remarks)?;
        self.builder.push(raw.line, &row);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.builder.finish(source, projection)
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn year(bytes: &[u8]) -> Result<ImpreciseDate, DateError> {
    // Some exports carry the year as a decimal number.
    let digits = bytes.strip_suffix(b".0").unwrap_or(bytes);
    ImpreciseDate::year(number(digits).and_then(|y| i32::try_from(y).ok()).ok_or(DateError::Form)?)
}

fn country(bytes: &[u8]) -> Option<Place> {
    let text = std::str::from_utf8(bytes).ok()?;
    match text.len() {
        2 => Place::from_alpha2(text),
        3 => Place::from_code(text),
        _ => None,
    }
}

fn gender(bytes: &[u8]) -> Option<Gender> {
    Some(match bytes {
        b"Female" | b"Woman" => Gender::Female,
        b"Male" | b"Man" => Gender::Male,
        b"Transgender" | b"Transgender/NonConforming" | b"Trans/Transgender/NonConforming" => {
            Gender::TransgenderOrNonConforming
        }
        _ => return None,
    })
}

fn band(bytes: &[u8]) -> Option<(u8, Option<u8>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(low) = text.strip_suffix('+') {
        return Some((low.parse().ok()?, None));
    }
    let (low, high) = text.split_once("--")?;
    let (low, high) = (low.parse().ok()?, high.parse().ok()?);
    (low <= high).then_some((low, Some(high)))
}

fn months(bytes: &[u8]) -> Option<(u16, Option<u16>)> {
    let text = std::str::from_utf8(bytes).ok()?.split(' ').next()?;
    if let Some(low) = text.strip_suffix('+') {
        return Some((low.parse().ok()?, None));
    }
    let (low, high) = text.split_once("--")?;
    Some((low.parse().ok()?, Some(high.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Means, PersonFact, Recruiter};

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    const SMALL: &str = "yearOfRegistration,gender,ageBroad,majorityStatusAtExploit,traffickMonths,citizenship,\
        CountryOfExploitation,meansOfControlDebtBondage,meansOfControlThreats,isForcedLabour,isSexualExploit,\
        recruiterRelationFamily";

    fn read(generation: Generation, names: &str, record: &str) -> Result<Row, Vec<crate::Remark>> {
        let codec = Ctdc::new(generation, &header(names));
        let fields: Vec<&[u8]> = record.split(',').map(str::as_bytes).collect();
        let mut remarks = Remarks::new("x");
        codec.understand(&RawRow { line: 2, fields: &fields }, &mut remarks).map_err(|_| remarks.take())
    }

    #[test]
    fn generations_are_told_apart_by_their_own_columns() {
        let of = |names: &str| Generation::of_header(&header(names)).map(|(g, _)| g);
        assert_eq!(of(SMALL), Some(Generation::Synthetic37));
        assert_eq!(
            of("citizenship,meansThreats,meansFalsePromises,meansDrugsAlcohol,isForcedLabour"),
            Some(Generation::Synthetic27)
        );
        assert_eq!(
            of("Datasource,isForcedLabour,isOrganRemoval,isForcedMarriage,isAbduction"),
            Some(Generation::KAnonymised63)
        );
        assert_eq!(of("name,address,isForcedLabour,isSexualExploit,isOtherExploit,meansThreats"), None);
    }

    #[test]
    fn flags_record_presence_and_never_absence() {
        let row =
            read(Generation::Synthetic37, SMALL, "2019,Female,09--17,,13--24 (1-2 yrs),UKR,RUS,1,0,,1,1").unwrap();
        assert_eq!(row.facts.get(Fact::Means(Means::DebtBondage)), Truth::YES);
        assert_eq!(row.facts.get(Fact::Means(Means::Threats)), Truth::UNKNOWN);
        assert_eq!(row.facts.get(Fact::Purpose(Purpose::ForcedLabour)), Truth::UNKNOWN);
        assert_eq!(row.facts.get(Fact::Recruiter(Recruiter::Family)), Truth::YES);
        assert_eq!(row.facts.get(Fact::Act(Act::Recruitment)), Truth::YES);
        assert_eq!(row.facts.get(Fact::Person(PersonFact::Child)), Truth::YES);
        assert_eq!(row.border_crossed, Some(true));
        assert_eq!(row.months, Some((13, Some(24))));
        assert_eq!(row.origin.unwrap().basis, PlaceBasis::Citizenship);
    }

    #[test]
    fn a_minor_then_who_is_grown_up_now_is_no_contradiction() {
        let row = read(Generation::Synthetic37, SMALL, ",,30--38,Minor,,,,,,,,").unwrap();
        assert_eq!(row.child, Some(ChildStatus::Child));
        let row = read(Generation::Synthetic37, SMALL, ",,09--17,Adult,,,,,,,,").unwrap();
        assert_eq!(row.child, Some(ChildStatus::Unsettled));
        assert_eq!(row.facts.get(Fact::Person(PersonFact::Child)), Truth::UNKNOWN);
    }

    #[test]
    fn what_is_outside_its_list_says_where_and_what_would_be_right() {
        for (record, field, expected) in [
            ("2201,,,,,,,,,,,", "yearOfRegistration", "a year, 1900 to 2100"),
            (",,,,,ZZZ,,,,,,", "citizenship", "a code of ISO 3166-1"),
            (",,,,,,,2,,,,", "meansOfControlDebtBondage", "1, or 0, -99 or empty for not recorded"),
            (",f,,,,,,,,,,", "gender", "Female, Male, Woman, Man, Transgender or Transgender/NonConforming"),
        ] {
            let remarks = read(Generation::Synthetic37, SMALL, record).unwrap_err();
            assert_eq!((remarks[0].field.as_str(), remarks[0].expected.as_str()), (field, expected));
        }
    }

    #[test]
    fn minus_99_and_country_0_are_missing_in_the_oldest_generation() {
        let names = "Datasource,citizenship,meansOfControlUsesChildren,isForcedLabour,isSexAndLabour,isAbduction";
        let row = read(Generation::KAnonymised63, names, "Hotline,0,-99,0,1,-99").unwrap();
        assert_eq!(row.said_by, Some(SaidBy::Hotline));
        assert_eq!(row.citizenship, None);
        assert_eq!(row.facts.recorded().count(), 2);
        assert_eq!(row.synthetic, None);
    }
}
