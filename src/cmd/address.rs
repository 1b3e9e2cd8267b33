//! Where a server is reached, as `serve` leaves it in its folder for `chatroom invite`: the flags of a
//! server are not known to whoever makes an invitation beside it. Must not judge an address.
//!
//! One line of JSON, written anew at each start, and when the server shows another key; it stays when the
//! server ends, which may begin again.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::complain::{self, shown};
use super::data;
use crate::lang::Lang;
use crate::wire::{Fingerprint, RoomName};

/// Its name in the folder.
const FILE: &str = "address";

/// Where a server is reached, and the folder in which it says so.
#[derive(Debug)]
pub struct Left {
    /// The folder.
    pub folder: PathBuf,
    /// What stands there.
    pub address: Address,
}

impl Left {
    /// The server is known by another key from here on, or has no TLS.
    ///
    /// # Errors
    /// It can't be written, in words.
    pub fn change_key(&mut self, lang: &Lang, key: Option<Fingerprint>) -> Result<(), String> {
        self.address.key = key;
        self.address.write(lang, &self.folder)
    }
}

/// Where a server is reached.
#[derive(Clone, Debug)]
pub struct Address {
    /// The room of those who name none.
    pub room: RoomName,
    /// What it listens on.
    pub bound: Vec<SocketAddr>,
    /// The key by which it is known; `None`: it has no TLS.
    pub key: Option<Fingerprint>,
}

#[derive(Deserialize, Serialize)]
struct Written {
    room: String,
    bound: Vec<SocketAddr>,
    key: Option<String>,
}

impl Address {
    /// Leaves it in the folder.
    ///
    /// # Errors
    /// It can't be written, in words.
    pub fn write(&self, lang: &Lang, folder: &Path) -> Result<(), String> {
        let path = folder.join(FILE);
        let (room, bound) = (self.room.as_str().to_owned(), self.bound.clone());
        let written = Written { room, bound, key: self.key.map(|key| key.to_string()) };
        let text = serde_json::to_string(&written).map_err(std::io::Error::from);
        text.and_then(|text| data::write(&path, &text)).map_err(|error| {
            let args = [("path", shown(&path)), ("cause", complain::io(lang, &error))];
            lang.say("data-address", &args)
        })
    }

    /// What was left there; `None`: nothing, or nothing that can be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let Written { room, bound, key } = serde_json::from_str(&text).ok()?;
        let key = key.map(|key| Fingerprint::parse(&key)).transpose().ok()?;
        Some(Self { room: RoomName::parse(&room).ok()?, bound, key })
    }
}
