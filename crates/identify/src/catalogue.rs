//! The instruments and assumptions there are: those that come with Turnstone, and those of a folder.

use crate::assumption::Assumption;
use crate::error::InstrumentError;
use crate::instrument::Instrument;
use crate::profile::Profile;
use crate::script::Script;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use turnstone_model::vocabulary::edit_distance;

/// The files that come with Turnstone: element tests, dimensions, signs, patterns.
const SHIPPED: [(&str, &str); 15] = [
    ("instruments/palermo-2000.toml", include_str!("../../../instruments/palermo-2000.toml")),
    ("instruments/contemporary-2013.toml", include_str!("../../../instruments/contemporary-2013.toml")),
    ("instruments/eu-2011-36.toml", include_str!("../../../instruments/eu-2011-36.toml")),
    ("instruments/be-433quinquies.toml", include_str!("../../../instruments/be-433quinquies.toml")),
    ("instruments/smuggling-2000.toml", include_str!("../../../instruments/smuggling-2000.toml")),
    ("instruments/be-77quater.toml", include_str!("../../../instruments/be-77quater.toml")),
    ("instruments/ilo-delphi-adult-labour.toml", include_str!("../../../instruments/ilo-delphi-adult-labour.toml")),
    ("instruments/ilo-delphi-adult-sexual.toml", include_str!("../../../instruments/ilo-delphi-adult-sexual.toml")),
    ("instruments/ilo-delphi-child-labour.toml", include_str!("../../../instruments/ilo-delphi-child-labour.toml")),
    ("instruments/ilo-delphi-child-sexual.toml", include_str!("../../../instruments/ilo-delphi-child-sexual.toml")),
    ("instruments/ilo-11.toml", include_str!("../../../instruments/ilo-11.toml")),
    ("instruments/cyber-sex-den.toml", include_str!("../../../instruments/cyber-sex-den.toml")),
    (
        "instruments/domestic-servitude-after-lapse.toml",
        include_str!("../../../instruments/domestic-servitude-after-lapse.toml"),
    ),
    ("instruments/forced-criminality.toml", include_str!("../../../instruments/forced-criminality.toml")),
    ("instruments/misidentification.toml", include_str!("../../../instruments/misidentification.toml")),
];
const SHIPPED_ASSUMPTIONS: (&str, &str) =
    ("instruments/assumptions.toml", include_str!("../../../instruments/assumptions.toml"));

/// The jurisdiction profiles that come with Turnstone.
const SHIPPED_PROFILES: [(&str, &str); 7] = [
    ("instruments/profiles/international.toml", include_str!("../../../instruments/profiles/international.toml")),
    ("instruments/profiles/eu.toml", include_str!("../../../instruments/profiles/eu.toml")),
    ("instruments/profiles/belgium.toml", include_str!("../../../instruments/profiles/belgium.toml")),
    ("instruments/profiles/canada.toml", include_str!("../../../instruments/profiles/canada.toml")),
    ("instruments/profiles/philippines.toml", include_str!("../../../instruments/profiles/philippines.toml")),
    ("instruments/profiles/thailand.toml", include_str!("../../../instruments/profiles/thailand.toml")),
    ("instruments/profiles/united-states.toml", include_str!("../../../instruments/profiles/united-states.toml")),
];
const SHIPPED_SCRIPT: (&str, &str) =
    ("instruments/interview.toml", include_str!("../../../instruments/interview.toml"));

/// The script of the interview that comes with Turnstone.
pub fn shipped_script() -> &'static Script {
    static SHIPPED: LazyLock<Script> = LazyLock::new(|| {
        let (file, text) = SHIPPED_SCRIPT;
        Script::parse(text, file).expect("a test reads the shipped script")
    });
    &SHIPPED
}

/// The file of a folder that holds the script of the interview, which is no instrument.
const INTERVIEW_FILE: &str = "interview.toml";
/// The file of a folder that holds assumptions; every other TOML file is an instrument.
pub const ASSUMPTIONS_FILE: &str = "assumptions.toml";

/// A set of instruments and assumptions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// The instruments.
    pub instruments: Vec<Instrument>,
    /// The assumptions.
    pub assumptions: Vec<Assumption>,
    /// The jurisdiction profiles.
    pub profiles: Vec<Profile>,
}

/// Why a catalogue could not be loaded or has not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file or folder could not be read.
    #[error("{path}: {source}; expected a folder of instruments as TOML files in UTF-8", path = path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file holds a mistake.
    #[error(transparent)]
    Instrument(#[from] InstrumentError),
    /// Two files give the same id.
    #[error("{second}: the id `{id}` is already that of {first}; each instrument has its own")]
    DuplicateId {
        /// The id.
        id: String,
        /// The file that gave it first.
        first: PathBuf,
        /// The file that gave it again.
        second: PathBuf,
    },
    /// There is nothing with this name.
    #[error("no {what} is called `{name}`. {known}")]
    Unknown {
        /// What was asked for: `instrument` or `assumption`.
        what: &'static str,
        /// Its name.
        name: String,
        /// The nearest one and all there are.
        known: String,
    },
}

fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> CatalogueError {
    let known: Vec<&str> = known.collect();
    let near = known.iter().min_by_key(|k| edit_distance(name, k)).filter(|k| edit_distance(name, k) <= 3);
    let near = near.map_or(String::new(), |near| format!("Did you mean `{near}`? "));
    let known = match known.len() {
        0 => "There are none".into(),
        _ => format!("{near}There are: {}", known.join(", ")),
    };
    CatalogueError::Unknown { what, name: name.into(), known }
}

impl Catalogue {
    /// What comes with Turnstone.
    pub fn shipped() -> &'static Catalogue {
        static SHIPPED_CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            let instruments = SHIPPED.iter().map(|(file, text)| Instrument::parse(text, file));
            let instruments: Vec<Instrument> =
                instruments.collect::<Result<_, _>>().expect("a test reads every shipped instrument");
            let (file, text) = SHIPPED_ASSUMPTIONS;
            let profiles = SHIPPED_PROFILES.iter().map(|(file, text)| Profile::parse(text, file, &instruments));
            Catalogue {
                assumptions: Assumption::parse_all(text, file).expect("a test reads the shipped assumptions"),
                profiles: profiles.collect::<Result<_, _>>().expect("a test reads every shipped profile"),
                instruments,
            }
        });
        &SHIPPED_CATALOGUE
    }

    /// Reads every `*.toml` of a folder, in the order of their names, and the profiles of its folder `profiles`, if it
    /// has one.
    ///
    /// **Errors** A folder or file that cannot be read, the first mistake in one, or an id that two files give.
    pub fn load(folder: &Path) -> Result<Catalogue, CatalogueError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| CatalogueError::Read { path, source }
        };
        let toml_files = |folder: &Path| -> Result<Vec<PathBuf>, CatalogueError> {
            let entries = std::fs::read_dir(folder).map_err(failed(folder))?;
            let mut paths =
                entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(failed(folder))?;
            paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
            paths.sort();
            Ok(paths)
        };
        let mut catalogue = Catalogue::default();
        let mut files: Vec<PathBuf> = Vec::new();
        for path in toml_files(folder)? {
            if path.file_name().is_some_and(|file| file == INTERVIEW_FILE) {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
            let name = path.display().to_string();
            if path.file_name().is_some_and(|file| file == ASSUMPTIONS_FILE) {
                catalogue.assumptions = Assumption::parse_all(&text, &name)?;
                continue;
            }
            let instrument = Instrument::parse(&text, &name)?;
            if let Some(first) = catalogue.instruments.iter().position(|known| known.id == instrument.id) {
                let first = files.swap_remove(first);
                return Err(CatalogueError::DuplicateId { id: instrument.id, first, second: path });
            }
            catalogue.instruments.push(instrument);
            files.push(path);
        }
        let profiles = folder.join("profiles");
        if profiles.is_dir() {
            for path in toml_files(&profiles)? {
                let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
                let profile = Profile::parse(&text, &path.display().to_string(), &catalogue.instruments)?;
                catalogue.profiles.push(profile);
            }
        }
        Ok(catalogue)
    }

    /// The instrument with this id.
    ///
    /// **Errors** There is none: the error lists those there are.
    pub fn get(&self, id: &str) -> Result<&Instrument, CatalogueError> {
        let found = self.instruments.iter().find(|instrument| instrument.id == id);
        found.ok_or_else(|| unknown("instrument", id, self.instruments.iter().map(|i| i.id.as_str())))
    }

    /// The jurisdiction profile with this id.
    ///
    /// **Errors** There is none: the error lists those there are.
    pub fn profile(&self, id: &str) -> Result<&Profile, CatalogueError> {
        let found = self.profiles.iter().find(|profile| profile.id == id);
        found.ok_or_else(|| unknown("jurisdiction profile", id, self.profiles.iter().map(|p| p.id.as_str())))
    }

    /// The assumption with this name.
    ///
    /// **Errors** There is none: the error lists those there are.
    pub fn assumption(&self, name: &str) -> Result<&Assumption, CatalogueError> {
        let found = self.assumptions.iter().find(|assumption| assumption.name == name);
        found.ok_or_else(|| unknown("assumption", name, self.assumptions.iter().map(|a| a.name.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_and_loaded_are_the_same() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments"));
        let loaded = Catalogue::load(folder).unwrap();
        let shipped = Catalogue::shipped();
        assert_eq!(loaded.instruments.len(), shipped.instruments.len());
        assert_eq!(loaded.assumptions, shipped.assumptions);
        assert_eq!(loaded.profiles.len(), shipped.profiles.len());
        for profile in &loaded.profiles {
            // The order in which instruments were read does not matter, and is kept in a profile.
            assert_eq!(shipped.profile(&profile.id).unwrap().rights.len(), profile.rights.len());
        }
        for instrument in &loaded.instruments {
            assert_eq!(shipped.get(&instrument.id).unwrap(), instrument);
        }
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let catalogue = Catalogue::shipped();
        let error = catalogue.assumption("acts").unwrap_err().to_string();
        assert_eq!(error, "no assumption is called `acts`. Did you mean `act`? There are: act, labour-type");
        let error = catalogue.get("palermo").unwrap_err().to_string();
        assert!(
            error.starts_with("no instrument is called `palermo`. There are: palermo-2000, contemporary-2013, eu-"),
            "{error}"
        );
    }

    #[test]
    fn a_folder_is_refused_for_the_same_id_twice_or_a_file_that_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.toml", "b.toml"] {
            std::fs::write(folder.path().join(name), SHIPPED[0].1).unwrap();
        }
        let error = Catalogue::load(folder.path()).unwrap_err();
        assert!(matches!(error, CatalogueError::DuplicateId { ref id, .. } if id == "palermo-2000"), "{error}");
        std::fs::write(folder.path().join("a.toml"), b"\xff").unwrap();
        assert!(matches!(Catalogue::load(folder.path()).unwrap_err(), CatalogueError::Read { .. }));
        assert!(matches!(Catalogue::load(&folder.path().join("none")).unwrap_err(), CatalogueError::Read { .. }));
    }
}
