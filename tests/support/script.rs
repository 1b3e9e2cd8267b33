//! Conversations as data: what a `.talk` file says, and how its patterns match. The language is
//! described at the head of `tests/talk.rs`. Must not know what runs the conversation.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// Values that patterns have caught, by name.
pub type Caught = BTreeMap<String, String>;

/// A whole conversation.
#[derive(Debug)]
pub struct Script {
    /// Where it stands, for messages.
    pub path: String,
    /// What the operator of its server decided: pairs of name and value.
    pub rules: Vec<(String, String)>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One line of it.
#[derive(Debug)]
pub struct Step {
    /// Its number, counted from 1.
    pub number: usize,
    /// As it stands.
    pub text: String,
    /// What it means.
    pub act: Act,
}

/// What a line means.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// `!login alice caps=…`
    LogIn { who: String, caps: Vec<String> },
    /// `!enter #tea alice bob`
    Enter { room: String, who: Vec<String> },
    /// `alice connects`
    Connect(String),
    /// `alice connects from 192.0.2.1`
    ConnectFrom { who: String, address: IpAddr },
    /// `alice ends`: says that nothing more will come, and still reads.
    End(String),
    /// `alice closes`
    Close(String),
    /// `alice drops`: breaks the connection.
    Drop(String),
    /// `alice> LINE`
    Send { who: String, line: String },
    /// `alice< PATTERN`
    Expect { who: String, pattern: String },
    /// `nc>> "bytes"`
    SendBytes { who: String, bytes: Vec<u8> },
    /// `nc<< "bytes"`
    ExpectBytes { who: String, bytes: Vec<u8> },
    /// `alice<-`
    Silence(String),
    /// `alice<~`
    Skip(String),
    /// `alice<EOF`
    Closed(String),
    /// `console> LINE`
    Console(String),
    /// `@30s`
    Pass(Duration),
    /// `!disk full`, `!disk` alone: it can be written again
    Disk(Option<String>),
    /// `!restart`
    Restart,
}

impl Script {
    /// Reads a file's text.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let mut script = Self { path: path.to_owned(), rules: Vec::new(), steps: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let fail = |why: &str| format!("{path}:{number}: {why}: {line}");
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(rules) = line.strip_prefix("!rules ") {
                if !script.steps.is_empty() {
                    return Err(fail("rules come first"));
                }
                script.rules.extend(pairs(rules).ok_or_else(|| fail("no rules"))?);
                continue;
            }
            let act = act(line).ok_or_else(|| fail("not understood"))?;
            script.steps.push(Step { number, text: line.to_owned(), act });
        }
        if !text.starts_with("# ") {
            return Err(format!("{path}:1: does not say what it is about"));
        }
        Ok(script)
    }

    /// Whether something happens in it by command that only the pure core can do: time passes, the
    /// disk fails, the server dies, somebody comes from elsewhere.
    pub fn needs_pure_core(&self) -> bool {
        let needs =
            |act: &Act| matches!(act, Act::Pass(_) | Act::Disk(_) | Act::Restart | Act::ConnectFrom { .. });
        // Accounts are registered by coming in, which may be shut, and codes are made elsewhere.
        self.rules.iter().any(|(name, _)| matches!(name.as_str(), "entry" | "code"))
            || self.steps.iter().any(|step| needs(&step.act))
    }
}

fn act(line: &str) -> Option<Act> {
    if let Some(time) = line.strip_prefix('@') {
        return duration(time).map(Act::Pass);
    }
    match line {
        "!restart" => return Some(Act::Restart),
        "!disk" => return Some(Act::Disk(None)),
        _ => {}
    }
    if let Some(why) = line.strip_prefix("!disk ") {
        return Some(Act::Disk(Some(why.to_owned())));
    }
    if let Some(rest) = line.strip_prefix("!login ") {
        let mut words = rest.split(' ');
        let who = words.next()?.to_owned();
        let caps = words
            .next()
            .map(|caps| caps.strip_prefix("caps=").map(|caps| caps.split(',').map(str::to_owned).collect()));
        return Some(Act::LogIn { who, caps: caps.unwrap_or_else(|| Some(Vec::new()))? });
    }
    if let Some(rest) = line.strip_prefix("!enter ") {
        let (room, who) = rest.split_once(' ')?;
        return Some(Act::Enter { room: room.to_owned(), who: who.split(' ').map(str::to_owned).collect() });
    }
    let length = line.bytes().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
    let (who, rest) = line.split_at(length);
    let who = who.to_owned();
    if who.is_empty() {
        return None;
    }
    Some(match rest {
        " connects" => Act::Connect(who),
        " ends" => Act::End(who),
        " closes" => Act::Close(who),
        " drops" => Act::Drop(who),
        "<-" => Act::Silence(who),
        "<~" => Act::Skip(who),
        "<EOF" => Act::Closed(who),
        ">" if who == "console" => Act::Console(String::new()),
        _ => {
            if let Some(address) = rest.strip_prefix(" connects from ") {
                return Some(Act::ConnectFrom { who, address: address.parse().ok()? });
            }
            if let Some(line) = rest.strip_prefix("> ") {
                let line = line.to_owned();
                return Some(if who == "console" { Act::Console(line) } else { Act::Send { who, line } });
            }
            if let Some(pattern) = rest.strip_prefix("< ") {
                return Some(Act::Expect { who, pattern: pattern.to_owned() });
            }
            if let Some(quoted) = rest.strip_prefix(">> ") {
                return Some(Act::SendBytes { who, bytes: unquote(quoted)? });
            }
            return Some(Act::ExpectBytes { who, bytes: unquote(rest.strip_prefix("<< ")?)? });
        }
    })
}

fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number = number.parse().ok()?;
    Some(match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number * 60),
        _ => return None,
    })
}

/// `name=value` and `name="any value"`, with spaces between.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, behind) = rest.split_once('=')?;
        let length = match behind.strip_prefix('"') {
            Some(quoted) => quoted.find('"')? + 2,
            None => behind.find(' ').unwrap_or(behind.len()),
        };
        let (value, behind) = behind.split_at(length);
        let value =
            if value.starts_with('"') { String::from_utf8(unquote(value)?).ok()? } else { value.to_owned() };
        pairs.push((name.to_owned(), value));
        rest = behind.trim_start();
    }
    Some(pairs)
}

/// Bytes between double quotes, repetitions and escapes resolved.
fn unquote(text: &str) -> Option<Vec<u8>> {
    let text = repeated(text.strip_prefix('"')?.strip_suffix('"')?);
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            bytes.extend(char.to_string().bytes());
            continue;
        }
        match chars.next()? {
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            '0' => bytes.push(0),
            'x' => {
                let digits = [chars.next()?, chars.next()?];
                bytes.push(u8::from_str_radix(&digits.iter().collect::<String>(), 16).ok()?);
            }
            'u' => bytes.extend(unicode(&mut chars)?.to_string().bytes()),
            other => bytes.extend(other.to_string().bytes()),
        }
    }
    Some(bytes)
}

fn unicode(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = chars.as_str().strip_prefix('{')?.split('}').next()?.to_owned();
    *chars = chars.as_str()[digits.len() + 2..].chars();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

/// `{text*3}` as `texttexttext`.
fn repeated(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find('{') {
        let (before, inner) = rest.split_at(begin);
        plain.push_str(before);
        let found = inner[1..].split_once('}').and_then(|(inside, behind)| {
            let (unit, count) = inside.rsplit_once('*')?;
            Some((unit.repeat(count.parse().ok()?), behind))
        });
        match found {
            Some((run, behind)) => {
                plain.push_str(&run);
                rest = behind;
            }
            None => {
                plain.push('{');
                rest = &inner[1..];
            }
        }
    }
    plain + rest
}

/// One part of a pattern.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    /// `*`
    Any,
    /// `{name}`
    Catch(String),
}

/// A line with repetitions, `\xNN`, `\u{N}`, `\*` and `\{` resolved, and what is left of it.
fn parts(text: &str) -> Vec<Part> {
    let text = repeated(text);
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text.as_str();
    while let Some(char) = rest.chars().next() {
        let mut length = char.len_utf8();
        match char {
            '*' => {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
                parts.push(Part::Any);
            }
            '{' if name(rest).is_some() => {
                let name = name(rest).unwrap_or_default();
                length = name.len() + 2;
                parts.push(Part::Literal(std::mem::take(&mut literal)));
                parts.push(Part::Catch(name.to_owned()));
            }
            '\\' => length = escape(rest, &mut literal),
            other => literal.push(other),
        }
        rest = &rest[length..];
    }
    parts.push(Part::Literal(literal));
    parts.retain(|part| *part != Part::Literal(String::new()));
    parts
}

/// The name in the braces that `text` begins with.
fn name(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
        .then_some(name)
}

/// Resolves one escape; any other backslash stands for itself, as tags need it. Returns how long
/// it was.
fn escape(text: &str, literal: &mut String) -> usize {
    let mut chars = text.chars();
    chars.next();
    match chars.next() {
        Some('x') => {
            if let Some(byte) = text.get(2..4).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                literal.push(char::from(byte));
                return 4;
            }
        }
        Some('u') => {
            if let Some(char) = unicode(&mut chars) {
                literal.push(char);
                return text.len() - chars.as_str().len();
            }
        }
        Some(escaped @ ('*' | '{')) => {
            literal.push(escaped);
            return 2;
        }
        _ => {}
    }
    literal.push('\\');
    1
}

/// What is sent for a line: its escapes resolved, caught values put in.
pub fn fill(text: &str, caught: &Caught) -> String {
    let fill = |part| match part {
        Part::Literal(text) => text,
        Part::Any => "*".to_owned(),
        Part::Catch(name) => caught.get(&name).cloned().unwrap_or_else(|| format!("{{{name}}}")),
    };
    parts(text).into_iter().map(fill).collect()
}

/// Whether `line` is what `pattern` says; values caught on the way are added to `caught`.
pub fn matches(pattern: &str, line: &str, caught: &mut Caught) -> bool {
    let mut found = caught.clone();
    let fits = fits(&parts(pattern), line, &mut found);
    if fits {
        *caught = found;
    }
    fits
}

fn fits(parts: &[Part], line: &str, caught: &mut Caught) -> bool {
    let Some((part, rest)) = parts.split_first() else { return line.is_empty() };
    match part {
        Part::Literal(text) => line.strip_prefix(text.as_str()).is_some_and(|line| fits(rest, line, caught)),
        Part::Any => {
            let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.any(|at| fits(rest, &line[at..], caught))
        }
        Part::Catch(name) => {
            if let Some(value) = caught.get(name).cloned() {
                return line.strip_prefix(value.as_str()).is_some_and(|line| fits(rest, line, caught));
            }
            let word = line.find(' ').unwrap_or(line.len());
            let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            for at in ends.filter(|&at| at > 0 && at <= word) {
                caught.insert(name.clone(), line[..at].to_owned());
                if fits(rest, &line[at..], caught) {
                    return true;
                }
                caught.remove(name);
            }
            false
        }
    }
}

#[test]
fn patterns() {
    let mut caught = Caught::new();
    assert!(matches(":alice!* JOIN #tea", ":alice!~a@x.cloak JOIN #tea", &mut caught));
    assert!(!matches(":alice!* JOIN #tea", ":alice!~a@x.cloak JOIN #tea ", &mut caught));
    assert!(matches("@msgid={id} * :*", "@msgid=17;x=y PRIVMSG :hi", &mut caught));
    assert!(!matches("@msgid={id} *", "@msgid=18 x", &mut caught));
    assert_eq!(
        fill("TAGMSG {id} {new} {a*3} \\x01\\u{202e}\\s*", &caught),
        "TAGMSG 17;x=y {new} aaa \u{1}\u{202e}\\s*"
    );
    assert!(matches("\\*\\{a}", "*{a}", &mut caught));
    assert_eq!(unquote(r#""a\n\xff\u{8336}{ab*2}\"""#).unwrap(), b"a\n\xff\xe8\x8c\xb6abab\"");
    assert_eq!(pairs(r#"a=b motd="x y\nz""#).unwrap()[1], ("motd".to_owned(), "x y\nz".to_owned()));
    assert_eq!(act("@300ms"), Some(Act::Pass(Duration::from_millis(300))));
    assert_eq!(act("console>"), Some(Act::Console(String::new())));
    assert_eq!(act("alice < x"), None);
}
