//! The password: from a file, or from the environment; never a setting itself, so that nobody who
//! prints the settings or the list of processes sees it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Origin;

/// Bytes of a password: what fits in the line that says it (PASS).
pub const PASSWORD_BYTES_MAX: usize = 300;

/// Why there is no password where one should be.
#[derive(Debug)]
pub enum PasswordError {
    /// The file can't be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The first line of the file is empty.
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// It is longer than [`PASSWORD_BYTES_MAX`], or holds a control character.
    Unfit {
        /// Which file; `None`: the environment variable.
        path: Option<PathBuf>,
    },
}

/// The password: from `file` if a flag or its own variable named it, else from the variable
/// `CHATROOM_PASSWORD`, else from `file` if the settings file named it, else none.
///
/// # Errors
/// [`PasswordError`], which names the place.
pub fn password(
    file: Option<&Path>,
    origin: &Origin,
    variable: Option<&str>,
) -> Result<Option<String>, PasswordError> {
    let file_is_stronger = matches!(origin, Origin::Flag(_) | Origin::Variable(_));
    match (file, variable) {
        (Some(path), None) => from_file(path).map(Some),
        (Some(path), Some(_)) if file_is_stronger => from_file(path).map(Some),
        (_, Some(password)) => fit(password).map(Some).ok_or(PasswordError::Unfit { path: None }),
        (None, None) => Ok(None),
    }
}

fn from_file(path: &Path) -> Result<String, PasswordError> {
    let text =
        fs::read_to_string(path).map_err(|cause| PasswordError::Unreadable { path: path.into(), cause })?;
    let line = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(PasswordError::Empty { path: path.into() });
    }
    fit(line).ok_or_else(|| PasswordError::Unfit { path: Some(path.into()) })
}

fn fit(password: &str) -> Option<String> {
    let fit = password.len() <= PASSWORD_BYTES_MAX && !password.chars().any(char::is_control);
    fit.then(|| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_named_nearer_beats_the_variable_which_beats_one_from_the_settings() {
        let path = std::env::temp_dir().join(format!("chatroom-password-{}", std::process::id()));
        let file = Some(path.as_path());
        fs::write(&path, "from file\r\nsecond line\n").unwrap();
        let of = |file, origin: &Origin, variable| password(file, origin, variable).unwrap();
        let in_file = Origin::File("x".into());
        for nearer in [Origin::Flag("--password-file"), Origin::Variable("X".into())] {
            assert_eq!(of(file, &nearer, Some("from variable")).as_deref(), Some("from file"));
        }
        assert_eq!(of(file, &in_file, Some("from variable")).as_deref(), Some("from variable"));
        assert_eq!(of(file, &in_file, None).as_deref(), Some("from file"));
        assert_eq!(of(None, &Origin::Default, Some("from variable")).as_deref(), Some("from variable"));
        assert_eq!(of(None, &Origin::Default, None), None);

        fs::write(&path, "\nsecond line\n").unwrap();
        assert!(matches!(password(file, &in_file, None), Err(PasswordError::Empty { .. })));
        fs::write(&path, "x".repeat(301)).unwrap();
        assert!(matches!(password(file, &in_file, None), Err(PasswordError::Unfit { path: Some(_) })));
        fs::remove_file(&path).unwrap();
        assert!(matches!(password(file, &in_file, None), Err(PasswordError::Unreadable { .. })));
        let bad = password(None, &Origin::Default, Some("a\nb"));
        assert!(matches!(bad, Err(PasswordError::Unfit { path: None })));
    }
}
