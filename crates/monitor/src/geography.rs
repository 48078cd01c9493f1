//! Where countries lie: a centre, an area and land neighbours of each, and the distances that follow.
//!
//! Facts and conventions: `data/PROVENANCE.md`. Subdivisions have none; distances inside a country come with the matrices that are
//! given, or from the country's area.

use std::collections::HashMap;
use std::sync::LazyLock;
use turnstone_model::Place;

const TABLE: &str = include_str!("../data/geography.tsv");

/// The mean radius of the Earth in kilometres.
const EARTH: f64 = 6_371.008_8;

/// What is known of where a country lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Geography {
    /// Degrees north of its centre.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Square kilometres.
    pub area: f64,
    /// Countries that share a land border with it.
    pub neighbours: Vec<Place>,
}

static GEOGRAPHY: LazyLock<HashMap<Place, Geography>> = LazyLock::new(|| {
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let place = Place::from_code(cells.next()?)?;
        let mut number = || cells.next()?.parse().ok();
        let (latitude, longitude, area) = (number()?, number()?, number()?);
        let neighbours = cells.next()?.split(';').filter_map(Place::from_code).collect();
        Some((place, Geography { latitude, longitude, area, neighbours }))
    };
    TABLE.lines().skip(1).filter_map(row).collect()
});

/// Where a country lies; none for other levels and for three uninhabited or tiny territories.
pub fn geography(place: Place) -> Option<&'static Geography> {
    GEOGRAPHY.get(&place)
}

/// Kilometres along a great circle between the centres of two countries.
pub fn distance(a: Place, b: Place) -> Option<f64> {
    let (a, b) = (geography(a)?, geography(b)?);
    let (north, east) = ((b.latitude - a.latitude).to_radians(), (b.longitude - a.longitude).to_radians());
    let cosines = a.latitude.to_radians().cos() * b.latitude.to_radians().cos();
    let haversine = (north / 2.0).sin().powi(2) + cosines * (east / 2.0).sin().powi(2);
    Some(2.0 * EARTH * haversine.sqrt().min(1.0).asin())
}

/// Kilometres of a typical journey inside a country: two thirds of the radius of a disk of its area.
///
/// **Source** Head and Mayer (2000); Mayer and Zignago (2011), eq. 3.
pub fn internal_distance(place: Place) -> Option<f64> {
    Some(2.0 / 3.0 * (geography(place)?.area / std::f64::consts::PI).sqrt())
}

/// Whether two countries share a land border; none when one is not in the table.
pub fn contiguous(a: Place, b: Place) -> Option<bool> {
    geography(b)?;
    Some(geography(a)?.neighbours.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: &str) -> Place {
        Place::from_code(code).unwrap()
    }

    #[test]
    fn every_row_is_a_country_and_borders_are_mutual() {
        assert_eq!(GEOGRAPHY.len(), TABLE.lines().count() - 1);
        for (place, geography) in GEOGRAPHY.iter() {
            assert_eq!(place.country(), Some(*place));
            assert!(geography.latitude.abs() <= 90.0 && geography.longitude.abs() <= 180.0 && geography.area > 0.0);
            assert!(geography.neighbours.iter().all(|n| contiguous(*n, *place) == Some(true) && n != place), "{place}");
        }
        let missing: Vec<_> = Place::countries().filter(|p| geography(*p).is_none()).map(|p| p.code()).collect();
        assert_eq!(missing, ["BVT", "CCK", "CXR"]);
    }

    #[test]
    fn distances_and_areas_are_those_of_an_atlas() {
        // Between the centres of Korea and Japan's largest island about 1,000 km; France and Germany about 800.
        assert!((700.0..1_300.0).contains(&distance(at("KOR"), at("JPN")).unwrap()));
        assert!((600.0..900.0).contains(&distance(at("FRA"), at("DEU")).unwrap()));
        assert!((distance(at("NZL"), at("ESP")).unwrap() - 19_500.0).abs() < 800.0);
        assert_eq!(distance(at("KOR"), at("KOR")), Some(0.0));
        // Areas as in the CIA World Factbook: South Korea 99,720 km², Nigeria 923,768, Brazil 8,515,770.
        for (code, area) in [("KOR", 99_720.0), ("NGA", 923_768.0), ("BRA", 8_515_770.0)] {
            assert!((geography(at(code)).unwrap().area / area - 1.0).abs() < 0.03, "{code}");
        }
        // 2/3 · √(98,520 / π) = 118 km.
        assert!((internal_distance(at("KOR")).unwrap() - 118.06).abs() < 0.1);
    }

    #[test]
    fn neighbours_are_those_of_the_map() {
        let names = |code: &str| geography(at(code)).unwrap().neighbours.iter().map(|p| p.code()).collect::<Vec<_>>();
        assert_eq!(names("LSO"), ["ZAF"]);
        assert_eq!(names("FRA"), ["AND", "BEL", "CHE", "DEU", "ESP", "ITA", "LUX", "MCO"]);
        assert_eq!(names("GUF"), ["BRA", "SUR"]);
        assert!(names("FJI").is_empty());
    }
}
