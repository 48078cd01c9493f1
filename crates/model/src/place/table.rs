//! The static tables of places, parsed once from the files under `data/`, and the codes no longer in ISO 3166-1.
//!
//! The files are part of the program: a row that does not parse stops the first test, not a user.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::{Place, PlaceKind};

const REGIONS: &str = include_str!("../../data/regions.tsv");
const COUNTRIES: &str = include_str!("../../data/countries.tsv");
const SUBDIVISIONS: &str = include_str!("../../data/subdivisions.tsv");
const HISTORICAL_CODES: &str = include_str!("../../data/historical.tsv");

/// What the tables know about one place.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) parent: Place,
    pub(super) also: Option<Place>,
    pub(super) depth: u8,
    pub(super) kind: PlaceKind,
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) alpha2: Option<&'static str>,
    pub(super) numeric: Option<u16>,
}

/// All places, and arrays from code to place.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) nodes: Vec<Node>,
    pub(super) countries: Range<usize>,
    pub(super) alpha3: Vec<Option<Place>>,
    pub(super) alpha2: Vec<Option<Place>>,
    pub(super) numeric: Vec<Option<Place>>,
    pub(super) subdivisions: HashMap<&'static str, Place>,
}

/// The tables.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// A name or code that is no longer in ISO 3166-1.
#[derive(Debug)]
pub(super) struct Historical {
    /// ISO 3166-3 code; empty for a numeric code that changed while the name stayed.
    pub(super) alpha4: &'static str,
    pub(super) alpha2: &'static str,
    pub(super) alpha3: &'static str,
    pub(super) numeric: Vec<&'static str>,
    pub(super) withdrawn: u16,
    pub(super) successors: Vec<Place>,
    /// The one successor, or the smallest place that contains all of them.
    pub(super) place: Place,
    pub(super) name: &'static str,
    pub(super) also: Vec<&'static str>,
}

/// Every historical name or code.
pub(super) static HISTORICAL: LazyLock<Vec<Historical>> = LazyLock::new(|| {
    rows(HISTORICAL_CODES)
        .map(|[alpha4, alpha2, alpha3, numeric, withdrawn, successors, name, also]| {
            let successors: Vec<Place> = items(successors).map(known).collect();
            Historical {
                alpha4,
                alpha2,
                alpha3,
                numeric: items(numeric).collect(),
                withdrawn: number(withdrawn).unwrap_or_default(),
                place: successors.iter().copied().reduce(Place::lowest_common).unwrap_or(Place::WORLD),
                successors,
                name,
                also: items(also).collect(),
            }
        })
        .collect()
});

impl Table {
    fn read() -> Table {
        let mut table = Table {
            nodes: Vec::with_capacity(Place::COUNT),
            countries: 0..0,
            alpha3: vec![None; 26 * 26 * 26],
            alpha2: vec![None; 26 * 26],
            numeric: vec![None; 1_000],
            subdivisions: HashMap::new(),
        };
        for [code, parent, name] in rows(REGIONS) {
            let numeric = number(code);
            let parent = number(parent).and_then(|n| table.numeric[usize::from(n)]);
            let place = table.push(code, name, parent.unwrap_or(Place::WORLD));
            table.set_numeric(place, numeric);
        }
        table.countries.start = table.nodes.len();
        for [alpha3, alpha2, numeric, parent, name] in rows(COUNTRIES) {
            let parent = number(parent).and_then(|n| table.numeric[usize::from(n)]);
            let place = table.push(alpha3, name, parent.unwrap_or(Place::WORLD));
            table.nodes[place.index()].kind = PlaceKind::Country;
            table.nodes[place.index()].alpha2 = Some(alpha2);
            table.alpha3[letters(alpha3.as_bytes())] = Some(place);
            table.alpha2[letters(alpha2.as_bytes())] = Some(place);
            table.set_numeric(place, number(numeric));
        }
        table.countries.end = table.nodes.len();
        for [code, also, name] in rows(SUBDIVISIONS) {
            let country = code.get(..2).and_then(|alpha2| table.alpha2[letters(alpha2.as_bytes())]);
            let place = table.push(code, name, country.unwrap_or(Place::WORLD));
            table.nodes[place.index()].kind = PlaceKind::Subdivision;
            table.subdivisions.insert(code, place);
            if !also.is_empty() {
                table.nodes[place.index()].also = table.alpha3[letters(also.as_bytes())];
            }
        }
        table
    }

    fn push(&mut self, code: &'static str, name: &'static str, parent: Place) -> Place {
        let place = Place(self.nodes.len() as u16);
        let depth = self.nodes.get(parent.index()).map_or(0, |node| node.depth + 1);
        let kind = match depth {
            0 => PlaceKind::World,
            1 => PlaceKind::Region,
            _ => PlaceKind::Subregion,
        };
        self.nodes.push(Node { place, parent, also: None, depth, kind, code, name, alpha2: None, numeric: None });
        place
    }

    fn set_numeric(&mut self, place: Place, numeric: Option<u16>) {
        self.nodes[place.index()].numeric = numeric;
        if let Some(numeric) = numeric {
            self.numeric[usize::from(numeric)] = Some(place);
        }
    }
}

/// The number that capital letters spell in base 26. Bytes below `A` and beyond `Z` must not come here.
pub(super) fn letters(capitals: &[u8]) -> usize {
    capitals.iter().fold(0, |number, &letter| number * 26 + usize::from(letter - b'A'))
}

/// The rows of a tab-separated file with `N` columns, without its header.
pub(super) fn rows<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip(1).map(|line| {
        let mut cells = [""; N];
        for (cell, text) in cells.iter_mut().zip(line.split('\t')) {
            *cell = text;
        }
        cells
    })
}

/// The items of a cell, which are separated by semicolons.
pub(super) fn items(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').filter(|item| !item.is_empty())
}

/// The place that a file under `data/` names.
pub(super) fn known(code: &'static str) -> Place {
    Place::from_code(code).unwrap_or_else(|| panic!("data/ names `{code}`, which is no place"))
}

fn number(text: &str) -> Option<u16> {
    text.parse().ok()
}
