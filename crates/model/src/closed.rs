//! One way to write a closed list of values that stand in tables by name.

/// Writes a closed enum whose values have a name in tables and a label for people.
macro_rules! closed {
    ($(#[$about:meta])* $name:ident: $($(#[$doc:meta])* $variant:ident $text:literal, $label:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of tables.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The names of all values, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text,)*];

            /// The name in tables.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            /// A label for people.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
            }

            /// The value with this name in tables.
            pub fn from_name(name: &str) -> Option<$name> {
                Self::NAMES.iter().position(|n| *n == name).map(|i| Self::ALL[i])
            }
        }

        /// By the name in tables.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use closed;
