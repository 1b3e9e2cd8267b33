//! IRC clients that people use, through the real server: irssi in a pseudo-terminal, WeeChat
//! without a screen, programs that use Python's irc library and Node's irc-framework. Beside each, a plain socket plays the
//! other member of the room.
//!
//! Each client is given a host, a port and a name, nothing else: it is put into the default room,
//! reads what the other member says, speaks in the room and to one alone, is refused a topic there,
//! is made an operator in a room of the other member, and leaves with a reason. irssi, which asks
//! many questions on entering a room, must say that it has all answers (that the room "was synced").
//!
//! No client is needed to build or test the rest: where one is not installed, its test says so on
//! a line and passes.
#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

#[path = "support/guests.rs"]
mod guests;

use guests::{Client, House, Member, Terminal, is_installed, skip};

#[test]
fn irssi_is_at_home() -> Result<()> {
    if !is_installed("irssi", "irssi_is_at_home") {
        return Ok(());
    }
    let house = House::open("irssi")?;
    let mut rita = Member::enter(&house, "rita")?;
    let home = house.home.join("client");
    let mut irssi = Terminal::run(&house, "irssi", &["--home", &home.to_string_lossy(), "-n", "irene"])?;
    // By itself it asks one question in two seconds, so as not to look like a flood.
    irssi.types("/set cmd_queue_speed 10msec\r")?;
    irssi.types(&format!("/connect 127.0.0.1 {}\r", house.port))?;

    // Nobody told it of a room: the server puts it there.
    rita.hears("its JOIN", |line| line.starts_with(":irene!") && is_entering(line))?;
    rita.says("PRIVMSG #lobby :good morning, 早上好")?;
    // The room has a window once its number is among those where something happened.
    irssi.shows("Act: ")?;
    irssi.types("/window goto #lobby\r")?;
    irssi.shows("was synced")?;
    irssi.shows("rita> good morning, 早上好")?;

    irssi.types("hello rita, 你好\r")?;
    let said = rita.hears("its message", |line| line.contains(" PRIVMSG #lobby "))?;
    ensure!(said.starts_with(":irene!") && said.ends_with(" :hello rita, 你好"), "rita was told `{said}`");

    irssi.types("/query rita\rbetween us?\r")?;
    rita.hears("its whisper", |line| {
        line.starts_with(":irene!") && line.ends_with(" PRIVMSG rita :between us?")
    })?;
    rita.says("PRIVMSG irene :nobody else hears it")?;
    irssi.shows("nobody else hears it")?;
    irssi.types("/window goto #lobby\r")?;
    irssi.shows("hello rita, 你好")?;
    irssi.types("/me waves\r")?;
    rita.hears("its action", |line| line.ends_with(" PRIVMSG #lobby :\u{1}ACTION waves\u{1}"))?;

    // The default room is the house's: its topic is not irssi's to set.
    irssi.types("/topic mine\r")?;
    irssi.shows("-!- #lobby ")?;
    // rita's room is rita's, and then irssi's too.
    rita.says("JOIN #garden")?;
    irssi.types("/join #garden\r")?;
    rita.hears("its JOIN", |line| line.starts_with(":irene!") && line.contains(" JOIN "))?;
    rita.says("MODE #garden +o irene")?;
    irssi.shows("mode/#garden [+o irene] by rita")?;
    irssi.types("/topic ours\r")?;
    rita.hears("its topic", |line| line.starts_with(":irene!") && line.ends_with(" TOPIC #garden :ours"))?;
    irssi.types("/mode +v rita\r")?;
    rita.hears("its MODE", |line| line.starts_with(":irene!") && line.ends_with(" MODE #garden +v rita"))?;

    irssi.types("/quit off to bed\r")?;
    rita.hears("its QUIT", |line| {
        line.starts_with(":irene!") && line.contains(" QUIT ") && line.contains("off to bed")
    })?;
    irssi.ends()
}

/// By TLS, and logged in by SASL: nobody but irene can have had her name.
#[test]
fn irssi_comes_by_tls_and_logs_in_by_sasl() -> Result<()> {
    if !is_installed("irssi", "irssi_comes_by_tls_and_logs_in_by_sasl") {
        return Ok(());
    }
    let house = House::open("irssi-tls")?;
    let mut rita = Member::enter(&house, "rita")?;
    let mut irene = Member::enter(&house, "irene")?;
    irene.says("CAP REQ :draft/account-registration")?;
    irene.says("REGISTER * * :sesame99")?;
    irene.hears("that she has an account", |line| line.contains(" REGISTER SUCCESS "))?;
    irene.says("QUIT")?;
    rita.hears("her QUIT", |line| line.starts_with(":irene!") && line.contains(" QUIT "))?;

    let home = house.home.join("client");
    let mut irssi = Terminal::run(&house, "irssi", &["--home", &home.to_string_lossy(), "-n", "irene"])?;
    irssi.types("/network add -sasl_username irene -sasl_password sesame99 -sasl_mechanism PLAIN house\r")?;
    irssi.types(&format!("/server add -tls -notls_verify -network house 127.0.0.1 {}\r", house.port))?;
    irssi.types("/connect house\r")?;
    rita.hears("its JOIN", |line| line.starts_with(":irene!") && is_entering(line))?;
    rita.says("WHOIS irene")?;
    rita.hears("that it is encrypted", |line| line.contains(" 671 rita irene "))?;
    rita.says("WHOIS irene")?;
    rita.hears("that it is logged in", |line| line.contains(" 330 rita irene irene "))?;
    irssi.types("/quit\r")?;
    irssi.ends()
}

#[test]
fn weechat_is_at_home() -> Result<()> {
    if !is_installed("weechat-headless", "weechat_is_at_home") {
        return Ok(());
    }
    let house = House::open("weechat")?;
    let mut rita = Member::enter(&house, "rita")?;
    let folder = house.home.join("client");
    fs::write(folder.join("irc.conf"), WEECHAT_SERVER.replace("PORT", &house.port.to_string()))?;
    fs::write(folder.join("trigger.conf"), WEECHAT_ANSWERS)?;
    let mut command = house.command("weechat-headless");
    command.arg("--dir").arg(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut weechat = Client(command.spawn()?);

    rita.hears("its JOIN", |line| line.starts_with(":wendy!") && is_entering(line))?;
    let Some(mut pipe) = weechat_pipe(&folder, weechat.0.id())? else {
        return skip("weechat_is_at_home", "WeeChat is installed without its fifo plugin");
    };
    writeln!(pipe, "irc.server.house */msg #lobby hello rita, 你好")?;
    let said = rita.hears("its message", |line| line.contains(" PRIVMSG #lobby "))?;
    ensure!(said.starts_with(":wendy!") && said.ends_with(" :hello rita, 你好"), "rita was told `{said}`");

    rita.says("PRIVMSG #lobby :ask how it is, 怎么样")?;
    rita.hears("its answer", |line| {
        line.starts_with(":wendy!") && line.ends_with(" PRIVMSG #lobby :you said: ask how it is, 怎么样")
    })?;

    rita.says("PRIVMSG wendy :ask nobody else, 悄悄")?;
    rita.hears("its answer", |line| line.ends_with(" PRIVMSG #lobby :you said: ask nobody else, 悄悄"))?;

    // The default room is the house's, rita's is rita's and then WeeChat's too.
    writeln!(pipe, "irc.server.house */topic #lobby mine")?;
    rita.hears("that it was refused", |line| line.ends_with(" PRIVMSG #lobby :I may not"))?;
    rita.says("JOIN #garden")?;
    writeln!(pipe, "irc.server.house */join #garden")?;
    rita.hears("its JOIN", |line| line.starts_with(":wendy!") && line.contains(" JOIN "))?;
    rita.says("MODE #garden +o wendy")?;
    // It answers once it has taken note of what was sent before.
    rita.says("PRIVMSG #garden :ask again")?;
    rita.hears("its answer", |line| line.ends_with(":you said: ask again"))?;
    writeln!(pipe, "irc.server.house */topic #garden ours")?;
    rita.hears("its topic", |line| line.starts_with(":wendy!") && line.ends_with(" TOPIC #garden :ours"))?;

    writeln!(pipe, "irc.server.house */quit off to bed")?;
    rita.hears("its QUIT", |line| {
        line.starts_with(":wendy!") && line.contains(" QUIT ") && line.contains("off to bed")
    })?;
    let status = weechat.0.wait()?;
    ensure!(status.success(), "WeeChat ended with {status}");
    Ok(())
}

/// WeeChat's settings: where to go (`ssl` until version 3.8, `tls` from 4.0 on).
const WEECHAT_SERVER: &str = r#"
[server]
house.addresses = "127.0.0.1/PORT"
house.ssl = off
house.tls = off
house.nicks = "wendy"
house.autoconnect = on
"#;

/// It is driven through a named pipe, and answers a message by a trigger of its own: what it answers
/// proves that it has understood it. Both are plugins that may be packaged apart.
const WEECHAT_ANSWERS: &str = r#"
[trigger]
answer.enabled = on
answer.hook = print
answer.arguments = ""
answer.conditions = "${tg_message_nocolor} =~ ^ask"
answer.regex = ""
answer.command = "/msg #lobby you said: ${tg_message_nocolor}"
answer.return_code = ok
answer.post_action = none
refused.enabled = on
refused.hook = signal
refused.arguments = "*,irc_in2_482"
refused.conditions = ""
refused.regex = ""
refused.command = "/msg -server house #lobby I may not"
refused.return_code = ok
refused.post_action = none
"#;

/// The pipe that WeeChat has made by the time it is connected, or `None` if it can't make one.
fn weechat_pipe(folder: &Path, pid: u32) -> Result<Option<fs::File>> {
    let path = folder.join(format!("weechat_fifo_{pid}"));
    if !path.exists() {
        return Ok(None);
    }
    OpenOptions::new()
        .write(true)
        .open(&path)
        .map(Some)
        .with_context(|| format!("opening {}", path.display()))
}

/// Whether it is the JOIN of the default room; a colon before its name means nothing.
fn is_entering(line: &str) -> bool {
    line.ends_with(" JOIN #lobby") || line.ends_with(" JOIN :#lobby")
}

#[test]
fn pythons_irc_library_is_at_home() -> Result<()> {
    let test = "pythons_irc_library_is_at_home";
    // Debian's is on the path of Debian's Python, which need not be the first one.
    let knows_irc = |python: &&str| {
        let mut command = Command::new(python);
        command.args(["-c", "import irc.client"]).stdin(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let Some(python) = ["python3", "/usr/bin/python3"].into_iter().find(knows_irc) else {
        return skip(test, "Python's irc library is not installed");
    };
    let house = House::open("python")?;
    let mut rita = Member::enter(&house, "rita")?;
    rita.says("JOIN #garden")?;
    let mut command = house.command(python);
    command.args(["-c", PYTHON_GUEST, &house.port.to_string()]).stdin(Stdio::null()).stdout(Stdio::null());
    let mut peter = Client(command.spawn()?);

    obeys(&mut rita, &mut peter)
}

#[test]
fn nodes_irc_framework_is_at_home() -> Result<()> {
    let test = "nodes_irc_framework_is_at_home";
    let mut asked = Command::new("node");
    asked.args(["-e", "require('irc-framework')"]).stdin(Stdio::null()).stderr(Stdio::null());
    if !asked.status().is_ok_and(|status| status.success()) {
        return skip(test, "Node.js with irc-framework (on NODE_PATH) is not installed");
    }
    let house = House::open("node")?;
    let mut rita = Member::enter(&house, "rita")?;
    rita.says("JOIN #garden")?;
    let mut command = house.command("node");
    if let Some(path) = std::env::var_os("NODE_PATH") {
        command.env("NODE_PATH", path);
    }
    command.args(["-e", NODE_GUEST, &house.port.to_string()]).stdin(Stdio::null()).stdout(Stdio::null());
    let mut peter = Client(command.spawn()?);
    obeys(&mut rita, &mut peter)
}

/// What a program named peter is told to do, and does.
fn obeys(rita: &mut Member, peter: &mut Client) -> Result<()> {
    rita.hears("its JOIN", |line| line.starts_with(":peter!") && is_entering(line))?;
    rita.says("PRIVMSG #lobby :ask how it is, 怎么样")?;
    rita.hears("its answer", |line| line.ends_with(" PRIVMSG #lobby :you said: ask how it is, 怎么样"))?;
    rita.says("PRIVMSG peter :ask nobody else, 悄悄")?;
    rita.hears("its whisper", |line| line.ends_with(" PRIVMSG rita :you said: ask nobody else, 悄悄"))?;

    rita.says("PRIVMSG peter :topic #lobby")?;
    rita.hears("that it was refused", |line| line.ends_with(" PRIVMSG #lobby :I may not"))?;
    rita.says("PRIVMSG peter :join #garden")?;
    rita.hears("its JOIN", |line| line.starts_with(":peter!") && line.contains(" JOIN "))?;
    rita.says("MODE #garden +o peter")?;
    rita.hears("that it knows", |line| line.ends_with(" PRIVMSG #garden :I am +o here"))?;
    rita.says("PRIVMSG peter :topic #garden")?;
    rita.hears("its topic", |line| line.starts_with(":peter!") && line.ends_with(" TOPIC #garden :ours"))?;

    rita.says("PRIVMSG peter :quit")?;
    rita.hears("its QUIT", |line| {
        line.starts_with(":peter!") && line.contains(" QUIT ") && line.contains("off to bed")
    })?;
    let status = peter.0.wait()?;
    ensure!(status.success(), "it ended with {status}");
    Ok(())
}

/// A guest that does what it is told and says what it is told.
const PYTHON_GUEST: &str = r#"
import sys
import irc.client

def heard(connection, event, answer_to):
    word, _, rest = event.arguments[0].partition(" ")
    if word == "ask":
        connection.privmsg(answer_to, "you said: " + event.arguments[0])
    elif word == "join":
        connection.join(rest)
    elif word == "topic":
        connection.topic(rest, "ours")
    elif word == "quit":
        connection.quit("off to bed")

def changed(connection, event):
    if event.arguments[1:] == ["peter"]:
        connection.privmsg(event.target, "I am " + event.arguments[0] + " here")

client = irc.client.IRC() if hasattr(irc.client, "IRC") else irc.client.Reactor()
guest = client.server().connect("127.0.0.1", int(sys.argv[1]), "peter")
guest.add_global_handler("pubmsg", lambda c, e: heard(c, e, e.target))
guest.add_global_handler("privmsg", lambda c, e: heard(c, e, e.source.nick))
guest.add_global_handler("mode", changed)
guest.add_global_handler("chanoprivsneeded", lambda c, e: c.privmsg('#lobby', "I may not"))
guest.add_global_handler("disconnect", lambda c, e: sys.exit(0))
client.process_forever()
"#;

/// The same in JavaScript.
const NODE_GUEST: &str = r#"
const irc = require('irc-framework');
const guest = new irc.Client();
guest.on('privmsg', event => {
    const [word, ...rest] = event.message.split(' ');
    const where = event.target === guest.user.nick ? event.nick : event.target;
    if (word === 'ask') guest.say(where, 'you said: ' + event.message);
    else if (word === 'join') guest.join(rest[0]);
    else if (word === 'topic') guest.setTopic(rest[0], 'ours');
    else if (word === 'quit') guest.quit('off to bed');
});
guest.on('mode', event => event.modes
    .filter(mode => mode.param === 'peter')
    .forEach(mode => guest.say(event.target, `I am ${mode.mode} here`)));
guest.on('irc error', event => {
    if (event.error === 'chanop_privs_needed') guest.say('#lobby', 'I may not');
});
guest.on('close', () => process.exit(0));
guest.connect({ host: '127.0.0.1', port: Number(process.argv[1]), nick: 'peter', auto_reconnect: false });
"#;
