//! Tests, among them the quality of bundling on an invented stream of which it is known what belongs together.

use super::*;
use crate::indicator::IndicatorKind;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn form(what: &str) -> ReportForm {
    ReportForm { what: what.into(), ..ReportForm::default() }
}

fn id(n: usize) -> Id {
    Id((n as u128).to_be_bytes())
}

fn alike(a: &ReportForm, b: &ReportForm) -> u32 {
    likeness(&Sketch::of(a), &Sketch::of(b))
}

#[test]
fn texts_are_compared_without_case_marks_and_signs_in_any_script() {
    assert_eq!(normalised("  They  took — HER papers!!\n"), "they took her papers");
    assert_eq!(normalised("أُجبِرَت عــلى ٢٠ ساعة"), "أجبرت على 20 ساعة");
    assert_eq!(normalised("ÉCOLE e\u{301}cole"), "école ecole");
    assert_eq!(normalised("ក្រុង ដុន"), normalised("ក្រុង, ដុន។"));
    assert_eq!(normalised("… !"), "");
    let (a, b) =
        ("Elle est enfermée dans une maison près du port.", "elle est enfermée  dans une MAISON, près du port");
    assert_eq!(alike(&form(a), &form(b)), 1_000);
}

#[test]
fn nothing_is_like_nothing_and_strangers_are_not_alike() {
    assert_eq!(alike(&form("…"), &form("!")), 0);
    assert_eq!(alike(&form("ab"), &form("AB")), 1_000);
    let (a, b) = ("He is kept on a farm and sleeps in the store.", "My cousin was promised work in a hotel abroad.");
    assert!(alike(&form(a), &form(b)) < 100);
}

#[test]
fn an_equal_page_line_or_device_proposes_by_itself_and_a_place_never_does() {
    let with =
        |what: &str, kind, value: &str| ReportForm { indicators: vec![Indicator::new(kind, value)], ..form(what) };
    let texts = ["Une femme est enfermée.", "Somebody sells pictures here."];
    for (kind, first, second) in [
        (IndicatorKind::Url, "https://www.example.org/room/7", "http://example.org/room/7/"),
        (IndicatorKind::PhoneNumber, "+33 6 12 34 56 78", "0612345678"),
        (IndicatorKind::Imei, "490154203237518", "49 015420 323751 8"),
    ] {
        // 1,000 · (1 − 0.4)
        assert_eq!(alike(&with(texts[0], kind, first), &with(texts[1], kind, second)), 600);
    }
    // The same, where the number stands in the text of one of them.
    let told = form("Appelez le 06 12 34 56 78, elle est là.");
    assert!(alike(&told, &with(texts[1], IndicatorKind::PhoneNumber, "+33612345678")) >= 600);
    let placed =
        |what: &str| ReportForm { place_text: "Rue du Port 7".into(), ..with(what, IndicatorKind::ScreenName, "boss") };
    // 1,000 · (1 − 0.9²)
    assert_eq!(alike(&placed(texts[0]), &placed(texts[1])), 190);
}

#[test]
fn the_estimate_is_near_the_share_of_shingles_in_common() {
    // 40 words of which 30 are common: the shingles of both are counted here, the estimate may be off by four times its
    // standard deviation √(s(1 − s)/96).
    let words: Vec<String> = (0..50).map(|n| format!("word{}x{n}", n * 7919 % 101)).collect();
    let (a, b) = (words[..40].join(" "), words[10..].join(" "));
    let set = |text: &str| shingles(&normalised(text)).into_iter().collect::<BTreeSet<u64>>();
    let (x, y) = (set(&a), set(&b));
    let share = x.intersection(&y).count() as f64 / x.union(&y).count() as f64;
    let found = f64::from(alike(&form(&a), &form(&b))) / 1_000.0;
    assert!((found - share).abs() < 4.0 * (share * (1.0 - share) / HASHES as f64).sqrt(), "{found} for {share}");
}

#[test]
fn a_flood_of_one_text_is_proposed_and_stays_linear() {
    let sketch = Sketch::of(&form("Buy cheap watches at our shop today, best prices."));
    let flood: Vec<(Id, Sketch)> = (0..20_000).map(|n| (id(n), sketch.clone())).collect();
    let pairs = propose(&flood, THRESHOLD);
    assert_eq!(pairs.len(), flood.len() - 1);
    assert!(pairs.iter().all(|pair| pair.likeness == 1_000 && pair.first < pair.second));
}

#[test]
fn the_same_report_twice_is_no_pair() {
    let sketch = Sketch::of(&form("The same report, listed twice."));
    assert_eq!(propose(&[(id(1), sketch.clone()), (id(1), sketch)], THRESHOLD), []);
}

/// Invented words of a script, drawn so that some are frequent and most are rare, as in any language.
struct Language {
    words: Vec<String>,
}

impl Language {
    fn new(rng: &mut ChaCha8Rng, letters: &str) -> Language {
        let letters: Vec<char> = letters.chars().collect();
        let word = |rng: &mut ChaCha8Rng| {
            (0..rng.random_range(2..9)).map(|_| letters[rng.random_range(0..letters.len())]).collect()
        };
        Language { words: (0..600).map(|_| word(rng)).collect() }
    }

    fn word(&self, rng: &mut ChaCha8Rng) -> &str {
        // The cube puts half of all draws on an eighth of the words.
        let drawn = rng.random::<f64>().powi(3);
        &self.words[(drawn * self.words.len() as f64) as usize]
    }

    fn sentence(&self, rng: &mut ChaCha8Rng) -> String {
        (0..rng.random_range(6..16)).map(|_| self.word(rng)).collect::<Vec<_>>().join(" ")
    }
}

/// A way in which a second report on one incident differs from the first.
fn retold(rng: &mut ChaCha8Rng, language: &Language, sentences: &[String]) -> String {
    let mut sentences = sentences.to_vec();
    match rng.random_range(0..4) {
        0 => {}
        1 => sentences.push(language.sentence(rng)),
        2 => drop(sentences.remove(rng.random_range(0..sentences.len()))),
        _ => {
            let at = rng.random_range(1..sentences.len());
            sentences.rotate_left(at);
        }
    }
    let slip = rng.random_range(0.0..0.03);
    let typed = |c: char, rng: &mut ChaCha8Rng| if rng.random_bool(slip) { None } else { Some(c) };
    sentences.join(". ").chars().filter_map(|c| typed(c, rng)).collect()
}

/// Reports and the incident each is about: copies with slips of the pen, sentences more, fewer or in another order, the
/// same line or page in other words; and strangers that share openings of letters, places and now and then a number.
fn stream(rng: &mut ChaCha8Rng, incidents: usize) -> Vec<(usize, ReportForm)> {
    let scripts =
        ["abcdefghijklmnoprstuv", "abdefgilmnoprstuéèà", "ابتثجحخدرسشعفقكلمنهوي", "កខគងចឆជញដណតថទធនបផពមយរលវសហ"];
    let languages: Vec<Language> = scripts.iter().map(|letters| Language::new(rng, letters)).collect();
    let openings: Vec<String> = languages.iter().map(|language| language.sentence(rng)).collect();
    let mut reports = Vec::new();
    for incident in 0..incidents {
        let which = rng.random_range(0..languages.len());
        let language = &languages[which];
        let mut sentences: Vec<String> = (0..rng.random_range(3..9)).map(|_| language.sentence(rng)).collect();
        if rng.random_bool(0.4) {
            sentences.insert(0, openings[which].clone());
        }
        let line = rng.random_bool(0.3).then(|| format!("+32 4{:08}", rng.random_range(0..100_000_000)));
        let shared = rng.random_bool(0.01).then(|| "https://example.org/".to_owned());
        let place_text = format!("place {}", rng.random_range(0..40));
        let copies = [1, 1, 1, 1, 2, 2, 3, 5][rng.random_range(0..8)];
        for copy in 0..copies {
            let other_words = copy > 0 && line.is_some() && rng.random_bool(0.3);
            let what = match copy {
                0 => sentences.join(". "),
                _ if other_words => (0..4).map(|_| language.sentence(rng)).collect::<Vec<_>>().join(". "),
                _ => retold(rng, language, &sentences),
            };
            let mut form = ReportForm { place_text: place_text.clone(), ..form(&what) };
            if let Some(line) = &line {
                form.indicators.push(Indicator::new(IndicatorKind::PhoneNumber, line));
            }
            form.indicators.extend(shared.iter().map(|page| Indicator::new(IndicatorKind::Url, page)));
            reports.push((incident, form));
        }
    }
    reports
}

/// Precision, recall and F1 of the pairs that are proposed.
fn quality(seed: u64) -> (f64, f64, f64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let reports = stream(&mut rng, 600);
    let sketches: Vec<(Id, Sketch)> =
        reports.iter().enumerate().map(|(n, (_, form))| (id(n), Sketch::of(form))).collect();
    let pairs = propose(&sketches, THRESHOLD);
    let incident = |id: Id| reports[u128::from_be_bytes(id.0) as usize].0;
    let right = pairs.iter().filter(|pair| incident(pair.first) == incident(pair.second)).count() as f64;
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    reports.iter().for_each(|(incident, _)| *sizes.entry(*incident).or_default() += 1);
    let all: usize = sizes.values().map(|n| n * (n - 1) / 2).sum();
    let (precision, recall) = (right / pairs.len() as f64, right / all as f64);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

#[test]
fn pairs_of_an_invented_stream_are_found() {
    for seed in [1, 2, 3] {
        let (precision, recall, f1) = quality(seed);
        eprintln!("seed {seed}: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}");
        assert!(f1 >= 0.95, "seed {seed}: precision {precision}, recall {recall}, F1 {f1}");
    }
}

/// Prints what the documentation of [`propose`] says of its time: run by hand with `--ignored --nocapture`.
#[test]
#[ignore = "measures time"]
fn time_of_ten_thousand() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut reports = stream(&mut rng, 5_500);
    reports.truncate(10_000);
    let begun = std::time::Instant::now();
    let sketches: Vec<(Id, Sketch)> =
        reports.iter().enumerate().map(|(n, (_, form))| (id(n), Sketch::of(form))).collect();
    let sketched = begun.elapsed();
    let begun = std::time::Instant::now();
    let pairs = propose(&sketches, THRESHOLD);
    eprintln!("{} reports: sketches {sketched:?}, {} pairs {:?}", reports.len(), pairs.len(), begun.elapsed());
}
