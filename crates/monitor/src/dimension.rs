//! The dimensions that records are counted by, and their values as small keys.
//!
//! Each dimension ends with "not recorded": unknown is a column of its own and never a zero.

use serde::Serialize;
use turnstone_model::date::{FIRST_YEAR, LAST_YEAR};
use turnstone_model::person::{ChildStatus, Gender};
use turnstone_model::vocabulary::{Element, Fact};

/// What records are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The purposes; a record may have several.
    Purpose,
    /// The means; a record may have several.
    Means,
    /// Gender.
    Sex,
    /// Age group.
    Age,
    /// Whether a child when exploited.
    Child,
    /// Year of registration.
    Period,
}

/// One value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// Its name in tables.
    pub id: String,
    /// Its label for people.
    pub label: String,
}

/// The age groups that records are counted in: those of the CTDC, in completed years.
const AGE_GROUPS: [(u8, Option<u8>, &str); 9] = [
    (0, Some(8), "0–8"),
    (9, Some(17), "9–17"),
    (18, Some(20), "18–20"),
    (21, Some(23), "21–23"),
    (24, Some(26), "24–26"),
    (27, Some(29), "27–29"),
    (30, Some(38), "30–38"),
    (39, Some(47), "39–47"),
    (48, None, "48 and over"),
];

/// How many years a date can have.
const YEARS: usize = (LAST_YEAR - FIRST_YEAR + 1) as usize;

impl Dimension {
    /// Every dimension, in the order of tables.
    pub const ALL: [Dimension; 6] =
        [Dimension::Purpose, Dimension::Means, Dimension::Sex, Dimension::Age, Dimension::Child, Dimension::Period];

    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Dimension::Purpose => "purpose",
            Dimension::Means => "means",
            Dimension::Sex => "sex",
            Dimension::Age => "age",
            Dimension::Child => "child",
            Dimension::Period => "period",
        }
    }

    /// Its heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Dimension::Purpose => "Purpose",
            Dimension::Means => "Means",
            Dimension::Sex => "Sex",
            Dimension::Age => "Age",
            Dimension::Child => "Child when exploited",
            Dimension::Period => "Year of registration",
        }
    }

    /// Whether one record may have several values, so that its values add up to more than the records.
    pub fn is_multiple(self) -> bool {
        matches!(self, Dimension::Purpose | Dimension::Means)
    }

    /// How many values it has, "not recorded" included.
    pub fn size(self) -> usize {
        1 + match self {
            Dimension::Purpose => Element::Purpose.facts().count(),
            Dimension::Means => Element::Means.facts().count(),
            Dimension::Sex => Gender::ALL.len(),
            // One more for a band that lies across groups.
            Dimension::Age => AGE_GROUPS.len() + 1,
            Dimension::Child => ChildStatus::ALL.len(),
            Dimension::Period => YEARS,
        }
    }

    /// The key of "not recorded": the last.
    pub fn unknown(self) -> usize {
        self.size() - 1
    }

    /// The value of a key below [`Dimension::size`].
    pub fn value(self, key: usize) -> Value {
        let value = |id: &str, label: &str| Value { id: id.to_owned(), label: label.to_owned() };
        let fact = |fact: Option<Fact>| fact.map(|f| value(f.id(), f.label()));
        let known = match self {
            Dimension::Purpose => fact(Element::Purpose.facts().nth(key)),
            Dimension::Means => fact(Element::Means.facts().nth(key)),
            Dimension::Sex => Gender::ALL.get(key).map(|g| value(g.name(), g.label())),
            Dimension::Age => match AGE_GROUPS.get(key) {
                Some((_, _, label)) => Some(value(label, label)),
                None if key == AGE_GROUPS.len() => Some(value("across", "across groups")),
                None => None,
            },
            Dimension::Child => ChildStatus::ALL.get(key).map(|c| value(c.name(), c.label())),
            Dimension::Period => (key < YEARS).then(|| {
                let year = (FIRST_YEAR as usize + key).to_string();
                value(&year, &year)
            }),
        };
        known.unwrap_or_else(|| value("not_recorded", "not recorded"))
    }

    /// All values in order.
    pub fn values(self) -> Vec<Value> {
        (0..self.size()).map(|key| self.value(key)).collect()
    }
}

/// The key of an age in [`Dimension::Age`].
pub fn age_key(age: Option<(u8, Option<u8>)>) -> usize {
    let Some((low, high)) = age else { return Dimension::Age.unknown() };
    let inside = |(from, to, _): &(u8, Option<u8>, &str)| {
        low >= *from
            && match (high, to) {
                (_, None) => true,
                (Some(high), Some(to)) => high <= *to,
                (None, Some(_)) => false,
            }
    };
    AGE_GROUPS.iter().position(inside).unwrap_or(AGE_GROUPS.len())
}

/// The key of a year in [`Dimension::Period`].
pub fn year_key(year: Option<i16>) -> usize {
    match year.map(i32::from) {
        Some(year) if (FIRST_YEAR..=LAST_YEAR).contains(&year) => (year - FIRST_YEAR) as usize,
        _ => Dimension::Period.unknown(),
    }
}

/// The year of a key of [`Dimension::Period`], if it is one.
pub fn year_of_key(key: usize) -> Option<i32> {
    (key < YEARS).then(|| FIRST_YEAR + key as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_ends_with_not_recorded() {
        for dimension in Dimension::ALL {
            let values = dimension.values();
            assert_eq!(values.len(), dimension.size());
            assert_eq!(values[dimension.unknown()].id, "not_recorded");
            assert_eq!(values.iter().filter(|v| v.id == "not_recorded").count(), 1);
        }
    }

    #[test]
    fn ages_fall_in_the_group_that_holds_them_whole() {
        let label = |age| Dimension::Age.value(age_key(age)).label;
        assert_eq!(label(Some((9, Some(17)))), "9–17");
        assert_eq!(label(Some((35, Some(35)))), "30–38");
        assert_eq!(label(Some((48, None))), "48 and over");
        assert_eq!(label(Some((60, Some(70)))), "48 and over");
        assert_eq!(label(Some((15, Some(20)))), "across groups");
        assert_eq!(label(Some((18, None))), "across groups");
        assert_eq!(label(None), "not recorded");
    }

    #[test]
    fn years_keep_their_value() {
        assert_eq!(Dimension::Period.value(year_key(Some(2019))).id, "2019");
        assert_eq!(year_of_key(year_key(Some(2019))), Some(2019));
        assert_eq!(year_of_key(year_key(None)), None);
    }
}
