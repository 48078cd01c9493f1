//! What the label of a category means: a place, a group of citizens, a purpose, or nothing that we know.
//!
//! The label itself is kept as it is; nothing is guessed.

use super::{Dimension, Group};
use crate::place::{Nationality, NationalityGroup, Place, from_nationality};
use crate::vocabulary::Purpose;
use std::collections::HashMap;

/// What a label means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The place it names.
    pub place: Option<Place>,
    /// The group of citizens it names instead.
    pub group: Option<Group>,
    /// The purpose it names.
    pub purpose: Option<Purpose>,
    /// Why it means nothing that the table could hold, when it should.
    pub unclear: Option<String>,
}

/// How sources word the purposes that statistics are divided by, beside the labels of the vocabulary.
///
/// **Source** the categories of UNODC GLOTIP (2025). Its forced labour covers slavery and similar practices and
/// servitude as well, so far as countries report them; it is read as forced labour, its own word.
const FORMS: [(&str, Purpose); 3] = [
    ("Sexual exploitation", Purpose::SexualExploitation),
    ("Forced labour", Purpose::ForcedLabour),
    ("Other forms of exploitation", Purpose::Other),
];

/// Reads labels, each one once.
#[derive(Debug, Default)]
pub struct Categories(HashMap<(Dimension, String), Meaning>);

impl Categories {
    /// What `label` means under `dimension`.
    ///
    /// **Cost** A hash; up to a few milliseconds for a label that was not seen before.
    pub fn meaning(&mut self, dimension: Dimension, label: &str) -> &Meaning {
        self.0.entry((dimension, label.to_owned())).or_insert_with(|| meaning(dimension, label))
    }
}

fn meaning(dimension: Dimension, label: &str) -> Meaning {
    match dimension {
        Dimension::Total | Dimension::Other => Meaning::default(),
        Dimension::FormOfExploitation => {
            let ours = Purpose::ALL.iter().map(|purpose| (purpose.entry().label, *purpose));
            let purpose = FORMS.into_iter().chain(ours).find(|(name, _)| name.eq_ignore_ascii_case(label.trim()));
            let unclear = purpose.is_none().then(|| "not a form of exploitation of the vocabulary".to_owned());
            Meaning { purpose: purpose.map(|(_, purpose)| purpose), unclear, ..Meaning::default() }
        }
        Dimension::Citizenship | Dimension::Repatriation => match from_nationality(label) {
            Ok(Nationality::Of(resolved)) => Meaning { place: resolved.place, ..Meaning::default() },
            Ok(Nationality::Group(group)) => Meaning { group: Some(group.into()), ..Meaning::default() },
            Err(error) => Meaning { unclear: Some(format!("no country is clear: {error}")), ..Meaning::default() },
        },
    }
}

impl From<NationalityGroup> for Group {
    fn from(group: NationalityGroup) -> Group {
        match group {
            NationalityGroup::Nationals => Group::Nationals,
            NationalityGroup::Foreign => Group::Foreign,
            NationalityGroup::Stateless => Group::Stateless,
            NationalityGroup::Unknown => Group::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_what_their_dimension_makes_of_them() {
        let mut categories = Categories::default();
        let mut of = |dimension, label: &str| categories.meaning(dimension, label).clone();
        assert_eq!(of(Dimension::Citizenship, "Moldavian").place.unwrap().code(), "MDA");
        assert_eq!(of(Dimension::Citizenship, "Ciudadanos de su pa\u{fffd}s").group, Some(Group::Nationals));
        assert_eq!(of(Dimension::Repatriation, "Abroad").group, Some(Group::Foreign));
        assert_eq!(of(Dimension::Repatriation, "QATAR").place.unwrap().code(), "QAT");
        assert_eq!(of(Dimension::FormOfExploitation, "Forced labour").purpose, Some(Purpose::ForcedLabour));
        assert_eq!(of(Dimension::FormOfExploitation, "organ removal").purpose, Some(Purpose::OrganRemoval));
        assert_eq!(of(Dimension::Total, "Total"), Meaning::default());
        assert!(of(Dimension::Citizenship, "Korean").unclear.unwrap().contains("Korea"));
        assert!(of(Dimension::FormOfExploitation, "Romanian").unclear.is_some());
    }
}
