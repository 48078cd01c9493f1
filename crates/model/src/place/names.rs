//! Names of places and of their people: the index over the name tables, repairs of damaged text, nearest candidates.
//!
//! What a caller sees of it is in [`super::resolve()`] and [`super::from_nationality`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::resolve::{How, PlaceError, Resolved, Scheme, cut};
use super::spelling::{self, LOST};
use super::table::{HISTORICAL, Historical, items, known, rows};
use super::{Place, PlaceKind};

const NAMES: &str = include_str!("../../data/names.tsv");
const OTHER_NAMES: &str = include_str!("../../data/other_names.tsv");
const MISSPELLINGS: &str = include_str!("../../data/misspellings.tsv");

/// Text with more bytes than this is no name of a place, and is not searched.
pub(super) const LONGEST: usize = 200;

/// What a code or name stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    One(Resolved),
    Several(Vec<Place>),
}

impl Meaning {
    fn new(place: Place, how: How) -> Meaning {
        Meaning::One(Resolved { place: Some(place), how })
    }

    /// What a row of `other_codes.tsv` or `other_names.tsv` says.
    pub(super) fn of_row(what: &str, places: &'static str, said: &'static str) -> Option<Meaning> {
        let mut places = items(places);
        Some(match what {
            "ambiguous" => Meaning::Several(places.map(known).collect()),
            "broader" => Meaning::new(known(places.next()?), How::Broader { name: said }),
            "nonstandard" => Meaning::new(known(places.next()?), How::NonStandard { scheme: said }),
            "historical" => {
                let alpha4 = places.next()?;
                HISTORICAL.iter().find(|then| then.alpha4 == alpha4).map(Meaning::historical)?
            }
            "unknown" => Meaning::One(Resolved { place: None, how: How::Unknown }),
            "stateless" => Meaning::One(Resolved { place: None, how: How::Stateless }),
            _ => return None,
        })
    }

    pub(super) fn historical(then: &'static Historical) -> Meaning {
        let how = How::Historical { name: then.name, withdrawn: then.withdrawn, successors: &then.successors };
        Meaning::new(then.place, how)
    }

    pub(super) fn resolved(&self, text: &str, scheme: Scheme) -> Result<Resolved, PlaceError> {
        match self {
            Meaning::One(resolved) => Ok(*resolved),
            Meaning::Several(places) => {
                Err(PlaceError::Ambiguous { text: cut(text), scheme, candidates: places.clone() })
            }
        }
    }
}

/// Names by their plain form with words sorted, and the plain forms themselves for repairs and candidates.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_key: HashMap<String, usize>,
    entries: Vec<(String, Meaning)>,
}

impl Names {
    /// Adds a name, unless it is there already: what is added first counts.
    fn add(&mut self, name: &str, meaning: Meaning) {
        let plain = spelling::plain(name);
        let entry = self.entries.len();
        self.by_key.entry(spelling::sorted(&plain)).or_insert_with(|| {
            self.entries.push((plain, meaning));
            entry
        });
    }

    /// The meaning of a plain name.
    pub(super) fn get(&self, plain: &str) -> Option<&Meaning> {
        self.by_key.get(&spelling::sorted(plain)).map(|&entry| &self.entries[entry].1)
    }

    /// The meaning of a plain name with lost characters, when all names that fit have the same place.
    pub(super) fn repaired(&'static self, plain: &str) -> Option<Meaning> {
        let lost = plain.chars().filter(|&c| c == LOST).count();
        if lost == 0 || plain.chars().filter(|c| c.is_alphanumeric()).count() < 3.max(2 * lost) {
            return None;
        }
        let mut fitting = self.entries.iter().filter(|(name, _)| spelling::fits(plain, name));
        let (name, first) = fitting.next()?;
        let Meaning::One(Resolved { place: Some(place), how }) = *first else {
            return (fitting.next().is_none()).then(|| first.clone());
        };
        let unique = fitting.all(|(_, other)| matches!(other, Meaning::One(o) if o.place == Some(place)));
        let how = if matches!(how, How::Historical { .. }) { how } else { How::Repaired { name } };
        unique.then(|| Meaning::new(place, how))
    }

    /// The places that some name stands for.
    #[cfg(test)]
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.entries.iter().filter_map(|(_, meaning)| match meaning {
            Meaning::One(resolved) => resolved.place,
            Meaning::Several(_) => None,
        })
    }

    /// Entries at most `most` letters from a plain name, nearest first.
    fn near(&self, plain: &str, most: usize) -> Vec<(usize, Place)> {
        let mut near: Vec<(usize, Place)> = self
            .entries
            .iter()
            .filter_map(|(name, meaning)| match meaning {
                Meaning::One(Resolved { place: Some(place), .. }) => {
                    Some((spelling::distance(plain, name, most)?, *place))
                }
                _ => None,
            })
            .collect();
        near.sort_unstable();
        near
    }
}

/// Names of places.
static PLACE_NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    add_other_names(&mut names, "name");
    for place in Place::all().filter(|place| place.kind() <= PlaceKind::Country) {
        names.add(place.name(), Meaning::new(place, How::Exact));
    }
    for [code, of_place, _] in rows(NAMES) {
        items(of_place).for_each(|name| names.add(name, Meaning::new(known(code), How::Alias)));
    }
    for then in HISTORICAL.iter() {
        [then.name].iter().chain(&then.also).for_each(|name| names.add(name, Meaning::historical(then)));
    }
    add_misspellings(&mut names, "name");
    names
});

/// Words for the people of places.
pub(super) static DEMONYMS: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    add_other_names(&mut names, "nationality");
    for [code, _, of_people] in rows(NAMES) {
        items(of_people).for_each(|name| names.add(name, Meaning::new(known(code), How::Exact)));
    }
    add_misspellings(&mut names, "nationality");
    names
});

/// The rows of `other_names.tsv` that are about neither a place nor its people but about the reader's own country:
/// group and text.
pub(super) fn group_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(OTHER_NAMES)
        .filter(|[_, _, what, _]| matches!(*what, "nationals" | "foreign"))
        .flat_map(|[_, texts, what, _]| items(texts).map(move |text| (what, text)))
}

fn add_other_names(names: &mut Names, wanted: &str) {
    for [_, texts, what, places] in rows(OTHER_NAMES).filter(|row| row[0] == wanted) {
        let first = items(texts).next().unwrap_or_default();
        if let Some(meaning) = Meaning::of_row(what, places, first) {
            items(texts).for_each(|text| names.add(text, meaning.clone()));
        }
    }
}

fn add_misspellings(names: &mut Names, wanted: &str) {
    for [_, text, place] in rows(MISSPELLINGS).filter(|row| row[0] == wanted) {
        names.add(text, Meaning::new(known(place), How::Misspelling));
    }
}

/// What a name of a place stands for.
pub(super) fn named(text: &str) -> Option<Meaning> {
    const FORM_OF_STATE: [&str; 6] = ["republic", "kingdom", "islamic", "federal", "principality", "sultanate"];
    if text.len() > LONGEST {
        return None;
    }
    let plain = spelling::plain(text);
    if let Some(meaning) = PLACE_NAMES.get(&plain) {
        return Some(meaning.clone());
    }
    // "Republic of Kenya": the words for the form of state carry no information here, and never stand alone. Names in
    // which they do ("Dominican Republic", "Republic of China") are in the table and were found above.
    let bare: Vec<&str> = plain.split(' ').filter(|word| !FORM_OF_STATE.contains(word)).collect();
    if bare.len() < plain.split(' ').count()
        && let Some(Meaning::One(Resolved { place: Some(place), how: How::Exact | How::Alias })) =
            PLACE_NAMES.get(&bare.join(" "))
    {
        return Some(Meaning::new(*place, How::Alias));
    }
    PLACE_NAMES.repaired(&plain)
}

/// Up to three places whose names or people's names are spelled like the text.
pub(super) fn nearest_names(text: &str) -> Vec<Place> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let plain = spelling::plain(text);
    let letters = plain.chars().count();
    let most = (letters / 4).clamp(1, 3);
    let mut near = PLACE_NAMES.near(&plain, most);
    near.extend(DEMONYMS.near(&plain, most));
    near.sort_unstable();
    first_three(near.into_iter().map(|(_, place)| place))
}

pub(super) fn first_three(places: impl Iterator<Item = Place>) -> Vec<Place> {
    let mut three = Vec::new();
    for place in places {
        if !three.contains(&place) && three.len() < 3 {
            three.push(place);
        }
    }
    three
}

#[cfg(test)]
mod tests;
