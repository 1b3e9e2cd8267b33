//! What was said while we did not hear it: asked for, and put in its place. Source: IRCv3
//! chathistory.
//!
//! Theory of operation: on entering a room for the first time its latest messages are asked for; on
//! coming back, what came after the last one that we have seen ([`super::trace`]), page by page,
//! until a page holds nothing that we do not know or reaches what we have heard since. Meanwhile
//! what happens there waits, so that everything stands in the room's order; whatever comes twice is
//! known by its id and shown once. Where the server can't say what we have missed, that is told
//! ([`Happening::Gap`]) in the place where it may be.

use std::sync::Arc;
use std::time::Duration;

use super::PAGE_PATIENCE;
use super::batch::{Old, Page, PageOf, write_time};
use super::happening::{Happening, Label, Manner, Said, Voice, Where};
use super::pending::{Pendings, Utterance};
use super::session::{Outbox, Session, Stage};
use super::trace::{Asked, Catching, Point, Trace};
use crate::wire::Message;
use crate::wire::caps;
use crate::wire::text::Text;

impl Session {
    /// Whether the server remembers what was said, and can tell us so that we understand it.
    pub(super) fn has_history(&self) -> bool {
        self.server.caps.has(caps::CHATHISTORY.with(caps::BATCH).with(caps::MESSAGE_TAGS))
    }

    pub(super) fn trace_at(&self, name: &str) -> Option<usize> {
        // Nearly always it is written as it is known.
        if let Some(at) = self.carried.traces.iter().position(|trace| *trace.name == *name) {
            return Some(at);
        }
        let key = self.server.fold(name);
        self.carried.traces.iter().position(|trace| self.server.fold(&trace.name) == key)
    }

    pub(super) fn trace_mut(&mut self, name: &str) -> Option<&mut Trace> {
        self.trace_at(name).and_then(|at| self.carried.traces.get_mut(at))
    }

    /// Whether we wait for something that we have missed.
    pub(super) fn is_catching(&self) -> bool {
        self.carried.traces.iter().any(|trace| trace.catching.is_some())
    }

    /// We have entered a room, at this moment if the server says so.
    pub(super) fn begin_history(&mut self, room: &str, joined_ms: Option<u64>, out: &mut Outbox) {
        if self.trace_at(room).is_none() {
            self.carried.add_trace(Trace::new(room.into()));
        }
        let is_offered = self.has_history();
        let wanted = self.wish.history.min(self.server.page_messages_max);
        let Some(trace) = self.trace_mut(room) else { return };
        if trace.last.is_none() && trace.lost_ms.is_none() {
            trace.before = joined_ms.map_or(Point::Unknown, |ms| Point::Time(ms.saturating_sub(1)));
        }
        if !trace.is_greeted && is_offered && wanted > 0 {
            let name = Arc::clone(&trace.name);
            self.ask_page(&name, Asked::Latest, "LATEST", "*", wanted, out);
        } else if trace.lost_ms.is_some() {
            self.ask_missed(room, out);
            self.ask_missed_alone(out);
        } else {
            trace.is_greeted = true;
        }
    }

    /// A talk begins of which we know nothing: what was said in it before is shown first. Whom the
    /// server keeps nothing for is not told so.
    pub(super) fn begin_history_alone(&mut self, name: &str, out: &mut Outbox) {
        let wanted = self.wish.history.min(self.server.page_messages_max);
        if !self.has_history() || wanted == 0 || self.trace_at(name).is_some() {
            return;
        }
        let mut trace = Trace::new(name.into());
        trace.is_greeted = true;
        self.carried.add_trace(trace);
        self.ask_page(name, Asked::Latest, "LATEST", "*", wanted, out);
    }

    /// Asks for what has come since, or tells that nobody knows it.
    fn ask_missed(&mut self, name: &str, out: &mut Outbox) {
        let is_offered = self.has_history();
        let (limit, until_ms) = (self.server.page_messages_max, self.now.unix_ms);
        let Some(trace) = self.trace_mut(name) else { return };
        let name = Arc::clone(&trace.name);
        let (from, witness) = match (&trace.before, &trace.last) {
            (Point::Id(id), last) => (format!("msgid={id}"), last.clone()),
            (Point::Time(ms), last) => (format!("timestamp={}", write_time(*ms)), last.clone()),
            (Point::Unknown, Some(last)) => (format!("msgid={last}"), None),
            (Point::Unknown, None) => (String::new(), None),
        };
        if is_offered && !from.is_empty() {
            return self.ask_page(&name, Asked::After { witness }, "AFTER", &from, limit, out);
        }
        if let Some(since_ms) = trace.lost_ms.take()
            && self.server.is_room(&name)
        {
            out.happen(Happening::Gap { room: Arc::clone(&name), since_ms, until_ms });
        }
        self.caught_up(&name, out);
    }

    /// What was said to us alone: only those with an account have it kept.
    fn ask_missed_alone(&mut self, out: &mut Outbox) {
        if !self.has_history() || self.accounts.me.is_none() {
            return;
        }
        let is_lost = |trace: &&Trace| trace.lost_ms.is_some() && trace.catching.is_none();
        let mut lost: Vec<Arc<str>> =
            self.carried.traces.iter().filter(is_lost).map(|trace| Arc::clone(&trace.name)).collect();
        lost.retain(|name| !self.server.is_room(name));
        lost.iter().for_each(|name| self.ask_missed(name, out));
        // Whoever has spoken to us for the first time is not among them.
        if let Some(last_ms) =
            self.carried.traces.iter().map(|trace| trace.shown_ms).max().filter(|ms| *ms > 0)
        {
            let (from, to) = (write_time(last_ms), write_time(self.now.unix_ms.saturating_add(60_000)));
            out.line("CHATHISTORY")
                .param("TARGETS")
                .param(&format!("timestamp={from}"))
                .param(&format!("timestamp={to}"))
                .param("50")
                .end();
        }
    }

    /// `CHATHISTORY TARGETS <target> <time>`: something was said there meanwhile.
    pub(super) fn handle_history_target(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some("TARGETS"), Some(target)) = (message.param(0), message.param(1)) else { return };
        if self.server.is_room(target) || self.trace_at(target).is_some() {
            return;
        }
        let last_ms = self.carried.traces.iter().map(|trace| trace.shown_ms).max().unwrap_or_default();
        let mut trace = Trace::new(target.into());
        trace.before = Point::Time(last_ms);
        trace.lost_ms = Some(self.now.unix_ms);
        self.carried.add_trace(trace);
        self.ask_missed(target, out);
    }

    fn ask_page(
        &mut self,
        name: &str,
        asked: Asked,
        subcommand: &str,
        from: &str,
        limit: usize,
        out: &mut Outbox,
    ) {
        let since = self.now.uptime;
        let Some(trace) = self.trace_mut(name) else { return };
        if asked != Asked::Before {
            trace.catching = Some(Catching { since });
        }
        trace.asked.push_back(asked);
        out.line("CHATHISTORY").param(subcommand).param(name).param(from).param(&limit.to_string()).end();
        if let Stage::Catching { since } = &mut self.stage {
            *since = self.now.uptime;
        }
    }

    /// `/history`: shows so many messages more of what was said before.
    pub(super) fn ask_earlier(&mut self, room: &str, count: usize, out: &mut Outbox) {
        let limit = count.clamp(1, self.server.page_messages_max);
        if self.trace_at(room).is_none() {
            let mut trace = Trace::new(room.into());
            trace.is_greeted = true;
            self.carried.add_trace(trace);
        }
        let Some(trace) = self.trace_mut(room) else { return };
        // The page that is on its way is the one that comes first.
        if trace.oldest.is_none() && trace.asked.contains(&Asked::Latest) {
            return;
        }
        let (subcommand, from) = match &trace.oldest {
            Some(oldest) => ("BEFORE", format!("msgid={oldest}")),
            None => ("LATEST", "*".to_owned()),
        };
        self.ask_page(room, Asked::Before, subcommand, &from, limit, out);
    }

    /// A page is complete.
    pub(super) fn take_page(&mut self, page: Page, out: &mut Outbox) {
        match page.of {
            PageOf::Search => self.take_found(page.messages, out),
            PageOf::History => self.take_history(&page.target, page.messages, out),
        }
    }

    fn take_history(&mut self, target: &str, mut messages: Vec<Old>, out: &mut Outbox) {
        messages.iter_mut().for_each(|old| self.recognise(old, out));
        let Some(trace) = self.trace_mut(target) else {
            return messages.into_iter().for_each(|old| out.happen(Happening::Said(old.said)));
        };
        let name = Arc::clone(&trace.name);
        match trace.asked.pop_front() {
            Some(Asked::After { witness }) => self.take_missed(&name, messages, witness, out),
            Some(Asked::Before) => self.take_earlier(&name, messages, out),
            Some(Asked::Latest) | None => self.take_latest(&name, messages, out),
        }
    }

    fn take_latest(&mut self, name: &Arc<str>, messages: Vec<Old>, out: &mut Outbox) {
        let until_ms = self.now.unix_ms;
        let Some(trace) = self.trace_mut(name) else { return };
        let mut read_ms = trace.read_ms.take();
        // What was heard over the connection before comes first; if the page does not reach back to
        // it, nobody knows what lies between.
        if !messages.iter().any(|old| old.said.id.as_ref().is_some_and(|id| trace.is_waiting_for(id)))
            && let Some(since_ms) = trace.lost_ms.take()
            && let heard = trace.take_heard_before()
            && !heard.is_empty()
        {
            heard.into_iter().for_each(|happening| self.show(happening, out));
            out.happen(Happening::Gap { room: Arc::clone(name), since_ms, until_ms });
        }
        let mut count = 0;
        for old in messages {
            let is_news = old.said.who.voice != Voice::Me;
            if let Some(since_ms) = read_ms.filter(|ms| is_news && count > 0 && old.said.at_ms > *ms) {
                out.happen(Happening::Unread { room: Arc::clone(name), since_ms });
                read_ms = None;
            }
            if let Some(waited) = self.take_waiting_to(name, &old) {
                self.end_earlier(name, &mut count, out);
                waited.into_iter().for_each(|happening| self.show(happening, out));
                continue;
            }
            let shown = out.happenings.len();
            self.show(Happening::Said(old.said), out);
            count += out.happenings.len() - shown;
        }
        self.end_earlier(name, &mut count, out);
        self.caught_up(name, out);
    }

    fn end_earlier(&self, name: &Arc<str>, count: &mut usize, out: &mut Outbox) {
        let count = std::mem::take(count);
        if count > 0 {
            out.happen(Happening::Earlier { room: Arc::clone(name), count });
        }
    }

    fn take_missed(
        &mut self,
        name: &Arc<str>,
        messages: Vec<Old>,
        witness: Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let until_ms = self.now.unix_ms;
        let Some(trace) = self.trace_mut(name) else { return };
        let ids = || messages.iter().filter_map(|old| old.said.id.as_deref());
        if witness.is_some_and(|witness| ids().all(|id| *id != *witness))
            && let Some(since_ms) = trace.lost_ms.take()
        {
            out.happen(Happening::Gap { room: Arc::clone(name), since_ms, until_ms });
        }
        let Some(trace) = self.trace_mut(name) else { return };
        let meets = ids().any(|id| trace.has_heard(id));
        let is_known = ids().all(|id| trace.shown.has(id));
        let last = ids().next_back().map(str::to_owned);
        for old in messages {
            match self.take_waiting_to(name, &old) {
                // What we have heard, too, is shown as it was heard.
                Some(waited) => waited.into_iter().for_each(|happening| self.show(happening, out)),
                None => self.show(Happening::Said(old.said), out),
            }
        }
        match last {
            Some(last) if !meets && !is_known => {
                let limit = self.server.page_messages_max;
                let from = format!("msgid={last}");
                self.ask_page(name, Asked::After { witness: None }, "AFTER", &from, limit, out);
            }
            _ => self.caught_up(name, out),
        }
    }

    /// What waits up to this message, if it waits.
    fn take_waiting_to(&mut self, name: &str, old: &Old) -> Option<Vec<Happening>> {
        let id = old.said.id.as_deref()?;
        self.trace_mut(name)?.take_waiting_to(id)
    }

    fn take_earlier(&mut self, name: &Arc<str>, messages: Vec<Old>, out: &mut Outbox) {
        let first = messages.first().and_then(|old| old.said.id.clone());
        let Some(trace) = self.trace_mut(name) else { return };
        trace.oldest = first.or_else(|| trace.oldest.take());
        let mut is_new = |old: &Old| old.said.id.as_ref().is_none_or(|id| trace.shown.note(id));
        let messages = messages.into_iter().filter(|old| is_new(old));
        let earlier: Vec<_> = messages.map(|old| old.said).collect();
        let count = earlier.len();
        let shown = earlier.into_iter().filter(|said| !self.hides(said));
        out.happenings.extend(shown.map(Happening::Said));
        out.happen(Happening::Earlier { room: Arc::clone(name), count });
    }

    /// Sees whether a message of old is one that we have said and that nobody has confirmed.
    fn recognise(&mut self, old: &mut Old, out: &mut Outbox) {
        if old.said.who.voice != Voice::Me {
            return;
        }
        let pendings = &mut self.carried.pendings;
        let label = match &old.nonce {
            Some(nonce) => pendings.by_nonce(nonce),
            // There is nothing to know it by but its words: at a server without nonces, or from one
            // to whom we are somebody else than who said it.
            None => by_words(pendings, &old.said),
        };
        let Some(label) = label else { return };
        old.said.label = Some(label);
        // Where a message may be sent twice without harm, words alone are not proof enough.
        let is_sure = old.nonce.is_some() || !self.server.caps.has(caps::RESUME);
        if is_sure && self.carried.pendings.confirm(label) && self.tells_fates() {
            out.happen(Happening::Delivered { label, id: old.said.id.clone() });
        }
    }

    /// We know all that was said: what has waited behind it is shown.
    pub(super) fn caught_up(&mut self, name: &str, out: &mut Outbox) {
        let Some(trace) = self.trace_mut(name) else { return };
        trace.catching = None;
        trace.lost_ms = None;
        trace.is_greeted = true;
        let waiting = trace.take_waiting();
        waiting.into_iter().for_each(|happening| self.show(happening, out));
        if matches!(self.stage, Stage::Catching { .. }) && !self.is_catching() {
            self.release_held(out);
        }
        self.leave_if_confirmed(out);
    }

    /// Tells something that happens, in its place: behind what we have missed.
    pub(super) fn tell(&mut self, happening: Happening, out: &mut Outbox) {
        if !self.is_catching() {
            return self.show(happening, out);
        }
        // What happens elsewhere keeps its place, too.
        let own = match &happening {
            Happening::Said(said) => self.trace_of(said),
            _ => None,
        };
        let traces = &mut self.carried.traces;
        let catches = |trace: &Trace| trace.catching.is_some();
        let own = own.filter(|at| traces.get(*at).is_some_and(catches));
        let at = own.or_else(|| traces.iter().position(catches));
        let Some(trace) = at.and_then(|at| traces.get_mut(at)) else { return self.show(happening, out) };
        let name = Arc::clone(&trace.name);
        if let Err(happening) = trace.wait(happening) {
            // More than can wait: it goes on without what was missed.
            self.history_failed(&name, out);
            self.show(happening, out);
        }
    }

    /// The trace of the place where something is said; one is made for a talk with somebody alone.
    fn trace_of(&mut self, said: &Said) -> Option<usize> {
        let (Where::Room(name) | Where::Private(name)) = &said.place;
        let found = self.trace_at(name);
        let begins =
            matches!(said.place, Where::Private(_)) && said.id.is_some() && said.who.voice != Voice::Server;
        if found.is_some() || !begins || !self.has_history() {
            return found;
        }
        let mut trace = Trace::new(Arc::clone(name));
        trace.is_greeted = true;
        self.carried.add_trace(trace);
        self.trace_at(name)
    }

    /// Shows something, unless it was shown already or is an echo that nobody wants.
    fn show(&mut self, happening: Happening, out: &mut Outbox) {
        if let Happening::Said(said) = &happening {
            let at = self.trace_of(said);
            // The operator's words are kept in one room only, though they are said in all.
            let stays = matches!(said.who.voice, Voice::Me | Voice::Member);
            if let Some(trace) = at.and_then(|at| self.carried.traces.get_mut(at))
                && !trace.see(said.id.as_ref(), said.at_ms, said.old, stays)
            {
                return;
            }
            if said.who.voice == Voice::Me {
                let (Where::Room(place) | Where::Private(place)) = &said.place;
                if let Some(id) = &said.id {
                    self.carried.note_own(place, id, &said.text);
                }
                self.take_back_now(place, said, out);
                if said.label.is_some() && !self.wish.echo {
                    return;
                }
            }
            if self.hides(said) {
                return;
            }
            if let Where::Private(name) = &said.place
                && stays
                && said.manner != Manner::Notice
            {
                self.carried.open_talk(name);
            }
        }
        out.happen(happening);
    }

    /// Whether our person does not want to see it.
    pub(super) fn hides(&self, said: &Said) -> bool {
        said.who.voice == Voice::Member && self.carried.is_ignored(&said.who.name)
    }

    /// A page that was asked for does not come.
    pub(super) fn history_failed(&mut self, name: &str, out: &mut Outbox) {
        let until_ms = self.now.unix_ms;
        let is_room = self.server.is_room(name);
        let Some(trace) = self.trace_mut(name) else { return };
        let name = Arc::clone(&trace.name);
        if let Some(since_ms) = trace.lost_ms.take().filter(|_| is_room && trace.is_greeted) {
            out.happen(Happening::Gap { room: Arc::clone(&name), since_ms, until_ms });
        }
        self.caught_up(&name, out);
    }

    /// `FAIL CHATHISTORY <code> <context…> :…`; tells whether that was about a page that waits.
    pub(super) fn handle_history_failure(&mut self, message: &Message<'_>, out: &mut Outbox) -> bool {
        let named = message.params().iter().skip(2).find_map(|word| self.trace_at(word));
        let waiting = |trace: &Trace| !trace.asked.is_empty();
        let at = named.or_else(|| self.carried.traces.iter().position(waiting));
        let Some(trace) = at.and_then(|at| self.carried.traces.get_mut(at)) else { return false };
        let name = Arc::clone(&trace.name);
        let is_known = !matches!(message.param(1), Some("INVALID_TARGET")) || self.server.is_room(&name);
        let Some(trace) = self.trace_mut(&name) else { return false };
        match trace.asked.pop_front() {
            // Nothing is kept of a talk of which the server knows nothing: this is its beginning.
            Some(Asked::Before) if !is_known => {
                out.happen(Happening::Earlier { room: name, count: 0 });
                true
            }
            // Our person has asked for it, and is told why it does not come.
            Some(Asked::Before) | None => false,
            Some(Asked::Latest | Asked::After { .. }) => {
                self.history_failed(&name, out);
                true
            }
        }
    }

    pub(super) fn history_deadline(&self) -> Option<Duration> {
        let waiting = self.carried.traces.iter().filter_map(|trace| trace.catching.as_ref());
        waiting.map(|catching| catching.since + PAGE_PATIENCE).min()
    }

    /// Goes on without a page that does not come.
    pub(super) fn tick_history(&mut self, out: &mut Outbox) {
        let now = self.now.uptime;
        let is_late = |trace: &&Trace| {
            trace.catching.as_ref().is_some_and(|catching| catching.since + PAGE_PATIENCE <= now)
        };
        let late: Vec<Arc<str>> =
            self.carried.traces.iter().filter(is_late).map(|trace| Arc::clone(&trace.name)).collect();
        late.iter().for_each(|name| self.history_failed(name, out));
    }
}

/// The first unconfirmed message of ours with these words.
fn by_words(pendings: &Pendings, said: &Said) -> Option<Label> {
    let (Where::Room(place) | Where::Private(place)) = &said.place;
    pendings.unsent().into_iter().find(|label| {
        pendings.get(*label).is_some_and(|pending| {
            let text = match &pending.utterance {
                Utterance::Action(text) => Some(Text::line(text)),
                Utterance::Message(pieces) => Text::from_pieces(pieces.clone()),
            };
            pending.target == **place && text.is_some_and(|text| text.lines() == said.text.lines())
        })
    })
}
