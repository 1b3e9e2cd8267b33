//! Files that `join` keeps for its owner alone: making their folder, writing them, one client at a
//! time.
//!
//! Knows no content. A file is written whole, beside its place, and moved there, so that nobody ever
//! reads half of it; where a link stands in its place, the file that it leads to is written. Whoever
//! reads a file to write it holds its lock meanwhile: a file of its own beside it, which is never
//! removed, since two clients could otherwise hold locks on two files of one name.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Makes the folder in which this file lies, for its owner alone, if it is not there.
///
/// # Errors
/// What the system says; there is no folder.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).ok_or(io::ErrorKind::NotFound)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

/// Waits until no other client writes this file; none does until what is given is dropped.
///
/// # Errors
/// What the system says.
pub fn lock(path: &Path) -> io::Result<fs::File> {
    make_folder(path)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    let file = for_owner(&mut options).open(with_ending(path, "lock"))?;
    match file.lock() {
        // A file system that knows no locks is no worse than none.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

/// Writes the whole file.
///
/// # Errors
/// What the system says; there is no folder.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(path)?;
    let path = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let beside = with_ending(&path, &std::process::id().to_string());
    let _ = fs::remove_file(&beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    let written = for_owner(&mut options).open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, &path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

/// So that only its owner can read a file that is made.
fn for_owner(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_and_its_folder_are_their_owners_alone_and_a_link_stays_one() {
        let dir = std::env::temp_dir().join(format!("chatroom-kept-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let (real, link) = (dir.join("real/file"), dir.join("links/file"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        drop(lock(&real).unwrap());
        replace(&real, b"1").unwrap();
        assert_eq!((mode(&dir), mode(&dir.join("real")), mode(&real)), (0o700, 0o700, 0o600));
        make_folder(&link).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        replace(&link, b"2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"2");
        assert_eq!(fs::read_dir(dir.join("links")).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(dir).unwrap();
    }
}
