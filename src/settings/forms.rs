//! How settings stand in a file where that is not how we hold them: lists, seconds, things that
//! may be missing. Each module is a `serde(with)`.
//!
//! Values were judged before they come here ([`super::expects`]); what does not fit is an error all
//! the same, without words for people.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::Serializer;

/// Addresses: a sequence, or one text with commas or spaces between (the environment).
pub mod addresses {
    use super::*;
    use crate::settings::expects::{parse_address, split_list};
    use std::net::IpAddr;

    /// Writes a sequence.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(list: &[IpAddr], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(IpAddr::to_string))
    }

    /// Reads a sequence or a text.
    ///
    /// # Errors
    /// Something in it is no address.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpAddr>, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Vec<IpAddr>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("addresses")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                split_list(text).map(|part| parse_address(part).ok_or_else(|| E::custom(part))).collect()
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    list.push(parse_address(&text).ok_or_else(|| A::Error::custom(text))?);
                }
                Ok(list)
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// Ranges of addresses: a sequence, or one text with commas or spaces between (the environment).
pub mod networks {
    use super::*;
    use crate::settings::expects::{parse_network, split_networks};
    use ipnet::IpNet;

    /// Writes a sequence.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(list: &[IpNet], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(IpNet::to_string))
    }

    /// Reads a sequence or a text.
    ///
    /// # Errors
    /// Something in it is no range.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Vec<IpNet>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("ranges of addresses")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                split_networks(text).map(|part| parse_network(part).ok_or_else(|| E::custom(part))).collect()
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    list.push(parse_network(&text).ok_or_else(|| A::Error::custom(text))?);
                }
                Ok(list)
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// Operators: a sequence of tables, or one text (the environment).
pub mod operators {
    use super::*;
    use crate::settings::Oper;
    use crate::settings::expects::split_operators;

    /// Writes a sequence of tables.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(list: &[Oper], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list)
    }

    /// Reads a sequence of tables or a text.
    ///
    /// # Errors
    /// Something in it is no operator.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Oper>, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Vec<Oper>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("operators")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let all = split_operators(text).ok_or_else(|| E::custom(text))?;
                let oper = |(name, password_hash): (&str, &str)| Oper {
                    name: name.to_owned(),
                    password_hash: password_hash.to_owned(),
                };
                Ok(all.into_iter().map(oper).collect())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(oper) = seq.next_element()? {
                    list.push(oper);
                }
                Ok(list)
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// A duration: whole seconds.
pub mod seconds {
    use super::*;
    use std::time::Duration;

    /// Writes whole seconds.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(duration.as_secs())
    }

    /// Reads whole seconds.
    ///
    /// # Errors
    /// It is no whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_secs)
    }
}

/// Something that may be missing: an empty text is nothing.
pub mod optional {
    use super::*;
    use std::path::PathBuf;

    /// What may stand in a text.
    pub trait Text: Sized {
        /// As it stands there.
        fn text(&self) -> String;
        /// From what stands there.
        fn from_text(text: String) -> Self;
    }

    impl Text for String {
        fn text(&self) -> String {
            self.clone()
        }

        fn from_text(text: String) -> Self {
            text
        }
    }

    impl Text for PathBuf {
        fn text(&self) -> String {
            self.to_string_lossy().into_owned()
        }

        fn from_text(text: String) -> Self {
            text.into()
        }
    }

    /// Writes the text, empty for nothing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Text, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.as_ref().map(T::text).unwrap_or_default())
    }

    /// Reads a text.
    ///
    /// # Errors
    /// It is no text.
    pub fn deserialize<'de, T: Text, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok((!text.is_empty()).then(|| T::from_text(text)))
    }
}

/// A room's name.
pub mod room {
    use super::*;
    use crate::settings::expects::parse_room;
    use crate::wire::RoomName;

    /// Writes the name.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(room: &RoomName, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(room.as_str())
    }

    /// Reads a name.
    ///
    /// # Errors
    /// No room can have it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RoomName, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_room(&text).ok_or_else(|| D::Error::custom(text))
    }
}

/// A room's name that may be missing.
pub mod optional_room {
    use super::*;
    use crate::settings::expects::parse_room;
    use crate::wire::RoomName;

    /// Writes the name, empty for nothing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(room: &Option<RoomName>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(room.as_ref().map_or("", RoomName::as_str))
    }

    /// Reads a name.
    ///
    /// # Errors
    /// No room can have it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RoomName>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(None);
        }
        parse_room(&text).map(Some).ok_or_else(|| D::Error::custom(text))
    }
}
