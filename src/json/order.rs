//! What a program sends: a line is plain text, or one object.

use serde_json::{Map, Value};

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// A line as a person would type it: words, or a command behind `/`.
    Line(String),
    /// These words, whatever they look like; without a place where what is typed goes.
    Say {
        /// What; it may be several lines.
        text: String,
        /// To which room of ours, or to whom.
        to: Option<String>,
    },
    /// A command, with its `/`.
    Command(String),
    /// An empty line: nothing.
    Nothing,
}

/// Why a line is no order: nothing was done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It begins like an object and is not JSON.
    NoJson,
    /// It has neither `say` nor `command`, both, or another field.
    Fields,
    /// A field is not text, or empty.
    NoText,
}

impl Fault {
    /// The `code` of the error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoJson => "bad-json",
            Self::Fields => "bad-fields",
            Self::NoText => "bad-text",
        }
    }
}

/// Reads a line without its end.
///
/// # Errors
/// It looks like an object and is none that means something.
pub fn read(line: &str) -> Result<Order, Fault> {
    let bare = line.strip_suffix('\r').unwrap_or(line);
    if bare.is_empty() {
        return Ok(Order::Nothing);
    }
    if !bare.trim_start().starts_with('{') {
        return Ok(Order::Line(bare.to_owned()));
    }
    let object: Map<String, Value> = serde_json::from_str(bare).map_err(|_| Fault::NoJson)?;
    let text = |field: &str| match object.get(field) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(Fault::NoText),
    };
    if object.keys().any(|field| !["say", "to", "command"].contains(&field.as_str())) {
        return Err(Fault::Fields);
    }
    match (text("say")?, text("to")?, text("command")?) {
        (Some(text), to, None) => Ok(Order::Say { text, to }),
        (None, None, Some(command)) if command.contains('\n') => Err(Fault::NoText),
        (None, None, Some(command)) if command.starts_with('/') => Ok(Order::Command(command)),
        (None, None, Some(command)) => Ok(Order::Command(format!("/{command}"))),
        _ => Err(Fault::Fields),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let say = |text: &str, to: Option<&str>| Order::Say { text: text.into(), to: to.map(str::to_owned) };
        for (line, expected) in [
            ("", Ok(Order::Nothing)),
            ("\r", Ok(Order::Nothing)),
            ("hi {there}", Ok(Order::Line("hi {there}".into()))),
            ("/quit\r", Ok(Order::Line("/quit".into()))),
            (r#"{"say":"/no command"}"#, Ok(say("/no command", None))),
            (r#" {"to":"bob","say":"a\nb"} "#, Ok(say("a\nb", Some("bob")))),
            (r#"{"command":"/topic tea"}"#, Ok(Order::Command("/topic tea".into()))),
            (r#"{"command":"who"}"#, Ok(Order::Command("/who".into()))),
            ("{", Err(Fault::NoJson)),
            (r#"{"say":"a"} b"#, Err(Fault::NoJson)),
            (r#"{"say":"a"#, Err(Fault::NoJson)),
            ("{}", Err(Fault::Fields)),
            (r#"{"say":"a","command":"/who"}"#, Err(Fault::Fields)),
            (r#"{"to":"bob"}"#, Err(Fault::Fields)),
            (r#"{"say":"a","too":"bob"}"#, Err(Fault::Fields)),
            (r#"{"say":5}"#, Err(Fault::NoText)),
            (r#"{"say":""}"#, Err(Fault::NoText)),
            (r#"{"say":"a","to":null}"#, Err(Fault::NoText)),
            (r#"{"command":"/me a\nb"}"#, Err(Fault::NoText)),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
