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
chat-room-key = { $room } is locked with a key.
chat-room-invite-only = { $room } is only for those who are invited.
chat-room-banned = You are banned from { $room }.
chat-room-none = There is no room { $room }, and there can't be one.
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
chat-put-out = { $by } put { $name } out of the chatroom.
chat-put-out-because = { $by } put { $name } out of the chatroom ({ $reason }).
chat-renamed = { $name } is called { $to } from here on.
chat-renamed-yourself = You are called { $to } from here on.
chat-topic = Topic: { $topic }
chat-topic-none = There is no topic.
chat-topic-set = { $name } changed the topic: { $topic }
chat-topic-cleared = { $name } took the topic away.
chat-is-away = { $name } is away: { $message }
chat-mode = { $name } set the mode of { $target }: { $words }
chat-invited = { $name } invites you to { $room }.

## Commands

chat-help =
    /who              who is here
    /me DEED          say what you do: "* alice waves"
    /msg NAME TEXT    say something to one person only
    /nick NAME        take another name
    /topic [TEXT]     show the topic, or change it
    /quit [REASON]    leave, as an empty line does
    /help             this list
    //TEXT            say a line that begins with /
chat-usage-me = Usage: /me DEED
chat-usage-msg = Usage: /msg NAME TEXT
chat-usage-nick = Usage: /nick NAME
chat-unknown-command = There is no command /{ $command }; nothing was sent. /help lists the commands; to say it, type another / before it.
chat-unknown-command-nearest = There is no command /{ $command }; nothing was sent. Did you mean /{ $nearest }?
chat-no-such-name = Nobody here is called { $name }.
chat-no-such-room = There is no room { $room }.
chat-may-not-speak = You may not speak in { $room }; nothing was sent.
chat-not-here = You are not in { $room }.
chat-not-operator = Only operators of { $room } can do that.
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
chat-end-no-room = This server does not say which room to enter. Name one with --room.
chat-end-name = { $why } Choose another name with --name.
chat-end-name-missing = There is no name, and nobody to ask for one. Give one with --name.
chat-end-refused = Nobody answers at { $address }: { $cause }. Open a room there with "chatroom serve", or choose another with --host and --port.
chat-end-unreachable = Can't reach { $address }: { $cause }. Check the network, or choose another server with --host and --port.
chat-end-no-answer = Can't reach { $address }: no answer within { $seconds } seconds. Check the address and the firewalls on the way, or choose another server with --host and --port.
chat-end-unknown-host = Can't find the address of { $host }: { $cause }. Check how it is written, or choose another with --host.
chat-end-reactor = Can't watch the network: { $cause }.
chat-end-input = Can't read standard input: { $cause }.
