//! Who writes where (IRCv3 typing): until they have said it, have left, or have been silent about it
//! for a while.

use std::sync::Arc;
use std::time::Duration;

use crate::chat::{Happening, Typing, Voice, Where};
use crate::wire::Now;

/// After how long without another word nobody is writing any more.
const ACTIVE_MAX: Duration = Duration::from_secs(6);

/// The same for those who have paused.
const PAUSED_MAX: Duration = Duration::from_secs(30);

/// Those of whom we know at a time.
const TYPISTS_MAX: usize = 64;

#[derive(Debug)]
struct Typist {
    name: Arc<str>,
    place: Where,
    until: Duration,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Typists {
    all: Vec<Typist>,
}

impl Typists {
    /// Takes what has happened.
    pub fn happen(&mut self, now: Now, happening: &Happening) {
        match happening {
            Happening::Typing { who, place, typing } if who.voice != Voice::Me => {
                self.all.retain(|typist| typist.name != who.name || typist.place != *place);
                let lasts = match typing {
                    Typing::Active => ACTIVE_MAX,
                    Typing::Paused => PAUSED_MAX,
                    Typing::Done => return,
                };
                if self.all.len() < TYPISTS_MAX {
                    let until = now.uptime + lasts;
                    self.all.push(Typist { name: Arc::clone(&who.name), place: place.clone(), until });
                }
            }
            Happening::Said(said) if !said.old => {
                self.all.retain(|typist| typist.name != said.who.name || typist.place != said.place);
            }
            Happening::Left { who, .. }
            | Happening::PutOut { whom: who, .. }
            | Happening::Renamed { who, .. } => {
                self.all.retain(|typist| typist.name != who.name);
            }
            Happening::Interrupted(_) | Happening::GoingDown => self.all.clear(),
            _ => {}
        }
    }

    /// Forgets those whose time is over; says whether there were any.
    pub fn tick(&mut self, now: Now) -> bool {
        let before = self.all.len();
        self.all.retain(|typist| typist.until > now.uptime);
        before != self.all.len()
    }

    /// When that is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.all.iter().map(|typist| typist.until).min()
    }

    /// Who writes here.
    pub fn here(&self, place: &Where) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |typist| typist.place == *place).map(|typist| &*typist.name)
    }
}
