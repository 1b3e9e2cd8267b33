//! Which passwords an account may have, and which addresses: a few rules, without any state.

use crate::wire::{name, scram};

/// Bytes of a password: what fits on a line of any command that takes one (IRCv3
/// account-registration, "Server considerations").
pub const PASSWORD_BYTES_MAX: usize = 300;

/// Bytes of an address (RFC 5321 section 4.5.3.1.3, without the brackets).
pub const EMAIL_BYTES_MAX: usize = 254;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Too easily guessed: too short, or the account's own name.
    Weak,
    /// It can be none: too long, or with control characters in it.
    Unacceptable,
}

/// The password as it is hashed ([`scram::prepared`]), if an account of this name may have it.
///
/// # Errors
/// [`Unfit`].
pub fn fit(password: &str, account: &str, chars_min: usize) -> Result<String, Unfit> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(Unfit::Unacceptable);
    }
    if password.is_empty() {
        return Err(Unfit::Weak);
    }
    let prepared = scram::prepared(password).ok_or(Unfit::Unacceptable)?;
    let is_name = name::fold(&prepared).is_some_and(|key| Some(key) == name::fold(account));
    if is_name || prepared.chars().count() < chars_min {
        return Err(Unfit::Weak);
    }
    Ok(prepared)
}

/// Whether a text could be an address: something, `@`, and something without another.
pub fn is_email(text: &str) -> bool {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || c == '@';
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !local.contains(unfit) && !domain.is_empty() && !domain.contains(unfit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords() {
        assert_eq!(fit("pencil99", "alice", 8).as_deref(), Ok("pencil99"));
        assert_eq!(fit("爱爱爱爱爱爱爱爱", "alice", 8).as_deref(), Ok("爱爱爱爱爱爱爱爱"));
        assert_eq!(fit("pencil", "alice", 8), Err(Unfit::Weak));
        assert_eq!(fit("ALICELONG", "alicelong", 8), Err(Unfit::Weak));
        assert_eq!(fit("", "alice", 0), Err(Unfit::Weak));
        assert_eq!(fit("pen\tcil99", "alice", 8), Err(Unfit::Unacceptable));
        assert_eq!(fit(&"x".repeat(PASSWORD_BYTES_MAX + 1), "alice", 8), Err(Unfit::Unacceptable));
        assert!(fit(&"x".repeat(PASSWORD_BYTES_MAX), "alice", 8).is_ok());
    }

    #[test]
    fn addresses() {
        assert!(is_email("alice@chat.example") && is_email("a+b@localhost"));
        for text in ["", "*", "alice", "@chat.example", "alice@", "a b@c", "a@b@c"] {
            assert!(!is_email(text), "{text}");
        }
    }
}
