//! The desk of a program: what happens as lines of JSON, and its lines as what it wants.
//! What stands in them is for [`crate::json`] to say; here they are put in order and on their way.

use super::client::Client;
use super::clock::Clock;
use super::front::Did;
use crate::chat::{Ending, Happening, Intent, Where};
use crate::json::{self, Object, Order};
use crate::lines::{Line, Stream};

/// See the head of this file.
#[derive(Debug)]
pub struct Machine {
    clock: Clock,
    /// What is told last.
    ending: Option<Ending>,
    farewell: Option<String>,
}

impl Machine {
    /// A desk whose objects have their times by this clock.
    pub const fn new(clock: Clock) -> Self {
        Self { clock, ending: None, farewell: None }
    }

    fn now_ms(&self) -> u64 {
        self.clock.now().unix_ms
    }

    /// What happened, as lines.
    pub fn show(&self, happening: &Happening, out: &mut Vec<Line>) {
        out.extend(json::events(happening, self.now_ms()).iter().map(line));
    }

    /// Something for people.
    pub fn info(&self, text: &str) -> Line {
        line(&Object::new("info", self.now_ms()).with("text", text))
    }

    /// A line of its that nothing was done with.
    pub fn not_taken(&self, code: &'static str, text: &str) -> Line {
        line(&Object::new("error", self.now_ms()).with("code", code).with("text", text))
    }

    /// Somebody or some place that is not there, for what was to be said.
    pub fn no_place(&self, name: &str, text: &str) -> Line {
        let object = Object::new("error", self.now_ms()).with("code", "no-such-place");
        line(&object.with("name", name).with("text", text))
    }

    /// How it ended, for the last line.
    pub fn end(&mut self, ending: Ending) {
        self.ending = Some(ending);
    }

    /// The last words, for the last line.
    pub fn bid_farewell(&mut self, text: String) {
        self.farewell = Some(text);
    }

    /// The last line.
    pub fn closed(&mut self, exit: u8, text: Option<String>) -> Line {
        let text = text.or_else(|| self.farewell.take());
        line(&json::closed(self.now_ms(), self.ending.as_ref(), exit, text.as_deref()))
    }
}

fn line(object: &Object) -> Line {
    Line { stream: Stream::Chat, text: object.line() }
}

impl Client {
    /// Does what a line of a program asks for.
    pub(super) fn order(&mut self, given: &str) -> anyhow::Result<()> {
        match json::read(given) {
            Ok(Order::Nothing) => Ok(()),
            // As in any pipe.
            Ok(Order::Line(line)) => self.say(&line),
            Ok(Order::Command(line)) => {
                let now = self.now();
                self.with_life(|life, out| {
                    // What becomes of it is told under its label.
                    life.typed(now, &line, out);
                })
            }
            Ok(Order::Say { text, to }) => self.say_to(text, to),
            Err(fault) => {
                self.front.machine_says(|machine| machine.not_taken(fault.code(), given));
                Ok(())
            }
        }
    }

    fn say_to(&mut self, text: String, to: Option<String>) -> anyhow::Result<()> {
        let Some(to) = to else { return self.did(Did::Act(Intent::Say(text))) };
        if !is_one(&to) {
            self.front.machine_says(|machine| machine.no_place(&to, &text));
            return Ok(());
        }
        if !to.starts_with(['#', '&']) {
            return self.did(Did::Act(Intent::Tell { name: to, text }));
        }
        let before = self.life.place();
        if !self.life.go(&Where::Room(to.as_str().into())) {
            self.front.machine_says(|machine| machine.no_place(&to, &text));
            return Ok(());
        }
        let said = self.did(Did::Act(Intent::Say(text)));
        if let Some(before) = before {
            self.life.go(&before);
        }
        said
    }
}

/// Whether a word can name one place: on the wire a comma begins another, and a space or a colon the
/// text.
fn is_one(to: &str) -> bool {
    !to.starts_with(':') && !to.contains(|c: char| c == ',' || c.is_whitespace() || c.is_control())
}
