//! One way to write a closed list of values that stand in the database, in packages and on pages by name.

use thiserror::Error;

/// A word that is not on a closed list. The word itself is not repeated, because it may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not {what}; one of: {}", expected.join(", "))]
pub struct UnknownName {
    /// What was looked for, with its article.
    pub what: &'static str,
    /// Every name on the list.
    pub expected: &'static [&'static str],
}

/// Writes a closed enum whose values have a name for machines, a label and a sentence for people.
macro_rules! closed {
    ($(#[$about:meta])* $name:ident $what:literal: $($(#[$doc:meta])* $variant:ident $text:literal, $label:literal, $sentence:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The names of all values, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text,)*];

            /// Its name in the database, in packages and in addresses.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            /// A label for pages.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
            }

            /// A sentence for pages that says what it means.
            pub fn describe(self) -> &'static str {
                match self { $($name::$variant => $sentence,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::closed::UnknownName;

            fn from_str(name: &str) -> Result<$name, Self::Err> {
                let at = Self::NAMES.iter().position(|known| *known == name);
                at.map(|at| Self::ALL[at]).ok_or($crate::closed::UnknownName { what: $what, expected: Self::NAMES })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use closed;
