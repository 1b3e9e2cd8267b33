//! The tags that go along with what a client says (IRCv3 message-tags, "Client-only tags").

use std::sync::Arc;

use super::Ctx;
use crate::room::history::nonces::is_nonce;
use crate::wire::caps;
use crate::wire::message::Tags;

/// Begins a tag that one client means for others.
const CLIENT_ONLY: char = '+';

impl Ctx<'_> {
    /// What the client calls a message, if it can be a nonce.
    pub(super) fn nonce(&self, tags: Tags<'_>) -> Option<Arc<str>> {
        if tags.0.is_empty() || !self.has_cap(caps::RESUME) {
            return None;
        }
        let nonce = tags.value(NONCE)?;
        is_nonce(&nonce).then(|| nonce.into())
    }

    /// The client-only tags of a line, as they go on: each once, the last of equal ones, and none
    /// that the operator denies.
    pub(super) fn client_tags(&self, tags: Tags<'_>) -> Arc<str> {
        if tags.0.is_empty() || !self.has_cap(caps::MESSAGE_TAGS) {
            return "".into();
        }
        let denied = &self.hall.rules.client_tags_denied;
        let mut kept: Vec<(&str, &str)> = Vec::new();
        for tag in tags.0.split(';') {
            let key = tag.split('=').next().unwrap_or(tag);
            let Some(name) = key.strip_prefix(CLIENT_ONLY).filter(|name| !name.is_empty()) else { continue };
            if is_denied(denied, name) {
                continue;
            }
            match kept.iter_mut().find(|(found, _)| *found == key) {
                Some(former) => former.1 = tag,
                None => kept.push((key, tag)),
            }
        }
        kept.iter().map(|(_, tag)| *tag).collect::<Vec<_>>().join(";").into()
    }
}

/// The tag by which a client names a message that it may send again (`chatroom/resume`).
pub(in crate::room) const NONCE: &str = "chatroom/id";

/// Whether a line has client-only tags.
pub(super) fn has_some(tags: Tags<'_>) -> bool {
    tags.iter().any(|(key, _)| key.starts_with(CLIENT_ONLY))
}

/// Whether the list (see [`Rules::client_tags_denied`](crate::room::Rules::client_tags_denied))
/// holds back the tag of this name.
fn is_denied(list: &[String], name: &str) -> bool {
    let named = |entry: &str| entry == name || entry == "*";
    let is_excepted = || list.iter().any(|entry| entry.strip_prefix('-') == Some(name));
    list.iter().any(|entry| named(entry)) && !is_excepted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied() {
        let list = |text: &str| {
            text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(!is_denied(&list(""), "typing"));
        assert!(is_denied(&list("*"), "typing"));
        assert!(!is_denied(&list("*,-typing,-draft/react"), "typing"));
        assert!(!is_denied(&list("*,-typing,-draft/react"), "draft/react"));
        assert!(is_denied(&list("*,-typing,-draft/react"), "draft/reply"));
        assert!(is_denied(&list("a,b"), "b") && !is_denied(&list("a,b"), "c"));
    }
}
