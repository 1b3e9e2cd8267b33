//! The way of one connection through the doors: which door it took, what it has sent that was not
//! read yet, and how it is spoken to.
//!
//! | door | from | bytes that come |
//! |---|---|---|
//! | Unknown | connected | may be any door's first |
//! | Irc | a first line of IRC | lines of IRC |
//! | Person | a first line that is a name | lines, for people with a terminal |
//! | Original | a name and silence | lines of the original program |
//!
//! A door is taken once and kept.

use std::time::Duration;

use crate::wire::caps::Caps;
use crate::wire::lines::LineBuffer;
use crate::wire::{ConnId, Table};

use super::deadlines::Deadlines;
use super::gate::Reason;
use super::pace::Purses;
use super::telnet::Telnet;

/// One connection.
#[derive(Debug, Default)]
pub struct Way {
    /// What has come and was not read.
    pub lines: LineBuffer,
    /// Nothing more will come.
    pub ended: bool,
    /// Until which uptime the rest is taken then, if it came too fast: nobody stays for hours through
    /// lines that they sent before they went.
    pub rest_until: Option<Duration>,
    /// Telnet's part of what comes; of no meaning at the IRC door.
    pub telnet: Telnet,
    /// It must be encrypted and is not.
    pub needs_tls: bool,
    /// Which door it took.
    pub door: Door,
    /// What it pays for its lines with; `None`: it is trusted, and pays nothing.
    pub purses: Option<Purses>,
    /// It came too fast, and its next line is taken at its deadline.
    pub put_off: bool,
    /// It is told this, and let go, once it is known in which language of the two.
    pub turned_away: Option<Reason>,
}

/// Which door a connection took.
#[derive(Debug)]
pub enum Door {
    /// None yet.
    Unknown {
        /// It was asked for a name, so it answers with a line.
        prompted: bool,
    },
    /// IRC.
    Irc,
    /// Plain text, lines both ways.
    Person(Box<Person>),
    /// Plain text, the original program.
    Original(Box<Original>),
}

impl Default for Door {
    fn default() -> Self {
        Self::Unknown { prompted: false }
    }
}

/// Somebody with netcat or telnet.
#[derive(Debug, Default)]
pub struct Person {
    /// How far they have come.
    pub stage: Stage,
    /// The password they gave, kept while they try names.
    pub password: Option<String>,
    /// Whether that is a code, which they were asked for.
    pub is_code: bool,
    /// How many names and passwords were refused.
    pub refusals: u32,
}

/// How far a person has come.
#[derive(Debug, Default)]
pub enum Stage {
    /// The next line is a name.
    #[default]
    Name,
    /// The next line is the password, to come in by this name.
    Password(String),
    /// The next line is a code, to come in by this name; an empty one takes another name.
    Code(String),
    /// The next line is the password of the account that has this name; an empty one takes another
    /// name.
    Secret(String),
    /// In.
    Here,
}

/// The original program.
#[derive(Debug)]
pub struct Original {
    /// The name that it sent, which it puts before each line.
    pub sent_name: String,
    /// How far it has come.
    pub stage: OriginalStage,
}

/// How far the original program has come.
#[derive(Debug)]
pub enum OriginalStage {
    /// It has been welcomed and has not read it yet, as far as we know: what is said until its first
    /// line is held, so that the welcome comes in a read of its own.
    Silent {
        /// What is held.
        held: Vec<u8>,
    },
    /// It speaks and reads.
    Here,
    /// It will be told that it is over once that can come in a read of its own.
    Leaving,
}

/// How a connection is spoken to when many are told the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Not at all: it is not in, or going.
    #[default]
    None,
    /// In lines of IRC, by what of its capabilities matters.
    Irc(Caps),
    /// In sentences.
    Plain,
    /// In sentences whose lines end in CR LF.
    PlainReturns,
    /// In sentences, and with care.
    Original,
}

/// All connections.
#[derive(Debug, Default)]
pub struct Ways {
    ways: Table<Way>,
    // By place, for whoever is in `ways`; apart from it, so that telling a thousand looks at a
    // thousand small things that lie side by side.
    faces: Vec<Face>,
    /// When something is due at those that say nothing.
    pub deadlines: Deadlines,
}

impl Ways {
    /// A connection begins its way.
    pub fn open(&mut self, conn: ConnId, way: Way) {
        self.ways.insert(conn, way);
        if self.faces.len() <= conn.index() {
            self.faces.resize(conn.index() + 1, Face::None);
        }
        self.face(conn, Face::None);
    }

    /// It is gone.
    pub fn close(&mut self, conn: ConnId) {
        self.deadlines.clear(conn);
        if self.ways.remove(conn).is_some()
            && let Some(face) = self.faces.get_mut(conn.index())
        {
            *face = Face::None;
        }
    }

    /// One of them.
    pub fn get(&self, conn: ConnId) -> Option<&Way> {
        self.ways.get(conn)
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, conn: ConnId) -> Option<&mut Way> {
        self.ways.get_mut(conn)
    }

    /// Sets how `conn` is spoken to from here on.
    pub fn face(&mut self, conn: ConnId, face: Face) {
        if self.ways.get(conn).is_some()
            && let Some(place) = self.faces.get_mut(conn.index())
        {
            *place = face;
        }
    }

    /// A person's lines turn out to end in CR LF.
    pub fn turn_to_returns(&mut self, conn: ConnId) {
        if self.ways.get(conn).is_some()
            && let Some(face @ Face::Plain) = self.faces.get_mut(conn.index())
        {
            *face = Face::PlainReturns;
        }
    }

    /// How everybody is spoken to, by place. Whoever an event names is here or was closed by the
    /// same input, so the place alone says who it is.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// Whether nobody is left.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }
}
