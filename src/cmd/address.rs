//! Where a server is reached, as `serve` leaves it in its folder for `chatroom invite`: the flags of a
//! server are not known to whoever makes an invitation beside it. Must not judge an address.
//!
//! One line of JSON, written anew at each start; it stays when the server ends, which may begin again.

use std::net::SocketAddr;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::complain::{self, shown};
use super::data;
use crate::lang::Lang;
use crate::wire::RoomName;

/// Its name in the folder.
const FILE: &str = "address";

/// Where a server is reached.
#[derive(Clone, Debug)]
pub struct Address {
    /// The room of those who name none.
    pub room: RoomName,
    /// What it listens on.
    pub bound: Vec<SocketAddr>,
}

#[derive(Deserialize, Serialize)]
struct Written {
    room: String,
    bound: Vec<SocketAddr>,
}

impl Address {
    /// Leaves it in the folder.
    ///
    /// # Errors
    /// It can't be written, in words.
    pub fn write(&self, lang: &Lang, folder: &Path) -> Result<(), String> {
        let path = folder.join(FILE);
        let written = Written { room: self.room.as_str().to_owned(), bound: self.bound.clone() };
        let text = serde_json::to_string(&written).map_err(std::io::Error::from);
        text.and_then(|text| data::write(&path, &text)).map_err(|error| {
            let args = [("path", shown(&path)), ("cause", complain::io(lang, &error))];
            lang.say("data-address", &args)
        })
    }

    /// What was left there; `None`: nothing, or nothing that can be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let Written { room, bound } = serde_json::from_str(&text).ok()?;
        Some(Self { room: RoomName::parse(&room).ok()?, bound })
    }
}
