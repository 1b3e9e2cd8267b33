//! The folder of what the program keeps: which one it is, making it, and why it can't be had. Shared
//! by `serve` and `history`.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::complain::{self, shown, text};
use super::{Context, Exit, Failure};
use crate::lang::Lang;
use crate::settings::data_dir;
use crate::store::OpenError;

/// The file with what cloaks and tokens are made with.
const SECRET_FILE: &str = "secret";

/// Bytes of the secret.
const SECRET_BYTES: usize = 16;

/// The folder that the settings name, or else the platform's.
///
/// # Errors
/// The platform has none.
pub fn dir(ctx: &Context) -> Result<PathBuf, Failure> {
    let named = ctx.settings.history.dir.clone().or_else(data_dir);
    named.ok_or_else(|| Failure::new(Exit::Failed, ctx.lang.say("data-no-home", &[])))
}

/// Makes the folder, for its owner alone, if it is not there.
///
/// # Errors
/// It can't be made.
pub fn make(lang: &Lang, folder: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).map_err(|error| {
        let args = [("path", shown(folder)), ("cause", complain::io(lang, &error))];
        Failure::new(Exit::Failed, lang.say("data-no-folder", &args))
    })
}

/// Why what is kept can't be opened, in words.
pub fn failure(lang: &Lang, error: &OpenError) -> Failure {
    let sentence = match error {
        OpenError::InUse { path } => lang.say("data-in-use", &[("path", shown(path))]),
        OpenError::Newer { path, version } => {
            lang.say("data-newer", &[("path", shown(path)), ("version", (*version).into())])
        }
        OpenError::Damaged { path, cause } => {
            lang.say("data-damaged", &[("path", shown(path)), ("cause", text(cause))])
        }
        OpenError::Io { path, kind, cause } => {
            let cause = complain::system(lang, *kind, cause);
            lang.say("data-unreadable", &[("path", shown(path)), ("cause", cause)])
        }
    };
    Failure::new(Exit::Failed, sentence)
}

/// The secret of the house: it stays the same as long as what is kept does, so that a ban by cloak
/// holds after a restart.
///
/// # Errors
/// It is there and can't be read, or is not and can't be written.
pub fn secret(lang: &Lang, folder: &Path) -> Result<[u8; SECRET_BYTES], Failure> {
    let path = folder.join(SECRET_FILE);
    let secret = match fs::read_to_string(&path) {
        Ok(text) => parse(&text).ok_or_else(|| io::ErrorKind::InvalidData.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let written = |secret: &[u8]| write(&path, &data_encoding::HEXLOWER.encode(secret));
            new_secret().map_err(io::Error::other).and_then(|secret| written(&secret).map(|()| secret))
        }
        Err(error) => Err(error),
    };
    secret.map_err(|error| {
        let args = [("path", shown(&path)), ("cause", complain::io(lang, &error))];
        Failure::new(Exit::Failed, lang.say("data-secret", &args))
    })
}

/// A secret that nobody knows.
///
/// # Errors
/// The system has no chance to give.
pub fn new_secret() -> Result<[u8; SECRET_BYTES], getrandom::Error> {
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret)?;
    Ok(secret)
}

fn parse(text: &str) -> Option<[u8; SECRET_BYTES]> {
    data_encoding::HEXLOWER.decode(text.trim_end().as_bytes()).ok()?.try_into().ok()
}

/// Writes the line beside its place, for the folder's owner alone, and moves it there, so that it is
/// whole or not there.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, line: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    writeln!(file, "{line}")?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;

    #[test]
    fn the_secret_stays_and_is_for_its_owner_alone() {
        let lang = Languages::built_in().lang("en");
        let folder = std::env::temp_dir().join(format!("chatroom-secret-{}", std::process::id()));
        make(&lang, &folder).unwrap();
        let first = secret(&lang, &folder).unwrap();
        assert_eq!(secret(&lang, &folder).unwrap(), first);
        assert_ne!(new_secret().unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join(SECRET_FILE))), (0o700, 0o600));
        }
        fs::write(folder.join(SECRET_FILE), "nonsense").unwrap();
        let failure = secret(&lang, &folder).unwrap_err();
        assert!(failure.sentence.contains("secret"), "{failure}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
