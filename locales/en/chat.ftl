# What people read who use our client, `chatroom join`.

## Coming in

# Prompts; the space at the end is part of them.
chat-prompt-name = username>{ " " }
chat-prompt-password = password>{ " " }
chat-prompt-line = >{ " " }
chat-password-wrong = The password is wrong.
chat-connecting = Connecting to { $address } …
chat-connected = Connected to { $address }
chat-name-empty = A name can't be empty.
chat-name-taken = Username already exists!
chat-name-looks-like = { $name } looks too much like { $other }, who is here.
chat-name-reserved = The name { $name } is reserved, or looks like one that is.
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
chat-mode = { $name } set the mode of { $target }: { $words }
chat-own-away = You are now shown as away. /back when you are here again.
chat-own-back = You are no longer shown as away.
# What others read about somebody who is away and did not say why.
chat-away-default = away
chat-partner-came = { $name } is online again.
chat-partner-left = { $name } is offline.
chat-real-name = Your real name is now { $text }.
chat-room-renamed = { $name } renamed { $room } to { $to }.
chat-room-renamed-because = { $name } renamed { $room } to { $to } ({ $reason }).
chat-invited = { $name } invites you to { $room }. To go there, leave this room and join again with --room.
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
chat-about-operator = { $name } is an operator of the server.
chat-about-silent =
    { $minutes ->
        [0] { $name } was active less than a minute ago.
        [one] { $name } was last active a minute ago.
       *[other] { $name } was last active { $minutes } minutes ago.
    }
# The server's own words.
chat-about-said = { $name }: { $text }

## Commands

chat-help =
    /who              who is here
    /me DEED          say what you do: "* alice waves"
    /msg NAME TEXT    say something to one person only
    /nick NAME        take another name
    /topic [TEXT]     show the topic, or change it
    /away [TEXT]      be shown as away
    /back             be here again
    /whois NAME       what the server knows about somebody
    /list             which rooms there are
    /invite NAME      invite somebody into this room
    /kick NAME [WHY]  remove somebody from this room
    /op NAME          make somebody an operator of this room
    /deop NAME        take that from them again
    /setname TEXT     take another real name
    /quit [REASON]    leave, as an empty line does
    /help             this list
    //TEXT            say a line that begins with /
chat-usage-deop = Usage: /deop NAME
chat-usage-invite = Usage: /invite NAME
chat-usage-kick = Usage: /kick NAME [WHY]
chat-usage-me = Usage: /me DEED
chat-usage-msg = Usage: /msg NAME TEXT
chat-usage-nick = Usage: /nick NAME
chat-usage-op = Usage: /op NAME
chat-usage-setname = Usage: /setname TEXT
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
chat-too-long = That is too long; nothing was sent. A message can have at most { $bytes_max } bytes.
chat-line-lost = The server sent a line that was too long; it could not be read.

## The end

chat-left-yourself = You left the chatroom.
chat-closed = Chatroom closed by Administrator.
chat-removed = { $by } removed you from the chatroom.
chat-removed-because = { $by } removed you from the chatroom: { $reason }
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
