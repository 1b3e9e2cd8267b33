//! SASL as IRC carries it (IRCv3 sasl-3.1): messages in base64, cut into parameters of AUTHENTICATE,
//! and the one mechanism that needs no more than that (PLAIN, RFC 4616). Both directions.
//!
//! A message ends with the first parameter that is shorter than [`CHUNK_BYTES`]; an empty one, or
//! one that would end with a whole chunk, ends with `+`.

use data_encoding::BASE64;

/// The mechanism that says the password itself.
pub const PLAIN: &str = "PLAIN";

/// The mechanism by which the certificate of the connection says who one is (RFC 4422, appendix A).
pub const EXTERNAL: &str = "EXTERNAL";

/// Bytes of one parameter of AUTHENTICATE.
pub const CHUNK_BYTES: usize = 400;

/// Bytes of a whole message, in base64.
pub const MESSAGE_BYTES_MAX: usize = 5 * CHUNK_BYTES;

/// A parameter that says nothing, or that no more follows.
pub const NOTHING: &str = "+";

/// A parameter that gives up.
pub const ABORT: &str = "*";

/// Why what was sent is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A parameter is longer than [`CHUNK_BYTES`], or all are longer than [`MESSAGE_BYTES_MAX`].
    TooLong,
    /// It is no base64.
    NotBase64,
}

/// A message that comes in parts.
#[derive(Debug, Default)]
pub struct Parts {
    text: String,
}

impl Parts {
    /// Takes a parameter; the message, if it is whole with it.
    ///
    /// # Errors
    /// [`Unfit`]; what had come is forgotten.
    pub fn take(&mut self, param: &str) -> Result<Option<Vec<u8>>, Unfit> {
        let chunk = if param == NOTHING { "" } else { param };
        if chunk.len() > CHUNK_BYTES || self.text.len() + chunk.len() > MESSAGE_BYTES_MAX {
            self.text.clear();
            return Err(Unfit::TooLong);
        }
        self.text.push_str(chunk);
        if chunk.len() == CHUNK_BYTES {
            return Ok(None);
        }
        let message = BASE64.decode(std::mem::take(&mut self.text).as_bytes());
        message.map(Some).map_err(|_| Unfit::NotBase64)
    }
}

/// The parameters that carry a message.
pub fn cut(message: &[u8]) -> Vec<String> {
    let text = BASE64.encode(message);
    let mut rest = text.as_str();
    let mut params = Vec::new();
    while let Some((chunk, behind)) = rest.split_at_checked(CHUNK_BYTES) {
        params.push(chunk.to_owned());
        rest = behind;
    }
    params.push(if rest.is_empty() { NOTHING } else { rest }.to_owned());
    params
}

/// A message of PLAIN: as whom one wants to act, who one is, and the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Plain {
    /// As whom; empty: as oneself.
    pub authzid: String,
    /// Who.
    pub name: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Plain {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plain")
            .field("authzid", &self.authzid)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Plain {
    /// Reads it: three texts with NUL between. `None` if it is none, or has nothing in it.
    pub fn parse(message: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(message).ok()?;
        let mut parts = text.split('\0').map(str::to_owned);
        let (authzid, name, password) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = parts.next().is_none() && !name.is_empty() && !password.is_empty();
        fits.then_some(Self { authzid, name, password })
    }

    /// Writes it.
    pub fn message(&self) -> Vec<u8> {
        [self.authzid.as_str(), &self.name, &self.password].join("\0").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(params: &[String]) -> Result<Option<Vec<u8>>, Unfit> {
        let mut parts = Parts::default();
        let mut last = Ok(None);
        for param in params {
            assert_eq!(last, Ok(None), "a message ends with its last parameter");
            last = parts.take(param);
        }
        last
    }

    #[test]
    fn messages_arrive_as_they_were() {
        for length in [0, 1, 2, 297, 298, 299, 300, 301, 600, 1499] {
            let message = vec![b'x'; length];
            let params = cut(&message);
            assert_eq!(params.len(), 1 + length.div_ceil(3) * 4 / CHUNK_BYTES, "{length}");
            assert!(params.iter().all(|param| (1..=CHUNK_BYTES).contains(&param.len())));
            assert_eq!(gathered(&params), Ok(Some(message)), "{length}");
        }
        assert_eq!(cut(b""), ["+"]);
        assert_eq!(cut(&[b'x'; 300]).last().map(String::as_str), Some("+"));
    }

    #[test]
    fn what_is_no_message() {
        assert_eq!(gathered(&["x".repeat(401)]), Err(Unfit::TooLong));
        assert_eq!(gathered(&vec!["AAAA".repeat(100); 6]), Err(Unfit::TooLong));
        assert!(gathered(&[vec!["AAAA".repeat(100); 5], vec!["+".into()]].concat()).is_ok());
        for text in ["*", "a", "aGk", "a b="] {
            assert_eq!(gathered(&[text.to_owned()]), Err(Unfit::NotBase64), "{text}");
        }
        let mut parts = Parts::default();
        assert!(parts.take("?").is_err());
        assert_eq!(parts.take("aGk="), Ok(Some(b"hi".to_vec())), "what was wrong is forgotten");
    }

    #[test]
    fn plain() {
        let read = |text: &str| Plain::parse(text.as_bytes());
        let jilles = read("jilles\0jilles\0sesame").unwrap();
        assert_eq!((jilles.authzid.as_str(), jilles.name.as_str()), ("jilles", "jilles"));
        assert_eq!(read(std::str::from_utf8(&jilles.message()).unwrap()), Some(jilles.clone()));
        assert!(!format!("{jilles:?}").contains("sesame"));
        assert!(read("\0a\0b").is_some_and(|plain| plain.authzid.is_empty()));
        for text in ["", "a", "a\0b", "\0\0b", "\0a\0", "\0a\0b\0c"] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(Plain::parse(b"\0a\0\xff"), None);
    }
}
