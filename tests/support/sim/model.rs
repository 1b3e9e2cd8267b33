//! The reference model: who is here, who hears what. As small as it can be, and nothing that it
//! shares with the server but the rules of names.

use std::collections::BTreeMap;
use std::time::Duration;

use chatroom::wire::caps::{self, Caps};
use chatroom::wire::name::fold_room;
use chatroom::wire::{ConnId, Name, RoomName};

use super::act::{Act, Said};

/// Through which door somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// IRC.
    Irc,
    /// Netcat.
    Person,
    /// The original program.
    Original,
}

/// Somebody who is connected.
#[derive(Debug)]
pub struct Person {
    /// Their door.
    pub door: Door,
    /// What they negotiated.
    pub caps: Caps,
    /// Their name, claimed or in use.
    pub name: Option<Name>,
    user: bool,
    negotiating: bool,
    /// Whether they are in.
    pub here: bool,
    /// The original program has not spoken yet: what is said is held back.
    pub silent: bool,
    /// By when they are put into the default room, if they enter none.
    pub joins_at: Option<Duration>,
}

/// One room.
#[derive(Debug)]
pub struct Room {
    /// As its founder wrote it.
    pub name: String,
    /// Who is in it, with the rights of an operator and with a voice.
    pub seats: BTreeMap<ConnId, (bool, bool)>,
    /// Its topic; empty: none.
    pub topic: String,
    moderated: bool,
    stays: bool,
}

/// Something that somebody must hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whose it is.
    pub from: String,
    /// To which room or person, as the hearer reads it.
    pub target: String,
    /// Whether it is a NOTICE.
    pub is_notice: bool,
    /// Its lines.
    pub lines: Vec<String>,
}

/// The model.
#[derive(Debug)]
pub struct Model {
    /// Everybody who is connected.
    pub people: BTreeMap<ConnId, Person>,
    /// Every room by its key.
    pub rooms: BTreeMap<String, Room>,
    lobby: String,
    reserved: Vec<Name>,
    auto_join: bool,
}

/// The operator's name.
pub const OPERATOR: &str = "Administrator";

impl Model {
    /// A house with nobody in it.
    pub fn new(lobby: &str, reserved: &[String], auto_join: bool) -> Self {
        let room = Room {
            name: lobby.to_owned(),
            seats: BTreeMap::new(),
            topic: String::new(),
            moderated: false,
            stays: true,
        };
        let reserved = reserved.iter().map(|name| Name::parse(name).unwrap()).collect();
        let (people, rooms) = (BTreeMap::new(), BTreeMap::from([(lobby.to_owned(), room)]));
        Self { people, rooms, lobby: lobby.to_owned(), reserved, auto_join }
    }

    /// Somebody connects.
    pub fn connect(&mut self, conn: ConnId, door: Door) {
        let person = Person {
            door,
            caps: Caps::default(),
            name: None,
            user: false,
            negotiating: false,
            here: false,
            silent: false,
            joins_at: None,
        };
        self.people.insert(conn, person);
    }

    /// Somebody who is connected.
    pub fn person(&mut self, conn: ConnId) -> &mut Person {
        self.people.get_mut(&conn).unwrap_or_else(|| panic!("{conn:?} is not connected"))
    }

    /// Somebody is gone, from everything.
    pub fn leave(&mut self, conn: ConnId) {
        self.people.remove(&conn);
        let rooms: Vec<String> = self.rooms.keys().cloned().collect();
        for key in rooms {
            self.unseat(conn, &key);
        }
    }

    /// The name of somebody who is in.
    pub fn name(&self, conn: ConnId) -> Option<&str> {
        let person = self.people.get(&conn).filter(|person| person.here)?;
        person.name.as_ref().map(Name::as_str)
    }

    /// Who is in and has this name.
    pub fn find(&self, name: &str) -> Option<ConnId> {
        let name = Name::parse(name).ok()?;
        let has =
            |person: &Person| person.here && person.name.as_ref().is_some_and(|own| own.key() == name.key());
        self.people.iter().find(|(_, person)| has(person)).map(|(conn, _)| *conn)
    }

    /// The names of those in a room, in no order.
    pub fn names(&self, key: &str) -> Vec<&str> {
        let room = self.rooms.get(key);
        room.map(|room| room.seats.keys().filter_map(|conn| self.name(*conn)).collect()).unwrap_or_default()
    }

    /// The rooms that somebody is in, by key.
    pub fn rooms_of(&self, conn: ConnId) -> impl Iterator<Item = (&String, &Room)> {
        self.rooms.iter().filter(move |(_, room)| room.seats.contains_key(&conn))
    }

    /// Whether somebody may have this name.
    fn admits(&self, conn: ConnId, name: &Name) -> bool {
        let mut others = self.people.iter().filter(|(other, _)| **other != conn);
        let clash = |other: &Name| {
            other.key() == name.key() || (other.looks_like(name) && !(other.is_ascii() && name.is_ascii()))
        };
        let taken = others.any(|(_, person)| person.name.as_ref().is_some_and(clash));
        let reserved = self.reserved.iter().any(|other| other.key() == name.key() || other.looks_like(name));
        !taken && !reserved
    }

    fn claim(&mut self, conn: ConnId, text: &str) -> bool {
        let Ok(name) = Name::parse(text) else { return false };
        let admitted = self.admits(conn, &name);
        if admitted && let Some(person) = self.people.get_mut(&conn) {
            person.name = Some(name);
        }
        admitted
    }

    /// Somebody says a name at the plain door; whether they are in.
    pub fn enter(&mut self, conn: ConnId, name: &str) -> bool {
        if !self.claim(conn, name) {
            return false;
        }
        let lobby = self.lobby.clone();
        if let Some(person) = self.people.get_mut(&conn) {
            person.here = true;
            person.silent = person.door == Door::Original;
        }
        self.join(conn, &lobby);
        true
    }

    fn admit_when_ready(&mut self, conn: ConnId, now: Duration) {
        let auto_join = self.auto_join;
        let Some(person) = self.people.get_mut(&conn) else { return };
        if person.name.is_some() && person.user && !person.negotiating && !person.here {
            person.here = true;
            person.joins_at = auto_join.then(|| now + Duration::from_secs(1));
        }
    }

    /// Whoever has entered no room is put into the default one when it is time.
    pub fn pass(&mut self, now: Duration) {
        let due = |person: &Person| person.joins_at.is_some_and(|at| at <= now);
        let late: Vec<ConnId> =
            self.people.iter().filter(|(_, person)| due(person)).map(|(conn, _)| *conn).collect();
        for conn in late {
            let lobby = self.lobby.clone();
            self.join(conn, &lobby);
        }
    }

    /// Somebody does something; what it lets people hear.
    pub fn apply(&mut self, conn: ConnId, act: &Act, now: Duration) -> Vec<(ConnId, Heard)> {
        let Some(person) = self.people.get_mut(&conn) else { return Vec::new() };
        person.silent = false;
        match act {
            Act::Nothing => {}
            Act::CapLs => {
                person.negotiating = !person.here;
                person.caps = person.caps.with(caps::CAP_NOTIFY);
            }
            Act::CapReq(wanted) => {
                person.negotiating = !person.here;
                person.caps = *wanted;
            }
            Act::CapEnd => {
                person.negotiating = false;
                self.admit_when_ready(conn, now);
            }
            Act::User => {
                person.user = true;
                self.admit_when_ready(conn, now);
            }
            Act::Nick(name) => {
                self.claim(conn, name);
                self.admit_when_ready(conn, now);
            }
            Act::Enter(name) => {
                if !person.here {
                    self.enter(conn, name);
                }
            }
            Act::Quit => self.leave(conn),
            _ if !person.here => {}
            Act::Join(room) => self.join(conn, room),
            Act::Part(room) => self.unseat(conn, &fold_room(room)),
            Act::Say(said) => return self.say(conn, said),
            Act::Kick { room, whom } => self.kick(conn, room, whom),
            Act::Mode { room, letter, on, whom } => self.mode(conn, room, (*letter, *on), whom),
            Act::Topic { room, text } => {
                if self.decides(conn, room)
                    && let Some(room) = self.rooms.get_mut(&fold_room(room))
                {
                    room.topic.clone_from(text);
                }
            }
        }
        Vec::new()
    }

    fn join(&mut self, conn: ConnId, name: &str) {
        if let Some(person) = self.people.get_mut(&conn) {
            // Whoever has sent a JOIN has chosen, even if it came to nothing.
            person.joins_at = None;
        }
        if RoomName::parse(name).is_err() {
            return;
        }
        let room = self.rooms.entry(fold_room(name)).or_insert_with(|| Room {
            name: name.to_owned(),
            seats: BTreeMap::new(),
            topic: String::new(),
            moderated: false,
            stays: false,
        });
        let founds = room.seats.is_empty() && !room.stays;
        room.seats.entry(conn).or_insert((founds, false));
    }

    fn unseat(&mut self, conn: ConnId, key: &str) {
        if let Some(room) = self.rooms.get_mut(key) {
            room.seats.remove(&conn);
            if room.seats.is_empty() && !room.stays {
                self.rooms.remove(key);
            }
        }
    }

    /// Whether somebody is an operator of a room.
    fn decides(&self, conn: ConnId, room: &str) -> bool {
        self.rooms
            .get(&fold_room(room))
            .and_then(|room| room.seats.get(&conn))
            .is_some_and(|(operator, _)| *operator)
    }

    fn kick(&mut self, conn: ConnId, room: &str, whom: &str) {
        if self.decides(conn, room)
            && let Some(whom) = self.find(whom)
        {
            self.unseat(whom, &fold_room(room));
        }
    }

    fn mode(&mut self, conn: ConnId, room: &str, (letter, on): (char, bool), whom: &str) {
        let (decides, whom) = (self.decides(conn, room), self.find(whom));
        let Some(room) = self.rooms.get_mut(&fold_room(room)).filter(|_| decides) else { return };
        let seat = whom.and_then(|whom| room.seats.get_mut(&whom));
        match (letter, seat) {
            ('m', _) => room.moderated = on,
            ('o', Some((operator, _))) => *operator = on,
            ('v', Some((_, voice))) => *voice = on,
            _ => {}
        }
    }

    fn say(&self, conn: ConnId, said: &Said) -> Vec<(ConnId, Heard)> {
        let Some(from) = self.name(conn) else { return Vec::new() };
        let echo = self.people.get(&conn).is_some_and(|person| person.caps.has(caps::ECHO_MESSAGE));
        let heard = |target: &str| Heard {
            from: from.to_owned(),
            target: target.to_owned(),
            is_notice: said.is_notice,
            lines: said.texts(),
        };
        if said.target.starts_with('#') {
            let Some(room) = self.rooms.get(&fold_room(&said.target)) else { return Vec::new() };
            let Some((operator, voice)) = room.seats.get(&conn) else { return Vec::new() };
            if room.moderated && !operator && !voice {
                return Vec::new();
            }
            let audience = room.seats.keys().filter(|other| echo || **other != conn);
            return audience.map(|other| (*other, heard(&room.name))).collect();
        }
        let Some(other) = self.find(&said.target) else { return Vec::new() };
        let target = self.name(other).unwrap_or_default();
        let mut all = vec![(other, heard(target))];
        if echo {
            all.push((conn, heard(target)));
        }
        all
    }

    /// The operator says something; what people hear.
    pub fn announce(&self, text: &str) -> Vec<(ConnId, Heard)> {
        let lobby = &self.rooms[&self.lobby];
        let here = self.people.iter().filter(|(_, person)| person.here);
        let heard = |conn: &ConnId| Heard {
            from: OPERATOR.to_owned(),
            target: match lobby.seats.contains_key(conn) {
                true => self.lobby.clone(),
                false => self.name(*conn).unwrap_or_default().to_owned(),
            },
            is_notice: false,
            lines: vec![text.to_owned()],
        };
        here.map(|(conn, _)| (*conn, heard(conn))).collect()
    }

    /// The operator sets the default room's topic.
    pub fn set_topic(&mut self, text: &str) {
        if let Some(lobby) = self.rooms.get_mut(&self.lobby) {
            lobby.topic = text.to_owned();
        }
    }
}
