//! What the codes of one case say in our vocabulary, and which codes a row is written with: two directions of one
//! mapping.
//!
//! A code that the row would not be written with again is kept as it is in `source_values`; so nothing that may enter
//! a table is lost, whatever the mapping leaves out. Text is read in [`super::cell`] and written in [`super::write()`].

use super::cell::{self, Code, Countries};
use super::field::Field;
use super::list;
use crate::date::{ImpreciseDate, Precision};
use crate::journey::{CorridorEnd, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, DecidedBy, Gender, Status};
use crate::place::{Place, PlaceKind};
use crate::record::{Facts, Row};
use crate::truth::Truth;
use crate::vocabulary::{Act, Element, Fact, Match, Process, Scheme};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// The codes of one case, field by field; an empty field is absent.
pub type Codes = BTreeMap<Field, Vec<Code>>;

const GENDERS: &[(&str, Gender)] = &[
    ("Feminine", Gender::Female),
    ("Masculine", Gender::Male),
    ("TransgenderFeminine", Gender::TransgenderFemale),
    ("TransgenderMasculine", Gender::TransgenderMale),
    ("NonConforming", Gender::NonConforming),
];

const STATUSES: &[(&str, Status)] = &[
    ("PossibleVictimOfTrafficking", Status::Possible),
    ("ActualVictimOfTrafficking", Status::Actual),
    ("NotAVictimOfTrafficking", Status::NotAVictim),
];

const DECIDERS: &[(&str, DecidedBy)] = &[
    ("Police", DecidedBy::Police),
    ("NGO", DecidedBy::Ngo),
    ("CourtOrProsecution", DecidedBy::Court),
    ("NonPoliceGovernmentalOrganization", DecidedBy::Government),
    ("Other", DecidedBy::Other),
];

const RECRUITMENT: &str = "Recruitment";
const EXPLOITATION: &str = "Exploitation";

/// The facts that each code says, in full; codes that say none of ours are absent.
static FACTS: LazyLock<HashMap<(Field, &'static str), Vec<Fact>>> = LazyLock::new(|| {
    let mut facts: HashMap<(Field, &'static str), Vec<Fact>> = HashMap::new();
    for (field, element) in FACT_FIELDS {
        let codes = field.list().into_iter().flat_map(|list| list.values);
        for (code, _) in codes {
            facts.entry((*field, code)).or_default().extend(Fact::from_code(*element, Scheme::Htcds2, code));
        }
    }
    // A way of recruitment on record says that the person was recruited.
    let recruited = Fact::Act(Act::Recruitment);
    for (code, _) in list::METHOD_OF_RECRUITMENT.values {
        let process = match *code {
            "ThroughOnlineSocialNetworks" | "ThroughAnOnlineAdvertisement" => Some(Process::RecruitedOnline),
            "ThroughATelevisionAdvert" | "ThroughANewspaperAdvert" => Some(Process::RecruitedThroughMedia),
            "Other" => None,
            _ => Some(Process::RecruitedInPerson),
        };
        let says = process.map(Fact::Process).into_iter().chain([recruited]).collect();
        facts.insert((Field::VicMethodOfRecruitment, code), says);
    }
    for (code, _) in list::WEBSITES_AND_APPS.values {
        let online = Fact::Process(Process::RecruitedOnline);
        facts.insert((Field::VicRecruitmentWebsitesAndApps, code), vec![online, recruited]);
        let exploited = Fact::Process(Process::ExploitedOnline);
        facts.insert((Field::VicExploitationWebsitesAndApps, code), vec![exploited]);
    }
    // Someone moved the person, and the code does not say whether by transport or transfer.
    facts.insert((Field::HteType, "Transit"), vec![Fact::Act(Act::Unspecified)]);
    facts.retain(|_, says| !says.is_empty());
    facts
});

/// The fields whose codes are crosswalk codes of the vocabulary, with the element they are of.
const FACT_FIELDS: &[(Field, Element)] = &[
    (Field::VicMethodsOfControl, Element::Means),
    (Field::VicTypeOfExploitation, Element::Purpose),
    (Field::VicTypeOfSexExploitation, Element::Purpose),
    (Field::VicForcedLabourIndustry, Element::Sector),
    (Field::VicRelationshipToTrafficker, Element::Recruiter),
    (Field::HteType, Element::Act),
];

/// The facts that a code of a field says.
pub fn facts(field: Field, code: &str) -> &'static [Fact] {
    let code = field.list().and_then(|list| list.values.iter().find(|(c, _)| *c == code));
    code.and_then(|(code, _)| FACTS.get(&(field, *code))).map_or(&[], Vec::as_slice)
}

fn first(codes: &Codes, field: Field) -> Option<&str> {
    codes.get(&field)?.first().map(AsRef::as_ref)
}

fn of_table<T: Copy + PartialEq>(table: &[(&'static str, T)], code: Option<&str>) -> Option<T> {
    code.and_then(|code| table.iter().find(|(c, _)| *c == code)).map(|(_, value)| *value)
}

fn to_table<T: Copy + PartialEq>(table: &[(&'static str, T)], value: Option<T>) -> Option<&'static str> {
    value.and_then(|value| table.iter().find(|(_, v)| *v == value)).map(|(code, _)| *code)
}

/// The place of the historic event: the subdivision where there is one in the country, else the country.
fn event_place(codes: &Codes, countries: &mut Countries) -> Option<Place> {
    let country = countries.find(first(codes, Field::HteCountry)?)?.place?;
    let state = first(codes, Field::HteState).and_then(|state| cell::subdivision(country, state));
    Some(state.unwrap_or(country))
}

/// The row that the codes of a case say, before [`Row::derive`] and without `source_values`.
///
/// **Method** A ticked code says yes, one that is not ticked says nothing. Consent says nothing at all. The place of an
/// event of recruitment is where the corridor begins, that of exploitation where it ends, each with that basis, because
/// an event is no movement; a place of transit is neither and stays in `source_values`.
pub fn understand(codes: &Codes, countries: &mut Countries) -> Row {
    let mut row = Row {
        gender: of_table(GENDERS, first(codes, Field::PrsGender)),
        status: of_table(STATUSES, first(codes, Field::VicTraffickingStatus)),
        status_by: of_table(DECIDERS, first(codes, Field::VicTraffickingStatusDecisionMakingOrg)),
        registered: first(codes, Field::CasIncomingReferralDate).and_then(|text| ImpreciseDate::parse(text).ok()),
        ..Row::default()
    };
    if let Some(years) = first(codes, Field::VicAgeWhenTrafficked).and_then(|text| text.parse().ok()) {
        let (at, certainty) = (AgeAt::Exploitation, AgeCertainty::Recorded);
        row.age = Some(Age { low: years, high: Some(years), at, certainty });
    }
    let citizenships = codes.get(&Field::PrsCitizenship).into_iter().flatten();
    let mut places = citizenships.filter_map(|code| countries.find(code)?.place);
    row.citizenship = places.next();
    row.other_citizenships = places.collect();
    for (field, codes) in codes {
        for fact in codes.iter().flat_map(|code| facts(*field, code)) {
            row.facts.set(*fact, Truth::YES);
        }
    }
    let end = |place, basis| Some(CorridorEnd { place, basis });
    match (first(codes, Field::HteType), event_place(codes, countries)) {
        (Some(RECRUITMENT), Some(place)) => row.origin = end(place, PlaceBasis::Recruitment),
        (Some(EXPLOITATION), Some(place)) => row.destination = end(place, PlaceBasis::Exploitation),
        _ => {}
    }
    row
}

/// What the columns of a row other than facts and places of events are written as.
fn columns(row: &Row) -> Codes {
    let alpha2 = |place: Place| Some(Code::from(place.alpha2()?));
    let day = row.registered.filter(|date| date.precision() == Precision::Day);
    let years = row.age.filter(|age| {
        age.at == AgeAt::Exploitation && age.certainty == AgeCertainty::Recorded && age.high == Some(age.low)
    });
    let citizenships = row.citizenship.into_iter().chain(row.other_citizenships.iter().copied());
    let fields: [(Field, Vec<Code>); 6] = [
        (Field::PrsGender, to_table(GENDERS, row.gender).map(Code::from).into_iter().collect()),
        (Field::VicTraffickingStatus, to_table(STATUSES, row.status).map(Code::from).into_iter().collect()),
        (
            Field::VicTraffickingStatusDecisionMakingOrg,
            to_table(DECIDERS, row.status_by).map(Code::from).into_iter().collect(),
        ),
        (Field::CasIncomingReferralDate, day.map(|date| date.to_string().into()).into_iter().collect()),
        (Field::VicAgeWhenTrafficked, years.map(|age| age.low.to_string().into()).into_iter().collect()),
        (Field::PrsCitizenship, citizenships.filter_map(alpha2).collect()),
    ];
    fields.into_iter().filter(|(_, codes)| !codes.is_empty()).collect()
}

/// Whether the row's columns still say what the original codes of one field say.
fn agrees(field: Field, codes: &[Code], row: &Row, countries: &mut Countries) -> bool {
    let said = understand(&Codes::from([(field, codes.to_vec())]), countries);
    match field {
        Field::PrsGender => said.gender == row.gender,
        Field::VicTraffickingStatus => said.status == row.status,
        Field::VicTraffickingStatusDecisionMakingOrg => said.status_by == row.status_by,
        Field::CasIncomingReferralDate => said.registered == row.registered,
        Field::VicAgeWhenTrafficked => said.age == row.age,
        Field::PrsCitizenship => {
            (said.citizenship, &said.other_citizenships) == (row.citizenship, &row.other_citizenships)
        }
        _ => true,
    }
}

/// What a row is written as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composed {
    /// The codes of each field.
    pub codes: Codes,
    /// Original codes that the row's columns no longer say, and so were not written.
    pub outdated: Vec<(Field, Code)>,
}

/// The codes that a row is written with: the original ones that it still says, then its columns, then its facts.
///
/// **Method** Facts that no code of the case says yet are written with the code that says the same, or else with one
/// that says it more broadly, unless that would say a fact of which the row says no. What the standard cannot hold is
/// left out: reading the codes again shows what.
pub fn compose(row: &Row, originals: &Codes, countries: &mut Countries) -> Composed {
    let mut outdated = Vec::new();
    let mut codes = Codes::new();
    for (field, original) in originals {
        if matches!(field, Field::HteCountry | Field::HteState) {
            continue;
        }
        let stands = agrees(*field, original, row, countries);
        let says = |code: &Code| stands && facts(*field, code).iter().all(|fact| row.facts.get(*fact).is_yes());
        let (standing, gone): (Vec<Code>, Vec<Code>) = original.iter().cloned().partition(says);
        outdated.extend(gone.into_iter().map(|code| (*field, code)));
        if !standing.is_empty() {
            codes.insert(*field, standing);
        }
    }
    for (field, values) in columns(row) {
        codes.entry(field).or_insert(values);
    }
    event(row, originals, &mut codes, &mut outdated, countries);
    write_facts(row, originals, &mut codes);
    Composed { codes, outdated }
}

/// Writes the historic event: its type, if a place is known of it, and that place.
fn event(
    row: &Row,
    originals: &Codes,
    codes: &mut Codes,
    outdated: &mut Vec<(Field, Code)>,
    countries: &mut Countries,
) {
    let of = |end: Option<CorridorEnd>, basis| end.filter(|end| end.basis == basis).map(|end| end.place);
    let recruited =
        of(row.origin, PlaceBasis::Recruitment).filter(|_| !row.facts.get(Fact::Act(Act::Recruitment)).is_no());
    let exploited = of(row.destination, PlaceBasis::Exploitation);
    if let Some(code) = exploited.map(|_| EXPLOITATION).or(recruited.map(|_| RECRUITMENT)) {
        codes.entry(Field::HteType).or_insert_with(|| vec![code.into()]);
    }
    let place = match first(codes, Field::HteType) {
        Some(EXPLOITATION) => exploited,
        Some(RECRUITMENT) => recruited,
        _ => None,
    };
    let written = |place: Place| {
        let country = place.country().and_then(Place::alpha2).map(|code| (Field::HteCountry, vec![code.into()]));
        let state = (place.kind() == PlaceKind::Subdivision).then(|| (Field::HteState, vec![place.code().into()]));
        country.into_iter().chain(state).collect::<Codes>()
    };
    let mut event = place.map(written).unwrap_or_default();
    let originals = originals.iter().filter(|(field, _)| matches!(field, Field::HteCountry | Field::HteState));
    for (field, original) in originals {
        let mut with_original = event.clone();
        with_original.insert(*field, original.clone());
        if place.is_none() || event_place(&with_original, countries) == place {
            event = with_original;
        } else {
            outdated.extend(original.iter().map(|code| (*field, code.clone())));
        }
    }
    codes.extend(event);
}

/// The field that a fact's code stands in.
pub fn field_of(fact: Fact, code: &str) -> Option<Field> {
    let of_element = |(_, element): &&(Field, Element)| *element == fact.element();
    let mut fields = FACT_FIELDS.iter().filter(of_element).map(|(field, _)| *field);
    fields.find(|field| field.list().is_some_and(|list| list.values.iter().any(|(c, _)| *c == code)))
}

fn write_facts(row: &Row, originals: &Codes, codes: &mut Codes) {
    let mut said = Facts::default();
    for fact in codes.iter().flat_map(|(field, codes)| codes.iter().flat_map(|code| facts(*field, code))) {
        said.set(*fact, Truth::YES);
    }
    let unsaid: Vec<Fact> = row
        .facts
        .recorded()
        .filter(|(fact, truth)| truth.is_yes() && said.get(*fact).is_unknown())
        .map(|(f, _)| f)
        .collect();
    // Exact codes first: where a field holds one, it should be one of them.
    for wanted in [Match::Exact, Match::Broad] {
        for (fact, code) in unsaid.iter().filter_map(|fact| {
            fact.to_code(Scheme::Htcds2).filter(|(found, _)| *found == wanted).map(|(_, code)| (*fact, code))
        }) {
            let Some(field) = field_of(fact, code) else { continue };
            let denied = facts(field, code).iter().any(|fact| row.facts.get(*fact).is_no());
            let here = codes.entry(field).or_default();
            let room = here.is_empty() || field.reads_many();
            if room && !denied && !here.iter().any(|c| c == code) {
                here.push(code.into());
            }
        }
    }
    for (field, _) in FACT_FIELDS {
        match (codes.get_mut(field), field.list()) {
            (Some(here), _) if here.is_empty() => drop(codes.remove(field)),
            (Some(here), Some(list)) if !originals.contains_key(field) => here.sort_by_key(|code| list.position(code)),
            _ => {}
        }
    }
}

/// The codes that a row would not be written with again: what `source_values` has to hold.
///
/// **Method** Once some codes are held, others may no longer be written from the columns (a method of recruitment says
/// what the type of an event says), so it is tried again until all come back.
pub fn left_over(codes: &Codes, row: &Row, countries: &mut Countries) -> Codes {
    let mut left = Codes::new();
    loop {
        let written = compose(row, &left, countries).codes;
        let missing =
            |(field, values): &(&Field, &Vec<Code>)| written.get(field) != Some(values) && !left.contains_key(field);
        let missing: Vec<_> = codes.iter().filter(missing).map(|(field, values)| (*field, values.clone())).collect();
        if missing.is_empty() {
            return left;
        }
        left.extend(missing);
    }
}

/// `source_values` for those codes: an object of arrays, fields in alphabetical order.
pub fn to_json(codes: &Codes) -> Option<String> {
    let by_name: BTreeMap<&str, &Vec<Code>> = codes.iter().map(|(field, codes)| (field.name(), codes)).collect();
    // Names and texts: nothing that JSON could refuse.
    (!by_name.is_empty()).then(|| serde_json::to_string(&by_name).unwrap_or_default())
}

/// The standard's codes in `source_values`, and the names of what else is there.
///
/// Only fields that may be in a table and codes that the field would give again are taken: a table that was
/// written to by others cannot bring a name back in.
pub fn from_json(json: Option<&str>, countries: &mut Countries) -> (Codes, Vec<String>) {
    let (mut codes, mut others) = (Codes::new(), Vec::new());
    let Some(json) = json else { return (codes, others) };
    let Ok(values) = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(json) else {
        return (codes, vec!["(no JSON object)".to_owned()]);
    };
    for (name, value) in values {
        let field = Field::ALL.iter().copied().find(|field| field.name() == name && field.withheld().is_none());
        let texts = value.as_array().map(|all| all.iter().map(serde_json::Value::as_str).collect::<Option<Vec<_>>>());
        let own = field.zip(texts.flatten()).and_then(|(field, texts)| {
            let mut code = |text: &str| match cell::read(field, text, countries).ok()?.codes.as_slice() {
                [code] if code == text => Some(code.clone()),
                _ => None,
            };
            let codes = texts.into_iter().map(&mut code).collect::<Option<Vec<_>>>()?;
            (!codes.is_empty() && (codes.len() == 1 || field.reads_many())).then_some((field, codes))
        });
        match own {
            Some((field, values)) => drop(codes.insert(field, values)),
            None => others.push(name),
        }
    }
    (codes, others)
}
