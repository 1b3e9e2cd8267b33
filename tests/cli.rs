//! The program as a person starts it: its help, what it says to a wrong line, which language and
//! which settings it takes, and how it ends. Nothing here goes through a socket.
//!
//! Every run has an environment and a home of its own, so that nothing of the machine's shows.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

#[path = "support/ran.rs"]
mod ran;

use ran::Ran;

/// A folder with files in it: the home and the working directory of a run.
struct Home(PathBuf);

impl Home {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("chatroom-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let home = Self(home);
        files.iter().for_each(|(path, text)| home.write(path, text));
        home
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, variables: &[(&str, &str)], args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatroom"));
        command.env_clear().args(args).current_dir(&self.0).stdin(Stdio::null());
        for name in ["PATH", "SystemRoot"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("HOME", &self.0).env("APPDATA", &self.0).envs(variables.iter().copied());
        command
    }

    fn run(&self, variables: &[(&str, &str)], args: &[&str]) -> Ran {
        self.command(variables, args).output().unwrap().into()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Ran {
    /// The first line of standard error, where the exit code is this one and nothing was printed.
    #[track_caller]
    fn error(&self, code: i32) -> &str {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        self.err.lines().next().unwrap()
    }
}

/// A run in an empty home.
fn run(variables: &[(&str, &str)], args: &str) -> Ran {
    Home::new(&[]).run(variables, &args.split_whitespace().collect::<Vec<_>>())
}

const ENGLISH: &[(&str, &str)] = &[("CHATROOM_LANG", "en")];
const CHINESE: &[(&str, &str)] = &[("CHATROOM_LANG", "cn")];

#[test]
fn the_help_of_every_command_speaks_both_languages() {
    for args in [
        "--help",
        "-h",
        "serve --help",
        "join -h",
        "config --help",
        "history -h",
        "history search --help",
        "history erase --help",
        "invite --help",
    ] {
        let english = run(ENGLISH, args);
        let chinese = run(CHINESE, args);
        for ran in [&english, &chinese] {
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args}");
            assert!(!ran.out.contains("cli-") && !ran.out.contains('\u{1b}'), "{}", ran.out);
            assert!(
                ran.out.ends_with('\n') && !ran.out.ends_with("\n\n") && !ran.out.contains("\n\n\n"),
                "{}",
                ran.out
            );
        }
        assert!(
            english.out.contains("Usage: chatroom ") && english.out.contains("\nOptions:\n"),
            "{}",
            english.out
        );
        assert!(
            chinese.out.contains("用法：chatroom ") && chinese.out.contains("\n选项：\n"),
            "{}",
            chinese.out
        );
        assert!(english.out.is_ascii() || args.len() < 7, "{}", english.out);
        for word in ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "Print", "default", "FILE"] {
            assert!(!chinese.out.contains(word), "{word} in {}", chinese.out);
        }
        // The same rows in both.
        let rows = |ran: &Ran| ran.out.matches("--").count();
        assert_eq!(rows(&english), rows(&chinese), "{args}");
    }
}

#[test]
fn the_help_names_every_flag_and_its_default() {
    let serve = run(ENGLISH, "serve --help").out;
    for text in
        ["--host <ADDRESS>", "--port <PORT>", "--room <ROOM>", "--password-file <FILE>", "5555]", "#lobby]"]
    {
        assert!(serve.contains(text), "{text} in {serve}");
    }
    let join = run(CHINESE, "join --help").out;
    for text in [
        "[链接]",
        "--host <主机>",
        "--port <端口>",
        "--name <用户名>",
        "--room <聊天室>",
        "--verbatim",
        "--listen",
    ] {
        assert!(join.contains(text), "{text} in {join}");
    }
    for text in ["--lang <语言>", "--config <文件>", "-v, --verbose", "-h, --help", "127.0.0.1]", "退出码"]
    {
        assert!(join.contains(text), "{text} in {join}");
    }
}

#[test]
fn the_version_is_told() {
    for args in ["--version", "-V"] {
        let ran = run(&[], args);
        assert_eq!((ran.code, ran.out.as_str()), (0, concat!("chatroom ", env!("CARGO_PKG_VERSION"), "\n")));
    }
}

#[test]
fn wrong_usage_is_said_in_both_languages_and_ends_with_2() {
    for (args, english, chinese) in [
        ("serv", "error: there is no command \"serv\".", "错误：没有“serv”这个命令。"),
        ("xyz", "error: there is no command \"xyz\".", "错误：没有“xyz”这个命令。"),
        ("serve --prot 5", "error: unexpected argument \"--prot\".", "错误：无法识别的参数“--prot”。"),
        ("serve extra", "error: unexpected argument \"extra\".", "错误：无法识别的参数“extra”。"),
        ("serve --port", "error: \"--port <PORT>\" wants a value.", "错误：“--port <端口>”后面缺少值。"),
        ("join --name", "error: \"--name <NAME>\" wants a value.", "错误：“--name <用户名>”后面缺少值。"),
        (
            "serve --port abc",
            "error: \"abc\" does not fit \"--port <PORT>\": expected a port, 0 to 65535.",
            "错误：“abc”不能用于“--port <端口>”：应为端口号（0 到 65535）。",
        ),
        (
            "join --port 0",
            "error: \"0\" does not fit \"--port <PORT>\": expected a port, 1 to 65535.",
            "错误：“0”不能用于“--port <端口>”：应为端口号（1 到 65535）。",
        ),
        (
            "join --room a,b",
            "error: \"a,b\" does not fit \"--room <ROOM>\": expected a room's name, such as #lobby, without spaces or commas.",
            "错误：“a,b”不能用于“--room <聊天室>”：应为聊天室名，例如 #lobby，不含空格和逗号。",
        ),
        (
            "join https://example.org",
            "error: \"https://example.org\" does not fit \"LINK\": expected chatroom://, ircs:// or irc://, not https://.",
            "错误：“https://example.org”不能用于“链接”：应为以 chatroom://、ircs:// 或 irc:// 开头的链接，而不是 https://。",
        ),
        (
            "join --port 1 --port 2",
            "error: \"--port <PORT>\" is given twice.",
            "错误：“--port <端口>”重复了。",
        ),
        (
            "join --lang en --lang en",
            "error: \"--lang <LANGUAGE>\" is given twice.",
            "error: \"--lang <LANGUAGE>\" is given twice.",
        ),
        ("config --port 3", "error: unexpected argument \"--port\".", "错误：无法识别的参数“--port”。"),
    ] {
        assert_eq!(run(ENGLISH, args).error(2), english, "{args}");
        assert_eq!(run(CHINESE, args).error(2), chinese, "{args}");
    }
}

#[test]
fn wrong_usage_says_what_was_meant_and_where_to_read_more() {
    assert_eq!(
        run(ENGLISH, "serve --prot 5").err,
        "error: unexpected argument \"--prot\".\nDid you mean \"--port\"?\nSee: chatroom serve --help\n"
    );
    assert_eq!(
        run(CHINESE, "jion").err,
        "错误：没有“jion”这个命令。\n是不是想输入“join”？\n查看帮助：chatroom --help\n"
    );
}

#[test]
fn without_a_command_the_help_is_shown_as_an_error() {
    for args in ["", "-v"] {
        let ran = run(ENGLISH, args);
        assert_eq!(ran.error(2), "error: a command is missing.");
        assert!(ran.err.contains("\n\nUsage: chatroom [OPTIONS] <COMMAND>\n"), "{}", ran.err);
        let ran = run(CHINESE, args);
        assert_eq!(ran.error(2), "错误：缺少命令。");
        assert!(ran.err.contains("\n\n用法：chatroom [选项] <命令>\n"), "{}", ran.err);
    }
}

/// Which language a run speaks.
#[track_caller]
fn spoken(home: &Home, variables: &[(&str, &str)], args: &[&str]) -> &'static str {
    let ran = home.run(variables, args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    match (ran.out.contains("Usage: "), ran.out.contains("用法：")) {
        (true, false) => "en",
        (false, true) => "cn",
        _ => panic!("{}", ran.out),
    }
}

#[test]
fn the_flag_beats_the_variable_which_beats_the_file() {
    let home = Home::new(&[("chatroom.toml", "lang = \"en\"\n"), ("cn.toml", "lang = \"zh-Hans\"\n")]);
    assert_eq!(spoken(&home, &[], &["--help"]), "en");
    assert_eq!(spoken(&home, CHINESE, &["--help"]), "cn");
    assert_eq!(spoken(&home, CHINESE, &["--lang", "en", "join", "--help"]), "en");
    assert_eq!(spoken(&home, CHINESE, &["join", "--lang=en", "--help"]), "en");
    assert_eq!(spoken(&home, &[], &["--config", "cn.toml", "--help"]), "cn");
    assert_eq!(spoken(&home, &[], &["serve", "--config=cn.toml", "--help"]), "cn");
    for lang in ["zh", "ZH", "zh-CN", "zh_CN.UTF-8", "zh-Hans", "zh-Hans-CN", "cn", "CN"] {
        assert_eq!(spoken(&home, &[], &["--lang", lang, "--help"]), "cn", "{lang}");
        assert_eq!(spoken(&home, &[("CHATROOM_LANG", lang)], &["--help"]), "cn", "{lang}");
    }
}

/// Elsewhere the system's language is no matter of the environment.
#[cfg(target_os = "linux")]
#[test]
fn the_system_is_asked_last_and_the_default_is_chinese() {
    let home = Home::new(&[]);
    assert_eq!(spoken(&home, &[("LANG", "en_US.UTF-8")], &["--help"]), "en");
    assert_eq!(spoken(&home, &[("LANG", "zh_CN.UTF-8")], &["--help"]), "cn");
    for variables in [
        &[][..],
        &[("LANG", "C")],
        &[("LC_ALL", "C.UTF-8")],
        &[("LANG", "POSIX")],
        &[("LANG", "fr_FR.UTF-8")],
    ] {
        assert_eq!(spoken(&home, variables, &["--help"]), "cn", "{variables:?}");
    }
    let fall_back = [("LANGUAGE", "fr:en_GB:zh"), ("LANG", "fr_FR.UTF-8")];
    assert_eq!(spoken(&home, &fall_back, &["--help"]), "en");
    home.write("chatroom.toml", "lang = \"auto\"\n");
    assert_eq!(spoken(&home, &[("LANG", "en_GB")], &["--help"]), "en");
    assert_eq!(spoken(&home, &[("LANG", "en_GB"), ("CHATROOM_LANG", "cn")], &["--help"]), "cn");
}

#[test]
fn an_unknown_language_is_an_error_that_lists_the_known_ones() {
    let english = [("LANG", "en_US.UTF-8")];
    let said = |place| format!("error: {place}: there is no language \"tlh\". Known: cn, en.");
    let home = Home::new(&[("tlh.toml", "lang = \"tlh\"\n")]);
    let flag = home.run(&english, &["config", "--lang", "tlh"]);
    let variable = home.run(&[english[0], ("CHATROOM_LANG", "tlh")], &["config"]);
    let file = home.run(&english, &["--config", "tlh.toml", "config"]);
    for (ran, code, place) in [(flag, 2, "--lang"), (variable, 1, "CHATROOM_LANG"), (file, 1, "tlh.toml")] {
        let error = ran.error(code);
        if cfg!(target_os = "linux") {
            assert_eq!(error, said(place));
        }
        assert!(error.contains("tlh") && error.contains("cn, en"), "{error}");
    }
}

/// What `chatroom config` says of a setting: its value and where it came from.
#[track_caller]
fn setting(ran: &Ran, section: &str, name: &str) -> (String, String) {
    assert_eq!(ran.code, 0, "{ran:?}");
    let below = ran.out.split_once(&format!("[{section}]\n")).unwrap().1;
    let line = below.lines().find_map(|line| line.strip_prefix(&format!("{name} = "))).unwrap();
    let (value, origin) = line.split_once(" # ").unwrap();
    (value.to_owned(), origin.to_owned())
}

#[test]
fn flags_beat_the_environment_which_beats_the_file_which_beats_the_defaults() {
    let home = Home::new(&[(
        "chatroom.toml",
        "[serve]\nport = 1\nroom = \"#file\"\nhost = [\"::1\"]\n[join]\nhost = \"file.example\"\n",
    )]);
    let variables = [
        ENGLISH[0],
        ("CHATROOM_SERVE__PORT", "2"),
        ("CHATROOM_SERVE__HOST", "::, 127.0.0.1"),
        ("CHATROOM_LIMITS__PING_EVERY", "007"),
        ("CHATROOM_SERVE__TRANSCRIPT", "no"),
    ];
    let ran = home.run(&variables, &["config"]);
    let is = |section, name, value: &str, origin: &str| {
        assert_eq!(setting(&ran, section, name), (value.to_owned(), origin.to_owned()));
    };
    is("serve", "port", "2", "CHATROOM_SERVE__PORT");
    is("serve", "host", "[\"::\", \"127.0.0.1\"]", "CHATROOM_SERVE__HOST");
    is("serve", "transcript", "false", "CHATROOM_SERVE__TRANSCRIPT");
    is("serve", "room", "\"#file\"", "chatroom.toml");
    is("join", "host", "\"file.example\"", "chatroom.toml");
    is("join", "port", "5555", "default");
    is("limits", "ping_every", "7", "CHATROOM_LIMITS__PING_EVERY");
    assert_eq!(ran.err, "");
    let ran = home.run(&variables, &["--lang", "zh", "config"]);
    assert!(ran.out.starts_with("lang = \"zh\" # --lang\n"), "{}", ran.out);
    assert_eq!(setting(&ran, "join", "port").1, "默认值");
}

#[test]
fn the_file_is_the_named_one_else_the_one_here_else_the_platforms() {
    let platforms = if cfg!(windows) { "chatroom/chatroom.toml" } else { ".config/chatroom/chatroom.toml" };
    let home = Home::new(&[(platforms, "[serve]\nport = 1\n")]);
    let port = |args: &[&str]| setting(&home.run(ENGLISH, args), "serve", "port").0;
    assert_eq!(port(&["config"]), "1");
    home.write("chatroom.toml", "[serve]\nport = 2\n");
    assert_eq!(port(&["config"]), "2");
    home.write("elsewhere/mine.toml", "[serve]\nport = 3\n");
    assert_eq!(port(&["config", "--config", "elsewhere/mine.toml"]), "3");
    assert_eq!(port(&["--config=elsewhere/mine.toml", "config"]), "3");
}

#[test]
fn what_is_wrong_with_settings_is_said_with_its_place_in_both_languages() {
    let english = "The chatroom.toml that comes with the program explains all there are.";
    let chinese = "程序附带的 chatroom.toml 说明了所有设置。";
    for (file, in_english, in_chinese) in [
        (
            "[join]\nprot = 1\n",
            format!("error: x.toml: there is no setting \"join.prot\". Did you mean \"join.port\"? {english}"),
            format!("错误：x.toml：没有“join.prot”这项设置。是不是“join.port”？{chinese}"),
        ),
        (
            "[join]\nnonsense_of_mine = 1\n",
            format!("error: x.toml: there is no setting \"join.nonsense_of_mine\". {english}"),
            format!("错误：x.toml：没有“join.nonsense_of_mine”这项设置。{chinese}"),
        ),
        (
            "[serve]\nport = \"5555\"\n",
            "error: x.toml: serve.port = \"5555\": expected a port, 0 to 65535.".into(),
            "错误：x.toml：serve.port = \"5555\"：应为端口号（0 到 65535）。".into(),
        ),
        (
            "[serve]\ntranscript = 1\n",
            "error: x.toml: serve.transcript = 1: expected true or false.".into(),
            "错误：x.toml：serve.transcript = 1：应为开关值 true 或 false。".into(),
        ),
        (
            "[limits]\nping_every = 0\n",
            "error: x.toml: limits.ping_every = 0: expected a whole number, 1 to 86400.".into(),
            "错误：x.toml：limits.ping_every = 0：应为整数（1 到 86400）。".into(),
        ),
        (
            "[join.keys]\nserach = \"f5\"\n",
            format!("error: x.toml: there is no setting \"join.keys.serach\". Did you mean \"join.keys.search\"? {english}"),
            format!("错误：x.toml：没有“join.keys.serach”这项设置。是不是“join.keys.search”？{chinese}"),
        ),
        (
            "[join.keys]\nsearch = \"f5 ctrl-entr\"\n",
            "error: x.toml: join.keys.search = \"f5 ctrl-entr\": expected keys with spaces between, such as ctrl-x, alt-enter, shift-tab, f5 or page-up; or none.\n\"ctrl-entr\" is not known there; perhaps you mean \"ctrl-enter\".".into(),
            "错误：x.toml：join.keys.search = \"f5 ctrl-entr\"：应为按键，以空格分隔，例如 ctrl-x、alt-enter、shift-tab、f5 或 page-up；或 none。\n这里没有“ctrl-entr”；你要的也许是“ctrl-enter”。".into(),
        ),
        (
            "[join.colors]\nmention = \"bold magneta\"\n",
            "error: x.toml: join.colors.mention = \"bold magneta\": expected attributes and colours, such as \"bold red\", \"bright-blue on black\", \"#ffcc00\" or \"240\"; or none.\n\"magneta\" is not known there; perhaps you mean \"magenta\".".into(),
            "错误：x.toml：join.colors.mention = \"bold magneta\"：应为样式与颜色，例如 \"bold red\"、\"bright-blue on black\"、\"#ffcc00\" 或 \"240\"；或 none。\n这里没有“magneta”；你要的也许是“magenta”。".into(),
        ),
        (
            "[serve]\nname = \"chatroom\"\n",
            "error: x.toml: serve.name = \"chatroom\": expected a server's name with a dot, such as chat.example.org.".into(),
            "错误：x.toml：serve.name = \"chatroom\"：应为带点号的服务器名，例如 chat.example.org。".into(),
        ),
        (
            "serve = 5\n",
            "error: x.toml: \"serve\" is a section: expected [serve] and its settings below it.".into(),
            "错误：x.toml：“serve”是一个小节：应写成 [serve]，并在其下列出设置。".into(),
        ),
    ] {
        let home = Home::new(&[("x.toml", file)]);
        let args = ["--config", "x.toml", "config"];
        for (lang, expected) in [(ENGLISH, in_english), (CHINESE, in_chinese)] {
            let ran = home.run(lang, &args);
            assert!(expected.starts_with(ran.error(1)), "{}", ran.err);
            assert_eq!(ran.err.trim_end(), expected);
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_said_with_the_systems_cause() {
    let ran = run(ENGLISH, "config --config nowhere.toml");
    assert!(ran.error(1).starts_with("error: can't read the settings file nowhere.toml: "), "{}", ran.err);
    let ran = run(CHINESE, "config --config nowhere.toml");
    assert!(ran.error(1).starts_with("错误：无法读取设置文件 nowhere.toml："), "{}", ran.err);
    let home = Home::new(&[("x.toml", "lang = \"en\"\n[serve\n")]);
    let ran = home.run(ENGLISH, &["config", "--config", "x.toml"]);
    assert!(ran.error(1).starts_with("error: x.toml:2: not valid TOML: "), "{}", ran.err);
    let ran = home.run(CHINESE, &["config", "--config", "x.toml"]);
    assert!(ran.error(1).starts_with("错误：x.toml:2：不是有效的 TOML："), "{}", ran.err);
    // The help does not need the settings.
    assert_eq!(home.run(ENGLISH, &["--config", "x.toml", "--help"]).code, 0);
}

#[test]
fn a_wrong_variable_is_an_error_and_an_unknown_one_a_warning() {
    let ran = run(&[ENGLISH[0], ("CHATROOM_SERVE__PORT", "many")], "config");
    assert_eq!(ran.error(1), "error: CHATROOM_SERVE__PORT: serve.port = many: expected a port, 0 to 65535.");
    let unknown = ("CHATROOM_SERV__PORT", "1");
    let others = [("CHATROOM_LOG", "warn"), ("CHATROOM_PASSWORD", "hunter2"), ("CHATROOM_LOCALE_DIR", "")];
    let ran = run(&[&[ENGLISH[0], unknown][..], &others].concat(), "config");
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "warning: the environment variable CHATROOM_SERV__PORT matches no setting.\n");
    assert!(!ran.out.contains("CHATROOM_PASSWORD") && !ran.out.contains("hunter2"), "{}", ran.out);
    let ran = run(&[CHINESE[0], unknown], "config");
    assert_eq!(ran.err, "警告：环境变量 CHATROOM_SERV__PORT 不对应任何设置。\n");
}

#[test]
fn what_config_prints_is_a_settings_file() {
    let home = Home::new(&[("more/README", "")]);
    let variables = [
        ENGLISH[0],
        ("CHATROOM_SERVE__MOTD", "first \"line\"\n第二行 \\ # no comment"),
        ("CHATROOM_SERVE__HOST", "::1,127.0.0.1"),
        ("CHATROOM_JOIN__NAME", "爱丽丝"),
        ("CHATROOM_LOCALE_DIR", "more"),
    ];
    let first = home.run(&variables, &["config"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    home.write("printed.toml", &first.out);
    let second = home.run(&[], &["config", "--config", "printed.toml"]);
    assert_eq!((second.code, second.err.as_str()), (0, ""));
    let values = |ran: &Ran| {
        let value = |line: &str| line.rsplit_once(" # ").map_or(line, |(value, _)| value).to_owned();
        ran.out.lines().map(value).collect::<Vec<_>>()
    };
    assert_eq!(values(&first), values(&second));
    assert!(
        second.out.lines().filter(|line| line.contains(" = ")).all(|line| line.ends_with(" # printed.toml"))
    );
    // Every setting of the file in the repository, in its order.
    let ours = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("chatroom.toml")).unwrap();
    let names = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect::<Vec<_>>()
    };
    // Operators stand there as an example only, since there are none.
    let printed: Vec<_> = names(&first.out).into_iter().filter(|name| name != "oper").collect();
    assert_eq!(printed, names(&ours));
}

#[test]
fn a_folder_of_locales_adds_languages_and_overrides_sentences() {
    let home = Home::new(&[
        ("chatroom.toml", "locale_dir = \"more\"\n"),
        ("more/en/mine.ftl", "settings-from-default = built in\n"),
        (
            "more/fr/cli.ftl",
            "settings-from-default = valeur par défaut\ncli-heading-usage = Utilisation :{\" \"}\n",
        ),
    ]);
    let ran = home.run(&[], &["--lang", "en", "config"]);
    assert_eq!((setting(&ran, "join", "port").1.as_str(), ran.err.as_str()), ("built in", ""));
    let ran = home.run(&[], &["--lang", "fr_CA.UTF-8", "config"]);
    assert_eq!((setting(&ran, "join", "port").1.as_str(), ran.err.as_str()), ("valeur par défaut", ""));
    // What the new language lacks is said in English.
    let ran = home.run(&[], &["--lang", "fr", "--help"]);
    assert!(ran.out.contains("Utilisation : chatroom [OPTIONS] <COMMAND>\n\nCommands:\n"), "{}", ran.out);
    let ran = home.run(&[], &["--lang", "tlh", "config"]);
    assert!(ran.error(2).contains("cn, en, fr"), "{}", ran.err);
}

#[test]
fn a_broken_locale_file_is_told_by_its_line_and_the_built_in_text_serves() {
    let broken = "# mine\nsettings-from-default = { $oops\n\ncli-error = { $waht }!\ncli-eror = x\n";
    let home = Home::new(&[("more/en/x.ftl", broken)]);
    let variables = [ENGLISH[0], ("CHATROOM_LOCALE_DIR", "more")];
    let ran = home.run(&variables, &["config"]);
    assert_eq!(setting(&ran, "join", "port").1, "default");
    let place = Path::new("more").join("en").join("x.ftl");
    let told: Vec<_> = ran.err.lines().collect();
    assert_eq!(told.len(), 3, "{}", ran.err);
    assert!(told[0].starts_with(&format!("warning: {}:2: not Fluent: ", place.display())), "{}", ran.err);
    assert!(told[1].contains(":4: the sentence \"cli-error\" has no argument \"waht\""), "{}", ran.err);
    assert!(told[2].contains(":5: there is no sentence \"cli-eror\""), "{}", ran.err);
    assert!(told.iter().all(|line| line.ends_with("; the built-in text is used instead.")), "{}", ran.err);
    let ran = home.run(&variables, &["serve", "extra"]);
    assert_eq!(ran.error(2), "error: unexpected argument \"extra\".");

    let ran = home.run(&[CHINESE[0], ("CHATROOM_LOCALE_DIR", "nowhere")], &["config"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.starts_with("警告：nowhere：无法读取："), "{}", ran.err);
}

#[test]
fn no_invisible_mark_is_printed() {
    for variables in [ENGLISH, CHINESE] {
        for args in ["join --help", "serve extra", "config --config nowhere.toml"] {
            let ran = run(variables, args);
            let text = ran.out + &ran.err;
            assert!(!text.contains(['\u{2068}', '\u{2069}', '\u{1b}']), "{text:?}");
        }
    }
}

#[test]
fn what_strangers_wrote_is_made_fit_for_a_terminal() {
    let home = Home::new(&[("x.toml", "\"\\u001b[31mred\" = 1\n")]);
    let ran = home.run(ENGLISH, &["config", "--config", "x.toml"]);
    assert!(ran.error(1).contains("\"␛[31mred\""), "{}", ran.err);
    let ran = home.run(ENGLISH, &["serve", "\u{1b}[31m\u{202e}"]);
    assert_eq!(ran.error(2), "error: unexpected argument \"␛[31m\u{fffd}\".");
}

#[test]
fn an_address_that_is_none_is_an_error_with_1() {
    let ran = run(ENGLISH, "serve --host 127.0.0.1 --host nowhere");
    assert_eq!(
        ran.error(1),
        "error: --host nowhere: expected IP addresses, such as 0.0.0.0, :: or 192.168.1.5."
    );
    let ran = run(CHINESE, "serve --host 1.2.3");
    assert_eq!(ran.error(1), "错误：--host 1.2.3：应为有效的 IP 地址，例如 0.0.0.0、:: 或 192.168.1.5。");
}

#[test]
fn a_port_in_use_is_an_error_with_1_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for variables in [ENGLISH, CHINESE] {
        let ran = run(variables, &format!("serve --host 127.0.0.1 --port {port}"));
        let error = ran.error(1);
        assert!(error.contains(&format!("127.0.0.1:{port}")) && error.contains("--port"), "{error}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
}

#[test]
fn a_password_file_that_cannot_be_read_is_an_error_with_1() {
    let home = Home::new(&[("empty", "\n")]);
    for command in ["serve", "join"] {
        let ran = home.run(ENGLISH, &[command, "--password-file", "nowhere"]);
        assert!(
            ran.error(1).starts_with("error: can't read the password file nowhere: "),
            "{command}: {}",
            ran.err
        );
        let ran = home.run(CHINESE, &[command, "--password-file", "empty"]);
        assert_eq!(ran.error(1), "错误：密码文件 empty 的第一行是空的。", "{command}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let home = Home::new(&[]);
    for args in [&["config"][..], &["--help"]] {
        let mut child =
            home.command(ENGLISH, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    }
}
