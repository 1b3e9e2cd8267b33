//! Standard replies: `FAIL`, `WARN` and `NOTE`. Source: IRCv3 standard-replies; the codes of our own
//! server are in [`crate::wire::note`].

use super::account::why_refused;
use super::batch::parse_time;
use super::happening::{AccountNews, Ending, Happening, Lost, NameRefusal, Noted, Refusal, Terms};
use super::session::{Outbox, Session};
use super::why::TurnedAway;
use crate::wire::message::unescape;
use crate::wire::{Message, note};

/// What begins the codes that are about what a server remembers.
const HISTORY: &str = "HISTORY_";

/// The commands of ours by which order is kept.
const ORDER: [&str; 7] = ["AUDIT", "BAN", "BANS", "MUTE", "UNBAN", "UNDO", "UNMUTE"];
/// The commands whose answers are said in the reader's language.
const OURS: &[&str] = &["STAY", "OWNER", "CERT", "CODE"];
/// What a server has enough of that says this and does not let us in.
fn turned_away(code: &str) -> Option<TurnedAway> {
    let known = [
        (&note::HOUSE_FULL, TurnedAway::House),
        (&note::ADDRESS_FULL, TurnedAway::Address),
        (&note::NETWORK_FULL, TurnedAway::Network),
        (&note::CONNECTS_TOO_OFTEN, TurnedAway::TooOften),
    ];
    known.iter().find(|(note, _)| note.code == code).map(|&(_, why)| why)
}

impl Session {
    /// `<FAIL|WARN|NOTE> <command> <code> [context…] :description`.
    pub(super) fn handle_standard_reply(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(code) = message.param(1) else { return };
        let said = message.params().last().copied().unwrap_or_default();
        let is = |known: &note::Note| known.code == code;
        let context =
            |place: usize| message.param(2 + place).filter(|_| 2 + place + 1 < message.params().len());
        if is(&note::NICK_LOOKS_LIKE) {
            let other = context(1).unwrap_or_default().to_owned();
            self.noted.name = Some(NameRefusal::LooksLike(other));
        } else if is(&note::NICK_RESERVED) {
            self.noted.name = Some(NameRefusal::Reserved);
        } else if is(&note::NICK_TOO_LONG) {
            self.noted.name = Some(NameRefusal::TooLong(context(1).and_then(|number| number.parse().ok())));
        } else if is(&note::NAME_OWNED) {
            self.noted.name = Some(NameRefusal::Owned);
        } else if is(&note::ROOM_CLOSED) {
            self.noted.ending = Some(Ending::RoomClosed);
        } else if is(&note::SERVER_DOWN) {
            self.noted.ending = Some(Ending::ServerDown);
        } else if is(&note::READS_TOO_SLOWLY) {
            self.noted.ending = Some(Ending::Lost(Lost::ReadsTooSlowly));
        } else if is(&note::ROOMS_FULL) {
            self.noted.no_more_rooms = true;
        } else if let Some(why) = turned_away(code) {
            let number = context(0).unwrap_or_default().to_owned();
            self.noted.ending = Some(Ending::Lost(Lost::TurnedAway { why, number }));
        } else if is(&note::REMOVED) {
            if matches!(self.noted.ending, Some(Ending::Removed { .. })) {
                // A KILL has told, and why.
                return;
            }
            let by = self.who(Some(context(0).unwrap_or_default()));
            let reason = context(1).filter(|reason| !matches!(*reason, "" | "*")).map(str::to_owned);
            self.noted.ending = Some(Ending::Removed { by, reason });
        } else if is(&note::BARRED) {
            self.noted.ending = Some(Ending::Barred(self.terms(message, 2)));
        } else if is(&note::BANNED) && message.command == "NOTE" {
            self.noted.banned = Some(self.terms(message, 3));
        } else if is(&note::MUTED) && message.command == "NOTE" {
            self.noted.muted = Some(self.terms(message, 3));
        } else if is(&note::HUSHED) && message.command == "NOTE" {
            self.noted.hushed = Some(self.terms(message, 3));
        } else if is(&note::NICK_BANNED) {
            self.noted.name = Some(NameRefusal::Banned);
        } else if is(&note::PASS_TOO_MANY_TRIES) && message.param(0) == Some("PASS") {
            self.noted.ending = Some(Ending::TooManyTries);
        } else if is(&note::INVITATION_REQUIRED) || is(&note::MEMBERS_ONLY) {
            let given = self.wish.password.is_some();
            self.noted.ending = Some(Ending::NotInvited { given, members: is(&note::MEMBERS_ONLY) });
        } else if code.starts_with(HISTORY)
            || is(&note::SLOW_MODE)
            || is(&note::SLOWED)
            || message.param(0).is_some_and(|command| OURS.contains(&command) || ORDER.contains(&command))
            || [&note::REPEATED, &note::BRAKED, &note::BRAKE_OFF].into_iter().any(is)
        {
            let context = (0..).map_while(context).map(str::to_owned).collect();
            let label = self.label_of(message).filter(|label| self.refused(*label));
            let command = message.param(0).unwrap_or_default().into();
            let operator = self.server.operator.clone();
            let noted = Noted { command, code: code.to_owned(), context, said: said.into(), operator };
            out.happen(Happening::Noted { label, noted });
        } else {
            self.handle_other_reply(code, message, out);
        }
    }

    /// By whom, until when, why: three words of a standard reply.
    fn terms(&self, message: &Message<'_>, place: usize) -> Terms {
        let word = |place| message.param(place).filter(|_| place + 1 < message.params().len());
        let reason = word(place + 2).filter(|reason| !matches!(*reason, "none" | "*"));
        Terms {
            by: self.who(Some(word(place).unwrap_or_default())),
            until_ms: word(place + 1).and_then(parse_time),
            reason: reason.map(|reason| unescape(reason).into_owned()),
        }
    }

    fn handle_other_reply(&mut self, code: &str, message: &Message<'_>, out: &mut Outbox) {
        let said = message.params().last().copied().unwrap_or_default();
        match (message.command, message.param(0)) {
            // The place is gone; coming in goes on as if for the first time.
            ("FAIL", Some("RESUME")) => self.carried.token = None,
            // The numeric that follows says the same of a password that nobody has looked at.
            (_, Some("AUTHENTICATE")) => self.noted.tries = true,
            ("FAIL", Some("REGISTER" | "VERIFY")) => {
                let context: Vec<&str> = message.params().iter().skip(2).copied().collect();
                let why = why_refused(code, &context, said);
                out.happen(Happening::Account(AccountNews::Refused(why)));
            }
            ("FAIL", Some("CHATHISTORY")) if self.handle_history_failure(message, out) => {}
            // Nobody has asked for it.
            ("FAIL", Some("MARKREAD")) => {}
            _ => {
                let label = self.label_of(message).filter(|label| self.refused(*label));
                out.happen(Happening::Refused { label, why: Refusal::ServerSaid(said.to_owned()) });
            }
        }
    }
}
