//! The words of the public pages in a language.

use crate::texts::{FluentValue, Texts};
use turnstone_casework::Moment;

/// The words of a language.
#[derive(Clone, Copy)]
pub struct Words(pub &'static Texts);

impl Words {
    /// A message.
    pub fn t(self, id: &str) -> String {
        self.0.public(id, &[])
    }

    /// A message with values.
    pub fn with(self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.0.public(id, values)
    }

    /// A day, as people write it.
    pub fn date(self, day: Moment) -> String {
        let date = day.date();
        let mut parts = date.split('-').map(|part| part.parse::<u32>().unwrap_or_default());
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let value = |part: Option<u32>| FluentValue::from(part.unwrap_or_default());
        self.with("date", &[("day", value(day)), ("month", value(month)), ("year", value(year))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turnstone_casework::moment::DAY;

    #[test]
    fn days_are_written_as_people_write_them() {
        // 2026-03-01 is day 20,513: 56 × 365 + 14 leap days, and 59.
        let day = Moment(20_513 * DAY);
        let written = |tag| Words(Texts::get(tag)).date(day);
        assert_eq!((written("en").as_str(), written("fr").as_str()), ("1 March 2026", "1 mars 2026"));
        assert_eq!(written("es"), "1 de marzo de 2026");
        assert!(written("ar").contains("آذار (مارس)"));
    }
}
