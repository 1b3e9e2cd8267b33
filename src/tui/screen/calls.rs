//! Calling somebody who does not look, and the list of what named them.
//!
//! Theory of operation. `talks` says what is worth a call; never what is old. Here it is held back
//! while the terminal's window has the focus, and for a while after the last call.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::list::{Goal, Item, List, Of};
use super::over::Over;
use super::{Screen, Want};
use crate::chat::{Happening, Notify, Voice};
use crate::tui::cells::Span;
use crate::tui::talks::{Attention, Place};
use crate::wire::clean::clean;

/// Between two calls, at least.
const CALL_EVERY: Duration = Duration::from_secs(5);

/// Messages that named us that are listed.
const MENTIONS_MAX: usize = 200;

/// A message that named us.
#[derive(Debug)]
struct Mention {
    attention: Attention,
    id: Option<Arc<str>>,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Calls {
    level: Notify,
    last: Option<Duration>,
    mentions: VecDeque<Mention>,
}

impl Default for Calls {
    fn default() -> Self {
        Self { level: Notify::Mentions, last: None, mentions: VecDeque::new() }
    }
}

impl Calls {
    /// Puts a message on the list.
    pub fn note(&mut self, attention: &Attention, happening: &Happening) {
        let Happening::Said(said) = happening else { return };
        if self.mentions.len() == MENTIONS_MAX {
            self.mentions.pop_front();
        }
        self.mentions.push_back(Mention { attention: attention.clone(), id: said.id.clone() });
    }
}

impl Screen {
    /// Somebody has said something: `attention` says whether it is for us.
    pub(super) fn attend(&mut self, attention: Option<Attention>, happening: &Happening) {
        if let Some(attention) = &attention {
            self.calls.note(attention, happening);
        }
        match self.calls.level {
            Notify::Off => {}
            Notify::Mentions => attention.iter().for_each(|attention| self.call(attention)),
            Notify::All => {
                let attention = attention.or_else(|| any(happening));
                attention.iter().for_each(|attention| self.call(attention));
            }
        }
    }

    /// For what we want to be called.
    pub(super) fn set_notify(&mut self, level: Notify) {
        self.calls.level = level;
        self.notice(match level {
            Notify::All => "screen-notify-all",
            Notify::Mentions => "screen-notify-mentions",
            Notify::Off => "screen-notify-off",
        });
    }

    fn call(&mut self, attention: &Attention) {
        let is_soon = self.calls.last.is_some_and(|last| self.now.uptime < last + CALL_EVERY);
        if self.sides.focus == Some(true) || is_soon {
            return;
        }
        self.calls.last = Some(self.now.uptime);
        let name = attention.name.as_str().into();
        let title = match &attention.place {
            Place::Room(room) => {
                self.setup.lang.say("screen-call-room", &[("name", name), ("room", (&**room).into())])
            }
            Place::Person(_) | Place::House => self.setup.lang.say("screen-call-private", &[("name", name)]),
        };
        self.wants.push(Want::Call { title, text: attention.text.clone() });
    }

    /// The list of what named us, the last first.
    pub(super) fn open_mentions(&mut self) {
        let theme = &self.setup.theme;
        let item = |mention: &Mention| {
            let Attention { place, name, text } = &mention.attention;
            let goal = match &mention.id {
                Some(id) => Goal::Message(place.clone(), id.to_string()),
                None => Goal::Go(place.clone()),
            };
            let here = match place {
                Place::Room(room) => format!("{room} {name}"),
                Place::Person(_) | Place::House => name.clone(),
            };
            Item { text: Span::new(here, theme.text), more: Span::new(text.as_str(), theme.text), goal }
        };
        let items: Vec<_> = self.calls.mentions.iter().rev().map(item).collect();
        if items.is_empty() {
            return self.notice("screen-no-mentions");
        }
        self.over = Some(Over::List(List::new(Of::Mentions, items)));
    }
}

/// What anybody says to everybody, as something to be called for.
fn any(happening: &Happening) -> Option<Attention> {
    let Happening::Said(said) = happening else { return None };
    let is_news = !said.old && matches!(said.who.voice, Voice::Member | Voice::Operator);
    is_news.then(|| Attention {
        place: Place::from(&said.place),
        name: clean(&said.who.name).into_owned(),
        text: clean(&said.text.lines().join(" ")).into_owned(),
    })
}
