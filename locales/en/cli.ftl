# The command line, the settings, the start and the end.

## Help

cli-about = A chat room in one command: open one with "serve", enter one with "join".
cli-after =
    Settings: flags beat CHATROOM_… variables, which beat chatroom.toml.
    More on a command: chatroom join --help
cli-heading-usage = Usage:{" "}
cli-heading-commands = Commands:
cli-heading-arguments = Arguments:
cli-heading-options = Options:
cli-usage = chatroom [OPTIONS] <COMMAND>
cli-usage-serve = chatroom serve [OPTIONS]
cli-usage-join = chatroom join [OPTIONS] [LINK]
cli-usage-config = chatroom config [OPTIONS]
cli-usage-hash-password = chatroom hash-password [OPTIONS]
cli-value-lang = LANGUAGE
cli-value-file = FILE
cli-value-address = ADDRESS
cli-value-host = HOST
cli-value-port = PORT
cli-value-room = ROOM
cli-value-name = NAME
cli-value-link = LINK
cli-flag-lang = The language: en, cn, or another of its names (zh-Hans)
cli-flag-config = The settings file, in place of ./chatroom.toml
cli-flag-verbose = Log more to standard error; -vv and -vvv even more
cli-flag-help = Print this help
cli-flag-version = Print the version

cli-serve-about = Open a room for others to enter
cli-serve-host = An address to listen on, IPv4 or IPv6; may be repeated [default: { $address }]
cli-serve-port = The port, the same for every kind of client; 0 lets the system choose [default: { $port }]
cli-serve-room = The room for those who name none [default: { $room }]
cli-serve-password-file = A file whose first line is the password to come in

cli-join-about = Enter a room and talk
cli-join-after =
    An empty line leaves; /help lists the commands of the room.
    Exit codes: 0 left or room closed, 1 failure, 2 wrong usage, 3 name refused,
    4 connection lost, 5 not trusted or wrong password, 6 removed by an operator.
cli-join-link = Where to go: chatroom://host:port/room or irc://host:port/#room
cli-join-host = The server's name or address [default: { $host }]
cli-join-port = The server's port [default: { $port }]
cli-join-name = Your name in the room; asked for if left out
cli-join-room = The room to enter; the server's own if left out
cli-join-password-file = A file whose first line is the server's password
cli-join-verbatim = From a pipe: say every line as it stands, with no commands, and skip empty ones
cli-join-listen = Stay after the end of the input

cli-config-about = Print the settings in force and where each came from
cli-hash-password-about = Make the hash of an operator's password, for the settings
cli-hash-password-after =
    Asks for the password, or reads the first line of a pipe, and prints its hash.
    It goes into chatroom.toml:
    {"[[oper]]"}
    name = "alice"
    password_hash = "$argon2id$…"

## Wrong usage

cli-usage-missing-command = a command is missing.
cli-usage-unknown-command = there is no command "{ $command }".
cli-usage-unknown-argument = unexpected argument "{ $arg }".
cli-usage-missing-argument = an argument is missing: { $arg }.
cli-usage-missing-value = "{ $arg }" wants a value.
cli-usage-unexpected-value = "{ $arg }" takes no further value: "{ $value }".
cli-usage-wrong-value = "{ $value }" does not fit "{ $arg }": expected { $expected }.
cli-usage-twice = "{ $arg }" is given twice.
cli-usage-no-unicode = an argument is not valid Unicode.
cli-usage-other = wrong usage ({ $kind }).
cli-usage-suggestion = Did you mean "{ $suggestion }"?
cli-usage-more = See: { $command } --help

## Errors

cli-error = error: { $what }
cli-warning = warning: { $what }
cli-because = { $what }: { $cause }
cli-output-failed = can't write to standard output
cli-unknown-language = { $place }: there is no language "{ $asked }". Known: { $known }.
cli-server-description = One room, many doors

## Settings

settings-unreadable = can't read the settings file { $path }: { $cause }
settings-syntax = { $place }: not valid TOML: { $cause }
settings-unknown-key = { $path }: there is no setting "{ $key }". Expected one of: { $known }.
settings-no-section = { $path }: "{ $section }" is a section: expected [{ $section }] and its settings below it.
settings-wrong = { $place }: { $key } = { $found }: expected { $expected }.
settings-wrong-flag = { $place } { $found }: expected { $expected }.
settings-no-unicode = the environment variable { $variable } is not valid Unicode.
settings-merge = can't combine the settings: { $cause }
settings-unknown-variable = the environment variable { $variable } matches no setting.
settings-from-default = default
settings-expects-line = one line of text in quotes
settings-expects-text = text in quotes
settings-expects-path = a path in quotes
settings-expects-addresses = IP addresses, such as 0.0.0.0, :: or 192.168.1.5
settings-expects-host = a host name or an address
settings-expects-port = a port, { $min } to 65535
settings-expects-switch = true or false
settings-expects-number = a whole number, { $min } to { $max }
settings-expects-room = a room's name, such as #lobby, without spaces or commas
settings-expects-server-name = a server's name with a dot, such as chat.example.org
settings-expects-word = one word of ASCII characters
settings-expects-operators = tables [[oper]], each with a name of one word that no other has and a password_hash from "chatroom hash-password"
settings-expects-tags = names of tags with commas between, such as *,-typing

## The password

password-unreadable = can't read the password file { $path }: { $cause }
password-empty = the first line of the password file { $path } is empty.
password-unfit = the password in { $place } is longer than { $max } bytes or holds a control character.

## Links

link-no-scheme = chatroom://host:port/room or irc://host:port/#room
link-scheme = chatroom:// or irc://, not { $scheme }://
link-no-host = a host after ://
link-host = a host name or an address in place of "{ $host }" (an IPv6 address stands in brackets)
link-port = a port, 1 to 65535, in place of "{ $port }"
link-encoding = two hexadecimal digits after each %
link-room = a room's name without spaces or commas at the end

## The operator's own locales

locale-problem = { $place }: { $what }; the built-in text is used instead.
locale-unreadable = can't be read: { $cause }
locale-no-language = the folder is not named for a language
locale-syntax = not Fluent: { $cause }
locale-unknown-key = there is no sentence "{ $key }"
locale-unknown-argument = the sentence "{ $key }" has no argument "{ $argument }"

## chatroom hash-password

# The prompts; the space at the end is a part of them.
hash-password-prompt = Password:{ " " }
hash-password-prompt-again = Once more:{ " " }
hash-password-differ = the two passwords are not the same. Nothing was made; please try again.
hash-password-empty = there is no password. Type one, or send it through a pipe.
hash-password-unfit = that can't be a password: at most { $max } bytes, and no control characters.
hash-password-input = can't read the password
