//! The words of both sites in a language, from Fluent files; English stands in where a language lacks a message.
//!
//! The files are `locales/<tag>/public.ftl` and, where the staff's site speaks the language, `locales/<tag>/staff.ftl`. A language is
//! added by its folder and one entry in `SHIPPED`; `docs/src/howto/add-a-language.md` says how.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

macro_rules! locale {
    ($tag:literal, $name:literal) => {
        include_str!(concat!("../locales/", $tag, "/", $name))
    };
}

macro_rules! language {
    ($tag:literal) => {
        Source { tag: $tag, public: locale!($tag, "public.ftl"), staff: None }
    };
    ($tag:literal, staff) => {
        Source { tag: $tag, public: locale!($tag, "public.ftl"), staff: Some(locale!($tag, "staff.ftl")) }
    };
}

/// The languages, in the order in which pages offer them; `staff` where the staff's site speaks it, too.
const SHIPPED: &[Source] = &[language!("en", staff), language!("fr", staff), language!("es"), language!("ar")];

/// The files of a language.
struct Source {
    tag: &'static str,
    public: &'static str,
    staff: Option<&'static str>,
}

type Bundle = FluentBundle<FluentResource>;
type Values<'a> = [(&'a str, FluentValue<'a>)];

/// The messages of a language. Each site has its own: the same id may say one thing to the staff and another to the public.
pub struct Texts {
    /// The language's tag (BCP 47), as in `lang`.
    pub tag: &'static str,
    /// The direction of its script, as in `dir`: `ltr` or `rtl`; the message `language-direction`.
    pub direction: &'static str,
    /// Whether the staff's site speaks it, too.
    pub staff: bool,
    public_bundle: Bundle,
    staff_bundle: Option<Bundle>,
}

static ALL: LazyLock<Vec<Texts>> = LazyLock::new(|| SHIPPED.iter().map(Texts::read).collect());

impl Texts {
    /// The messages in a language; in English where it is not there.
    pub fn get(tag: &str) -> &'static Texts {
        Texts::find(tag).unwrap_or(&ALL[0])
    }

    /// The messages in a language, if it is there.
    pub fn find(tag: &str) -> Option<&'static Texts> {
        ALL.iter().find(|texts| texts.tag == tag)
    }

    /// Every language.
    pub fn all() -> &'static [Texts] {
        &ALL
    }

    /// Which of the languages offered a browser asks for first, by its `Accept-Language` (RFC 9110, section 12.5.4).
    ///
    /// Regions are disregarded (`ar-EG` is `ar`); the first one offered where nothing fits; English where nothing is offered.
    pub fn preferred(accept: Option<&str>, offered: &[&'static Texts]) -> &'static Texts {
        let mut best: Option<(u16, &'static Texts)> = None;
        for range in accept.unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let primary = parts.next().unwrap_or_default().trim().split('-').next().unwrap_or_default();
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, per_mille);
            let texts = offered.iter().find(|texts| texts.tag.eq_ignore_ascii_case(primary));
            if let Some(texts) = texts
                && quality > best.map_or(0, |(quality, _)| quality)
            {
                best = Some((quality, texts));
            }
        }
        best.map(|(_, texts)| texts).or(offered.first().copied()).unwrap_or(&ALL[0])
    }

    /// How the language calls itself.
    pub fn name(&self) -> String {
        self.public("language-name", &[])
    }

    /// A message of the staff's site with values, as plain text: templates escape it. Where the staff's files do not have it, the public
    /// site's; its id where no file has it.
    ///
    /// `id` is a message, or `message.attribute`.
    pub fn text(&self, id: &str, values: &Values<'_>) -> String {
        let own = self.staff_bundle.as_ref().and_then(|bundle| message(bundle, id, values));
        let english = || ALL[0].staff_bundle.as_ref().and_then(|bundle| message(bundle, id, values));
        own.or_else(english).unwrap_or_else(|| self.public(id, values))
    }

    /// A message of the public site with values, as plain text. Its id where no file has it.
    pub fn public(&self, id: &str, values: &Values<'_>) -> String {
        let own = message(&self.public_bundle, id, values);
        own.or_else(|| message(&ALL[0].public_bundle, id, values)).unwrap_or_else(|| id.to_owned())
    }

    /// Whether the public site has a message.
    pub fn has_public(&self, id: &str) -> bool {
        self.public_bundle.has_message(id) || ALL[0].public_bundle.has_message(id)
    }

    fn read(source: &Source) -> Texts {
        let public_bundle = bundle(source.tag, source.public, false);
        let rtl = message(&public_bundle, "language-direction", &[]).is_some_and(|direction| direction == "rtl");
        Texts {
            tag: source.tag,
            direction: if rtl { "rtl" } else { "ltr" },
            staff: source.staff.is_some(),
            // Names in Latin letters inside a sentence from right to left keep their own direction by invisible marks; the other
            // languages do without, for old telephones draw a box in their place.
            public_bundle: if rtl { bundle(source.tag, source.public, true) } else { public_bundle },
            staff_bundle: source.staff.map(|text| bundle(source.tag, text, rtl)),
        }
    }
}

/// What cannot be read of a file is left out, and English stands in for it; a test excludes it for the shipped ones.
fn bundle(tag: &str, text: &str, isolating: bool) -> Bundle {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(isolating);
    bundle.add_resource_overriding(FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource));
    bundle
}

fn message(bundle: &Bundle, id: &str, values: &Values<'_>) -> Option<String> {
    let (id, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(attribute) => message.get_attribute(attribute)?.value(),
    };
    let mut arguments = FluentArgs::new();
    values.iter().for_each(|(name, value)| arguments.set(*name, value.clone()));
    // A value that a message lacks is shown by its name: no reason to refuse the page.
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
}

/// A quality of `Accept-Language`: a number from 0 to 1 with at most three decimals.
fn per_mille(quality: &str) -> u16 {
    let value: f32 = quality.trim().parse().unwrap_or(0.0);
    if (0.0..=1.0).contains(&value) { (value * 1000.0).round() as u16 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// The ids of a file's messages, with the ids of their values (`$name`) and their attributes.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                current = line.split([' ', '=']).next().unwrap_or_default().to_owned();
                assert!(found.insert(current.clone(), BTreeSet::new()).is_none(), "{current} twice");
            }
            let attribute = line.trim_start().strip_prefix('.').and_then(|rest| rest.split([' ', '=']).next());
            let values = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
                format!("${}", &rest[..end])
            });
            let parts = found.entry(current.clone()).or_default();
            parts.extend(attribute.map(|name| format!(".{name}")));
            parts.extend(values);
        }
        found.remove("");
        found
    }

    /// What a file has: site, tag, text.
    fn files() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        let public = SHIPPED.iter().map(|source| ("public", source.tag, source.public));
        public.chain(SHIPPED.iter().filter_map(|source| Some(("staff", source.tag, source.staff?))))
    }

    #[test]
    fn every_language_has_every_message_with_the_same_values() {
        for (site, tag, text) in files() {
            let english = files()
                .find(|(other, tag, _)| *other == site && *tag == "en")
                .map(|(.., text)| messages(text))
                .unwrap();
            let other = messages(text);
            let missing: Vec<_> = english.keys().filter(|id| !other.contains_key(*id)).collect();
            let unknown: Vec<_> = other.keys().filter(|id| !english.contains_key(*id)).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{tag}/{site}.ftl: missing {missing:?}, unknown {unknown:?}"
            );
            for (id, parts) in &other {
                assert_eq!(parts, &english[id], "{tag}/{site}.ftl: the values of {id}");
            }
        }
    }

    #[test]
    fn every_file_is_fluent() {
        for (site, tag, text) in files() {
            assert!(tag.parse::<LanguageIdentifier>().is_ok(), "{tag}");
            let errors = FluentResource::try_new(text.to_owned()).err().map(|(_, errors)| errors);
            assert!(errors.is_none(), "{tag}/{site}.ftl: {errors:?}");
        }
    }

    #[test]
    fn the_browser_chooses_among_what_is_offered() {
        let all: Vec<&'static Texts> = Texts::all().iter().collect();
        let chosen = |accept| Texts::preferred(accept, &all).tag;
        for (accept, tag) in [
            (None, "en"),
            (Some("ar-EG,ar;q=0.9,en;q=0.8"), "ar"),
            (Some("de, fr;q=0.4, es;q=0.7"), "es"),
            (Some("en;q=0, fr;q=0.1"), "fr"),
            (Some("km"), "en"),
            (Some(";;q=,=\u{0},fr;q=9"), "en"),
        ] {
            assert_eq!(chosen(accept), tag, "{accept:?}");
        }
        assert_eq!(Texts::preferred(Some("en"), &[Texts::get("ar"), Texts::get("fr")]).tag, "ar");
        assert_eq!(Texts::preferred(Some("en"), &[]).tag, "en");
    }

    #[test]
    fn an_unknown_language_or_message_is_no_failure() {
        assert_eq!(Texts::get("xx").tag, "en");
        assert_eq!(Texts::get("ar").text("no-such-message", &[]), "no-such-message");
        assert_eq!(Texts::get("ar").public("no-such-message", &[]), "no-such-message");
        assert_eq!((Texts::get("ar").direction, Texts::get("fr").direction), ("rtl", "ltr"));
    }
}
