//! The words of the interview in a language, from Fluent files; English stands in where a language lacks a message.

use crate::failure::Failure;
use clap::ValueEnum;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English
    En,
    /// Français
    Fr,
    /// Español
    Es,
    /// العربية
    Ar,
}

impl Language {
    /// Every language.
    #[cfg(test)]
    pub const ALL: [Language; 4] = [Language::En, Language::Fr, Language::Es, Language::Ar];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::Ar => "ar",
        }
    }

    /// The direction of its script, as HTML says it.
    pub fn direction(self) -> &'static str {
        if self == Language::Ar { "rtl" } else { "ltr" }
    }

    fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("../../../instruments/locales/en.ftl"),
            Language::Fr => include_str!("../../../instruments/locales/fr.ftl"),
            Language::Es => include_str!("../../../instruments/locales/es.ftl"),
            Language::Ar => include_str!("../../../instruments/locales/ar.ftl"),
        }
    }
}

/// The messages of a language.
pub struct Texts {
    /// The language.
    pub language: Language,
    /// The language's own messages, then English.
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Texts {
    /// The messages of a language that comes with Turnstone.
    ///
    /// **Errors** A file that is no Fluent, which a test of the shipped ones excludes.
    pub fn of(language: Language) -> Result<Texts, Failure> {
        let mut bundles = vec![bundle(language)?];
        if language != Language::En {
            bundles.push(bundle(Language::En)?);
        }
        Ok(Texts { language, bundles })
    }

    /// A message; its id where no language has it.
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message with values.
    pub fn with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let (message, attribute) = match id.split_once('.') {
            Some((message, attribute)) => (message, Some(attribute)),
            None => (id, None),
        };
        let mut arguments = FluentArgs::new();
        values.iter().for_each(|(name, value)| arguments.set(*name, value.clone()));
        for bundle in &self.bundles {
            let pattern = bundle.get_message(message).and_then(|message| match attribute {
                None => message.value(),
                Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            });
            if let Some(pattern) = pattern {
                // A value that a message does not use, or lacks, is shown by its name: no reason to fail at the table.
                let mut errors = Vec::new();
                return bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
            }
        }
        id.to_owned()
    }

    /// Whether the language itself has a message.
    #[cfg(test)]
    fn has(&self, id: &str) -> bool {
        self.bundles[0].has_message(id)
    }
}

fn bundle(language: Language) -> Result<FluentBundle<FluentResource>, Failure> {
    let resource = FluentResource::try_new(language.source().to_owned())
        .map_err(|(_, errors)| Failure::new(format!("the texts in {} are no Fluent: {errors:?}", language.tag())))?;
    let tag: LanguageIdentifier = language.tag().parse().map_err(Failure::new)?;
    let mut bundle = FluentBundle::new(vec![tag]);
    // Marks around values would show in terminals; the direction is set where texts are exported.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|errors| Failure::new(format!("{}: {errors:?}", language.tag())))?;
    Ok(bundle)
}

/// The id of a message on something: dots and underscores become dashes.
pub fn message(kind: &str, id: &str) -> String {
    format!("{kind}-{}", id.replace(['.', '_'], "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use turnstone_identify::catalogue::shipped_script;
    use turnstone_model::Truth;

    #[test]
    fn every_language_has_every_question_and_every_fact_that_it_can_establish() {
        for language in Language::ALL {
            let texts = Texts::of(language).unwrap();
            for question in &shipped_script().questions {
                let id = message("q", &question.id);
                assert!(texts.has(&id), "{}: {id}", language.tag());
                for (fact, truth) in question.on_yes.iter().chain(&question.on_no) {
                    let id = message("fact", fact.id());
                    assert!(*truth != Truth::YES || texts.has(&id), "{}: {id}", language.tag());
                }
            }
            for stage in &shipped_script().stages {
                assert!(texts.has(&message("stage", &stage.id)), "{}: {}", language.tag(), stage.id);
            }
        }
    }

    #[test]
    fn values_stand_in_messages_and_what_is_not_there_is_named() {
        let texts = Texts::of(Language::En).unwrap();
        let progress = texts.with("interview-progress", &[("asked", 3.into()), ("open", 2.into())]);
        assert!(progress.contains('3') && progress.contains('2'), "{progress}");
        assert_eq!(texts.get("no-such-message"), "no-such-message");
    }
}
