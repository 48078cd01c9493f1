//! The check of what goes out to whoever reported: words that would tell somebody who reads over their shoulder what it is
//! about, and whether there is a plan for reaching them safely.
//!
//! A list of words finds words, not meanings: a person still reads what they send. Sending is in `desk`.

use crate::bundle::normalised;
use crate::form::{SafeContact, Say};

/// A word that a message should not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The word as it stands in the message.
    pub term: String,
    /// Where it begins, in characters from 0.
    pub at: usize,
    /// The language whose list it is on (BCP 47); `own` for a name of the organisation.
    pub language: &'static str,
}

/// Words and beginnings of words (with `*`) that name the matter or a service, by language. They are compared as
/// [`normalised`] text, so that case and marks do not count. Commas part them.
const LISTS: [(&str, &str); 4] = [
    (
        "en",
        "traffick*, smuggl*, exploit*, hotline*, helpline*, tipline*, tip line, crisis line, police*, \
         victim*, abus*, prostitut*, escort*, sex*, rape*, slave*, slavery, forced labour, forced labor, \
         debt bondage, shelter*, safe house*, women s refuge*, child welfare, child protection, \
         social worker*, case worker*, caseworker*, your report, your case, investigat*, prosecut*, \
         witness*, escape*, rescue*, turnstone",
    ),
    (
        "fr",
        "traite des, traite d, trafic d*, trafiqu*, passeur*, exploit*, ligne d ecoute, ligne d écoute, \
         numero vert, numéro vert, police*, policier*, gendarme*, victime*, abus*, prostitu*, sexe*, \
         sexuel*, viol, violée*, violee*, esclav*, travail forcé, travail force, foyer d*, refuge*, \
         hébergement d urgence, hebergement d urgence, aide à l enfance, aide a l enfance, \
         protection de l enfance, assistante sociale, travailleur social, travailleuse sociale, \
         votre signalement, ton signalement, votre dossier, enquêt*, enquet*, témoin*, temoin*, plainte*, \
         évas*, secour*, turnstone",
    ),
    (
        "es",
        "trata de, tráfico*, trafico*, tratante*, traficante*, explota*, línea de ayuda, linea de ayuda, \
         policía*, policia*, víctima*, victima*, abus*, prostitu*, sexo, sexual*, violación, violacion, \
         violada, violado, esclav*, trabajo forzado, trabajos forzados, refugio*, casa de acogida, \
         albergue*, protección de menores, proteccion de menores, trabajador social, trabajadora social, \
         su denuncia, tu denuncia, denuncia*, su caso, tu caso, investiga*, testigo*, fiscal*, rescat*, \
         turnstone",
    ),
    (
        "ar",
        "اتجار*, الاتجار*, إتجار*, الإتجار*, تهريب*, التهريب*, مهرب*, المهرب*, استغلال*, الاستغلال*, \
         خط المساعدة, الخط الساخن, شرطة, الشرطة, للشرطة, ضحية, الضحية, ضحايا, الضحايا, اعتداء*, الاعتداء*, \
         دعارة, الدعارة, جنس*, الجنس*, اغتصاب*, الاغتصاب*, عبودية, العبودية, عمل قسري, العمل القسري, ملجأ, \
         الملجأ, مأوى, المأوى, حماية الطفل, حماية الطفولة, أخصائية اجتماعية, الأخصائية الاجتماعية, بلاغ*, \
         البلاغ*, قضيتك, تحقيق*, التحقيق*, شاهد, الشاهد, نيابة, النيابة, turnstone",
    ),
];

/// A word of a text: where it begins and ends in bytes, where it begins in characters, and how it is compared.
struct Word {
    from: usize,
    to: usize,
    at: usize,
    compared: String,
}

impl Word {
    /// Whether it is a word of the lists, or begins with one. In Arabic short words such as "and", "by" and "for" are
    /// written in front of a word without a blank; the word is compared with them and without.
    fn says(&self, part: &str, may_go_on: bool) -> bool {
        let is = |word: &str| if may_go_on { word.starts_with(part) } else { word == part };
        let mut word = self.compared.as_str();
        // At most "and" or "so", then one of the others.
        for _ in 0..3 {
            // "For" and the article become one letter twice.
            if is(word) || word.strip_prefix("لل").is_some_and(|rest| is(&format!("ال{rest}"))) {
                return true;
            }
            match word.strip_prefix(['و', 'ف', 'ب', 'ك', 'ل']) {
                Some(rest) if rest.chars().count() > 2 => word = rest,
                _ => return false,
            }
        }
        false
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    // Where one word ends at the place where the next begins, nothing lies between them.
    let mut open = false;
    for (at, (from, c)) in text.char_indices().enumerate() {
        let to = from + c.len_utf8();
        // Marks above letters and what is not seen belong to the word they stand in: with one between its letters, a word
        // reads as before.
        let unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}' | '\u{640}');
        if c.is_alphanumeric() || (unseen && open) {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.to = to,
                None => words.push(Word { from, to, at, compared: String::new() }),
            }
            open = true;
        } else {
            open = false;
        }
    }
    for word in &mut words {
        let seen: String = text[word.from..word.to]
            .chars()
            .filter(|c| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(c))
            .collect();
        word.compared = normalised(&seen);
    }
    words
}

/// The words of a message that would tell what it is about.
///
/// The lists of the message's language and of English are looked at; where there is no list for the language, all are.
/// `language` is a BCP 47 tag, of which the first part counts.
pub fn lint(text: &str, language: &str) -> Vec<Finding> {
    let language = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let known = LISTS.iter().any(|(code, _)| *code == language);
    let lists = LISTS.iter().filter(|(code, _)| !known || *code == language || *code == "en");
    let terms = lists.flat_map(|(code, terms)| terms.split(", ").map(|term| (*code, term)));
    find(text, terms)
}

/// The names of the organisation that a message says: whoever it is, a message never names the service.
pub fn own_names(text: &str, names: &[&str]) -> Vec<Finding> {
    find(text, names.iter().map(|name| ("own", *name)))
}

fn find<'a>(text: &str, terms: impl Iterator<Item = (&'static str, &'a str)>) -> Vec<Finding> {
    let words = words(text);
    // Each with the bytes it stands in.
    let mut found: Vec<(usize, usize, Finding)> = Vec::new();
    for (language, term) in terms {
        let (stem, open) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
        let stem = normalised(stem);
        let parts: Vec<&str> = stem.split(' ').filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            continue;
        }
        for window in words.windows(parts.len()) {
            let says = window
                .iter()
                .zip(&parts)
                .enumerate()
                .all(|(place, (word, part))| word.says(part, open && place + 1 == parts.len()));
            let (first, last) = (&window[0], &window[window.len() - 1]);
            if says {
                let term = text[first.from..last.to].to_owned();
                found.push((first.from, last.to, Finding { term, at: first.at, language }));
            }
        }
    }
    // Of what overlaps the longest, and each once.
    found.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    let mut end = 0;
    found.retain(|(from, to, _)| {
        let apart = *from >= end;
        end = end.max(*to);
        apart
    });
    found.into_iter().map(|(.., finding)| finding).collect()
}

/// What is missing before anybody gets in touch outside the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactGap {
    /// They did not say that they may be contacted.
    #[error("whoever reported did not say that they may be contacted: answer in the mailbox only")]
    NotAllowed,
    /// They want the mailbox only.
    #[error("whoever reported wants to be answered in the mailbox only")]
    MailboxOnly,
    /// No way is given.
    #[error("no channel and address are given: ask in the mailbox")]
    NoAddress,
    /// No time is given.
    #[error("no safe time is given: ask in the mailbox before you get in touch")]
    NoTime,
}

/// What a plan for safe contact lacks; empty when somebody may get in touch as it says.
///
/// Not answered is never a yes: without a clear yes nobody gets in touch.
pub fn contact_gaps(may_contact: Say, contact: &SafeContact) -> Vec<ContactGap> {
    if may_contact != Say::Yes {
        return vec![ContactGap::NotAllowed];
    }
    if contact.channel == "mailbox_only" {
        return vec![ContactGap::MailboxOnly];
    }
    let empty = |text: &str| text.trim().is_empty();
    let no_address = empty(&contact.channel) || empty(&contact.address);
    let gaps = [(no_address, ContactGap::NoAddress), (empty(&contact.safe_times), ContactGap::NoTime)];
    gaps.into_iter().filter(|(missing, _)| *missing).map(|(_, gap)| gap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, language: &str) -> Vec<String> {
        lint(text, language).into_iter().map(|finding| finding.term).collect()
    }

    #[test]
    fn words_that_tell_are_found_in_each_language() {
        for (language, text, expected) in [
            ("en", "The POLICE know; we are an anti-trafficking hotline.", vec!["POLICE", "trafficking", "hotline"]),
            ("en", "You can stay in a safe  house.", vec!["safe  house"]),
            ("fr", "Votre signalement sur la traite des êtres humains", vec!["Votre signalement", "traite des"]),
            ("fr", "L'enquête : les victimes vont à la police", vec!["enquête", "victimes", "police"]),
            ("es", "La trata de personas y su denuncia", vec!["trata de", "su denuncia"]),
            ("ar", "سنبلغ الشُّرطة عن الاتجار بالبشر", vec!["الشُّرطة", "الاتجار"]),
            ("ar", "اذهبي وللشرطة وبالملجأ", vec!["وللشرطة", "وبالملجأ"]),
            ("ar-MA", "call the police", vec!["police"]),
            ("km", "la policía", vec!["policía"]),
        ] {
            assert_eq!(terms(text, language), expected, "{text}");
        }
    }

    #[test]
    fn plain_messages_pass() {
        for (language, text) in [
            ("en", "Thank you. Is tomorrow evening good? Say the word we agreed on. Essex Street is fine."),
            ("fr", "Merci. Demain soir, c'est possible ? Je la traite bien, violette."),
            ("es", "Gracias. ¿Mañana por la tarde? No se trata mal. La flor es violeta."),
            ("ar", "شكرًا. هل يناسبك مساء الغد؟"),
        ] {
            assert_eq!(terms(text, language), Vec::<String>::new(), "{text}");
        }
        assert_eq!(lint("", "en"), []);
    }

    #[test]
    fn a_word_with_something_unseen_in_it_is_found() {
        assert_eq!(terms("po\u{200b}lice and vic\u{ad}tim", "en"), ["po\u{200b}lice", "vic\u{ad}tim"]);
        assert_eq!(terms("enque\u{302}te", "fr"), ["enque\u{302}te"]);
        let finding = &lint("é police", "en")[0];
        assert_eq!((finding.at, finding.language), (2, "en"));
    }

    #[test]
    fn the_name_of_the_organisation_is_found() {
        let found = own_names("Greetings from Safe Harbour, Antwerp", &["Safe Harbour", ""]);
        assert_eq!(found, [Finding { term: "Safe Harbour".into(), at: 15, language: "own" }]);
    }

    #[test]
    fn every_listed_word_is_found_in_its_own_language() {
        for (language, list) in LISTS {
            for term in list.split(", ") {
                let said = term.trim_end_matches('*');
                assert!(!lint(said, language).is_empty(), "{language} {term}");
            }
        }
    }

    #[test]
    fn nobody_gets_in_touch_without_a_yes_and_a_plan() {
        let plan = SafeContact {
            channel: "phone".into(),
            address: "+1 202 555 0100".into(),
            safe_times: "20:00-22:00".into(),
            ..SafeContact::default()
        };
        assert_eq!(contact_gaps(Say::Yes, &plan), []);
        for answer in [Say::No, Say::Unknown] {
            assert_eq!(contact_gaps(answer, &plan), [ContactGap::NotAllowed]);
        }
        assert_eq!(contact_gaps(Say::Yes, &SafeContact::default()), [ContactGap::NoAddress, ContactGap::NoTime]);
        let mailbox = SafeContact { channel: "mailbox_only".into(), ..plan };
        assert_eq!(contact_gaps(Say::Yes, &mailbox), [ContactGap::MailboxOnly]);
    }
}
