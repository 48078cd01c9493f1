//! Movement inside and between countries, in one set of corridors, for the map and the Sankey diagram.

use super::data_table::{Column, DataTable, Format, Value};
use super::figure::Figure;
use crate::notes::border;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use turnstone_model::Place;

/// Corridors.
///
/// Where an end lies below a country, such as a province, the page shows the corridors between countries too, summed. Every
/// corridor is in the page; a matrix of tens of thousands belongs into a table of its own, with the largest here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corridors {
    /// What is counted, such as "records" or "people".
    pub unit: String,
    /// What origins rest on, such as "citizenship".
    pub origin_basis: String,
    /// What destinations rest on.
    pub destination_basis: String,
    /// What else is known of each corridor, such as what migration explains: columns of the table, and lines beside the map
    /// once a corridor is chosen.
    pub measures: Vec<Column>,
    /// The corridors, at the finest place known.
    pub rows: Vec<Corridor>,
}

/// One corridor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corridor {
    /// Where it begins.
    pub origin: End,
    /// Where it ends.
    pub destination: End,
    /// Whether a border between countries was crossed; absent where not known.
    pub border_crossed: Option<bool>,
    /// How many.
    pub amount: Amount,
    /// A value for each of the measures.
    pub measures: Vec<Value>,
}

/// An end of a corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// Its code: ISO 3166-1 alpha-3 of a country, ISO 3166-2 of a subdivision. The map finds places by it.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// How many went a way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Amount {
    /// So many.
    Exact(f64),
    /// Suppressed or estimated: from so many to so many; the upper end may be infinite.
    Between(f64, f64),
    /// Not known: listed, never drawn, never zero.
    #[default]
    Unknown,
}

impl Amount {
    /// The lowest and the highest it may be.
    pub fn limits(self) -> [f64; 2] {
        match self {
            Amount::Exact(n) => [n, n],
            Amount::Between(low, high) => [low, high],
            Amount::Unknown => [0.0, f64::INFINITY],
        }
    }

    /// Both together: what is not known makes the sum one without an upper end.
    fn plus(self, other: Amount) -> Amount {
        let ([a, b], [c, d]) = (self.limits(), other.limits());
        match (self, other) {
            (Amount::Unknown, Amount::Unknown) => Amount::Unknown,
            _ if a == b && c == d => Amount::Exact(a + c),
            _ => Amount::Between(a + c, b + d),
        }
    }

    /// What stands for it where one number is needed to draw or to sort: the highest it may be, or else the lowest.
    fn drawn(self) -> f64 {
        let [low, high] = self.limits();
        if high.is_finite() { high } else { low }
    }

    fn value(self) -> Value {
        match self {
            Amount::Unknown => Value::Missing,
            known => known.limits().into(),
        }
    }
}

impl From<Place> for End {
    fn from(place: Place) -> End {
        End { code: place.code().to_owned(), name: place.name().to_owned() }
    }
}

impl End {
    /// The country it lies in; itself where it is a country or its code is not known.
    fn country(&self) -> End {
        Place::from_code(&self.code).and_then(Place::country).map_or_else(|| self.clone(), End::from)
    }
}

impl Corridor {
    /// A corridor from a place to a place.
    pub fn new(origin: impl Into<End>, destination: impl Into<End>, crossed: Option<bool>, amount: Amount) -> Corridor {
        let (origin, destination) = (origin.into(), destination.into());
        Corridor { origin, destination, border_crossed: crossed, amount, measures: Vec::new() }
    }

    /// The same corridor with a value for each of the measures.
    pub fn measures(self, measures: Vec<Value>) -> Corridor {
        Corridor { measures, ..self }
    }
}

/// What lies at one place.
#[derive(Default)]
struct Sums {
    name: String,
    origin: Option<Amount>,
    destination: Option<Amount>,
    both: Option<Amount>,
}

fn add(sum: &mut Option<Amount>, amount: Amount) {
    *sum = Some(sum.map_or(amount, |sum| sum.plus(amount)));
}

impl Corridors {
    /// The corridors, the largest first; equal ones by their places.
    pub(super) fn ranked(&self) -> Vec<&Corridor> {
        let mut rows: Vec<&Corridor> = self.rows.iter().collect();
        let place = |row: &Corridor| (row.origin.code.clone(), row.destination.code.clone(), row.border_crossed);
        rows.sort_by(|a, b| b.amount.drawn().total_cmp(&a.amount.drawn()).then_with(|| place(a).cmp(&place(b))));
        rows
    }

    /// The corridors between countries, where some end lies below one.
    fn between_countries(&self) -> Option<Corridors> {
        let below = |end: &End| end.country() != *end;
        if !self.rows.iter().any(|row| below(&row.origin) || below(&row.destination)) {
            return None;
        }
        let mut sums: BTreeMap<(End, End, Option<bool>), Option<Amount>> = BTreeMap::new();
        for row in &self.rows {
            let key = (row.origin.country(), row.destination.country(), row.border_crossed);
            add(sums.entry(key).or_default(), row.amount);
        }
        let rows = sums.into_iter().map(|((origin, destination, crossed), amount)| {
            Corridor::new(origin, destination, crossed, amount.unwrap_or_default())
        });
        Some(Corridors { rows: rows.collect(), measures: Vec::new(), ..self.clone() })
    }

    /// How many corridors are listed and not drawn, because nobody knows how many went there.
    pub(super) fn not_known(&self) -> usize {
        self.rows.iter().filter(|row| row.amount == Amount::Unknown).count()
    }

    pub(super) fn counted(&self) -> &str {
        if self.unit.is_empty() { "records" } else { &self.unit }
    }

    fn basis(&self) -> String {
        format!("origin: {}; destination: {}", self.origin_basis, self.destination_basis)
    }

    /// The corridors, the places at either end, and the corridors between countries where some end lies below one.
    pub(super) fn tables(&self, figure: &Figure) -> Vec<DataTable> {
        let caption = format!("Corridors in {} ({})", self.counted(), self.basis());
        let mut tables = vec![self.corridor_table(figure.name.clone(), caption), self.place_table(figure)];
        if let Some(countries) = self.between_countries() {
            let caption =
                format!("The same between and inside countries, summed, in {} ({})", self.counted(), self.basis());
            tables.push(countries.corridor_table(format!("{}_countries", figure.name), caption));
        }
        tables
    }

    fn amount_column(&self, name: &str, label: String) -> Column {
        let column = Column::number(name, label);
        let is_exact = self.rows.iter().all(|row| matches!(row.amount, Amount::Exact(_)));
        if is_exact { column } else { column.interval() }
    }

    fn corridor_table(&self, name: String, caption: String) -> DataTable {
        let code = |name: &str| Column { format: Format::Code, ..Column::text(name, name) };
        let mut columns = vec![
            Column::text("origin_name", "Origin"),
            code("origin"),
            Column::text("destination_name", "Destination"),
            code("destination"),
            Column::text("border_crossed", "Border crossed"),
            self.amount_column(self.counted(), capitalised(self.counted())),
        ];
        columns.extend(self.measures.iter().cloned());
        let mut table = DataTable::new(name, caption, columns);
        for row in self.ranked() {
            let mut cells: Vec<Value> = vec![
                row.origin.name.as_str().into(),
                row.origin.code.as_str().into(),
                row.destination.name.as_str().into(),
                row.destination.code.as_str().into(),
                border(row.border_crossed).into(),
                row.amount.value(),
            ];
            cells.extend(row.measures.iter().take(self.measures.len()).cloned());
            table.push(cells);
        }
        table
    }

    fn place_table(&self, figure: &Figure) -> DataTable {
        let mut places: BTreeMap<&str, Sums> = BTreeMap::new();
        for row in &self.rows {
            let (from, to) = (&row.origin, &row.destination);
            let sums = places.entry(&from.code).or_default();
            sums.name.clone_from(&from.name);
            add(&mut sums.origin, row.amount);
            if from.code == to.code {
                add(&mut sums.both, row.amount);
            }
            let sums = places.entry(&to.code).or_default();
            sums.name.clone_from(&to.name);
            add(&mut sums.destination, row.amount);
        }
        let column = |name: &str, label: &str| self.amount_column(name, label.to_owned());
        let columns = vec![
            Column::text("place_name", "Place"),
            Column { format: Format::Code, ..Column::text("place", "Code") },
            column("as_origin", "As origin"),
            column("as_destination", "As destination"),
            column("as_both", "As both"),
        ];
        let caption = format!("Places at either end of a corridor, in {} ({})", self.counted(), self.basis());
        let mut table = DataTable::new(format!("{}_places", figure.name), caption, columns);
        let mut places: Vec<(&str, Sums)> = places.into_iter().collect();
        let drawn = |amount: Option<Amount>| amount.map_or(0.0, Amount::drawn);
        let size = |sums: &Sums| drawn(sums.origin) + drawn(sums.destination);
        places.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
        for (code, sums) in places {
            // No corridor there is none; one whose number nobody knows is not.
            let value = |amount: Option<Amount>| amount.map_or(Value::Interval(0.0, 0.0), Amount::value);
            table.push(vec![
                sums.name.into(),
                code.into(),
                value(sums.origin),
                value(sums.destination),
                value(sums.both),
            ]);
        }
        table
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// For the script in the shape of `web/src/study.ts`: places by code, and one table for each way of reading the corridors.
impl Serialize for Corridors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let countries = self.between_countries();
        let tables: Vec<CorridorTable<'_>> = match &countries {
            None => vec![CorridorTable::of(self, "Corridors")],
            Some(countries) => {
                vec![CorridorTable::of(countries, "country"), CorridorTable::of(self, "finest place known")]
            }
        };
        let shown = countries.iter().chain([self]).flat_map(|corridors| &corridors.rows);
        let places: BTreeMap<&str, PlacePoint<'_>> = shown
            .flat_map(|row| [&row.origin, &row.destination])
            .map(|end| (end.code.as_str(), PlacePoint::of(end)))
            .collect();
        let mut data = serializer.serialize_map(Some(2))?;
        data.serialize_entry("places", &places)?;
        data.serialize_entry("corridors", &tables)?;
        data.end()
    }
}

#[derive(Serialize)]
struct PlacePoint<'a> {
    name: &'a str,
    numeric: Option<String>,
    /// The country it lies in, where it is a part of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

impl<'a> PlacePoint<'a> {
    fn of(end: &'a End) -> PlacePoint<'a> {
        let numeric = Place::from_code(&end.code).and_then(Place::numeric);
        let country = end.country();
        PlacePoint {
            name: &end.name,
            numeric: numeric.map(|code| format!("{code:03}")),
            country: (country != *end).then_some(country.code),
        }
    }
}

#[derive(Serialize)]
struct CorridorTable<'a> {
    title: &'static str,
    unit: &'a str,
    origin_basis: &'a str,
    destination_basis: &'a str,
    /// Corridors whose number nobody knows: in no row.
    not_known: usize,
    rows: Vec<CorridorRow<'a>>,
}

#[derive(Serialize)]
struct CorridorRow<'a> {
    origin: &'a str,
    destination: &'a str,
    border_crossed: Option<bool>,
    /// What is drawn: the number, or the highest it may be.
    count: f64,
    /// The lowest and the highest it may be, where it is not exact; absent where there is no highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    measures: Vec<(&'a str, String)>,
}

impl<'a> CorridorTable<'a> {
    fn of(corridors: &'a Corridors, title: &'static str) -> CorridorTable<'a> {
        let measured = |row: &'a Corridor| {
            let measures = corridors.measures.iter().zip(&row.measures);
            measures.map(|(column, value)| (column.label.as_str(), column.cell(value).text)).collect()
        };
        let known = corridors.ranked().into_iter().filter(|row| row.amount != Amount::Unknown);
        let rows = known.map(|row| CorridorRow {
            origin: &row.origin.code,
            destination: &row.destination.code,
            border_crossed: row.border_crossed,
            count: row.amount.drawn(),
            limits: matches!(row.amount, Amount::Between(..)).then(|| row.amount.limits()),
            measures: measured(row),
        });
        CorridorTable {
            title,
            unit: corridors.counted(),
            origin_basis: &corridors.origin_basis,
            destination_basis: &corridors.destination_basis,
            not_known: corridors.not_known(),
            rows: rows.collect(),
        }
    }
}
