//! What is kept, as people read it: lines like those of the transcript, each with its day and time.

use jiff::tz::TimeZone;

use super::times;
use crate::door::transcript::transcript;
use crate::lang::Lang;
use crate::room::What;
use crate::room::keep::{Entry, Place};
use crate::wire::clean::clean;

/// The lines of what happened, in the room of this name.
pub fn lines(lang: &Lang, zone: &TimeZone, (entry, room): (&Entry, &str)) -> Vec<String> {
    let time = times::show(entry.event.at_ms, zone);
    let lines = match (&entry.event.what, &entry.place) {
        (What::Said { target, text, .. }, Place::Private(..)) => {
            let said = |line: &String| {
                let (name, to) = (clean(&entry.event.who.name), clean(target));
                let text = clean(line);
                lang.say(
                    "history-private",
                    &[("name", name.into()), ("to", to.into()), ("text", text.into())],
                )
            };
            text.lines().iter().map(said).collect()
        }
        // These name no room, and stand in each that they were told in.
        (What::Quit { .. } | What::Renamed { .. }, _) => {
            let lines = transcript(lang, &entry.event, "");
            lines.into_iter().map(|line| format!("{} {line}", clean(room))).collect()
        }
        _ => transcript(lang, &entry.event, ""),
    };
    lines.into_iter().map(|line| format!("{time} {line}")).collect()
}
