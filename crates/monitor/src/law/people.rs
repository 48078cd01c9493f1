//! The law of all people's movement: five-year flows between countries, and moves between the parts of countries in the same years.

use super::data::{Numbered, Observations, Pair};
use super::rungs::{Fitted, fitted, remaining};
use super::{Inside, Law, Size, Withheld};
use crate::geography::{contiguous, distance};
use crate::migration::{Internal, Matrix, Migration};
use turnstone_estimate::gravity::Covariate;
use turnstone_model::Place;

/// Fewer pairs inside countries say nothing about a border.
const FEWEST_INSIDE: usize = 20;
const PERIOD: i32 = 5;
const WHAT: &str = "the border effect on all people";

/// Fits the law to one estimate of flows and every internal matrix.
///
/// **Source** Santos Silva and Tenreyro (2006) for the estimator; McCallum (1995) for the border term; Anderson and van
/// Wincoop (2003) for effects of origin and destination; Head and Mayer (2014) for what they identify.
///
/// **Method** Flows from country i to country j across borders, and from part p to part q of country c, in the same
/// five years: E = exp(αᵢ + γⱼ + δ·border + β·ln distance + κ·common border), inside with α and γ of c and the parts'
/// shares of its population. The border's δ is what flows across fall short of flows inside at the same distance and
/// size. Parts of a country share its effects, so δ is identified by countries with flows on both sides. Standard
/// errors are clustered by pair of places.
///
/// The headline takes size in proportion to population, so that δ does not depend on how finely a country is divided; models that
/// estimate the power of size, with and without effects of countries, stand beside it.
///
/// **Arguments** `estimate` is a name of [`crate::migration::ESTIMATES`] that was read.
///
/// **Errors** [`Withheld`] when no period has both halves, when there are fewer than 20 pairs inside, or when a term
/// is not identified.
pub fn people(migration: &Migration, estimate: &str) -> Result<Law, Withheld> {
    let withheld = |reason: &str, help: &str| Withheld { what: WHAT.into(), reason: reason.into(), help: help.into() };
    let matrix = migration.flows.get(estimate).ok_or_else(|| {
        withheld(&format!("no flows by the estimate {estimate} are given"), "Give five-year flows between countries")
    })?;
    if migration.internal.is_empty() {
        return Err(withheld(
            "no moves inside any country are given, so that nothing tells a border from a country's own pull and push",
            "Give moves between the parts of a country with --internal and --within",
        ));
    }
    let (start, covered) = period(matrix, &migration.internal).ok_or_else(|| {
        withheld("flows and internal moves have no year in common", "Give both for the same five years")
    })?;
    let of = observe(migration, matrix, start);
    let pairs: usize = of.of_inside.iter().map(|i| i.pairs).sum();
    if pairs < FEWEST_INSIDE {
        return Err(withheld(
            &format!("{pairs} pairs of places inside countries can be used, fewer than {FEWEST_INSIDE}"),
            "Give a matrix with more parts, with their distances and populations, of a country that the flows cover",
        ));
    }
    let years = Some((start, start + PERIOD - 1));
    ladder(of, estimate, years, covered).map_err(|error| Withheld {
        what: WHAT.into(),
        reason: error.to_string(),
        help: "Give moves inside more countries, or flows in which what is named varies".into(),
    })
}

/// The start of the period with the most years of internal moves, the latest of those; and how many years there are.
fn period(matrix: &Matrix, internal: &[Internal]) -> Option<(i32, usize)> {
    let covered = |start: i32| {
        let of = internal.iter().map(|i| i.years().range(start..start + PERIOD).count());
        of.max().unwrap_or(0)
    };
    matrix
        .years()
        .into_iter()
        .map(|start| (start, covered(start)))
        .filter(|(_, n)| *n > 0)
        .max_by_key(|(y, n)| (*n, *y))
}

/// Moves between two parts in the years from `start`, brought to five years; none when a year has no number for them.
fn moved(internal: &Internal, years: &[i32], from: usize, to: usize) -> Option<f64> {
    let sum: Option<f64> = years.iter().map(|y| internal.moves.get(&(*y, from, to)).copied()).sum();
    Some(sum? * f64::from(PERIOD) / years.len() as f64).filter(|_| !years.is_empty())
}

fn observe(migration: &Migration, matrix: &Matrix, start: i32) -> Observations {
    let mut of = Observations::default();
    let mut numbered = Numbered::default();
    let places = matrix.places(start);
    let before = matrix.years().contains(&(start - PERIOD)).then_some(start - PERIOD);
    let population = |place: Place| migration.population_near(place, start + 2).map(|(_, n)| n);
    for &origin in &places {
        for &destination in places.iter().filter(|d| **d != origin) {
            let Some(kilometres) = distance(origin, destination) else {
                of.leave_out("pairs with a country that has no coordinates");
                continue;
            };
            of.push(Pair {
                count: matrix.get(start, origin, destination).unwrap_or(0.0),
                groups: (numbered.of(origin), numbered.of(destination)),
                names: (origin.code().to_owned(), destination.code().to_owned()),
                inside: false,
                distance: kilometres,
                contiguous: contiguous(origin, destination) == Some(true),
                share: (1.0, 1.0),
                population: population(origin).zip(population(destination)),
                earlier: before.map(|year| matrix.get(year, origin, destination).unwrap_or(0.0)),
            });
        }
    }
    for internal in &migration.internal {
        let within = |from: i32| internal.years().range(from..from + PERIOD).copied().collect::<Vec<i32>>();
        let (years, earlier) = (within(start), within(start - PERIOD));
        let mut found = Inside { country: internal.country, pairs: 0, people: 0.0 };
        for from in 0..internal.parts.len() {
            for to in 0..internal.parts.len() {
                let why = if from == to {
                    "moves within one part: no distance is meant"
                } else if !places.contains(&internal.country) {
                    "pairs inside a country without flows across borders: nothing would tell its border from itself"
                } else if let Some(count) = moved(internal, &years, from, to)
                    && let Some(kilometres) = internal.distance.get(&(from, to))
                    && let Some(share) = internal.share(from, &years).zip(internal.share(to, &years))
                {
                    let code = internal.country.code();
                    let name = |part: usize| format!("{code}/{}", internal.parts[part].name);
                    let country = numbered.of(internal.country);
                    let people = population(internal.country);
                    of.push(Pair {
                        count,
                        groups: (country, country),
                        names: (name(from), name(to)),
                        inside: true,
                        distance: *kilometres,
                        contiguous: internal.contiguous.get(&(from, to)) == Some(&true),
                        share,
                        population: people.map(|n| (n * share.0, n * share.1)),
                        earlier: before.and_then(|_| moved(internal, &earlier, from, to)),
                    });
                    found.pairs += 1;
                    found.people += count;
                    continue;
                } else {
                    "pairs of parts without moves in every year, distance or population"
                };
                of.leave_out(why);
            }
        }
        if found.pairs > 0 {
            of.of_inside.push(found);
        }
    }
    if of.earlier.iter().any(|e| e.is_nan()) {
        of.earlier.clear();
    }
    of
}

fn ladder(
    of: Observations,
    estimate: &str,
    years: Option<(i32, i32)>,
    covered: usize,
) -> Result<Law, turnstone_estimate::gravity::GravityError> {
    let far = || {
        vec![
            Covariate::new("distance", of.log_distance.clone()),
            Covariate::new("common_border", of.contiguous.clone()),
        ]
    };
    let mut models: Vec<Fitted> = vec![
        fitted(&of, "as counted: effects of countries only", Size::Ignored, Vec::new())?,
        fitted(&of, "raw: size in proportion to population", Size::Proportional, Vec::new())?,
        fitted(&of, "and distance and common border", Size::Proportional, far())?,
        fitted(&of, "and distance and common border; power of size as found inside", Size::Estimated, far())?,
    ];
    if !of.earlier.is_empty() {
        let mut with = far();
        with.push(Covariate::new("earlier_movement", of.earlier.clone()));
        models.push(fitted(&of, "and earlier movement; power of size as found inside", Size::Estimated, with)?);
    }
    let (head, tail) = models.split_at_mut(2);
    tail.iter_mut().for_each(|full| remaining(&head[1], full, &of));

    let split = apart(&of);
    let (mut same, mut not_tested) = (Vec::new(), Vec::new());
    let own = fitted(&of, "effects of countries, every coefficient of its own inside", Size::Estimated, split.clone())?;
    same.extend(own.same("distance", "distance_across", "distance_inside"));
    same.extend(own.same("common border", "common_border_across", "common_border_inside"));
    same.extend(own.is("size of the origin", "size_origin", 1.0, "in proportion"));
    same.extend(own.is("size of the destination", "size_destination", 1.0, "in proportion"));
    if of.earlier.is_empty() {
        not_tested.push("earlier movement: it is not known for both halves in the five years before".to_owned());
    } else {
        let mut with = split.clone();
        with.extend(halves(&of, "earlier_movement", &of.earlier));
        let earlier = fitted(&of, "effects of countries and earlier movement", Size::Estimated, with)?;
        same.extend(earlier.same("earlier movement (network)", "earlier_movement_across", "earlier_movement_inside"));
    }
    // Size across borders is inside the countries' effects; only a model without them can tell its power there.
    let peopled = of.only(|i| of.log_population[0][i].is_finite() && of.log_population[1][i].is_finite());
    if peopled.inside.iter().any(|i| *i) && peopled.inside.iter().any(|i| !*i) {
        let near = || {
            vec![
                Covariate::new("distance", peopled.log_distance.clone()),
                Covariate::new("common_border", peopled.contiguous.clone()),
            ]
        };
        let raw = fitted(&peopled, "without effects of countries: populations only", Size::Population, Vec::new())?;
        let mut full = fitted(
            &peopled,
            "without effects of countries: populations, distance, common border",
            Size::Population,
            near(),
        )?;
        remaining(&raw, &mut full, &peopled);
        models.extend([raw, full]);
        let mut plain = peopled.only(|_| true);
        plain.origin.fill(0);
        plain.destination.fill(0);
        let mut split = apart(&plain);
        split.extend(halves(&plain, "population_origin", &plain.log_population[0]));
        split.extend(halves(&plain, "population_destination", &plain.log_population[1]));
        let own =
            fitted(&plain, "without effects of countries, every coefficient of its own inside", Size::Ignored, split)?;
        same.extend(own.same("distance", "distance_across", "distance_inside"));
        same.extend(own.same("size of the origin", "population_origin_across", "population_origin_inside"));
        same.extend(own.same(
            "size of the destination",
            "population_destination_across",
            "population_destination_inside",
        ));
    } else {
        not_tested.push("size across borders: populations of countries are not given".to_owned());
    }
    let assumptions = assumptions(&of, estimate, covered);
    Ok(Law {
        subject: format!("All people, estimate {estimate}"),
        years,
        across: of.across(),
        inside: of.of_inside,
        left_out: of.left_out,
        ladder: models.into_iter().map(|m| m.rung).collect(),
        headline: 2,
        same,
        not_tested,
        assumptions,
    })
}

/// A covariate across borders and the same inside, each with a coefficient of its own.
fn halves(of: &Observations, name: &str, values: &[f64]) -> [Covariate; 2] {
    let column = |inside: bool, half: &str| Covariate::new(format!("{name}_{half}"), of.half(values, inside));
    [column(false, "across"), column(true, "inside")]
}

/// Distance and common border by half; a common border that does not vary inside is in the border's term.
fn apart(of: &Observations) -> Vec<Covariate> {
    let touching = of.contiguous.iter().zip(&of.inside).filter(|(_, inside)| **inside).map(|(touch, _)| *touch);
    let varies = touching.clone().any(|t| t == 0.0) && touching.clone().any(|t| t == 1.0);
    let mut columns: Vec<Covariate> = halves(of, "distance", &of.log_distance).into();
    let [across, inside] = halves(of, "common_border", &of.contiguous);
    columns.push(across);
    columns.extend(varies.then_some(inside));
    columns
}

fn assumptions(of: &Observations, estimate: &str, covered: usize) -> Vec<String> {
    let countries: Vec<&str> = of.of_inside.iter().map(|i| i.country.name()).collect();
    let mut said = vec![
        format!("Flows across borders are those that {estimate} estimates; a pair between covered countries that is not listed is 0."),
        "Moves inside are registered one by one; five-year flows across borders count people whose country differs between two dates. \
         Moves exceed such transitions: if r of them would be transitions, the border term rises by −ln r (0.5 gives +0.69)."
            .to_owned(),
        "A part of a country shares the country's push and pull in proportion to its population; no effect of its own is estimated.".to_owned(),
        "A pair of places may depend on itself in both directions; pairs are taken as independent of each other.".to_owned(),
    ];
    if countries.len() == 1 {
        said.push(format!(
            "All moves inside are those of {}: the border term is this country's. Nothing tells a border from what is peculiar to it, and the \
             interval does not hold that doubt.",
            countries[0]
        ));
    } else {
        said.push(format!("Moves inside are those of {} countries: {}.", countries.len(), countries.join(", ")));
    }
    if covered < PERIOD as usize {
        said.push(format!("Moves inside cover {covered} of 5 years and were scaled up."));
    }
    if !of.earlier.is_empty() {
        said.push(
            "Earlier movement is that of the five years before, measured alike on both sides; it already holds the border's effect of then, so a \
             model with it says what is new of the divide, not what the divide is."
                .to_owned(),
        );
    }
    said
}
