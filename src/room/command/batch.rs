//! BATCH from a client: a message of several lines (IRCv3 multiline). The lines are kept until the
//! batch is closed, then said as one; a batch that breaks a rule says nothing at all.

use std::sync::Arc;

use super::Ctx;
use crate::room::outbox::SaidKind;
use crate::wire::limits::{LABEL_BYTES_MAX, MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};
use crate::wire::note::{self, Note};
use crate::wire::text::{Piece, Text};
use crate::wire::{Message, caps};

/// Bytes of a batch's reference that we accept.
const REFERENCE_BYTES_MAX: usize = 64;

/// A batch that was opened and not closed yet.
#[derive(Debug)]
pub struct OpenBatch {
    reference: String,
    target: String,
    label: Option<String>,
    kind: SaidKind,
    tags: Arc<str>,
    pieces: Vec<Piece>,
    bytes: usize,
    broken: Option<(&'static Note, Vec<String>)>,
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

/// Takes a line that belongs to the open batch, whatever its command is.
pub(super) fn takes(ctx: &mut Ctx<'_>, message: &Message<'_>) -> bool {
    if message.tags.0.is_empty() {
        return false;
    }
    let Some(reference) = message.tags.value("batch") else { return false };
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return false };
    let Some(batch) = session.batch.as_mut().filter(|batch| batch.reference == reference) else {
        return false;
    };
    batch.add(message);
    // The response comes when the batch is whole.
    ctx.out.response = None;
    true
}

fn open(ctx: &mut Ctx<'_>, reference: &str, message: &Message<'_>) {
    let target = message.param(2).unwrap_or_default();
    let is_ours =
        ctx.has_cap(caps::MULTILINE.with(caps::BATCH)) && message.param(1) == Some("draft/multiline");
    if !is_ours || reference.is_empty() || reference.len() > REFERENCE_BYTES_MAX || target.is_empty() {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(reference)]);
        return;
    }
    let label = message.tags.value("label").filter(|label| label.len() <= LABEL_BYTES_MAX);
    let label = label.filter(|label| !label.is_empty() && ctx.has_cap(caps::LABELED_RESPONSE));
    let batch = OpenBatch {
        reference: reference.to_owned(),
        target: target.to_owned(),
        label: label.map(|label| label.into_owned()),
        kind: SaidKind::Message,
        tags: ctx.client_tags(message.tags),
        pieces: Vec::new(),
        bytes: 0,
        broken: None,
    };
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    // One at a time: who opens another has given up the first.
    session.batch = Some(Box::new(batch));
    ctx.out.response = None;
}

fn close(ctx: &mut Ctx<'_>, reference: &str) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    let Some(batch) = session.batch.take_if(|batch| batch.reference == reference) else {
        ctx.note(&note::UNKNOWN_BATCH, &[shown(reference)]);
        return;
    };
    ctx.out.response = batch.label.map(|label| (ctx.conn, label));
    if let Some((note, context)) = batch.broken {
        let context: Vec<_> = context.iter().map(String::as_str).collect();
        ctx.note(note, &context);
        return;
    }
    let is_blank = batch.pieces.iter().all(|piece| piece.text.is_empty());
    match Text::from_pieces(batch.pieces) {
        Some(text) if !is_blank => ctx.say(&batch.target, batch.kind, text, batch.tags),
        // "A multiline batch with only blank lines" is refused (IRCv3 multiline).
        _ => ctx.note(&note::MULTILINE_INVALID, &[]),
    }
}

impl OpenBatch {
    fn add(&mut self, message: &Message<'_>) {
        if self.broken.is_none() {
            self.broken = self.try_add(message).err();
        }
        if self.broken.is_some() {
            self.pieces = Vec::new();
        }
    }

    fn try_add(&mut self, message: &Message<'_>) -> Result<(), (&'static Note, Vec<String>)> {
        let kind = match message.command.to_ascii_uppercase().as_str() {
            "PRIVMSG" => SaidKind::Message,
            "NOTICE" => SaidKind::Notice,
            _ => return Err((&note::MULTILINE_INVALID, Vec::new())),
        };
        let (Some(target), Some(text)) = (message.param(0), message.param(1)) else {
            return Err((&note::MULTILINE_INVALID, Vec::new()));
        };
        if target != self.target {
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
        if self.bytes > MULTILINE_BYTES_MAX {
            return Err((&note::MULTILINE_MAX_BYTES, vec![MULTILINE_BYTES_MAX.to_string()]));
        }
        if self.pieces.len() >= MULTILINE_LINES_MAX {
            return Err((&note::MULTILINE_MAX_LINES, vec![MULTILINE_LINES_MAX.to_string()]));
        }
        self.pieces.push(Piece { text: text.into(), concat: concat && !is_first });
        Ok(())
    }
}

/// A reference as it can stand in an answer.
fn shown(reference: &str) -> &str {
    if reference.is_empty() || reference.starts_with(':') { "*" } else { reference }
}
