# What `chatroom serve` says: at the start, in the transcript, at the console.

operator-name = Administrator
admin-untold = (not given)
# Names that could be taken for the operator's, parted by commas: nobody may have them.
operator-names-alike = Admin, Operator, Server

## At the start

serve-open = The room { $room } is open on { $addresses }.
serve-come-in = Others come in with one of these:
serve-come-in-irc = any IRC client: host { $host }, port { $port }
serve-come-in-irc-tls = any IRC client (with TLS): host { $host }, port { $port }
serve-come-in-password = Everybody needs the password to come in.
serve-come-in-here = Only this machine can reach { $address }; serve on 0.0.0.0 to let others in.
serve-history = What is said is kept in { $path }.
serve-history-in-memory = What is said is kept in memory only, and gone when the server ends.
serve-console-hint = What you type here goes to everyone. An empty line closes the room, /help lists the commands.
serve-console-ended = Standard input has ended: the room goes on without a console.

## While it runs

serve-accept-paused = No more connections can be accepted for now ({ $cause }). Those who are in stay; others are let in when somebody leaves.
serve-accept-resumed = New connections are accepted again.
serve-going-down = The server is going down; everyone is being told.
serve-transcript-gap =
    { $count ->
        [one] Here a line of the transcript is missing, because standard output was not read.
       *[other] Here { $count } lines of the transcript are missing, because standard output was not read.
    }

## Errors at the start

serve-error-listen-used = { $address } is in use by another program, perhaps another chatroom. Choose another port with --port, or stop that program.
serve-error-listen-denied = This user may not listen on { $address }. Choose a port above 1023 with --port.
serve-error-listen-address = This machine has no address { $address }. Give one of its own with --host, or 0.0.0.0 for all.
serve-error-listen = Can't listen on { $address }: { $cause }. Choose another address with --host or another port with --port.
serve-error-reactor = Can't watch the network: { $cause }.
serve-error-restart = the server has ended, and could not be started again

## The transcript

transcript-connected = Connected from { $address }
transcript-said = { $name }: { $text }
transcript-said-in = { $room } { $name }: { $text }
transcript-action = * { $name } { $text }
transcript-action-in = { $room } * { $name } { $text }
transcript-notice = -{ $name }- { $text }
transcript-notice-in = { $room } -{ $name }- { $text }
transcript-operator = { $name }: { $text }
transcript-entered = { $name } entered the chatroom.
transcript-entered-room = { $name } entered { $room }.
transcript-left = { $name } left the chatroom.
transcript-left-because = { $name } left the chatroom: { $reason }
transcript-left-room = { $name } left { $room }.
transcript-renamed = { $name } is now called { $to }.
transcript-topic = { $name } changed the topic of { $room }: { $topic }
transcript-topic-none = { $name } cleared the topic of { $room }.
transcript-kicked = { $name } removed { $whom } from { $room }.
transcript-kicked-because = { $name } removed { $whom } from { $room }: { $reason }
transcript-room-renamed = { $name } renamed { $room } to { $to }.

## The console

console-who =
    { $count ->
        [0] Nobody is here.
        [one] One person is here:
       *[other] { $count } people are here:
    }
console-who-row = { $name } ({ $rooms })
console-who-row-nowhere = { $name } (in no room)
console-no-such-name = Nobody here is called { $name }. /who lists those who are.
console-usage-kick = Usage: /kick NAME [REASON]
console-usage-op = Usage: /op NAME
console-usage-deop = Usage: /deop NAME
console-not-in-room = { $name } is not in { $room }.
console-is-operator = { $name } is already an operator of the room.
console-is-no-operator = { $name } is not an operator of the room.
console-topic = Topic: { $topic }
console-topic-none = There is no topic. /topic TEXT sets one.
console-codes-none = No code opens anything.
console-code-row-entry = { $code }: lets people in; uses left: { $left }; until: { $until }; used by: { $names }
console-code-row-account = { $code }: registers accounts; uses left: { $left }; until: { $until }
console-code-row-owner = { $code }: makes its bearer the room's owner; uses left: { $left }; until: { $until }
console-uninvited = { $code } opens nothing any more. Who came in with it is still here; /kick NAME puts somebody out.
console-no-such-code = There is no code { $code }. /invites lists them.
console-usage-uninvite = Usage: /uninvite CODE (see /invites)
console-code =
    { $uses ->
        [one] { $code } registers one account. Give it to whoever should have it.
       *[other] { $code } registers { $uses } accounts. Give it to those who should have it.
    }
console-too-many-codes = There are too many codes. Take some back: /invites lists them, /uninvite CODE withdraws one.
console-no-such-account = Nobody has an account called { $name }.
console-account = { $name }: registered { $time }
console-account-email = { $name }: registered { $time }, { $email }
console-account-here = { $name } is here as { $nick }.
console-forgotten = The account { $name } is removed, and the name is free.
console-usage-code = Usage: /code [HOW OFTEN, 1 TO { $uses_max }]
console-usage-account = Usage: /account NAME
console-usage-forget = Usage: /forget NAME
console-became-operator = { $name } is now an operator of the server, as { $operator }.
console-operator-refused = { $name } wanted to be an operator of the server as { $operator }, and was refused.
console-reloaded = The settings were read again.
console-not-reloaded = Nothing was changed: { $why }
console-not-reloaded-either = Wrong as well: { $why }
console-at-next-start = These were changed, too, and hold from the next start on: { $settings }
serve-operator-name-taken = somebody in the room has the name { $name } already, so that the operator can't have it
console-too-long = That is too long to send at once. Please send it in parts.
console-unknown = There is no command { $command }; nothing was sent. /help lists the commands; to say it, type another / before it.
console-unknown-nearest = There is no command { $command }; nothing was sent. Did you mean { $nearest }?
console-help =
    A line goes to everyone as { $name }. An empty line closes the room.
    /who                 who is here
    /kick NAME [REASON]  removes somebody
    /ban WHO [TIME] [REASON]
                         bans a name, account, address or range from this server; TIME is 30m, 2h, 7d
    /mute WHO [TIME] [REASON]
                         keeps them from speaking
    /unban WHO, /unmute WHO
                         lifts it
    /bans                the bans and mutes of this server
    /undo                undoes the last of these
    /audit [ROOM] [COUNT]
                         what was done to keep order here, or in a room of somebody else, by whom
    /brake on|off        lets only members and the invited enter the room for a while
    /slow TIME|off       has so much time, as 10s or 2m, between two messages of one member
    /op NAME             makes somebody an operator of the room
    /deop NAME           makes them an ordinary member again
    /topic [TEXT]        shows the topic, or sets it
    /invite [COUNT] [TIME]  makes an invitation, and the link that leads in
    /invites             lists the codes that open something, of invitations, accounts and owners
    /uninvite CODE       takes a code back; who came in with it stays
    /owner               makes the token of the room's owner
    /code [COUNT]        makes a code by which accounts can be registered
    /account NAME        shows an account
    /forget NAME         removes an account
    /limits              shows what is allowed, in use, and how often that was reached
    /reload              reads settings, certificate and languages again
    /help                this list
    //TEXT               says a line that begins with /
