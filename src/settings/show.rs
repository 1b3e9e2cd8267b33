//! Settings as TOML, for `chatroom config`. Must hold no words: what stands behind each line comes
//! from the caller.

use config::{Config, ConfigError, Value, ValueKind};

use super::{Key, Settings, keys};

/// The settings, line by line in the order of `chatroom.toml`, each with what `comment` says of its
/// key behind it. What comes out can be read as a settings file.
///
/// # Errors
/// The settings can't be taken apart; no settings that were loaded are like that.
pub fn settings(settings: &Settings, comment: impl Fn(&Key) -> String) -> Result<String, ConfigError> {
    let config = Config::try_from(settings)?;
    let mut text = String::new();
    let mut current = None;
    for key in keys() {
        let (section, name) = key.parts();
        if section != current {
            current = section;
            text.push_str(&format!("\n[{}]\n", section.unwrap_or_default()));
        }
        let value = match config.get(key.name) {
            // The crate keeps no empty lists.
            Err(ConfigError::NotFound(_)) => Value::new(None, Vec::<Value>::new()),
            found => found?,
        };
        let value = toml(&value);
        let comment = crate::wire::clean::clean(&comment(key)).into_owned();
        text.push_str(&format!("{name} = {value} # {comment}\n"));
    }
    Ok(text)
}

/// A value as it would stand in a file.
pub fn toml(value: &Value) -> String {
    match &value.kind {
        ValueKind::Nil => "\"\"".to_owned(),
        ValueKind::String(text) => quoted(text),
        ValueKind::Array(list) => format!("[{}]", list.iter().map(toml).collect::<Vec<_>>().join(", ")),
        ValueKind::Table(table) => {
            let mut pairs: Vec<_> =
                table.iter().map(|(name, value)| format!("{name} = {}", toml(value))).collect();
            pairs.sort();
            format!("{{ {} }}", pairs.join(", "))
        }
        ValueKind::Boolean(_)
        | ValueKind::I64(_)
        | ValueKind::I128(_)
        | ValueKind::U64(_)
        | ValueKind::U128(_)
        | ValueKind::Float(_) => value.to_string(),
    }
}

/// A basic string (TOML 1.0, "String"). What a terminal could take for a command is escaped too.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if crate::wire::clean::is_unsafe(c) => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::layers::FileLayer;

    #[test]
    fn what_is_shown_can_be_read_again() {
        let mut shown = Settings::default();
        shown.serve.motd = "first \"line\"\n\\second\tline # no comment\r\n".to_owned();
        shown.serve.host = vec!["::".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        shown.join.name = Some("爱丽丝".to_owned());
        shown.locale_dir = Some("a\u{202e}b".into());
        let text = settings(&shown, |key| format!("from\n{}", key.name)).unwrap();
        assert!(text.contains("port = 5555 # from␊serve.port\n"), "{text}");
        assert!(!text.contains('\u{202e}'));
        let layer = FileLayer::parse("shown.toml".as_ref(), text.clone()).unwrap();
        assert!(layer.problems().is_empty());
        for key in keys() {
            let value = layer.value(key).unwrap();
            assert!(text.contains(&format!("{} = {} #", key.parts().1, toml(value))), "{}", key.name);
        }
        let motd = layer.value(crate::settings::key("serve.motd").unwrap()).unwrap();
        assert_eq!(motd.kind, ValueKind::String(shown.serve.motd));
    }
}
