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
cli-usage-history = chatroom history [OPTIONS] <COMMAND>
cli-usage-history-list = chatroom history list [OPTIONS]
cli-usage-history-search = chatroom history search [OPTIONS] WORDS...
cli-usage-history-export = chatroom history export [OPTIONS]
cli-usage-history-import = chatroom history import [OPTIONS] FILE
cli-usage-history-erase = chatroom history erase [OPTIONS]
cli-usage-history-backup = chatroom history backup [OPTIONS] FILE
cli-usage-history-verify = chatroom history verify [OPTIONS] [FILE]
cli-usage-invite = chatroom invite [OPTIONS]
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
cli-value-folder = DIR
cli-value-time = TIME
cli-value-words = WORDS
cli-value-number = NUMBER
cli-value-format = FORMAT
cli-value-id = ID
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
cli-serve-cert = The file with the certificate (PEM); without it one is made
cli-serve-key = The file with the certificate's private key (PEM)
cli-serve-data = The folder to keep history and accounts in; the system's own for data if left out
cli-serve-no-history = Keep history and accounts in memory only

cli-join-about = Enter a room and talk
cli-join-after =
    An empty line leaves; /help lists the commands of the room.
    Exit codes: 0 left or room closed, 1 failure, 2 wrong usage, 3 name refused,
    4 connection lost, 5 not trusted or wrong password, 6 removed by an operator.
cli-join-link = Where to go: chatroom://host:port/room or ircs://host:port/#room; irc:// is without TLS
cli-join-host = The server's name or address [default: { $host }]
cli-join-port = The server's port [default: { $port }]
cli-join-name = Your name in the room; asked for if left out
cli-join-room = The room to enter; the server's own if left out
cli-join-password-file = A file whose first line is the server's password
cli-join-no-tls = Speak in clear text: anybody on the way can read and change all of it
cli-join-accept-new-key = Accept, once, that the server has another key than before
cli-join-client-cert = A PEM file with your certificate and its key, to log in with
cli-join-lines = Print line by line on a terminal too, instead of taking all of it
cli-join-linear = Print lines that begin with what they are, for a screen reader, and move no cursor
cli-join-json = Print an object of JSON for each thing that happens, and take such objects or text (docs/json.md)
cli-join-verbatim = From a pipe: say every line as it stands, with no commands, and skip empty ones
cli-join-listen = Stay after the end of the input
cli-join-no-reconnect = End when the connection is lost, instead of coming back

cli-config-about = Print the settings in force and where each came from
cli-history-about = List, search, export, import, erase, back up and verify what was said
cli-history-after =
    All of this works while a server is running.
    More on a command: chatroom history search --help
cli-history-times =
    A TIME is 2026-11-24, "2026-11-24 10:00", 2026-11-24T10:00:00Z, or how long ago it was: 90m, 2h, 3d.
cli-history-data = The folder that serve keeps history in
cli-history-list-about = List the rooms with what is kept of each
cli-history-search-about = Find what was said; the newest come last
cli-history-search-words = Words that must all be there; a phrase in quotes must be there as it stands
cli-history-search-room = Only in this room; in all rooms if left out
cli-history-search-from = Only what this person said
cli-history-search-limit = At most so many, the newest [default: 50]
cli-history-search-private = Also in private talks
cli-history-after-time = Only after this time
cli-history-before-time = Only before this time
cli-history-export-about = Print what was said, as text or as lines of JSON
cli-history-export-room = Only this room; all rooms if left out
cli-history-export-format = text, or json for import and other programs [default: text]
cli-history-export-private = Also private talks
cli-history-import-about = Take in what was exported as JSON; what is there already stays as it is
cli-history-import-file = The file; - is standard input
cli-history-erase-about = Erase messages for good, from search and from what the server still shows too
cli-history-erase-id = The message with this id; may be repeated
cli-history-erase-author = Everything that this person said and did, by account or by name
cli-history-erase-room = Only in this room
cli-history-erase-yes = Don't ask first
cli-history-backup-about = Copy history and accounts into one file, also while the server runs
cli-history-backup-file = The file to make; it must not be there yet
cli-history-verify-about = See whether history, or a backup of it, is whole
cli-history-verify-file = The backup; the history in use if left out
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
cli-usage-missing-one = an argument is missing: either { $one } or { $other } is needed.
cli-usage-missing-value = "{ $arg }" wants a value.
cli-usage-unexpected-value = "{ $arg }" takes no further value: "{ $value }".
cli-usage-wrong-value = "{ $value }" does not fit "{ $arg }": expected { $expected }.
cli-usage-twice = "{ $arg }" is given twice.
cli-usage-conflict = "{ $arg }" and "{ $other }" can't be used together.
cli-usage-no-unicode = an argument is not valid Unicode.
cli-usage-other = wrong usage ({ $kind }).
cli-usage-suggestion = Did you mean "{ $suggestion }"?
cli-usage-more = See: { $command } --help

## Errors

cli-expects-time = a time such as 2026-11-24, "2026-11-24 10:00" or 2h (ago)
cli-expects-id = the id of a message, 13 characters such as 01HZX3JQ8W000
cli-error = error: { $what }
cli-warning = warning: { $what }
cli-because = { $what }: { $cause }
cli-cause-denied = permission denied
cli-cause-missing = it does not exist
cli-cause-folder = it is a folder
cli-cause-no-folder = a part of the path is no folder
cli-cause-read-only = nothing can be written there
cli-cause-full = the disk is full
cli-cause-busy = another program is using it
cli-cause-content = what stands in it is not valid
cli-cause-cut = the other side has cut the connection
cli-cause-silent = there is no answer
cli-cause-no-way = there is no way there
cli-output-failed = can't write to standard output
cli-unknown-language = { $place }: there is no language "{ $asked }". Known: { $known }.
cli-server-description = One room, many doors

## Settings

settings-unreadable = can't read the settings file { $path }: { $cause }
settings-syntax = { $place }: not valid TOML: { $cause }
settings-unknown-key = { $path }: there is no setting "{ $key }". The chatroom.toml that comes with the program explains all there are.
settings-unknown-key-nearest = { $path }: there is no setting "{ $key }". Did you mean "{ $nearest }"? The chatroom.toml that comes with the program explains all there are.
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
settings-expects-networks = any number of IP addresses, or ranges of them such as 10.0.0.0/8; as one text also the word none
settings-expects-host = a host name or an address
settings-expects-port = a port, { $min } to 65535
settings-expects-switch = true or false
settings-expects-number = a whole number, { $min } to { $max }
settings-expects-room = a room's name, such as #lobby, without spaces or commas
settings-expects-server-name = a server's name with a dot, such as chat.example.org
settings-expects-word = one word of ASCII characters
settings-expects-one-of = one of these words: { $words }
settings-expects-operators = tables [[oper]], each with a name of one word that no other has and a password_hash from "chatroom hash-password"
settings-expects-tags = names of tags with commas between, such as *,-typing
settings-expects-keys = keys with spaces between, such as ctrl-x, alt-enter, shift-tab, f5 or page-up; or none
settings-expects-style = attributes and colours, such as "bold red", "bright-blue on black", "#ffcc00" or "240"; or none
settings-unknown-word = "{ $word }" is not known there.
settings-unknown-word-nearest = "{ $word }" is not known there; perhaps you mean "{ $nearest }".
settings-key-twice = { $place }: join.keys.{ $one } and join.keys.{ $other } both have the key "{ $key }"

## The password

password-unreadable = can't read the password file { $path }: { $cause }
password-empty = the first line of the password file { $path } is empty.
password-unfit = the password in { $place } is longer than { $max } bytes or holds a control character.

## Links

link-no-scheme = chatroom://host:port/room or ircs://host:port/#room
link-scheme = chatroom://, ircs:// or irc://, not { $scheme }://
link-no-host = a host after ://
link-host = a host name or an address in place of "{ $host }" (an IPv6 address stands in brackets)
link-port = a port, 1 to 65535, in place of "{ $port }"
link-encoding = two hexadecimal digits after each %
link-room = a room's name without spaces or commas at the end
link-fingerprint = the key's fingerprint behind fp= (as the server's operator gave it), in place of "{ $found }"
link-code = a code behind code= of at most 100 bytes without control characters

## The operator's own locales

locale-problem = { $place }: { $what }; the built-in text is used instead.
locale-refused = { $place }: { $what }
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
