//! Standard replies, as one table. Source: IRCv3 standard-replies.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The command was not carried out.
    Fail,
    /// It was, and there is something to know about it.
    Warn,
    /// Something to know, without a command.
    Note,
    /// What was asked for: who does not know standard replies is told it all the same.
    Answer,
}

impl Severity {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Warn => "WARN",
            Self::Note | Self::Answer => "NOTE",
        }
    }
}

/// A kind of standard reply. Its sentence stands in `irc.ftl` under `note-` and the code in lower
/// case with `-` for `_`; the context is its arguments. Rows of one code
/// share it.
#[derive(Debug)]
pub struct Note {
    /// How bad it is.
    pub severity: Severity,
    /// The command that it is about, or `*`; if empty, the first of the context is the command.
    pub command: &'static str,
    /// The machine-readable code.
    pub code: &'static str,
    /// What its context parameters are called.
    pub context: &'static [&'static str],
}

impl Note {
    /// The key of its sentence.
    pub fn key(&self) -> String {
        format!("note-{}", self.code.to_ascii_lowercase().replace('_', "-"))
    }
}

macro_rules! notes {
    (@code $name:ident) => { stringify!($name) };
    (@code $name:ident $code:ident) => { stringify!($code) };
    ($($severity:ident $command:literal $name:ident $(as $code:ident)? ($($context:ident),*);)*) => {
        $(#[doc = concat!("`", stringify!($name), "` for `", $command, "`.")]
        pub static $name: Note = Note {
            severity: Severity::$severity,
            command: $command,
            code: notes!(@code $name $($code)?),
            context: &[$(stringify!($context)),*],
        };)*
        /// Every standard reply, in the order of the table.
        pub static ALL: &[&Note] = &[$(&$name),*];
    };
}

notes! {
    // UTF8ONLY: a line that is no UTF-8. The command is that of the line.
    Fail "" INVALID_UTF8 (command);
    // IRCv3 multiline.
    Fail "BATCH" MULTILINE_MAX_BYTES (bytes);
    Fail "BATCH" MULTILINE_MAX_LINES (lines);
    Fail "BATCH" MULTILINE_INVALID_TARGET (expected, found);
    Fail "BATCH" MULTILINE_INVALID ();
    Fail "BATCH" UNKNOWN_BATCH (reference);
    // IRCv3 client-batch.
    Fail "BATCH" TIMEOUT (reference);
    // IRCv3 channel-rename.
    Fail "RENAME" CHANNEL_NAME_IN_USE (channel, name);
    Fail "RENAME" CANNOT_RENAME (channel, name);
    // IRCv3 metadata: FAIL if the command can't proceed, WARN if a part of it can't.
    Fail "METADATA" METADATA_INVALID_KEY as INVALID_KEY (key);
    Warn "METADATA" METADATA_SKIPPED_KEY as INVALID_KEY (key);
    Fail "METADATA" METADATA_INVALID_PARAMS as INVALID_PARAMS (given);
    Fail "METADATA" METADATA_INVALID_TARGET as INVALID_TARGET (target);
    Fail "METADATA" METADATA_INVALID_VALUE as INVALID_VALUE (key);
    Fail "METADATA" METADATA_NO_PERMISSION as KEY_NO_PERMISSION (target, key);
    Fail "METADATA" METADATA_LIMIT_REACHED as LIMIT_REACHED (item, limit);
    Fail "METADATA" METADATA_RATE_LIMITED as RATE_LIMITED (target, key, seconds);
    // IRCv3 account-registration.
    Fail "REGISTER" ACCOUNT_EXISTS (account);
    Fail "REGISTER" BAD_ACCOUNT_NAME (account);
    Fail "REGISTER" ACCOUNT_NAME_MUST_BE_NICK (account);
    Fail "REGISTER" NEED_NICK (account);
    Fail "REGISTER" REGISTER_AUTHENTICATED as ALREADY_AUTHENTICATED (account);
    Fail "REGISTER" WEAK_PASSWORD (account, chars_min);
    Fail "REGISTER" UNACCEPTABLE_PASSWORD (account);
    Fail "REGISTER" INVALID_EMAIL (account);
    Fail "REGISTER" UNACCEPTABLE_EMAIL (account);
    Fail "REGISTER" REGISTER_TOO_SOON as COMPLETE_CONNECTION_REQUIRED (account);
    Fail "REGISTER" REGISTER_UNAVAILABLE as TEMPORARILY_UNAVAILABLE (account);
    // Ours: whether one stays without a connection.
    Answer "STAY" YOU_STAY ();
    Answer "STAY" YOU_LEAVE ();
    Fail "STAY" STAY_ACCOUNT_REQUIRED as ACCOUNT_REQUIRED ();
    Fail "STAY" NOBODY_STAYS ();
    // Ours: whose the default room is, and which certificates are whose.
    Answer "OWNER" YOU_OWN (channel);
    Fail "OWNER" OWNER_ACCOUNT_REQUIRED as ACCOUNT_REQUIRED ();
    Fail "OWNER" OWNER_TOO_MANY_TRIES as TOO_MANY_TRIES ();
    Fail "OWNER" INVALID_TOKEN ();
    Answer "CODE" INVITATION (code, uses, until);
    Fail "CODE" CODE_FORBIDDEN ();
    Fail "CODE" CODE_INVALID_PARAMS ();
    Fail "CODE" TOO_MANY_CODES ();
    Answer "CERT" CERTIFICATE (fingerprint);
    Answer "CERT" CERTIFICATE_ADDED (fingerprint);
    Answer "CERT" CERTIFICATE_REMOVED (fingerprint);
    Answer "CERT" NO_CERTIFICATES ();
    Fail "CERT" CERT_ACCOUNT_REQUIRED as ACCOUNT_REQUIRED ();
    Fail "CERT" NO_CERTIFICATE ();
    Fail "CERT" INVALID_FINGERPRINT ();
    Fail "CERT" UNKNOWN_CERTIFICATE (fingerprint);
    Fail "CERT" CERTIFICATE_TAKEN (fingerprint);
    Fail "CERT" TOO_MANY_CERTIFICATES (limit);
    Fail "VERIFY" VERIFY_AUTHENTICATED as ALREADY_AUTHENTICATED (account);
    Fail "VERIFY" INVALID_CODE (account);
    Fail "VERIFY" VERIFY_TOO_SOON as COMPLETE_CONNECTION_REQUIRED (account);
    Fail "VERIFY" VERIFY_UNAVAILABLE as TEMPORARILY_UNAVAILABLE (account);
    // IRCv3 chathistory. What is given is the subcommand; of a parameter, what does not fit comes behind.
    Fail "CHATHISTORY" HISTORY_INVALID_PARAMS as INVALID_PARAMS (given);
    Fail "CHATHISTORY" HISTORY_INVALID_PARAM as INVALID_PARAMS (subcommand, given);
    Fail "CHATHISTORY" HISTORY_INVALID_TARGET as INVALID_TARGET (subcommand, target);
    Fail "CHATHISTORY" INVALID_MSGREFTYPE (subcommand, target, given);
    Fail "CHATHISTORY" MESSAGE_ERROR (subcommand, target);
    // IRCv3 read-marker.
    Fail "MARKREAD" NEED_MORE_PARAMS ();
    Fail "MARKREAD" MARKER_INVALID_PARAMS as INVALID_PARAMS (given);
    Fail "MARKREAD" MARKER_NOT_SET as INTERNAL_ERROR (target);
    // IRCv3 message-redaction.
    Fail "REDACT" REDACT_INVALID_TARGET as INVALID_TARGET (target);
    Fail "REDACT" REDACT_FORBIDDEN (target, msgid);
    Fail "REDACT" REDACT_WINDOW_EXPIRED (target, msgid, seconds);
    Fail "REDACT" UNKNOWN_MSGID (target, msgid);
    // soju's search.
    Fail "SEARCH" SEARCH_INVALID_PARAMS as INVALID_PARAMS (given);
    Fail "SEARCH" SEARCH_FAILED as INTERNAL_ERROR ();
    // Ours: keeping order. `until` is a moment or `never`, `reason` what was said or `none`.
    Answer "BAN" YOU_ARE_BANNED (channel, by, until, reason);
    Answer "MUTE" YOU_ARE_MUTED (channel, by, until, reason);
    Answer "MUTE" YOU_ARE_HUSHED (by, until, reason);
    Answer "UNMUTE" YOU_MAY_SPEAK (channel, by);
    Answer "UNMUTE" YOU_MAY_SPEAK_AGAIN (by);
    Answer "UNMUTE" MUTE_ENDED (channel);
    Answer "UNMUTE" HUSH_ENDED ();
    Answer "BANS" BAN_ROW (channel, mask, whom, by, until, reason);
    Answer "BANS" BANS_END (channel, count);
    Answer "AUDIT" AUDIT_ROW (channel, moment, by, did, whom, until, reason);
    Answer "AUDIT" AUDIT_END (channel, count);
    Answer "UNDO" UNDONE_KICK (channel, whom);
    Fail "UNDO" NOTHING_TO_UNDO (channel);
    Fail "" INVALID_MASK (command, channel, given);
    Fail "" MEANS_EVERYBODY (command, channel, given);
    Fail "" MEANS_YOU (command, channel, given);
    Fail "" INVALID_SPAN (command, channel, given);
    Fail "" NO_SUCH_BAN (command, channel, given);
    Fail "" MAY_NOT_BAN (command, channel, whom);
    // Why a room can't be entered, or nothing said in it, told before the numeric.
    Note "JOIN" BANNED (channel, by, until, reason);
    Note "" MUTED (command, target, by, until, reason);
    Note "" HUSHED (command, target, by, until, reason);
    Note "NICK" NICK_BANNED (nick);
    // What was said too often.
    Fail "" REPEATED (command, target, seconds);
    // A room that too many enter at once.
    Answer "JOIN" BRAKED (channel, minutes);
    Answer "JOIN" BRAKE_OFF (channel);
    // IRCv3 setname.
    Fail "SETNAME" INVALID_REALNAME ();
    // Ours: why a name was refused, told before the numeric.
    Note "NICK" NICK_LOOKS_LIKE (nick, other);
    Note "NICK" NICK_RESERVED (nick);
    Note "NICK" NAME_OWNED (nick);
    Note "NICK" NICK_TOO_LONG (nick, chars_max);
    // Ours: a token with which nothing can be taken over, perhaps no longer.
    Fail "RESUME" UNKNOWN_TOKEN ();
    // Ours: why nobody has looked at the password, told before the numeric.
    Note "AUTHENTICATE" TOO_MANY_TRIES ();
    // Ours: what is kept of what is said in a room, told on entering; `*`: no limit.
    Note "JOIN" HISTORY_KEPT (channel, days, messages, bytes);
    // Ours: what is said can't be written, and is shown all the same; is therefore not taken; can
    // be written again.
    Note "*" HISTORY_LATE (channel);
    Note "*" HISTORY_SHUT (channel);
    Note "*" HISTORY_FINE (channel);
    // Ours: it was not taken, since it can't be written.
    Fail "" HISTORY_FAILING (command, target);
    // Ours: the room wants more time between two messages of one member (its mode `w`).
    Fail "" SLOW_MODE (command, target, seconds);
    // Ours: why there can't be another room, told before the numeric.
    Note "JOIN" ROOMS_FULL (channel, max);
    // Ours: lines come faster than they are read from here on, and none is lost.
    Note "*" SLOWED ();
    Fail "*" UNREAD ();
    // Ours: why somebody can't connect, told before the ERROR.
    Note "*" HOUSE_FULL (max);
    Note "*" ADDRESS_FULL (max);
    Note "*" NETWORK_FULL (max);
    Note "*" CONNECTS_TOO_OFTEN (seconds);
    // Ours: this system can't do it.
    Fail "RESTART" CANNOT_RESTART ();
    // Ours: what somebody lacks to come in, told before the numeric.
    Fail "*" INVITATION_REQUIRED ();
    Fail "*" MEMBERS_ONLY ();
    Fail "PASS" PASS_TOO_MANY_TRIES as TOO_MANY_TRIES ();
    // Ours: why the connection ends, told before the ERROR.
    Note "*" ROOM_CLOSED ();
    Note "*" SERVER_DOWN ();
    Note "*" REMOVED (by);
    Note "*" BARRED (by, until, reason);
    Note "*" READS_TOO_SLOWLY ();
    Note "*" RESUMED ();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_one_of_its_kind() {
        let kinds = ALL.iter().map(|note| (note.severity.word(), note.command, note.code, note.context));
        assert_eq!(kinds.collect::<BTreeSet<_>>().len(), ALL.len());
        for note in ALL {
            assert!(note.code.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_')));
            assert_eq!(
                note.context.iter().collect::<BTreeSet<_>>().len(),
                note.context.len(),
                "{}",
                note.code
            );
        }
        assert_eq!(MULTILINE_MAX_BYTES.key(), "note-multiline-max-bytes");
        assert_eq!(MULTILINE_MAX_BYTES.severity.word(), "FAIL");
        assert_eq!([Severity::Warn.word(), Severity::Note.word()], ["WARN", "NOTE"]);
    }
}
