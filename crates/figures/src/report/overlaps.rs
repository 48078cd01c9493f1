//! How lists overlap: how many people are on exactly these lists and no other (UpSet plot, Lex and others 2014).

use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// How lists overlap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlaps {
    /// What is counted, such as "people".
    pub unit: String,
    /// The lists.
    pub lists: Vec<String>,
    /// The capture histories; one that nobody has may be left out or given with zero.
    pub histories: Vec<History>,
}

/// A capture history and how many have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// For each list whether they are on it.
    pub on: Vec<bool>,
    /// How many are on exactly these lists.
    pub count: u64,
}

impl Overlaps {
    /// How many are on each list: the sum of the histories that have it.
    pub fn sizes(&self) -> Vec<u64> {
        let on = |list: usize| self.histories.iter().filter(move |history| history.on.get(list) == Some(&true));
        (0..self.lists.len()).map(|list| on(list).map(|history| history.count).sum()).collect()
    }

    /// The histories, the commonest first; equal ones by their lists.
    fn ranked(&self) -> Vec<&History> {
        let mut ranked: Vec<&History> = self.histories.iter().collect();
        ranked.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| b.on.cmp(&a.on)));
        ranked
    }

    /// The histories, and the sizes of the lists.
    pub(super) fn tables(&self, figure: &Figure) -> Vec<DataTable> {
        let unit = if self.unit.is_empty() { "people" } else { &self.unit };
        let columns = vec![
            Column::text("lists", "On exactly these lists"),
            Column::number("number_of_lists", "Number of lists"),
            Column::number("count", format!("Observed {unit}")),
        ];
        let mut histories = DataTable::new(&figure.name, format!("{}: observed {unit}", figure.title), columns);
        for history in self.ranked() {
            let names: Vec<&str> =
                self.lists.iter().zip(&history.on).filter(|(_, on)| **on).map(|(name, _)| name.as_str()).collect();
            histories.push(vec![names.join(" + ").into(), names.len().into(), history.count.into()]);
        }
        let columns = vec![Column::text("list", "List"), Column::number("count", format!("Observed {unit}"))];
        let caption = format!("Sizes of the lists: observed {unit}; who is on several lists counts in each");
        let mut sizes = DataTable::new(format!("{}_lists", figure.name), caption, columns);
        for (list, size) in self.lists.iter().zip(self.sizes()) {
            sizes.push(vec![Value::from(list.as_str()), size.into()]);
        }
        vec![histories, sizes]
    }
}

impl Serialize for Overlaps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut data = serializer.serialize_struct("Overlaps", 4)?;
        data.serialize_field("unit", &self.unit)?;
        data.serialize_field("lists", &self.lists)?;
        data.serialize_field("sizes", &self.sizes())?;
        data.serialize_field("histories", &self.ranked())?;
        data.end()
    }
}
