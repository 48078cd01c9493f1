//! How many are on no list, where the records of a study say who is on which: in short, with a table of the routes.
//!
//! The whole of it is the page of `turnstone prevalence`: [`crate::prevalence_page`].

use crate::grid::{Cell, Grid};
use crate::number::count;
use crate::prevalence_page::{about, sentences};
use turnstone_estimate::prevalence::answer::Outcome;
use turnstone_monitor::study::Study;

/// The section.
pub struct Hidden {
    /// The range, the point, what they rest on; or why there is none.
    pub sentences: Vec<String>,
    /// Every route; none where there is no answer.
    pub routes: Option<Grid>,
}

pub fn hidden(study: &Study) -> Option<Hidden> {
    let hidden = study.hidden.as_ref()?;
    let account = &hidden.account;
    let rows = format!(
        "{} records put a person on a list, {} say that again, {} have no person and {} no list.",
        count(account.used),
        count(account.repeated),
        count(account.without_person),
        count(account.without_list)
    );
    let mut said = match &hidden.answer {
        Some(answer) => sentences(answer),
        None => vec![hidden.reason.clone().unwrap_or_default()],
    };
    said.push(rows);
    let routes = hidden.answer.as_ref().and_then(|answer| match &answer.outcome {
        Outcome::NotEstimable(_) => None,
        Outcome::Estimated(estimates) => {
            let caption = "Answers by route: persons on a list or on none; a dash: withheld";
            let mut grid = Grid::new(caption, &["Route", "#Persons", "#95 % interval", "What must be true for it"]);
            for route in &estimates.routes {
                let number = |end: Option<f64>| end.map_or_else(|| "–".to_owned(), about);
                grid.push(vec![
                    Cell::text(route.route.name()),
                    Cell::aligned(number(route.point)),
                    Cell::aligned(format!("{} to {}", number(route.low), number(route.high))),
                    Cell::text(if route.point.is_some() {
                        route.route.rests_on().to_owned()
                    } else {
                        route.remarks.join("; ")
                    }),
                ]);
            }
            Some(grid)
        }
    });
    Some(Hidden { sentences: said, routes })
}
