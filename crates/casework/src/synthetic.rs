//! Invented reports, for demonstrations, training, tests and benchmarks: the same seed gives the same reports.
//!
//! Nobody in them exists. Every text begins with a word that says so, because a demonstration is looked at over shoulders and ends in
//! screenshots. The shares of what is said (a third of reports about children, a tenth in danger now …) are chosen so that every rule of the
//! triage is seen; they are not figures of any hotline.

use crate::form::{Online, ReportForm, SafeContact, Say};
use crate::indicator::{Indicator, IndicatorKind};
use rand::{Rng, RngExt};

/// The languages that reports are invented in.
pub const LANGUAGES: [&str; 4] = ["en", "fr", "es", "ar"];

/// What a text is put together from, in one language.
struct Phrases {
    invented: &'static str,
    who: &'static [&'static str],
    what: &'static [&'static str],
    process: &'static [&'static str],
    place: &'static [&'static str],
    now: &'static [&'static str],
    comma: &'static str,
}

const EN: Phrases = Phrases {
    invented: "[Invented]",
    who: &[
        "A girl of about fifteen",
        "My cousin",
        "A man from my village",
        "A woman in the flat next door",
        "A boy who sells flowers",
        "I",
    ],
    what: &[
        "is kept in a house and has to work without pay",
        "was promised work in a hotel and now owes money for the journey",
        "has to do things in front of a camera for people who pay",
        "is not allowed to leave the farm and sleeps in the store",
        "cleans for a family who took the passport",
        "has to beg all day and give the money away",
    ],
    process: &[
        "The offer came through a messaging app.",
        "An uncle arranged everything.",
        "They met on a social network.",
        "An agency with an office in town took a fee.",
        "Somebody waited at the bus station.",
    ],
    place: &[
        "near the harbour",
        "in a village in the north",
        "in the industrial zone",
        "behind the market",
        "I do not know the street",
    ],
    now: &[
        "It is still going on.",
        "It happened last month.",
        "There are others too.",
        "They say the police will send us back.",
        "Please be careful with calling.",
    ],
    comma: ", ",
};

const FR: Phrases = Phrases {
    invented: "[Inventé]",
    who: &[
        "Une fille d'environ quinze ans",
        "Ma cousine",
        "Un homme de mon village",
        "La femme d'à côté",
        "Un garçon qui vend des fleurs",
    ],
    what: &[
        "est enfermée dans une maison et travaille sans salaire",
        "devait travailler dans un hôtel et doit maintenant payer le voyage",
        "doit se montrer devant une caméra pour des gens qui paient",
        "n'a pas le droit de quitter la ferme et dort dans la remise",
        "fait le ménage pour une famille qui a pris le passeport",
    ],
    process: &[
        "L'offre est venue par une messagerie.",
        "Un oncle a tout organisé.",
        "Ils se sont connus sur un réseau social.",
        "Une agence a pris de l'argent.",
    ],
    place: &["près du port", "dans un village du nord", "dans la zone industrielle", "je ne connais pas la rue"],
    now: &["Cela continue.", "C'était le mois dernier.", "Il y en a d'autres.", "Attention si vous appelez."],
    comma: ", ",
};

const ES: Phrases = Phrases {
    invented: "[Inventado]",
    who: &[
        "Una chica de unos quince años",
        "Mi prima",
        "Un hombre de mi pueblo",
        "La mujer de al lado",
        "Un niño que vende flores",
    ],
    what: &[
        "está encerrada en una casa y trabaja sin sueldo",
        "iba a trabajar en un hotel y ahora debe el viaje",
        "tiene que mostrarse ante una cámara para gente que paga",
        "no puede salir de la finca y duerme en el almacén",
        "limpia para una familia que le quitó el pasaporte",
    ],
    process: &[
        "La oferta llegó por una aplicación.",
        "Un tío lo arregló todo.",
        "Se conocieron en una red social.",
        "Una agencia cobró dinero.",
    ],
    place: &["cerca del puerto", "en un pueblo del norte", "en la zona industrial", "no sé la calle"],
    now: &["Sigue pasando.", "Fue el mes pasado.", "Hay otras personas.", "Tengan cuidado al llamar."],
    comma: ", ",
};

const AR: Phrases = Phrases {
    invented: "[مختلق]",
    who: &["فتاة في الخامسة عشرة تقريبًا", "ابنة عمي", "رجل من قريتي", "المرأة في الشقة المجاورة", "ولد يبيع الزهور"],
    what: &[
        "محبوسة في بيت وتعمل بلا أجر",
        "وُعدت بعمل في فندق وعليها الآن دين السفر",
        "تُجبر على الظهور أمام كاميرا لأشخاص يدفعون",
        "لا يُسمح لها بمغادرة المزرعة وتنام في المخزن",
        "تنظف لعائلة أخذت جواز السفر",
    ],
    process: &["جاء العرض عبر تطبيق للرسائل.", "رتب عمٌّ كل شيء.", "تعارفوا على شبكة اجتماعية.", "أخذ مكتب مالًا."],
    place: &["قرب الميناء", "في قرية في الشمال", "في المنطقة الصناعية", "لا أعرف الشارع"],
    now: &["ما زال الأمر مستمرًا.", "حدث الشهر الماضي.", "هناك آخرون.", "احذروا عند الاتصال."],
    comma: "، ",
};

const NAMES: [&str; 8] = ["Amal", "Bintu", "Carmen", "Dalia", "Elif", "Farah", "Goran", "Hoa"];
const COUNTRIES: [&str; 8] = ["BEL", "CAN", "FRA", "MAR", "PHL", "ESP", "THA", "TUN"];

/// A language, drawn.
pub fn language(rng: &mut impl Rng) -> &'static str {
    pick(rng, &LANGUAGES)
}

/// An invented report in a language of [`LANGUAGES`]; another one gives English.
pub fn report(rng: &mut impl Rng, language: &str) -> ReportForm {
    let phrases = match language {
        "fr" => &FR,
        "es" => &ES,
        "ar" => &AR,
        _ => &EN,
    };
    let mut what = format!("{} {} {}", phrases.invented, pick(rng, phrases.who), pick(rng, phrases.what));
    if rng.random_bool(0.8) {
        what.push_str(phrases.comma);
        what.push_str(pick(rng, phrases.place));
    }
    what.push('.');
    for part in [phrases.process, phrases.now] {
        if rng.random_bool(0.8) {
            what.push(' ');
            what.push_str(pick(rng, part));
        }
    }
    let technology = rng.random_bool(0.4);
    let contact = rng.random_bool(0.5);
    let located = rng.random_bool(0.6);
    let named = rng.random_bool(0.4);
    ReportForm {
        what,
        danger_now: say(rng, 0.1, 0.5),
        child: say(rng, 0.35, 0.35),
        ongoing: say(rng, 0.6, 0.15),
        online: match (technology, rng.random_bool(0.5)) {
            (true, true) => Online::Online,
            (true, false) => Online::Both,
            (false, true) => Online::Offline,
            (false, false) => Online::Unknown,
        },
        place_text: if located { format!("{} {}", phrases.invented, pick(rng, phrases.place)) } else { String::new() },
        country: located.then(|| pick(rng, &COUNTRIES).to_owned()),
        who_text: if named { format!("{} {}", phrases.invented, pick(rng, &NAMES)) } else { String::new() },
        may_contact: if contact { Say::Yes } else { say(rng, 0.0, 0.5) },
        contact: if contact {
            SafeContact {
                name: format!("{} {}", phrases.invented, pick(rng, &NAMES)),
                channel: pick(rng, &["phone", "sms", "email", "mailbox_only"]).to_owned(),
                // 555-0100 to 555-0199 are kept free for fiction.
                address: format!("+1 202 555 01{:02}", rng.random_range(0..100)),
                safe_times: pick(rng, &["08:00-10:00", "20:00-22:00", "12:30-13:00"]).to_owned(),
                code_word: pick(rng, &["blue umbrella", "library book", "yoghurt"]).to_owned(),
                voicemail_ok: Say::No,
                language: language.to_owned(),
                ..SafeContact::default()
            }
        } else {
            SafeContact::default()
        },
        indicators: if technology {
            vec![Indicator {
                kind: IndicatorKind::Url,
                value: format!("https://chat.example/{:08x}", rng.random::<u32>()),
                seen: None,
            }]
        } else {
            Vec::new()
        },
        relation: pick(rng, &["self", "family", "neighbour", "professional", "other", ""]).to_owned(),
        ..ReportForm::default()
    }
}

fn pick<'a>(rng: &mut impl Rng, from: &[&'a str]) -> &'a str {
    from[rng.random_range(0..from.len())]
}

/// Yes and no with the shares, otherwise not said.
fn say(rng: &mut impl Rng, yes: f64, no: f64) -> Say {
    match rng.random::<f64>() {
        drawn if drawn < yes => Say::Yes,
        drawn if drawn < yes + no => Say::No,
        _ => Say::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn the_same_seed_gives_the_same_reports_and_each_says_that_it_is_invented() {
        let draw = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            (0..200)
                .map(|_| {
                    let language = language(&mut rng);
                    report(&mut rng, language)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        for form in draw(3) {
            form.check().unwrap();
            for text in [&form.what, &form.place_text, &form.who_text, &form.contact.name] {
                assert!(text.is_empty() || text.starts_with('['), "{text}");
            }
        }
    }
}
