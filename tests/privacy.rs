//! What others say to each other is nobody's business: secrets are said in private, in rooms that
//! are shut, in a room that is gone, to the operators of a room; then others try every command of the
//! table, with every name, id, marker and word that they could know or guess, before and after the
//! server was down. No byte that they are sent may hold a secret.
//!
//! Secrets begin with a word that everybody may search for (`opal`); what must never be seen is what
//! stands behind it, which no attacker ever types.
//!
//! `CHATROOM_PRIVACY_LINES=200000` tries so many lines for each attacker, from a seed that differs
//! each time; `CHATROOM_PRIVACY_SEED=7` begins with this one.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

#[path = "support/sim/chance.rs"]
mod chance;
#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pure.rs"]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod script;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "conversations do more")]
mod world;

use std::collections::BTreeSet;
use std::time::Duration;

use chance::Chance;
use chatroom::room::command::COMMANDS;
use pure::Pure;
use script::Script;
use world::World;

/// Lines of one attacker in a short run.
const LINES: usize = 1_500;

/// What no attacker may see.
const SECRET: &str = "zq7";

/// Whoever asks for all of it.
const CAPS: &str = "message-tags server-time batch labeled-response echo-message standard-replies \
                    draft/chathistory draft/event-playback draft/message-redaction draft/read-marker \
                    soju.im/search chatroom/resume draft/metadata-3 extended-join account-tag \
                    account-notify away-notify invite-notify extended-monitor multi-prefix \
                    draft/channel-rename userhost-in-names";

const ROOMS: &[&str] =
    &["#vault", "#den", "#gone", "#open", "#lair", "@#open", "+#open", "@#vault", "#lobby"];

const PEOPLE: &[&str] =
    &["alice", "bob", "carol", "dora", "eve", "mallory", "ALICE", "$a:alice", "a:alice", "g:carol", "*"];

/// First parameters of this command and that.
const WORDS: &[&str] = &[
    "LATEST",
    "BEFORE",
    "AFTER",
    "AROUND",
    "BETWEEN",
    "TARGETS",
    "GET",
    "LIST",
    "SET",
    "SYNC",
    "SUB",
    "SUBS",
    "CLEAR",
    "S",
    "L",
    "C",
    "+",
    "-",
    "+b",
    "b",
    "I",
    "+i",
    "-i",
    "+o",
    "LS",
    "REQ",
    "END",
    "PLAIN",
    "text=opal",
    "text=opal;in=#vault",
    "in=alice;text=opal",
    "in=bob",
    "in=carol;from=bob",
    "from=alice",
    "from=bob;limit=50",
    "in=#den;text=opal",
    "in=#gone",
    "in=#lair",
    "in=@#open",
    "before=2100-01-01T00:00:00.000Z",
    "%nuhraflcdst",
    "u",
    "o",
    "p",
    "topic",
    ":opal",
    "0",
    "50",
    "-1",
    "key",
    "opal",
];

/// Where the past begins or ends.
const MOMENTS: &[&str] = &[
    "*",
    "timestamp=1970-01-01T00:00:00.000Z",
    "timestamp=2100-01-01T00:00:00.000Z",
    "msgid=0000000000000",
    "msgid=7ZZZZZZZZZZZZ",
];

struct House {
    world: Pure,
    /// Everybody who is connected.
    here: BTreeSet<String>,
    /// Ids that are known from somewhere, also those of secrets.
    ids: BTreeSet<String>,
    /// What is named when something is wrong.
    seed: String,
}

/// Base 64 (RFC 4648 section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let number =
            part.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let digit = char::from(DIGITS[number >> (18 - 6 * place) & 63]);
            text.push(if place > part.len() { '=' } else { digit });
        }
    }
    text
}

impl House {
    fn open(seed: u64) -> Self {
        let rules = "# A house of secrets.\n!rules history=true history_replay=50 ping_every=100000000 \
                     account=\"alice:opensesame bob:opensesame eve:opensesame\"\n";
        let script = Script::parse("privacy", rules).unwrap();
        Self {
            world: Pure::of(&script),
            here: BTreeSet::new(),
            ids: BTreeSet::new(),
            seed: format!("CHATROOM_PRIVACY_SEED={seed}"),
        }
    }

    fn say(&mut self, who: &str, line: &str) {
        self.world.send(who, format!("{line}\r\n").as_bytes(), true);
    }

    /// All that somebody was sent since this was last taken.
    fn told(&mut self, who: &str) -> String {
        let bytes = self.world.inbox(who).map(|inbox| std::mem::take(&mut inbox.bytes)).unwrap_or_default();
        String::from_utf8(bytes).unwrap()
    }

    /// Somebody comes in; with an account if they have one.
    fn come(&mut self, who: &str, has_account: bool) {
        self.world.connect(who);
        self.here.insert(who.to_owned());
        self.say(who, "CAP LS 302");
        for cap in CAPS.split(' ') {
            self.say(who, &format!("CAP REQ :{cap}"));
        }
        self.say(who, &format!("NICK {who}"));
        self.say(who, "USER u 0 * :Somebody");
        if has_account {
            self.say(who, "CAP REQ :sasl");
            self.say(who, "AUTHENTICATE PLAIN");
            self.say(who, &format!("AUTHENTICATE {}", base64(format!("\0{who}\0opensesame").as_bytes())));
        }
        self.say(who, "CAP END");
        let told = self.told(who);
        assert!(told.contains(" 001 ") && (!has_account || told.contains(" 900 ")), "{told}");
    }

    /// Somebody says something, and its id becomes known.
    fn tell(&mut self, who: &str, target: &str, text: &str) {
        self.say(who, &format!("PRIVMSG {target} :opal {SECRET}{text}"));
        let told = self.told(who);
        let id = told.split("msgid=").nth(1).unwrap_or_else(|| panic!("{who} can't tell {target}: {told}"));
        self.ids.insert(id.chars().take(13).collect());
    }

    fn go(&mut self, who: &str) {
        self.world.close(who);
        self.here.remove(who);
    }

    /// All that is secret is said. Eve and Mallory were in some of the rooms, and are not any more.
    fn fill(&mut self) {
        for (who, has_account) in [("alice", true), ("bob", true), ("eve", true), ("mallory", false)] {
            self.come(who, has_account);
        }
        self.come("carol", false);
        self.come("dora", false);
        // Between accounts, between an account and a guest, between guests.
        self.tell("alice", "bob", "accounts");
        self.tell("bob", "alice", "accounts-too");
        self.tell("carol", "bob", "guest");
        self.tell("bob", "carol", "guest-too");
        self.tell("carol", "dora", "guests");
        // A room that one can't enter, one that others were put out of or left, one that is gone.
        self.say("alice", "JOIN #vault");
        self.say("alice", "MODE #vault +si");
        self.say("alice", &format!("TOPIC #vault :opal {SECRET}topic"));
        self.tell("alice", "#vault", "vault");
        self.say("alice", "JOIN #den");
        self.say("eve", "JOIN #den");
        self.say("mallory", "JOIN #den");
        self.say("alice", "KICK #den eve");
        self.say("mallory", "PART #den");
        self.say("alice", "MODE #den +si");
        self.tell("alice", "#den", "den");
        self.say("alice", &format!("TOPIC #den :opal {SECRET}den-topic"));
        self.say("carol", "JOIN #gone");
        self.say("dora", "JOIN #gone");
        self.tell("carol", "#gone", "gone");
        self.say("carol", &format!("TOPIC #gone :opal {SECRET}gone-topic"));
        self.say("carol", "PART #gone");
        self.say("dora", "PART #gone");
        // Of guests, who are there when the server goes down.
        self.say("dora", "JOIN #lair");
        self.say("dora", "MODE #lair +ik opensesame");
        self.tell("dora", "#lair", "lair");
        // To the operators of a room that everybody is in.
        self.say("alice", "JOIN #open");
        self.say("bob", "JOIN #open");
        self.say("eve", "JOIN #open");
        self.say("mallory", "JOIN #open");
        self.say("alice", "MODE #open +o bob");
        self.tell("alice", "@#open", "operators");
        self.say("alice", "MARKREAD bob timestamp=2026-01-01T00:00:00.000Z");
        // A guest goes; their name is free for others.
        self.go("carol");
    }

    /// Those whose secrets they are find them, so that there is something to be found.
    fn find(&mut self) {
        for (who, line, secrets) in [
            ("alice", "CHATHISTORY LATEST bob * 50", &["accounts", "accounts-too"][..]),
            ("bob", "CHATHISTORY LATEST carol * 50", &["guest", "guest-too"]),
            ("alice", "CHATHISTORY LATEST #vault * 50", &["vault"]),
            ("alice", "SEARCH text=opal", &["accounts", "vault", "den"]),
        ] {
            let before = self.told(who);
            let is_here = self.world.inbox(who).is_some_and(|inbox| !inbox.closed);
            assert!(is_here, "{}: {who} is sent away: {before}", self.seed);
            self.say(who, line);
            let told = self.told(who);
            let is_there = |secret: &&str| told.contains(&format!("{SECRET}{secret}\r\n"));
            assert!(secrets.iter().all(is_there), "{}: {who}: {line}: {told}", self.seed);
        }
    }

    fn check(&mut self, who: &str, line: &str) {
        let told = self.told(who);
        assert!(!told.contains(SECRET), "{}: {who} says {line:?} and is told {told}", self.seed);
        // What they learn they use.
        let ids: Vec<String> =
            told.split("msgid=").skip(1).map(|rest| rest.chars().take(13).collect()).collect();
        if self.ids.len() < 40 {
            self.ids.extend(ids);
        }
    }

    /// One try of an attacker.
    fn attack(&mut self, chance: &mut Chance, who: &str) {
        if self.world.inbox(who).is_none_or(|inbox| inbox.closed) {
            self.check(who, "the end");
            self.go(who);
            // Until passwords may be tried again.
            self.world.pass(Duration::from_secs(120));
            self.come(who, who == "eve");
        }
        let command = chance.pick(COMMANDS);
        // Whoever is gone tries nothing more; who takes the name for good is another try.
        if command.name == "QUIT" && !chance.one_in(20) || command.name == "REGISTER" {
            return;
        }
        let ids: Vec<String> = self.ids.iter().cloned().collect();
        let id = chance.pick(&ids).clone();
        let history = ["CHATHISTORY", "SEARCH", "REDACT", "MARKREAD"];
        let name = if chance.one_in(2) { *chance.pick(&history) } else { command.name };
        let mut line = name.to_owned();
        let count = chance.below(6);
        for place in 0..count {
            let mut word = match (chance.below(4), place) {
                (0, 0) | (1, 0) => (*chance.pick(WORDS)).to_owned(),
                (0, _) => (*chance.pick(ROOMS)).to_owned(),
                (1, _) => (*chance.pick(PEOPLE)).to_owned(),
                (2, _) if chance.one_in(2) => id.clone(),
                (2, _) => format!("msgid={id}"),
                _ if place == 0 && chance.one_in(2) => (*chance.pick(ROOMS)).to_owned(),
                _ if place == 0 => (*chance.pick(PEOPLE)).to_owned(),
                _ => (*chance.pick(MOMENTS)).to_owned(),
            };
            if place + 1 == count && name == "CHATHISTORY" {
                word = "50".to_owned();
            }
            line = format!("{line} {word}");
        }
        // Each attacker keeps the name by which they are known here.
        if name == "NICK" {
            line = format!("NICK {}", chance.pick(&["alice", "bob", "dora", who]));
        }
        if chance.one_in(6) {
            line = format!("@label=x;+reply={id} {line}");
        }
        self.say(who, &line);
        self.check(who, &line);
        self.say(who, &format!("NICK {who}"));
        if chance.one_in(50) {
            let quiet: Vec<String> = self.here.iter().filter(|name| *name != who).cloned().collect();
            for other in quiet {
                if ["eve", "mallory", "carol"].contains(&other.as_str()) {
                    self.check(&other, &line);
                } else {
                    self.told(&other);
                }
            }
        }
    }

    /// Commands of history, each with all that there is to be named.
    fn ask_all(&mut self, who: &str) {
        let ids: Vec<String> = self.ids.iter().cloned().collect();
        for target in ROOMS.iter().chain(PEOPLE) {
            let mut lines = vec![
                format!("CHATHISTORY LATEST {target} * 50"),
                format!("CHATHISTORY BETWEEN {target} {} {} 50", MOMENTS[1], MOMENTS[2]),
                format!("CHATHISTORY BETWEEN {target} {} {} 50", MOMENTS[4], MOMENTS[3]),
                format!("SEARCH in={target}"),
                format!("SEARCH in={target};text=opal;limit=50"),
                format!("SEARCH from={target}"),
                format!("MARKREAD {target}"),
                format!("TOPIC {target}"),
                format!("WHOIS {target}"),
                format!("WHOWAS {target}"),
                format!("LIST {target}"),
                format!("JOIN {target} opal"),
                format!("METADATA {target} LIST"),
            ];
            for id in &ids {
                for subcommand in ["BEFORE", "AFTER", "AROUND"] {
                    lines.push(format!("CHATHISTORY {subcommand} {target} msgid={id} 50"));
                }
                lines.push(format!("REDACT {target} {id} :opal"));
            }
            for line in lines {
                self.say(who, &line);
                self.check(who, &line);
            }
        }
        let all = format!("CHATHISTORY TARGETS {} {} 50", MOMENTS[1], MOMENTS[2]);
        self.say(who, &all);
        let told = self.told(who);
        // The guests' `#lair` is gone after a restart; whoever asks for one of that name founds another.
        for name in ["#vault", "#den"] {
            assert!(!told.contains(&format!("TARGETS {name} ")), "{who} is told of {name}: {told}");
        }
    }

    /// A token of somebody's own.
    fn token(&mut self, who: &str) -> String {
        self.world.close(who);
        self.world.connect(who);
        self.say(who, "CAP REQ :chatroom/resume");
        self.say(who, &format!("NICK {who}"));
        self.say(who, "USER u 0 * :Somebody");
        self.say(who, "CAP END");
        let told = self.told(who);
        let token = told.split("RESUME TOKEN ").nth(1).unwrap_or_else(|| panic!("{told}"));
        let token = token.split_whitespace().next().unwrap().to_owned();
        self.go(who);
        self.come(who, false);
        token
    }

    /// Tokens of others are not guessed, and one's own are no good for anybody else.
    fn resume(&mut self, chance: &mut Chance, own: &str) {
        for _ in 0..50 {
            let mut token: Vec<char> = own.chars().collect();
            for _ in 0..=chance.below(3) {
                let place = chance.below(token.len());
                token[place] = *chance.pick(&['0', '7', 'A', 'Z', 'q']);
            }
            let token: String = token.into_iter().collect();
            if token == own {
                continue;
            }
            let token = if chance.one_in(5) { (*chance.pick(PEOPLE)).to_owned() } else { token };
            self.world.connect("thief");
            self.say("thief", "CAP REQ :chatroom/resume");
            self.say("thief", &format!("RESUME {token}"));
            self.say("thief", "NICK alice");
            self.say("thief", "USER u 0 * :Thief");
            self.say("thief", "CAP END");
            let told = self.told("thief");
            assert!(told.contains("UNKNOWN_TOKEN") && !told.contains(" 001 "), "{token}: {told}");
            self.world.close("thief");
        }
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

#[test]
fn nobody_is_shown_the_secrets_of_others() {
    let lines = number("CHATROOM_PRIVACY_LINES");
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let begin = lines.map_or(1, |_| u64::try_from(since.as_millis()).unwrap());
    let seed = number("CHATROOM_PRIVACY_SEED").unwrap_or(begin);
    let mut chance = Chance::new(seed);
    let mut house = House::open(seed);
    house.fill();
    house.find();
    for who in ["eve", "mallory"] {
        house.told(who);
    }
    let attackers = ["eve", "mallory", "carol"];
    house.come("carol", false);
    let own = house.token("mallory");
    house.resume(&mut chance, &own);
    for round in 0..2 {
        for who in attackers {
            house.ask_all(who);
        }
        for _ in 0..lines.map_or(LINES, |lines| usize::try_from(lines).unwrap()) {
            for who in attackers {
                house.attack(&mut chance, who);
            }
        }
        house.find();
        if round == 1 {
            // A guest's name, now an account, is not that guest.
            house.say("carol", "REGISTER * * opensesame");
            assert!(house.told("carol").contains("REGISTER SUCCESS"));
            house.ask_all("carol");
        } else {
            // The server was down; whoever comes first may find what is left.
            house.world.restart();
            house.here.clear();
            for who in attackers {
                house.come(who, who == "eve");
                house.say(who, "JOIN #open");
                house.ask_all(who);
            }
            house.come("alice", true);
            house.come("bob", true);
            for room in ["#vault", "#den"] {
                house.say("alice", &format!("JOIN {room}"));
            }
        }
    }
}
