//! BATCH from a client: a message of several lines (IRCv3 multiline; IRCv3 client-batch). The lines
//! are kept until the batch is closed, then said as one.
//!
//! A batch that breaks a rule, or is left open for too long, says nothing at all. It is answered at
//! once, and what else comes of it is passed over in silence: whoever sends a whole batch without
//! waiting is told one thing.

use std::sync::Arc;
use std::time::Duration;

use super::Ctx;
use super::privmsg::Saying;
use crate::room::Hall;
use crate::room::outbox::{Effect, Outbox, SaidKind};
use crate::room::rules::Lengths;
use crate::room::timers::Due;
use crate::wire::limits::LABEL_BYTES_MAX;
use crate::wire::name::{fold, fold_room};
use crate::wire::note::{self, Note};
use crate::wire::text::{Piece, Text};
use crate::wire::{ConnId, Message, Now, caps};

/// The one type of batch that clients may open.
const MULTILINE: &str = "draft/multiline";

/// Bytes of a batch's reference that we accept.
const REFERENCE_BYTES_MAX: usize = 64;

/// Why a batch says nothing.
type Wrong = (&'static Note, Vec<String>);

/// A batch that was opened and not closed yet.
#[derive(Debug)]
pub struct OpenBatch {
    reference: String,
    target: String,
    label: Option<String>,
    kind: SaidKind,
    tags: Arc<str>,
    /// What the client calls the message.
    nonce: Option<Arc<str>>,
    pieces: Vec<Piece>,
    bytes: usize,
    lengths: Lengths,
    /// At which uptime it has been open for too long.
    until: Duration,
    /// What was wrong with it was told.
    answered: bool,
}

/// `BATCH +reference draft/multiline target` and `BATCH -reference`.
pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let reference = message.param(0).unwrap_or_default();
    if let Some(reference) = reference.strip_prefix('+') {
        open(ctx, reference, message);
    } else if let Some(reference) = reference.strip_prefix('-') {
        close(ctx, reference);
    } else {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(reference)]);
    }
}

/// Takes a line that belongs to a batch, whatever its command is. One that belongs to none that is
/// open is not said: it was meant to be a part of something.
pub(super) fn takes(ctx: &mut Ctx<'_>, message: &Message<'_>) -> bool {
    if message.tags.0.is_empty() || !ctx.has_cap(caps::MULTILINE.with(caps::BATCH)) {
        return false;
    }
    let Some(reference) = message.tags.value("batch") else { return false };
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return false };
    let Some(batch) = session.batch.as_mut().filter(|batch| batch.reference == reference) else {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(&reference)]);
        return true;
    };
    // The response comes when the batch is whole, or when something is wrong with it.
    ctx.out.response = None;
    if batch.answered {
        return true;
    }
    if let Err((note, context)) = batch.add(message) {
        ctx.out.response = batch.end().map(|label| (ctx.conn, label));
        ctx.note(note, &context.iter().map(String::as_str).collect::<Vec<_>>());
    }
    true
}

fn open(ctx: &mut Ctx<'_>, reference: &str, message: &Message<'_>) {
    let gave_up = give_up(ctx);
    let kind = message.param(1).unwrap_or_default();
    let is_ours = ctx.has_cap(caps::MULTILINE.with(caps::BATCH)) && kind == MULTILINE;
    if !is_ours || !is_reference(reference) {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(reference)]);
    }
    let target = message.param(2).unwrap_or_default();
    if is_ours && target.is_empty() {
        ctx.note(&note::MULTILINE_INVALID, &[]);
    }
    if !is_reference(reference) {
        return;
    }
    let label = message.tags.value("label").filter(|label| label.len() <= LABEL_BYTES_MAX);
    let label = label.filter(|label| !label.is_empty() && ctx.has_cap(caps::LABELED_RESPONSE));
    let until = ctx.now.uptime + ctx.hall.rules.batch_timeout;
    let batch = OpenBatch {
        reference: reference.to_owned(),
        target: target.to_owned(),
        label: label.map(|label| label.into_owned()),
        kind: SaidKind::Message,
        tags: ctx.client_tags(message.tags),
        nonce: ctx.nonce(message.tags),
        pieces: Vec::new(),
        bytes: 0,
        lengths: ctx.lengths(),
        until,
        // The lines of one that was refused are not said one by one, either.
        answered: !is_ours || target.is_empty(),
    };
    if !batch.answered && !gave_up {
        ctx.out.response = None;
    }
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    session.batch = Some(Box::new(batch));
    if !std::mem::replace(&mut session.batch_is_timed, true) {
        ctx.hall.timers.set(until, ctx.conn, Due::Batch);
    }
}

/// There is one at a time: who opens another has given up the one before. Whether there was one.
fn give_up(ctx: &mut Ctx<'_>) -> bool {
    let session = ctx.hall.sessions.get_mut(ctx.conn);
    let former = session.and_then(|session| session.batch.take()).filter(|batch| !batch.answered);
    let Some(former) = former else { return false };
    ctx.out.response = former.label.map(|label| (ctx.conn, label));
    ctx.note(&note::MULTILINE_INVALID, &[]);
    true
}

fn close(ctx: &mut Ctx<'_>, reference: &str) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    let Some(batch) = session.batch.take_if(|batch| batch.reference == reference) else {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(reference)]);
        return;
    };
    if batch.answered {
        return;
    }
    if let Some(label) = batch.label {
        ctx.out.response = Some((ctx.conn, label));
    }
    let is_blank = batch.pieces.iter().all(|piece| piece.text.is_empty());
    match Text::from_pieces(batch.pieces) {
        Some(text) if !is_blank => {
            let OpenBatch { target, kind, tags, nonce, .. } = *batch;
            ctx.say(&target, Saying { kind, text, tags, nonce });
        }
        // "Clients MUST NOT send messages consisting entirely of blank lines" (IRCv3 multiline).
        _ => ctx.note(&note::MULTILINE_INVALID, &[]),
    }
}

impl Hall {
    /// What the batch is called that `conn` has open, if lines of it are taken as such.
    pub fn open_batch(&self, conn: ConnId) -> Option<&str> {
        let session = self.sessions.get(conn)?;
        let takes = session.caps.has(caps::MULTILINE.with(caps::BATCH));
        session.batch.as_ref().filter(|_| takes).map(|batch| batch.reference.as_str())
    }

    /// A batch may have been open for too long (IRCv3 client-batch, `TIMEOUT`).
    pub(in crate::room) fn check_batch(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        let Some(session) = self.sessions.get_mut(conn) else { return };
        session.batch_is_timed = false;
        let Some(batch) = session.batch.as_mut().filter(|batch| !batch.answered) else { return };
        if now.uptime < batch.until {
            session.batch_is_timed = true;
            self.timers.set(batch.until, conn, Due::Batch);
            return;
        }
        batch.end();
        let context = vec![batch.reference.clone()];
        out.effects.push(Effect::Note { to: conn, note: &note::TIMEOUT, context });
    }
}

impl OpenBatch {
    /// Nothing comes of it. Whatever is told of it answers this label.
    fn end(&mut self) -> Option<String> {
        self.answered = true;
        self.pieces = Vec::new();
        self.label.take()
    }

    fn add(&mut self, message: &Message<'_>) -> Result<(), Wrong> {
        let kind = match message.command.to_ascii_uppercase().as_str() {
            "PRIVMSG" => SaidKind::Message,
            "NOTICE" => SaidKind::Notice,
            _ => return Err((&note::MULTILINE_INVALID, Vec::new())),
        };
        let (Some(target), Some(text)) = (message.param(0), message.param(1)) else {
            return Err((&note::MULTILINE_INVALID, Vec::new()));
        };
        if !same_target(target, &self.target) {
            let context = vec![self.target.clone(), shown(target).to_owned()];
            return Err((&note::MULTILINE_INVALID_TARGET, context));
        }
        let concat = message.tags.value("draft/multiline-concat").is_some();
        let is_first = self.pieces.is_empty();
        if (!is_first && kind != self.kind) || (concat && text.is_empty()) {
            return Err((&note::MULTILINE_INVALID, Vec::new()));
        }
        self.kind = kind;
        self.bytes += text.len() + usize::from(!is_first && !concat);
        if self.bytes > self.lengths.multiline_bytes_max {
            return Err((&note::MULTILINE_MAX_BYTES, vec![self.lengths.multiline_bytes_max.to_string()]));
        }
        if self.pieces.len() >= self.lengths.multiline_lines_max {
            return Err((&note::MULTILINE_MAX_LINES, vec![self.lengths.multiline_lines_max.to_string()]));
        }
        self.pieces.push(Piece { text: text.into(), concat: concat && !is_first });
        Ok(())
    }
}

/// "Reference tag MUST contain only ASCII letters, numbers, and/or hyphen" (IRCv3 batch).
fn is_reference(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.len() <= REFERENCE_BYTES_MAX && text.bytes().all(fits)
}

/// A reference as it can stand in an answer.
fn shown(reference: &str) -> &str {
    if reference.is_empty() || reference.starts_with(':') { "*" } else { reference }
}

/// Whether two targets mean the same room or person.
fn same_target(one: &str, other: &str) -> bool {
    one == other
        || (one.starts_with('#') && fold_room(one) == fold_room(other))
        || fold(one).is_some_and(|key| fold(other) == Some(key))
}
