//! Asking for passphrases and codes: at the terminal without showing them, or from a file. They are never arguments, because
//! arguments stand in the list of processes.

use crate::failure::Failure;
use std::io::IsTerminal;
use std::path::Path;
use zeroize::Zeroizing;

/// A secret from the first line of a file, or asked for.
pub fn secret(from: Option<&Path>, prompt: &str) -> Result<Zeroizing<String>, Failure> {
    match from {
        Some(path) => {
            let text = Zeroizing::new(
                std::fs::read_to_string(path)
                    .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?,
            );
            Ok(Zeroizing::new(text.lines().next().unwrap_or_default().trim().to_owned()))
        }
        None if std::io::stdin().is_terminal() => rpassword::prompt_password(format!("{prompt}: "))
            .map(Zeroizing::new)
            .map_err(|error| Failure::new(format!("cannot ask for it: {error}"))),
        None => Err(Failure::new(format!("there is no terminal to ask at for: {prompt}"))
            .help("give the name of a file that holds it on its first line")),
    }
}

/// A new passphrase, asked for twice.
pub fn new_secret(from: Option<&Path>, prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let first = secret(from, prompt)?;
    if from.is_none() && *secret(None, &format!("{prompt}, again"))? != *first {
        return Err(Failure::new("the two are not the same"));
    }
    Ok(first)
}
