//! What only a face can do, done in lines.

use super::client::Client;
use crate::chat::FaceAct;

impl Client {
    pub(super) fn do_face_act(&mut self, act: FaceAct) -> anyhow::Result<()> {
        match act {
            FaceAct::Clear => self.front.clear(),
            FaceAct::Copy(count) => {
                let copied = self.front.copy(count);
                let key = if copied == 0 { "chat-copy-none" } else { "chat-copied" };
                self.front.aside(self.lang.say(key, &[("count", copied.into())]));
            }
            FaceAct::Resend => {
                let now = self.now();
                let mut is_said = false;
                self.with_life(|life, out| is_said = life.say_again(now, out))?;
                if !is_said {
                    self.front.aside(self.lang.say("chat-resend-none", &[]));
                }
            }
            FaceAct::Rooms => {
                let rows = self.front.face.rooms(&self.life.places());
                rows.into_iter().for_each(|row| self.front.aside(row));
            }
            FaceAct::Keys => self.screen_only("keys"),
            FaceAct::Mouse(_) => self.screen_only("mouse"),
            FaceAct::Notify(_) => self.screen_only("notify"),
        }
        Ok(())
    }

    fn screen_only(&mut self, command: &str) {
        self.front.aside(self.lang.say("chat-screen-only", &[("command", command.into())]));
    }
}
