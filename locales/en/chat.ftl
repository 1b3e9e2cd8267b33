# What people read who use our client, `chatroom join`.

## Coming in

# Prompts; the space at the end is part of them.
chat-prompt-name = username>{ " " }
chat-prompt-password = password>{ " " }
chat-prompt-line = >{ " " }
chat-password-wrong = The password is wrong.
chat-connecting = Connecting to { $address } …
chat-still-connecting = No answer from { $address } yet. Waiting for { $seconds } seconds more; Ctrl-C leaves.
chat-connected = Connected to { $address }
chat-name-empty = A name can't be empty.
chat-name-taken = Username already exists!
chat-name-looks-like = { $name } looks too much like { $other }, who is here.
chat-name-reserved = The name { $name } is reserved, or looks like one that is.
chat-name-owned = The name { $name } belongs to an account. If it is yours, join from a machine that knows its password, or take another name and log in with /login { $name } PASSWORD.
chat-name-owned-inside = The name { $name } belongs to an account. If it is yours, log in with /login { $name } PASSWORD.
chat-name-too-long = A name can have at most { $chars_max } characters.
chat-name-too-long-unknown = The name { $name } is too long.
chat-name-space = A name can't have a space in it.
chat-name-character = A name can't have "{ $character }" there.
chat-name-unfit = { $name } can't be a name. Letters, digits, - and _ always can; spaces and symbols can't.
chat-name-server-said = The server does not take the name { $name }: "{ $text }".
chat-room-full = { $room } is full.
chat-room-key = You need a key to enter { $room }.
chat-room-invite-only = { $room } is only for those who are invited.
chat-room-banned = You are banned from { $room }.
chat-room-none = There is no room { $room }, and it can't be created.
chat-room-too-many = You are in too many rooms to enter { $room }.
chat-room-server-said = The server does not let you into { $room }: { $text }

## What happens

chat-here =
    { $count ->
        [one] Only you are in { $room }.
       *[other] { $count } people are in { $room }: { $names }
    }
# Between two names of a list.
chat-list-comma = ,{ " " }
chat-member-away = { $name } (away)
chat-said = { $name }: { $text }
chat-action = * { $name } { $text }
chat-notice = { $name } (notice): { $text }
chat-private = [{ $name } → you] { $text }
chat-private-action = [→ you] * { $name } { $text }
chat-private-notice = [{ $name } → you] (notice) { $text }
chat-server-notice = { $name }: { $text }
# What was said before: when, and the line as it would stand otherwise.
chat-old = [{ $time }] { $line }
chat-earlier = — earlier messages above —
chat-earlier-none = There are no earlier messages.
chat-unread = — unread messages below —
chat-gap = — messages between { $since } and { $until } may be missing here —
chat-private-own = [{ $me } → { $name }] { $text }
chat-private-own-action = [→ { $name }] * { $me } { $text }
chat-taken-back = { $name } took back a message.
chat-taken-back-because = { $name } took back a message ({ $reason }).
chat-taken-back-yourself = Your message is taken back.
chat-taken-back-beginning = Your message is taken back: { $beginning }
chat-interrupted = Connection lost; trying again …
chat-going-down = The server is going down; trying again …
chat-returned = Connected again.
chat-entered = { $name } entered the chatroom.
chat-left = { $name } left the chatroom.
chat-left-because = { $name } left the chatroom ({ $reason }).
chat-put-out = { $by } removed { $name } from the chatroom.
chat-put-out-because = { $by } removed { $name } from the chatroom ({ $reason }).
chat-renamed = { $name } is now called { $to }.
chat-renamed-yourself = You are now called { $to }.
chat-topic = Topic: { $topic }
chat-topic-none = There is no topic.
chat-topic-set = { $name } changed the topic: { $topic }
chat-topic-cleared = { $name } cleared the topic.
chat-is-away = { $name } is away: { $message }
chat-own-away = You are now shown as away. /back when you are here again.
chat-own-back = You are no longer shown as away.
# What others read about somebody who is away and did not say why.
chat-away-default = away
chat-partner-came = { $name } is online again.
chat-partner-left = { $name } is offline.
chat-real-name = Your real name is now { $text }.
chat-room-renamed = { $name } renamed { $room } to { $to }.
chat-room-renamed-because = { $name } renamed { $room } to { $to } ({ $reason }).
chat-invited = { $name } invites you to { $room }. To go there, type /join { $room }.
chat-invited-other = { $name } invited { $whom } to { $room }.
chat-invitation-sent = { $name } has been invited to { $room }.
chat-list-room =
    { $count ->
        [one] { $room }, 1 person
       *[other] { $room }, { $count } people
    }
chat-list-topic = { $room }: { $topic }
chat-list-end =
    { $count ->
        [0] There are no rooms to show.
        [one] 1 room in all.
       *[other] { $count } rooms in all.
    }
chat-about-person = { $name } is { $address }, real name: { $text }
chat-about-rooms = { $name } is in { $rooms }.
chat-about-server = { $name } is connected to { $server }.
chat-about-account = { $name } is logged in as { $account }.
chat-about-operator = { $name } is an operator of the server.
chat-about-silent =
    { $minutes ->
        [0] { $name } was active less than a minute ago.
        [one] { $name } was last active a minute ago.
       *[other] { $name } was last active { $minutes } minutes ago.
    }
# The server's own words.
chat-about-said = { $name }: { $text }
chat-found = [{ $time }] { $room } { $name }: { $text }
chat-found-action = [{ $time }] { $room } * { $name } { $text }
chat-search-end =
    { $count ->
        [0] Nothing found.
        [one] 1 message found.
       *[other] { $count } messages found.
    }
chat-logged-in = You are logged in as { $name }.
chat-logged-out = You are logged out.
chat-registered = The account { $name } is yours. Its password is kept on this computer, where only you can read it.
chat-code-wanted = The account { $name } is nearly yours: say the code that you are given with /verify CODE.
chat-account-wrong-password = There is no such account, or that is not its password.
chat-account-no-longer = The server no longer knows the account { $name }, or its password; you are here as a guest.
chat-account-unknown-certificate = No account here is known by your certificate.
chat-account-not-safe = Not logged in: the password could not be proved safely to this server. To say it all the same, type /login.
chat-account-exists = There is an account { $name } already. If it is yours, log in with /login.
chat-account-other-name = An account has the name that you have here: change it with /nick first.
chat-account-weak-password = That password is too weak, or can't be one; take another.
chat-account-short-password =
    { $chars_min ->
        [one] That password is too weak: it needs at least { $chars_min } character, and can't be your name.
       *[other] That password is too weak: it needs at least { $chars_min } characters, and can't be your name.
    }
chat-account-email-wanted = The server wants an e-mail address, too: /register PASSWORD EMAIL
chat-account-bad-email = { $email } is not an e-mail address that the server takes.
chat-account-bad-code = That code is wrong, or no longer good.
chat-account-not-open = This server lets nobody register by themselves; ask its administrator.
chat-account-try-later = That can't be done for now; try again later.
chat-registered-unkept = The account { $name } is yours, but its password could not be kept in { $path }: { $cause }
chat-account-password = The password of { $name } is { $password }
chat-account-file = The password could not be kept in { $path }: { $cause }
chat-stay-on = You stay in your rooms while you are not connected.
chat-stay-off = You leave your rooms when your connection ends.
chat-stay-none = On this server nobody stays without a connection.
chat-stay-account = Only people who are logged in to an account can stay: see /register and /login.
# What is kept of what is said, as the server tells on entering.
chat-history-kept = What is said in { $room } is kept without a limit.
chat-history-kept-limits = What is said in { $room } is kept for a while: { $limits }.
chat-history-kept-days =
    { $count ->
        [one] one day
       *[other] { $count } days
    }
chat-history-kept-messages =
    { $count ->
        [one] one message
       *[other] { $count } messages
    }
chat-history-kept-megabytes = { $count } MB
chat-history-late = What is said in { $room } can't be saved for now; it may be lost when the server ends.
chat-history-shut = What is said in { $room } can't be saved for now, and is not taken until it can.
chat-history-fine = What is said in { $room } is saved again.
chat-history-failing = Not sent to { $room }: the server can't save it for now.

## Commands

chat-help-who =
    /who              who is here
chat-help-me =
    /me DEED          say what you do: "* alice waves"
chat-help-msg =
    /msg NAME TEXT    say something to one person only
chat-help-join =
    /join ROOM [KEY]  enter another room, or speak in one of yours
chat-help-part =
    /part [ROOM] [WHY]
                      leave a room; after /query: close the talk
chat-help-query =
    /query NAME [TEXT]
                      speak to one person only, until you go elsewhere
chat-help-go =
    /go ROOM|NAME|NUMBER
                      speak elsewhere from here on
chat-help-rooms =
    /rooms            the rooms and talks that you are in, with their numbers
chat-help-nick =
    /nick NAME        take another name
chat-help-topic =
    /topic [TEXT]     show the topic, or change it
chat-help-away =
    /away [TEXT]      be shown as away
chat-help-back =
    /back             be here again
chat-help-whois =
    /whois NAME       what the server knows about somebody
chat-help-list =
    /list             which rooms there are
chat-help-invite =
    /invite NAME      invite somebody into this room
    /invite [N] [7d]  make a code with which N people come in (the owner of the room)
chat-help-ignore =
    /ignore [NAME]    see no more of what somebody says; without a name: whom you ignore
chat-help-unignore =
    /unignore NAME    see it again
chat-help-kick =
    /kick NAME [WHY]  remove somebody from this room
chat-help-ban =
    /ban NAME [TIME] [WHY]
                      remove somebody and keep them out; TIME is 30m, 2h or 7d, without it for ever
chat-help-unban =
    /unban NAME       lift a ban
chat-help-mute =
    /mute NAME [TIME] [WHY]
                      keep somebody from speaking here
chat-help-unmute =
    /unmute NAME      lift a mute
chat-help-bans =
    /bans             the bans and mutes of this room
chat-help-undo =
    /undo             undo the last removal, ban or mute of this room
chat-help-audit =
    /audit [N]        what was done to keep order in this room, by whom
chat-help-slow =
    /slow TIME|off    have so much time, as 10s or 2m, between two messages of one member of this room
chat-help-op =
    /op NAME          make somebody an operator of this room
chat-help-deop =
    /deop NAME        take that from them again
chat-help-mode =
    /mode [MODES]     show or change the rules of this room
chat-help-search =
    /search WORDS     find what was said; in:#ROOM from:NAME before:2026-01-31 after:2026-01-01 narrow it
chat-help-history =
    /history [N]      show N earlier messages of this room
chat-help-unsay =
    /unsay            take back what you said last here
chat-help-resend =
    /resend           say again what was refused last
chat-help-copy =
    /copy [N]         copy the last N messages to the clipboard
chat-help-clear =
    /clear            take away what stands on the screen
chat-help-notify =
    /notify all|mentions|off
                      for what you are called while you look elsewhere
chat-help-keys =
    /keys             which key does what
chat-help-mouse =
    /mouse on|off     let the program have the mouse, or the terminal
chat-help-register =
    /register [PASSWORD [EMAIL]]
                      make your name an account of your own; without a password one is made
chat-help-login =
    /login [NAME] PASSWORD
                      log in to your account
chat-help-verify =
    /verify CODE      complete a registration
chat-help-stay =
    /stay on|off      stay here while you are not connected, or no longer
chat-help-owner =
    /owner TOKEN      make the room yours, with the token that its server printed
chat-help-cert =
    /cert [add|del|list] [FINGERPRINT]
                      the certificates that you can log in with
chat-help-setname =
    /setname TEXT     take another real name
chat-help-reconnect =
    /reconnect        make another connection to the server
chat-help-raw =
    /raw LINE         send a line of IRC as it stands
chat-help-help =
    /help [COMMAND]   this list, or what one command does
chat-help-quit =
    /quit [REASON]    leave, as an empty line does
chat-help-slash =
    //TEXT            say a line that begins with /
chat-usage-join = Usage: /join ROOM [KEY]
chat-usage-query = Usage: /query NAME [TEXT]
chat-usage-go = Usage: /go ROOM, /go NAME, or /go NUMBER
chat-usage-ignore = Usage: /ignore NAME
chat-usage-unignore = Usage: /unignore NAME
chat-usage-copy = Usage: /copy [N]
chat-usage-notify = Usage: /notify all, /notify mentions, or /notify off
chat-usage-mouse = Usage: /mouse on, or /mouse off
chat-usage-raw = Usage: /raw LINE
chat-usage-deop = Usage: /deop NAME
chat-usage-invite = Usage: /invite NAME, or /invite [HOW MANY] [HOW LONG, LIKE 2h OR 7d]
chat-usage-kick = Usage: /kick NAME [WHY]
chat-usage-me = Usage: /me DEED
chat-usage-msg = Usage: /msg NAME TEXT
chat-usage-nick = Usage: /nick NAME
chat-usage-op = Usage: /op NAME
chat-usage-history = Usage: /history [N]
chat-usage-login = Usage: /login [NAME] PASSWORD
chat-usage-register = Usage: /register [PASSWORD [EMAIL]]
chat-usage-search = Usage: /search WORDS [in:#ROOM] [from:NAME] [before:2026-01-31] [after:2026-01-01]
chat-usage-setname = Usage: /setname TEXT
chat-usage-stay = Usage: /stay on, or /stay off
chat-usage-verify = Usage: /verify CODE
chat-usage-whois = Usage: /whois NAME
chat-unknown-command = There is no command /{ $command }; nothing was sent. /help lists the commands; to say it, type another / before it.
chat-unknown-command-nearest = There is no command /{ $command }; nothing was sent. Did you mean /{ $nearest }?
chat-no-such-name = Nobody here is called { $name }.
chat-no-such-room = There is no room { $room }.
chat-may-not-speak = You may not speak in { $room }; nothing was sent.
chat-not-here = You are not in { $room }.
chat-not-operator = Only operators of { $room } can do that.
chat-not-offered = This server does not support /{ $command }; nothing was sent.
chat-server-said = The server says: { $text }
chat-too-early = Too much was typed before the room was entered; the last line was not sent.
chat-too-much-under-way = Too much is on its way to the server; the last line was not sent.
chat-nothing-to-take-back = There is no message of yours here that could be taken back.
chat-too-long = That is too long; nothing was sent. A message can have at most { $bytes_max } bytes.
chat-line-lost = The server sent a line that was too long; it could not be read.

## Rooms and talks

# What happened elsewhere than where one speaks; the line is whole.
chat-elsewhere = [{ $room }] { $line }
chat-speak-room = You speak in { $room } now.
chat-speak-person = What you type now goes to { $name } alone.
chat-talk-closed = The talk with { $name } is closed.
chat-rooms-none = You are in no room.
chat-rooms-row = { $number }  { $room }
chat-rooms-row-here = { $number }  { $room } (here)
chat-held-back = This looks like a command, and nothing was sent. To run it, type it alone on one line, without a blank before it; to say it, type // in place of the first /.
chat-ignored = You ignore: { $names }
chat-ignored-none = You ignore nobody.
chat-ignoring = What { $name } says is no longer shown.
chat-ignoring-not = What { $name } says is shown again.
chat-modes = The modes of { $target }: { $words }
chat-returned-roomless = You are connected again. You are in no room.
chat-no-such-place = You are in no room and in no talk that { $place } stands for. /rooms lists them, /join enters a room.
chat-no-room-here = That is about a room, and you speak in none now. /join enters one, /go goes to one of yours.
chat-end-renewed = The connection was closed to make another.
chat-renewing = Making another connection.
chat-resend-none = Nothing that you said was refused.
chat-copied =
    { $count ->
        [one] One message was copied.
       *[other] { $count } messages were copied.
    }
chat-copy-none = There is no message to copy.
chat-screen-only = /{ $command } is for the full screen; here there is nothing that it could do.

## The end

chat-left-yourself = You left the chatroom.
chat-closed = Chatroom closed by Administrator.
chat-removed = { $by } removed you from the chatroom.
chat-removed-because = { $by } removed you from the chatroom: { $reason }
# The messages follow, a line each.
chat-undelivered =
    { $count ->
        [one] One message was not delivered:
       *[other] { $count } messages were not delivered:
    }
chat-unconfirmed =
    { $count ->
        [one] One message may not have been delivered; the server has not confirmed it:
       *[other] { $count } messages may not have been delivered; the server has not confirmed them:
    }
chat-untaken =
    { $count ->
        [one] One line of the input was not read any more:
       *[other] { $count } lines of the input were not read any more:
    }
chat-end-server-down = The server was shut down.
chat-end-silent = Connection lost: the server has not answered for too long.
chat-end-closed = Connection lost: the server closed it without a word.
chat-end-broken = Connection lost: { $cause }
chat-end-slow = Connection lost: what the server sent was not read fast enough.
chat-end-server-said = The server closed the connection: { $text }
chat-end-password = The password is wrong. Give the right one with --password-file.
chat-end-password-wanted = The server wants a password. Give it with --password-file.
chat-end-no-room = The server does not say which room to enter. Name one with --room.
chat-end-name = { $why } Choose another name with --name.
chat-end-name-missing = There is no name, and nobody to ask for one. Give one with --name.
chat-end-refused = Nobody answers at { $address }: { $cause }. Open a room there with "chatroom serve", or choose another server with --host and --port.
chat-end-unreachable = Can't reach { $address }: { $cause }. Check the network, or choose another server with --host and --port.
chat-end-no-answer = Can't reach { $address }: no answer within { $seconds } seconds. Check the address and the firewalls on the way, or choose another server with --host and --port.
chat-end-unknown-host = Can't find the address of { $host }: { $cause }. Check the spelling, or choose another server with --host.
chat-end-reactor = Can't watch the network: { $cause }.
chat-end-input = Can't read standard input: { $cause }.
