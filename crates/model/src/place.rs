//! Places: the tree world → region → sub-region → country → subdivision.
//!
//! Here is the tree itself and what follows from it: which place lies in which, and whether a journey crossed a
//! border. Reading other people's codes and names is in [`resolve()`], nationalities in [`from_nationality`]. There is
//! no geometry, no distance and no list of localities. Facts and conventions of the tables: `data/PROVENANCE.md`.

mod names;
mod nationality;
mod resolve;
mod spelling;
mod table;

use std::fmt;
use std::iter;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use nationality::{Nationality, NationalityGroup, from_nationality};
pub use resolve::{How, PlaceError, Resolved, Scheme, resolve};
use table::{Node, TABLE};

/// A node of the tree of places: an index into static tables, as cheap to copy and compare as a number.
///
/// The index may change between versions: what is stored or exchanged is [`Place::code`], and serde does so.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u16);

/// The level of a place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The whole world.
    World,
    /// A region of UN M49, such as Africa (002).
    Region,
    /// A sub-region of UN M49, such as Sub-Saharan Africa (202).
    Subregion,
    /// An entry of ISO 3166-1 (a country, territory or area of geographical interest), and Kosovo (XKX).
    Country,
    /// An entry of ISO 3166-2.
    Subdivision,
}

impl Place {
    /// The root of the tree.
    pub const WORLD: Place = Place(0);

    /// How many places there are: the length of an array with one cell for each.
    pub const COUNT: usize = 5_319;

    fn node(self) -> &'static Node {
        &TABLE.nodes[usize::from(self.0)]
    }

    /// The place's number, from 0 to [`Place::COUNT`] - 1, for arrays with one cell per place.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The place with this number, if there is one.
    pub fn from_index(index: usize) -> Option<Place> {
        u16::try_from(index).ok().filter(|&i| usize::from(i) < Self::COUNT).map(Place)
    }

    /// The place's level.
    pub fn kind(self) -> PlaceKind {
        self.node().kind
    }

    /// The code written in our tables: `001` for the world, the M49 code for a region or sub-region (`150`), alpha-3
    /// for a country (`UKR`), the ISO 3166-2 code for a subdivision (`UA-30`). Unique over all levels.
    pub fn code(self) -> &'static str {
        self.node().code
    }

    /// The name in English; of a subdivision, as ISO 3166-2 romanises it.
    pub fn name(self) -> &'static str {
        self.node().name
    }

    /// The ISO 3166-1 alpha-2 code of a country (`XK`, user-assigned, for Kosovo); none for other levels.
    pub fn alpha2(self) -> Option<&'static str> {
        self.node().alpha2
    }

    /// The numeric code: ISO 3166-1 of a country, which is also its M49 code, or M49 of a region. Subdivisions and
    /// Kosovo have none.
    pub fn numeric(self) -> Option<u16> {
        self.node().numeric
    }

    /// Whether the code stands in ISO 3166-1 or 3166-2: not so for the world, regions and Kosovo (`XKX`,
    /// user-assigned).
    pub fn is_iso(self) -> bool {
        match self.kind() {
            PlaceKind::World | PlaceKind::Region | PlaceKind::Subregion => false,
            PlaceKind::Country => self.numeric().is_some(),
            PlaceKind::Subdivision => true,
        }
    }

    /// The place one level up; none for the world. Antarctica is in no M49 region and lies directly under the world.
    pub fn parent(self) -> Option<Place> {
        (self != Self::WORLD).then(|| self.node().parent)
    }

    /// The places above this one, nearest first, ending in the world.
    pub fn ancestors(self) -> impl Iterator<Item = Place> {
        iter::successors(self.parent(), |place| place.parent())
    }

    /// The places directly under this one, in the order of [`Place::all`].
    ///
    /// **Cost** one pass over all places.
    pub fn children(self) -> impl Iterator<Item = Place> {
        Self::all().filter(move |place| place.parent() == Some(self))
    }

    /// The country this place is or lies in; none for the world and regions.
    pub fn country(self) -> Option<Place> {
        match self.kind() {
            PlaceKind::Country => Some(self),
            PlaceKind::Subdivision => Some(self.node().parent),
            _ => None,
        }
    }

    /// The country entry that covers the same territory as this subdivision, where a territory is coded twice:
    /// `US-PR` is also `PRI`, `CN-HK` also `HKG`, `RS-KM` and its districts also `XKX`.
    ///
    /// The two stay two places, each where its list puts it; [`border_crossed`] knows that no border lies between them.
    pub fn also_coded_as(self) -> Option<Place> {
        self.node().also
    }

    /// Whether `other` is this place or lies in it. A partial order: reflexive, antisymmetric, transitive.
    pub fn contains(self, other: Place) -> bool {
        let mut place = other;
        while place.node().depth > self.node().depth {
            place = place.node().parent;
        }
        place == self
    }

    /// The smallest place that contains both.
    pub fn lowest_common(mut a: Place, mut b: Place) -> Place {
        while a != b {
            if a.node().depth >= b.node().depth {
                a = a.node().parent;
            } else {
                b = b.node().parent;
            }
        }
        a
    }

    /// Every place: the world, regions, sub-regions, countries by code, subdivisions by code.
    pub fn all() -> impl DoubleEndedIterator<Item = Place> + ExactSizeIterator {
        TABLE.nodes.iter().map(|node| node.place)
    }

    /// Every country, by code: the 249 entries of ISO 3166-1 and Kosovo.
    pub fn countries() -> impl DoubleEndedIterator<Item = Place> + ExactSizeIterator {
        TABLE.nodes[TABLE.countries.clone()].iter().map(|node| node.place)
    }

    /// The place with this code, written exactly as [`Place::code`] writes it. Other people's codes go through
    /// [`resolve()`].
    ///
    /// **Cost** one look into an array for countries and regions; a hash for subdivisions.
    pub fn from_code(code: &str) -> Option<Place> {
        match *code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => TABLE.alpha3[table::letters(&[a, b, c])],
            [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {
                Self::from_numeric(code.parse().ok()?).filter(|place| place.kind() < PlaceKind::Country)
            }
            _ => TABLE.subdivisions.get(code).copied(),
        }
    }

    /// The country with this alpha-2 code in capitals.
    pub fn from_alpha2(alpha2: &str) -> Option<Place> {
        match *alpha2.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => TABLE.alpha2[table::letters(&[a, b])],
            _ => None,
        }
    }

    /// The country or region with this ISO 3166-1 numeric or M49 code.
    pub fn from_numeric(numeric: u16) -> Option<Place> {
        TABLE.numeric.get(usize::from(numeric)).copied().flatten()
    }
}

/// Whether a journey from `origin` to `destination` crossed a border.
///
/// No when both lie in the same country; yes when they lie in different ones, or when at least one is coarser than a
/// country but neither contains the other, as then they cannot share a country (Europe and Kenya). Unknown when a
/// place is unknown, or so coarse that it contains the other (Europe to France): the journey may have stayed in one
/// country.
///
/// "Country" is an entry of ISO 3166-1 (or Kosovo). Some entries are territories of another (Puerto Rico, Hong Kong,
/// Guadeloupe): yes then says that the entries differ, and takes no position on the legal nature of the line between
/// them. A territory coded twice is one territory: nothing lies between `US-PR` and `PRI`, nor between `US-PR` and
/// `US-NY`.
///
/// **Method** symmetric in its arguments; derived, never stored, so that it cannot contradict the two places.
///
/// **Cost** a few array reads.
pub fn border_crossed(origin: impl Into<Option<Place>>, destination: impl Into<Option<Place>>) -> Option<bool> {
    let (a, b) = (origin.into()?, destination.into()?);
    match (a.country(), b.country()) {
        (Some(of_a), Some(of_b)) => {
            let same = of_a == of_b
                || a.also_coded_as() == Some(of_b)
                || b.also_coded_as() == Some(of_a)
                || (a.also_coded_as().is_some() && a.also_coded_as() == b.also_coded_as());
            Some(!same)
        }
        _ if a.contains(b) || b.contains(a) => None,
        _ => Some(true),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({})", self.code())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Place::from_code(&code).ok_or_else(|| {
            let expected = "the code of a place, such as `UKR`, `UA-30` or `150`";
            de::Error::invalid_value(de::Unexpected::Str(&code), &expected)
        })
    }
}

#[cfg(test)]
mod tests;
