//! What is being typed where: one editor for each conversation, so that nothing typed is lost by
//! going elsewhere. What was cut goes along.

use crate::chat::command;
use crate::edit::{Editor, Kind};
use crate::tui::talks::Place;

/// Conversations whose lines are kept; of more, the one left longest ago loses its own.
const INPUTS_MAX: usize = 256;

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Inputs {
    place: Place,
    editor: Editor,
    /// Those left, the last one at the end.
    others: Vec<(Place, Editor)>,
    /// Something was put back that was typed in an earlier run, and nobody has been told.
    has_restored: bool,
}

impl Inputs {
    /// None yet but the house's.
    pub fn new() -> Self {
        Self { place: Place::House, editor: message(), others: Vec::new(), has_restored: false }
    }

    /// Where we are.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What is being typed here.
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    /// The same, to be changed.
    pub fn editor_mut(&mut self) -> &mut Editor {
        &mut self.editor
    }

    /// Goes elsewhere.
    pub fn go(&mut self, place: &Place) {
        if *place == self.place {
            return;
        }
        let known = self.others.iter().position(|(other, _)| other == place);
        let mut editor = known.map_or_else(message, |at| self.others.remove(at).1);
        editor.take_cuts(&mut self.editor);
        // What was typed before there was a conversation is for the first one.
        if self.place == Place::House && editor.is_empty() {
            self.editor.take_cuts(&mut editor);
            self.place = place.clone();
            return;
        }
        let left = std::mem::replace(&mut self.editor, editor);
        let from = std::mem::replace(&mut self.place, place.clone());
        self.others.push((from, left));
        if self.others.len() > INPUTS_MAX {
            self.others.remove(0);
        }
    }

    /// What is typed and not said, without what nobody may read.
    pub fn drafts(&self) -> Vec<(Place, String)> {
        let all = self.others.iter().map(|(place, editor)| (place, editor));
        let all = all.chain([(&self.place, &self.editor)]);
        let kept = all.filter(|(_, editor)| !editor.is_empty() && editor.secret_from().is_none());
        kept.map(|(place, editor)| (place.clone(), editor.text().to_owned())).collect()
    }

    /// Puts drafts where nothing is typed.
    pub fn restore(&mut self, drafts: Vec<(Place, String)>) {
        for (place, text) in drafts.into_iter().take(INPUTS_MAX) {
            let known = self.others.iter_mut().find(|(other, _)| *other == place);
            let editor = match known {
                _ if place == self.place => &mut self.editor,
                Some((_, editor)) => editor,
                None => {
                    self.others.push((place, message()));
                    let Some((_, editor)) = self.others.last_mut() else { continue };
                    editor
                }
            };
            if editor.is_empty() {
                // One too long to be typed is none of ours.
                let _ = editor.set_text(&text);
                self.has_restored = true;
            }
        }
    }

    /// Whether what stands on the line here was typed in an earlier run; said once.
    pub fn take_restored(&mut self) -> bool {
        !self.editor.is_empty() && std::mem::take(&mut self.has_restored)
    }
}

fn message() -> Editor {
    let mut editor = Editor::new(Kind::Message);
    editor.hide(command::secret_from);
    editor
}
