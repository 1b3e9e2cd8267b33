//! Runs a conversation in a world, and says where it went otherwise.

use std::collections::BTreeMap;

use super::script::{Act, Caught, Script, fill, matches};
use super::world::World;

/// The name of every server that conversations are held with; `{server}` in patterns.
pub const SERVER: &str = "chat.example";

/// Bytes of a line without its tags (RFC 1459 section 2.3), and of its tags (IRCv3 message-tags).
const LINE_BYTES_MAX: usize = 512;
const TAGS_BYTES_MAX: usize = 8191;

/// Runs `script`; the error says which line was not as it should be, and what came instead.
pub fn run(script: &Script, world: &mut dyn World) -> Result<(), String> {
    let caught = Caught::from([("server".to_owned(), SERVER.to_owned())]);
    let password = script.rules.iter().find(|(name, _)| name == "password").map(|(_, value)| value.clone());
    let mut talk = Talk { world, caught, doors: BTreeMap::new(), password };
    for step in &script.steps {
        let place = || format!("{}:{}: {}", script.path, step.number, step.text);
        talk.act(&step.act).map_err(|why| format!("{}\n    {why}", place()))?;
    }
    let people: Vec<String> = talk.doors.keys().cloned().collect();
    for who in people {
        talk.silence(&who).map_err(|why| format!("{}: at the end, {who}\n    {why}", script.path))?;
    }
    Ok(())
}

/// Through which door somebody came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Unknown,
    Irc,
    Plain,
}

struct Talk<'w> {
    world: &'w mut dyn World,
    caught: Caught,
    doors: BTreeMap<String, Door>,
    password: Option<String>,
}

impl Talk<'_> {
    fn act(&mut self, act: &Act) -> Result<(), String> {
        match act {
            Act::LogIn { who, caps } => self.log_in(who, caps)?,
            Act::Enter { room, who } => self.enter(room, who)?,
            Act::Connect(who) => self.connect(who),
            Act::ConnectFrom { who, address } => {
                self.world.connect_from(who, *address);
                self.doors.insert(who.to_owned(), Door::Unknown);
            }
            Act::End(who) => self.world.end(who),
            Act::Close(who) => {
                self.world.close(who);
                self.doors.remove(who);
            }
            Act::Drop(who) => {
                self.world.drop(who);
                self.doors.remove(who);
            }
            Act::Send { who, line } => {
                let line = fill(line, &self.caught);
                self.send(who, &line);
            }
            Act::Expect { who, pattern } => self.expect(who, pattern)?,
            Act::SendBytes { who, bytes } => {
                let door = self.come(who, Door::Plain);
                self.world.send(who, bytes, door == Door::Irc);
            }
            Act::ExpectBytes { who, bytes } => self.expect_bytes(who, bytes)?,
            Act::Silence(who) => self.silence(who)?,
            Act::Skip(who) => {
                self.world.settle(who);
                self.skip(who)?;
            }
            Act::Closed(who) => self.closed(who)?,
            Act::Console(line) => self.world.console(&fill(line, &self.caught)),
            Act::Pass(time) => self.world.pass(*time),
            Act::Disk(failing) => self.world.disk(failing.as_deref()),
            Act::Restart => {
                self.world.restart();
                self.doors.clear();
            }
        }
        Ok(())
    }

    fn connect(&mut self, who: &str) {
        self.world.connect(who);
        self.doors.insert(who.to_owned(), Door::Unknown);
    }

    /// Through which door somebody speaks, who connects if they have not.
    fn come(&mut self, who: &str, door: Door) -> Door {
        if !self.doors.contains_key(who) {
            self.connect(who);
        }
        let known = self.doors.entry(who.to_owned()).or_insert(door);
        if *known == Door::Unknown {
            *known = door;
        }
        *known
    }

    fn send(&mut self, who: &str, line: &str) {
        self.come(who, Door::Irc);
        self.world.send(who, format!("{line}\r\n").as_bytes(), true);
    }

    fn inbox(&mut self, who: &str) -> Result<&mut super::world::Inbox, String> {
        self.world.inbox(who).ok_or_else(|| format!("{who} is not connected"))
    }

    /// The next line, of whatever door; waits for it.
    fn line(&mut self, who: &str) -> Result<String, String> {
        let line = loop {
            let inbox = self.inbox(who)?;
            if let Some(line) = inbox.take_line() {
                break line;
            }
            if inbox.closed {
                return Err(format!("the connection was closed, after {}", shown(&inbox.bytes)));
            }
            if !self.world.wait(who) {
                return Err(format!("nothing came, but {}", shown(&self.inbox(who)?.bytes)));
            }
        };
        self.checked(who, line)
    }

    /// A line that came, held to the rules of its door.
    fn checked(&self, who: &str, line: Vec<u8>) -> Result<String, String> {
        let text =
            String::from_utf8(line).map_err(|error| format!("no UTF-8: {}", shown(error.as_bytes())))?;
        if self.doors.get(who) != Some(&Door::Irc) {
            return Ok(text);
        }
        let line = text.strip_suffix('\r').ok_or_else(|| format!("no CR LF behind {text:?}"))?;
        let (tags, rest) = match line.starts_with('@') {
            true => line.split_once(' ').unwrap_or((line, "")),
            false => ("", line),
        };
        if rest.len() + 2 > LINE_BYTES_MAX || tags.len() + 1 > TAGS_BYTES_MAX || line.contains(['\r', '\0']) {
            return Err(format!("no line of IRC ({} bytes): {line:?}", rest.len() + 2));
        }
        Ok(line.to_owned())
    }

    /// Forgets what has come; even so each line must be one.
    fn skip(&mut self, who: &str) -> Result<(), String> {
        while let Some(line) = self.inbox(who)?.take_line() {
            self.checked(who, line)?;
        }
        self.inbox(who)?.bytes.clear();
        Ok(())
    }

    fn expect(&mut self, who: &str, pattern: &str) -> Result<(), String> {
        let line = self.line(who)?;
        if matches(pattern, &line, &mut self.caught) {
            return Ok(());
        }
        let behind = shown(&self.inbox(who)?.bytes);
        Err(format!(
            "came:   {line:?}\n    wanted: {:?}\n    behind it: {behind}",
            fill(pattern, &self.caught)
        ))
    }

    fn expect_bytes(&mut self, who: &str, wanted: &[u8]) -> Result<(), String> {
        self.come(who, Door::Unknown);
        loop {
            let inbox = self.inbox(who)?;
            if inbox.bytes.starts_with(wanted) {
                inbox.bytes.drain(..wanted.len());
                return Ok(());
            }
            let is_begun = wanted.starts_with(&inbox.bytes);
            if !is_begun || inbox.closed || !self.world.wait(who) {
                let inbox = self.inbox(who)?;
                let end = if inbox.closed { ", then the end" } else { "" };
                return Err(format!("came:   {}{end}\n    wanted: {}", shown(&inbox.bytes), shown(wanted)));
            }
        }
    }

    fn silence(&mut self, who: &str) -> Result<(), String> {
        self.world.settle(who);
        let inbox = self.inbox(who)?;
        if inbox.bytes.is_empty() && !inbox.closed {
            return Ok(());
        }
        let end = if inbox.closed { ", then the end" } else { "" };
        Err(format!("came: {}{end}", shown(&inbox.bytes)))
    }

    fn closed(&mut self, who: &str) -> Result<(), String> {
        while !self.inbox(who)?.closed && self.inbox(who)?.bytes.is_empty() && self.world.wait(who) {}
        let inbox = self.inbox(who)?;
        if inbox.bytes.is_empty() && inbox.closed {
            self.world.close(who);
            self.doors.remove(who);
            return Ok(());
        }
        Err(format!(
            "came: {}, {}",
            shown(&inbox.bytes),
            if inbox.closed { "then the end" } else { "no end" }
        ))
    }

    fn log_in(&mut self, who: &str, caps: &[String]) -> Result<(), String> {
        if !caps.is_empty() {
            self.send(who, "CAP LS 302");
            self.send(who, &format!("CAP REQ :{}", caps.join(" ")));
            // All lines but the last of the list have an asterisk more.
            while !matches("* CAP \\* LS :*", &self.line(who)?, &mut self.caught) {}
            self.expect(who, "* CAP \\* ACK :*")?;
        }
        if let Some(password) = self.password.clone() {
            self.send(who, &format!("PASS {password}"));
        }
        self.send(who, &format!("NICK {who}"));
        self.send(who, &format!("USER {who} 0 * :The {who}"));
        if !caps.is_empty() {
            self.send(who, "CAP END");
        }
        self.expect(who, &format!("*:{{server}} 001 {who} :*"))?;
        loop {
            let line = self.line(who)?;
            let command = line
                .split(' ')
                .find(|word| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()));
            if matches!(command, Some("376" | "422")) {
                return Ok(());
            }
        }
    }

    fn enter(&mut self, room: &str, people: &[String]) -> Result<(), String> {
        for who in people {
            self.send(who, &format!("JOIN {room}"));
        }
        for who in people {
            self.world.settle(who);
            self.skip(who)?;
        }
        Ok(())
    }
}

/// Bytes as they can be read in a message.
fn shown(bytes: &[u8]) -> String {
    const SHOWN_MAX: usize = 2000;
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().take(SHOWN_MAX).collect();
    if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") }
}
