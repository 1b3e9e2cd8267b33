# What people at the plain door read, and why connections end: the ERROR line, the reason that
# others are told when somebody leaves.

## Coming in

# A prompt; the space at its end is part of it.
plain-prompt-name = username>{ " " }
plain-prompt-password = password>{ " " }
plain-prompt-secret = password of { $name }>{ " " }
plain-welcome = Welcome, { $name }! Type a line and press Enter to talk. /help lists the commands, /quit leaves.
plain-name-taken = Somebody here is called { $name } already. Try another name.
plain-name-looks-like = { $name } looks too much like { $other }, who is here. Try another name.
plain-name-reserved = The name { $name } is reserved, or looks like one that is. Try another name.
plain-name-unfit = { $name } can't be a name. Letters, digits, - and _ always can; spaces and symbols can't.
plain-name-space = A name can't have a space in it. Try another name.
plain-name-character = A name can't have "{ $character }" there. Try another name.
plain-name-too-long = A name can have at most { $chars_max } characters. Try a shorter one.
plain-name-owned = { $name } is registered. If it is yours, type its password; otherwise an empty line, and another name.
plain-name-not-yours = That is not the password of { $name }. Try again; an empty line takes another name.
plain-password-wrong = The password is wrong.
plain-room-shut = Nobody can enter { $room } at the moment.
plain-room-full = { $room } is full.

## What happens

plain-here = Here: { $names }
# Between two names of a list.
plain-list-comma = ,{ " " }
plain-entered = { $name } entered the chatroom.
plain-left = { $name } left the chatroom.
plain-left-because = { $name } left the chatroom ({ $reason }).
plain-room-renamed = The chatroom is now called { $room }.
plain-renamed = { $name } is now called { $to }.
plain-renamed-yourself = You are now called { $to }.
plain-topic = Topic: { $topic }
plain-topic-none = There is no topic.
plain-topic-set = { $name } changed the topic: { $topic }
plain-topic-cleared = { $name } cleared the topic.
plain-put-out = { $by } removed { $name } from the chatroom.
plain-put-out-because = { $by } removed { $name } from the chatroom ({ $reason }).
plain-private = [{ $name } → you] { $text }
plain-private-action = [→ you] * { $name } { $deed }
plain-notice = { $name } (notice): { $text }
plain-replay = Said before you came:
plain-replayed = [{ $time }] { $line }
plain-away = { $name } is away: { $message }

## For how long what is said is kept

told-kept-limited = What is said in { $channel } is kept, and whoever enters later sees it: at most { $limits }
told-kept-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
told-kept-messages =
    { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }
told-kept-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
told-kept-megabytes = { $count } MB
# Ends what else is a sentence of IRC, without a full stop.
told-full-stop = .

## Commands

plain-help =
    /who                    who is here
    /me DEED                say what you do: "* alice waves"
    /msg NAME TEXT          say something to one person only
    /nick NAME              take another name
    /topic [TEXT]           show the topic, or change it
    /register PASSWORD      keep your name: nobody else can take it
    /verify CODE            complete that with a code of the administrator's
    /login [NAME] PASSWORD  say whose name it is
    /owner TOKEN            make the room yours, with the token that its server printed
    /quit [REASON]          leave
    /help                   this list
    //TEXT                  say a line that begins with /
plain-usage-me = Usage: /me DEED
plain-usage-msg = Usage: /msg NAME TEXT
plain-usage-nick = Usage: /nick NAME
plain-usage-register = Usage: /register PASSWORD
plain-usage-verify = Usage: /verify CODE
plain-usage-login = Usage: /login [NAME] PASSWORD
plain-unknown-command = There is no command { $command }; nothing was sent. /help lists the commands; to say it, type another / before it.
plain-unknown-command-nearest = There is no command { $command }; nothing was sent. Did you mean { $nearest }?
plain-no-such-name = Nobody here is called { $name }.
plain-nothing-to-say = There is nothing to send.
plain-operators-only = Only operators of the room can do that.
plain-logged-in = You are logged in as { $account }.
plain-logged-out = You are logged out.
plain-login-failed = There is no such account, or the password is wrong.
plain-registered = The name { $account } is yours from here on. Next time its password is asked for.
plain-registered-for-now = The name { $account } is yours until the server stops, since it keeps nothing for longer. Until then its password is asked for.
plain-registering-needs-code = To keep the name { $account }, type /verify and a code that the administrator gave you.
plain-line-too-long = That line was too long; nothing was sent. A line can have at most { $bytes_max } bytes.
plain-line-not-utf8 = That line was not UTF-8; nothing was sent. Please set your terminal to UTF-8.

## Why connections end

# They stand in brackets and behind ERROR, without a full stop; ending-room-closed is the original program's own.

ending-quit = You left the chatroom
ending-gone = Connection closed
ending-broken = Connection lost
ending-ping-timeout = No answer for { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }
ending-registration-timeout = You did not say who you are within { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }
ending-reads-too-slowly = Did not read fast enough
ending-password = The password is wrong
ending-removed = Removed by { $by }
ending-removed-because = Removed by { $by }: { $reason }
ending-killed = Killed ({ $by } ({ $reason }))
ending-link = Closing Link: { $server } ({ $why })
ending-put-out = Removed from the chatroom by { $by }
ending-put-out-because = Removed from the chatroom by { $by }: { $reason }
ending-name-refused = Too many tries; please come back later
ending-resumed = Resumed on another connection
ending-room-closed = Chatroom closed by Administrator.
ending-server-down = The server is going down
