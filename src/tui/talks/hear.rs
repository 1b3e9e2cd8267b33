//! What happens, taken to the conversation that it belongs to.
//!
//! Must not know how anything looks. Sentences are those of the line mode ([`crate::lines::Face`]),
//! but for what has rows of its own: messages, and people who come and go.

use std::sync::Arc;

use super::entry::{Fate, Kind, Move, Said, Serial, Step, Tone};
use super::talk::{self, Earlier, Order, Talk, TalkId};
use super::{Attention, Place, Talks, words};
use crate::chat::{Happening, Label, Life, Manner, Noted, Refusal, Voice, Where, Who};
use crate::wire::Now;
use crate::wire::clean::clean;
use crate::wire::name;
use crate::wire::text::Text;

/// Messages of ours of which it is known where they stand.
const LABELS_MAX: usize = 20_000;

/// Conversations that are open at a time: strangers could open any number of them.
pub(super) const TALKS_MAX: usize = 256;

/// What a name is found by.
pub(super) fn fold(text: &str) -> String {
    name::fold(text).unwrap_or_else(|| text.to_lowercase())
}

impl Talks {
    /// Takes what has happened; tells whether somebody who does not look should be called.
    pub fn happen(&mut self, now: Now, happening: &Happening, life: &Life) -> Option<Attention> {
        self.clock(now);
        match happening {
            Happening::Said(said) => return self.hear(said, happening, life),
            Happening::Came { room, who } => self.step(room, who, Step::Comes, happening),
            Happening::Left { rooms, who, .. } => self.left(rooms, who, happening),
            Happening::Renamed { who, to } => self.renamed(who, to, happening, life),
            Happening::Entered { room, .. } => self.entered(room),
            Happening::Sending { label, place, manner, text, at_ms } => {
                let me = life.me().unwrap_or_default();
                let who = Who { name: me.into(), voice: Voice::Me };
                let said = self.ours(who, *label, *manner, text, life);
                self.sending(place, *label, said, *at_ms);
            }
            Happening::Here(place) => self.go(&Place::from(place)),
            Happening::TalkClosed(name) => self.close(&Place::Person(Arc::clone(name))),
            Happening::Earlier { .. }
            | Happening::Unread { .. }
            | Happening::Gap { .. }
            | Happening::TakenBack { .. }
            | Happening::ReadTo { .. }
            | Happening::Delivered { .. }
            | Happening::Refused { .. }
            | Happening::Noted { .. }
            | Happening::Undelivered { .. } => self.remember(happening),
            Happening::RoomRenamed { room, to, .. } => {
                self.tell_in(room, happening);
                self.rename_place(&self.named(room), &self.named(to));
            }
            Happening::Members { room, .. }
            | Happening::TopicSet { room, .. }
            | Happening::Topic { room, .. } => self.tell_in(room, happening),
            Happening::PutOut { room, whom, by, reason } => {
                self.tell_in(room, happening);
                if whom.voice == Voice::Me {
                    self.put_out(room, by, reason.as_deref(), life);
                }
            }
            Happening::Mode { target, .. } => self.tell_in(target, happening),
            Happening::Partner { name, .. } => self.tell_in(name, happening),
            Happening::IsAway { who, .. } => self.tell_in(&who.name, happening),
            Happening::MessageOfTheDay(_)
            | Happening::Account(_)
            | Happening::GoingDown
            | Happening::OwnAway(_)
            | Happening::RealName { .. }
            | Happening::Invited { .. }
            | Happening::InvitationSent { .. }
            | Happening::Listed { .. }
            | Happening::ListEnded { .. }
            | Happening::About { .. }
            | Happening::Ignored(_)
            | Happening::Ignoring { .. }
            | Happening::Modes { .. }
            | Happening::HelpOn(_)
            | Happening::Help => self.tell(happening, Tone::Notice),
            Happening::NameRefused { .. }
            | Happening::RoomRefused { .. }
            | Happening::UnknownCommand { .. }
            | Happening::Usage(_)
            | Happening::HeldBack
            | Happening::TooEarly
            | Happening::LineTooLong => self.tell(happening, Tone::Error),
            Happening::Interrupted(_) | Happening::Returned { .. } | Happening::ReturnedRoomless => {
                self.ask_again();
            }
            // Others show these: the row of status, the list of what was found, the caller.
            Happening::Welcome { .. }
            | Happening::Found(_)
            | Happening::SearchEnded { .. }
            | Happening::Away { .. }
            | Happening::Typing { .. }
            | Happening::Face(_)
            | Happening::Ended(_) => {}
        }
        None
    }

    /// Takes what is about messages that were said: where they stand, and what has become of them.
    fn remember(&mut self, happening: &Happening) {
        match happening {
            Happening::Earlier { room, count } => self.page_ended(room, *count, happening),
            Happening::Unread { room, since_ms } => {
                let id = self.opened(&self.named(room));
                if let Some(talk) = self.talk_mut(id) {
                    talk.read_ms = talk.read_ms.max(*since_ms);
                    talk.wants_ruler = talk.unread == 0;
                }
            }
            Happening::Gap { room, since_ms, .. } => {
                let (id, lines) = (self.opened(&self.named(room)), self.lines(happening));
                self.put_note(id, lines, Tone::Notice, *since_ms, Order::Behind(*since_ms));
            }
            Happening::TakenBack { room, id, reason, .. } => {
                let is_here = self.take_back(room, id, reason.as_deref());
                // What does not stand here is told in words.
                (!is_here).then(|| self.tell_in(room, happening));
            }
            Happening::ReadTo { place, at_ms } => {
                if let Some(talk) = self.at(&Place::from(place)).and_then(|at| self.talks.get_mut(at)) {
                    talk.read_to(*at_ms);
                }
            }
            Happening::Delivered { label, id } => self.delivered(*label, id.as_ref()),
            Happening::Refused { label, why } => self.refused(*label, why, happening),
            Happening::Noted { label, noted } => self.noted(*label, noted, happening),
            Happening::Undelivered { unconfirmed, labels, .. } => {
                self.undelivered(labels, unconfirmed.is_empty(), happening);
            }
            _ => {}
        }
    }

    fn serial(&mut self) -> Serial {
        self.serials += 1;
        Serial(self.serials)
    }

    /// A room or a person by the name alone.
    fn named(&self, name: &Arc<str>) -> Place {
        let key = fold(name);
        let known = self.talks.iter().skip(1).find(|talk| talk.key == key);
        match known {
            Some(talk) => talk.place.clone(),
            None if name.starts_with(['#', '&', '+', '!']) => Place::Room(Arc::clone(name)),
            None => Place::Person(Arc::clone(name)),
        }
    }

    pub(super) fn at(&self, place: &Place) -> Option<usize> {
        let (Place::Room(name) | Place::Person(name)) = place else { return Some(0) };
        let (key, is_room) = (fold(name), matches!(place, Place::Room(_)));
        self.talks.iter().position(|talk| {
            talk.key == key && talk.place != Place::House && matches!(talk.place, Place::Room(_)) == is_room
        })
    }

    /// The conversation of a place; it is opened if it is not open. The first takes over what the
    /// house has said, and the screen.
    pub(super) fn opened(&mut self, place: &Place) -> TalkId {
        if let Some(talk) = self.at(place).and_then(|at| self.talks.get(at)) {
            return talk.id;
        }
        self.make_room();
        self.ids += 1;
        let id = TalkId(self.ids);
        let key = match place {
            Place::House => String::new(),
            Place::Room(name) | Place::Person(name) => fold(name),
        };
        let mut talk = Talk::new(id, place.clone(), key);
        if let [house] = self.talks.as_mut_slice() {
            talk.inherit(house);
            self.labels.values_mut().for_each(|(place, _)| *place = id);
            self.current = id;
        }
        self.talks.push(talk);
        id
    }

    /// Closes a talk with one person, if too many are open: of those that are read if there is one,
    /// the one in which nothing was said for the longest time.
    fn make_room(&mut self) {
        if self.talks.len() < TALKS_MAX {
            return;
        }
        let others = self.talks.iter().filter(|talk| talk.id != self.current);
        let people = others.filter(|talk| matches!(talk.place, Place::Person(_)));
        let last_ms = |talk: &Talk| talk.entries.back().map_or(0, |entry| entry.order_ms);
        let oldest = people.min_by_key(|talk| (talk.unread > 0, last_ms(talk)));
        let Some(place) = oldest.map(|talk| talk.place.clone()) else { return };
        self.close(&place);
        let (Place::Room(name) | Place::Person(name)) = &place else { return };
        let name = clean(name);
        let args = [("name", (&*name).into()), ("count", TALKS_MAX.into())];
        let told = self.look.lang().say("screen-talk-closed", &args);
        self.note(self.current, vec![told], Tone::Notice);
    }

    /// What the line mode says about it.
    fn lines(&self, happening: &Happening) -> Vec<String> {
        let mut lines = Vec::new();
        self.look.face.show(happening, &mut lines);
        lines.into_iter().map(|line| line.text).collect()
    }

    /// Says it where the person is.
    fn tell(&mut self, happening: &Happening, tone: Tone) {
        let lines = self.lines(happening);
        self.note(self.current, lines, tone);
    }

    /// Says it in the conversation of this name, if it is open; else where the person is.
    fn tell_in(&mut self, name: &str, happening: &Happening) {
        let key = fold(name);
        let id = self.talks.iter().skip(1).find(|talk| talk.key == key).map_or(self.current, |talk| talk.id);
        let lines = self.lines(happening);
        self.note(id, lines, Tone::Notice);
    }

    /// We were put out of a room: that is told where we find ourselves, too.
    fn put_out(&mut self, room: &Arc<str>, by: &Who, reason: Option<&str>, life: &Life) {
        let here = life.place().map(|place| Place::from(&place));
        let Some(here) = here.filter(|here| *here != self.named(room)) else { return };
        let by = self.look.face.name(by);
        let why = clean(reason.unwrap_or_default());
        let args = [("name", clean(&by).into()), ("room", clean(room).into()), ("reason", why.into())];
        let lang = self.look.face.lang();
        let line = match reason {
            Some(_) => lang.say("screen-put-out-because", &args),
            None => lang.say("screen-put-out", &args[..2]),
        };
        let id = self.opened(&here);
        self.note(id, vec![line], Tone::Error);
    }

    pub(super) fn note(&mut self, id: TalkId, lines: Vec<String>, tone: Tone) {
        self.put_note(id, lines, tone, self.now.unix_ms, Order::Hangs);
    }

    fn put_note(&mut self, id: TalkId, lines: Vec<String>, tone: Tone, at_ms: u64, order: Order) {
        if !lines.is_empty() {
            self.put(id, at_ms, Kind::Note { lines, tone }, order);
        }
    }

    fn put(&mut self, id: TalkId, at_ms: u64, kind: Kind, order: Order) -> Serial {
        let (serial, day) = (self.serial(), words::civil(&self.look.clock, at_ms).0);
        if let Some(talk) = self.talk_mut(id) {
            talk.put(serial, at_ms, day, kind, order);
        }
        serial
    }

    /// Something was said.
    fn hear(&mut self, said: &crate::chat::Said, happening: &Happening, life: &Life) -> Option<Attention> {
        let is_mine = said.who.voice == Voice::Me;
        if said.who.voice == Voice::Server && matches!(said.place, Where::Private(_)) {
            self.tell(happening, Tone::Notice);
            return None;
        }
        if let Some(label) = said.label
            && self.came_back(label, said)
        {
            return None;
        }
        let place = Place::from(&said.place);
        let id = self.opened(&place);
        let is_watched = self.focused && id == self.current;
        let is_here = |talk: &Talk| said.id.as_ref().is_some_and(|id| talk.has(id));
        let is_alone = matches!(said.place, Where::Private(_));
        let calls_me = !is_mine && (is_alone || said.mentions_me);
        let (is_known, read_ms) = self.talk(id).map(|talk| (is_here(talk), talk.read_ms))?;
        if is_known {
            return None;
        }
        let kind = Kind::Message(Box::new(Said {
            who: said.who.clone(),
            name: self.look.face.name(&said.who),
            folded: life.fold(&said.who.name),
            manner: said.manner,
            text: said.text.clone(),
            id: said.id.clone(),
            label: said.label,
            fate: Fate::Told,
            calls_me,
            taken_back: None,
        }));
        let order = if said.old { Order::Old(said.at_ms) } else { Order::Happens(said.at_ms) };
        let serial = self.put(id, said.at_ms, kind, order);
        let name = self.look.face.name(&said.who);
        let talk = self.talk_mut(id)?;
        let is_news = !said.old || (read_ms > 0 && said.at_ms > read_ms);
        if !is_mine && is_news {
            talk.mark_unread(serial, is_watched);
        }
        if said.old {
            return None;
        }
        if talk.anchor.is_some() {
            talk.below.count += 1;
            if calls_me {
                talk.below.mention = Some(name.clone());
            }
        }
        let text = said.text.lines().join(" ");
        calls_me.then(|| Attention { place, name, text: clean(&text).into_owned() })
    }

    /// A message of ours that stands here already has come back.
    fn came_back(&mut self, label: Label, said: &crate::chat::Said) -> bool {
        let Some(&(id, serial)) = self.labels.get(&label) else { return false };
        let day = words::civil(&self.look.clock, said.at_ms).0;
        let Some(talk) = self.talk_mut(id) else { return false };
        let Some(index) = talk.labelled(serial, label) else { return false };
        if let Some(ours) = talk.said_mut(index) {
            ours.text = said.text.clone();
        }
        talk.confirm(serial, said.id.as_ref(), Some((said.at_ms, day)), said.old);
        self.labels.remove(&label);
        true
    }

    /// A message of ours that is on its way.
    fn ours(&self, who: Who, label: Label, manner: Manner, text: &Text, life: &Life) -> Said {
        Said {
            name: self.look.face.name(&who),
            folded: life.fold(&who.name),
            who,
            manner,
            text: text.clone(),
            id: None,
            label: Some(label),
            fate: Fate::Sending,
            calls_me: false,
            taken_back: None,
        }
    }

    /// Something of ours is on its way. A room without a name is the one that we are about to enter:
    /// until then it stands where the person is.
    fn sending(&mut self, place: &Where, label: Label, said: Said, at_ms: u64) {
        let id = match place {
            Where::Room(name) if name.is_empty() => self.current,
            Where::Room(_) | Where::Private(_) => self.opened(&Place::from(place)),
        };
        if id != self.current {
            self.tell_elsewhere(place, &said);
        }
        let kind = Kind::Message(Box::new(said));
        let serial = self.put(id, at_ms, kind, Order::Hangs);
        self.labels.insert(label, (id, serial));
        if self.labels.len() > LABELS_MAX {
            self.labels.pop_first();
        }
        if let Some(talk) = self.talk_mut(id) {
            // Who answers has read.
            talk.ruler = None;
            talk.wants_ruler = false;
            talk.follow();
        }
    }

    /// What is said to somebody else is told here too: its own conversation is not in sight.
    fn tell_elsewhere(&mut self, place: &Where, said: &Said) {
        let (Where::Room(name) | Where::Private(name)) = place;
        let key = match said.manner {
            Manner::Action => "chat-private-own-action",
            Manner::Message | Manner::Notice => "chat-private-own",
        };
        let (me, name) = (said.name.as_str(), clean(name));
        let line = |text: &String| {
            let args = [("me", me.into()), ("name", (&*name).into()), ("text", text.as_str().into())];
            self.look.lang().say(key, &args)
        };
        let lines = said.lines().iter().map(line).collect();
        self.note(self.current, lines, Tone::Notice);
    }

    fn delivered(&mut self, label: Label, message: Option<&Arc<str>>) {
        if let Some(&(id, serial)) = self.labels.get(&label)
            && let Some(talk) = self.talk_mut(id)
        {
            talk.confirm(serial, message, None, false);
        }
    }

    /// A message of ours did not get there; tells whether it stands where the person is, so that they
    /// see it.
    fn fail(&mut self, label: Label, fate: Fate) -> bool {
        let Some((id, serial)) = self.labels.remove(&label) else { return false };
        let said = self.talk_mut(id).and_then(|talk| {
            let index = talk.labelled(serial, label)?;
            talk.said_mut(index)
        });
        let is_shown = said.is_some();
        if let Some(said) = said {
            said.fate = fate;
        }
        is_shown && id == self.current
    }

    fn refused(&mut self, label: Option<Label>, why: &Refusal, happening: &Happening) {
        if matches!(why, Refusal::NotOffered("history")) {
            self.has_no_history = true;
            // Whoever has only moved up has asked for nothing that could be refused.
            if let Some(talk) = self.talks.iter_mut().find(|talk| talk.earlier == Earlier::Asked) {
                talk.earlier = Earlier::Nothing;
                return;
            }
        }
        let words = self.lines(happening).join(" ");
        if !label.is_some_and(|label| self.fail(label, Fate::Failed(Some(words)))) {
            self.tell(happening, Tone::Error);
        }
    }

    fn noted(&mut self, label: Option<Label>, noted: &Noted, happening: &Happening) {
        let words = self.lines(happening).join(" ");
        if label.is_some_and(|label| self.fail(label, Fate::Failed(Some(words)))) {
            return;
        }
        // What is told of a room belongs there.
        match noted.context.first().filter(|word| word.starts_with('#')) {
            Some(room) => self.tell_in(room, happening),
            None => self.tell(happening, Tone::Notice),
        }
    }

    /// It is over, and some of ours was not confirmed, or not even sent.
    fn undelivered(&mut self, labels: &[Label], is_unsent: bool, happening: &Happening) {
        let fate = if is_unsent { Fate::Failed(None) } else { Fate::Unknown };
        let shown = labels.iter().filter(|label| self.fail(**label, fate.clone())).count();
        if shown == 0 {
            self.tell(happening, Tone::Error);
        }
    }

    /// Tells whether the message that is taken back stands here.
    fn take_back(&mut self, room: &Arc<str>, message: &str, reason: Option<&str>) -> bool {
        let place = self.named(room);
        let talk = self.at(&place).and_then(|at| self.talks.get_mut(at));
        let said = talk.and_then(|talk| talk.find(message).and_then(|index| talk.said_mut(index)));
        let is_here = said.is_some();
        if let Some(said) = said {
            said.taken_back = Some(reason.map(|reason| clean(reason).into_owned()));
        }
        is_here
    }

    /// Somebody comes or goes.
    fn step(&mut self, room: &Arc<str>, who: &Who, step: Step, happening: &Happening) {
        let id = self.opened(&self.named(room));
        let step = Move { name: self.look.face.name(who), step };
        let day = words::civil(&self.look.clock, self.now.unix_ms).0;
        if self.talk_mut(id).is_some_and(|talk| talk.add_move(&step, day)) {
            return;
        }
        let first = self.lines(happening).join(" ");
        self.put(id, self.now.unix_ms, talk::moves(first, step), Order::Hangs);
    }

    fn left(&mut self, rooms: &[Arc<str>], who: &Who, happening: &Happening) {
        for room in rooms {
            match who.voice {
                // Where we have left there is nobody to hear us.
                Voice::Me => self.close(&self.named(room)),
                Voice::Member | Voice::Operator | Voice::Server => {
                    self.step(room, who, Step::Goes, happening);
                }
            }
        }
    }

    fn renamed(&mut self, who: &Who, to: &Arc<str>, happening: &Happening, life: &Life) {
        if who.voice == Voice::Me {
            return self.tell(happening, Tone::Notice);
        }
        let former = Place::Person(Arc::clone(&who.name));
        let rooms: Vec<Arc<str>> = self
            .talks
            .iter()
            .filter_map(|talk| match &talk.place {
                Place::Room(room) => is_in(life, room, to).then(|| Arc::clone(room)),
                Place::House | Place::Person(_) => None,
            })
            .collect();
        for room in rooms {
            self.step(&room, who, Step::IsNow(clean(to).into_owned()), happening);
        }
        if self.at(&former).is_some() {
            self.step_alone(&former, who, to, happening);
        }
    }

    /// Somebody with whom we speak alone has another name: so has the conversation.
    fn step_alone(&mut self, former: &Place, who: &Who, to: &Arc<str>, happening: &Happening) {
        self.step(&who.name, who, Step::IsNow(clean(to).into_owned()), happening);
        self.rename_place(former, &Place::Person(Arc::clone(to)));
    }

    fn rename_place(&mut self, from: &Place, to: &Place) {
        let (Place::Room(name) | Place::Person(name)) = to else { return };
        let key = fold(name);
        let from = self.at(from);
        // Somebody else's conversation stays theirs.
        if self.at(to).is_some_and(|at| Some(at) != from) {
            return;
        }
        if let Some(talk) = from.filter(|at| *at > 0).and_then(|at| self.talks.get_mut(at)) {
            (talk.place, talk.key) = (to.clone(), key);
        }
    }

    fn entered(&mut self, room: &Arc<str>) {
        self.opened(&Place::Room(Arc::clone(room)));
    }

    /// A page of what was said before is complete.
    fn page_ended(&mut self, room: &Arc<str>, count: usize, happening: &Happening) {
        let id = self.opened(&self.named(room));
        let lines = self.lines(happening);
        let Some(talk) = self.talk_mut(id) else { return };
        talk.end_page();
        let is_news = talk.earlier != Earlier::Nothing;
        talk.earlier = if count == 0 { Earlier::Nothing } else { Earlier::Perhaps };
        let first_ms = talk.entries.front().map(|entry| entry.at_ms);
        // A talk with one person opens by itself with what is kept of it, mostly nothing.
        if count == 0 && is_news && matches!(talk.place, Place::Room(_)) {
            let at_ms = first_ms.unwrap_or(self.now.unix_ms);
            self.put_note(id, lines, Tone::Notice, at_ms, Order::Old(0));
        }
        if let Some(talk) = self.talk_mut(id) {
            talk.end_page();
        }
    }

    /// What was asked for over another connection does not come.
    fn ask_again(&mut self) {
        for talk in &mut self.talks {
            if talk.earlier == Earlier::Asked {
                talk.earlier = Earlier::Perhaps;
            }
            talk.end_page();
        }
    }
}

/// Whether somebody is in a room of ours.
fn is_in(life: &Life, room: &str, name: &str) -> bool {
    life.roster(room).is_some_and(|roster| roster.has(&life.fold(name)))
}
