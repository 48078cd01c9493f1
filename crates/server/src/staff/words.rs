//! The words of the staff's pages in a language: messages, labels of closed lists, spans of time.

use crate::texts::{FluentValue, Texts};
use turnstone_casework::Moment;
use turnstone_casework::moment::{DAY, HOUR, MINUTE};
use turnstone_model::Place;

/// The words of a language.
#[derive(Clone, Copy)]
pub struct Words {
    /// The messages.
    pub texts: &'static Texts,
}

/// A time as a page shows it.
pub struct Time {
    /// For machines.
    pub machine: String,
    /// For people.
    pub text: String,
}

/// By when something has to be done.
pub struct Due {
    /// For machines.
    pub machine: String,
    /// For people: `in 3 hours`, `2 days late`.
    pub text: String,
    /// Whether it is past.
    pub late: bool,
    /// How the script writes it while it is to come; `{}` is the span.
    pub ahead: String,
    /// How the script writes it when it is past.
    pub behind: String,
}

/// One of several things to choose.
#[derive(Clone)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is chosen.
    pub picked: bool,
}

impl Words {
    /// The languages in which the staff's site speaks.
    pub fn all() -> Vec<&'static Texts> {
        Texts::all().iter().filter(|texts| texts.staff).collect()
    }

    /// A message.
    pub fn t(&self, id: &str) -> String {
        self.texts.text(id, &[])
    }

    /// Whether there is such a message.
    pub fn has(&self, id: &str) -> bool {
        self.t(id) != id
    }

    /// A message with one text in it.
    pub fn with(&self, id: &str, name: &str, value: &str) -> String {
        self.texts.text(id, &[(name, FluentValue::from(value.to_owned()))])
    }

    /// A message with a number in it.
    pub fn n(&self, id: &str, n: i64) -> String {
        self.texts.text(id, &[("n", FluentValue::from(n))])
    }

    /// The label of a value of a closed list: the message `list-value`.
    pub fn label(&self, list: &str, value: &str) -> String {
        let id = format!("{list}-{}", value.replace(['_', '.'], "-"));
        let label = self.t(&id);
        // A value that came later than this page is shown by its name.
        if label == id { value.replace('_', " ") } else { label }
    }

    /// The choices of a closed list, one of them chosen.
    pub fn choices<'a>(&self, list: &str, values: impl IntoIterator<Item = &'a str>, picked: &str) -> Vec<Choice> {
        let choice =
            |value: &str| Choice { value: value.to_owned(), label: self.label(list, value), picked: value == picked };
        values.into_iter().map(choice).collect()
    }

    /// A country by its code, or the code where it is none.
    pub fn country(&self, code: &str) -> String {
        Place::from_code(code).map_or_else(|| code.to_owned(), |place| place.name().to_owned())
    }

    /// The name of a language by its tag.
    pub fn language(&self, tag: &str) -> String {
        Texts::find(tag).map_or_else(|| tag.to_owned(), Texts::name)
    }

    /// A day and minute (UTC).
    pub fn time(&self, at: Moment) -> Time {
        Time { machine: at.to_string(), text: at.minute() }
    }

    /// A day (UTC).
    pub fn day(&self, at: Moment) -> Time {
        Time { machine: at.date(), text: at.date() }
    }

    /// How long, in the largest unit that fits.
    pub fn span(&self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        match seconds {
            DAY.. => self.n("span-days", seconds / DAY),
            HOUR.. => self.n("span-hours", seconds / HOUR),
            _ => self.n("span-minutes", seconds / MINUTE),
        }
    }

    /// By when, seen from `now`.
    pub fn due(&self, at: Moment, now: Moment) -> Due {
        let late = at < now;
        let (ahead, behind) = (self.with("due-ahead", "span", "{}"), self.with("due-behind", "span", "{}"));
        let text = if late { &behind } else { &ahead };
        Due { machine: at.to_string(), text: text.replace("{}", &self.span((at.0 - now.0).abs())), late, ahead, behind }
    }
}

/// An identifier as people read it to each other: its first eight digits.
pub fn short(id: impl ToString) -> String {
    id.to_string().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_largest_unit_that_fits() {
        let words = Words { texts: Texts::get("en") };
        for (seconds, text) in [
            (0, "0 minutes"),
            (119, "1 minute"),
            (3_599, "59 minutes"),
            (7_200, "2 hours"),
            (86_400, "1 day"),
            (-5, "0 minutes"),
        ] {
            assert_eq!(words.span(seconds), text);
        }
        let french = Words { texts: Texts::get("fr") };
        assert_eq!(french.span(172_800), "2 jours");
    }

    #[test]
    fn what_is_late_says_so_in_words() {
        let words = Words { texts: Texts::get("en") };
        let due = words.due(Moment(0), Moment(7_200));
        assert!(due.late && due.text.contains("2 hours") && due.text.contains("late"), "{}", due.text);
        let due = words.due(Moment(7_200), Moment(0));
        assert!(!due.late && due.text.contains("2 hours"), "{}", due.text);
        assert!(due.ahead.contains("{}") && due.behind.contains("{}"));
    }

    #[test]
    fn a_value_without_a_label_is_shown_by_its_name() {
        assert_eq!(Words { texts: Texts::get("fr") }.label("report-state", "never_heard_of"), "never heard of");
    }
}
