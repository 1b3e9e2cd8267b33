# What an IRC client is told: the numerics (src/wire/numeric.rs) and the standard replies
# (src/wire/note.rs), each under its name. Short, without a full stop at the end, as is usual there.

## Welcome

rpl-welcome = Welcome to { $network }, { $nick }
rpl-yourhost = Your host is { $server }, running { $version }
rpl-created = This server has been up since { $time }
rpl-isupport = are supported by this server
# The form is the one that programs read (Modern IRC, "RPL_LUSERCLIENT (251)").
rpl-luserclient = There are { $users } users and { $invisible } invisible on 1 servers
rpl-luserchannels =
    { NUMBER($channels) ->
        [one] channel open
       *[other] channels open
    }
rpl-luserme = I have { $users } clients and 0 servers
rpl-localusers = Current local users { $users }, max { $users_max }
rpl-globalusers = Current global users { $users }, max { $users_max }
rpl-motdstart = Message of the day of { $server }
rpl-endofmotd = End of the message of the day
err-nomotd = There is no message of the day

## Answers

rpl-unaway = You are no longer marked as away
rpl-nowaway = You are marked as away
rpl-endofwho = End of the list
rpl-whoisidle = seconds idle, signed on at
rpl-endofwhois = End of WHOIS
rpl-listend = End of the channel list
rpl-notopic = No topic is set
rpl-endofnames = End of the names
rpl-endofbanlist = End of the ban list
rpl-endofstats = End of the statistics
rpl-statsuptime =
    { NUMBER($days) ->
        [one] Up for { $days } day, { $hours }:{ $minutes }:{ $seconds }
       *[other] Up for { $days } days, { $hours }:{ $minutes }:{ $seconds }
    }
rpl-luserop =
    { NUMBER($operators) ->
        [one] operator online
       *[other] operators online
    }
rpl-luserunknown =
    { NUMBER($connections) ->
        [one] connection is not registered yet
       *[other] connections are not registered yet
    }
rpl-tryagain = { $command } was not carried out; wait a while and try again
rpl-adminme = About the administrator of { $server }
rpl-whoisoperator = is an operator of this server
rpl-whoisbot = is a bot
rpl-whoissecure = is using a secure connection
rpl-whoiscertfp = is connected with a certificate that has this key
rpl-whoisregnick = bears a name that is registered to them
rpl-whoisaccount = is logged in as
rpl-endofinvitelist = End of your invitations
rpl-endofinvexlist = End of the invite exceptions
rpl-endofexceptlist = End of the ban exceptions
rpl-endoflinks = End of the server list
rpl-endofwhowas = End of WHOWAS
rpl-endofinfo = End of the information
rpl-whoismodes = is using modes { $modes }
rpl-youreoper = You are an operator of this server now
rpl-rehashing = Reading the settings again
rpl-knock = { $prefix } asks to be let into { $channel }
rpl-knockdlvr = You have knocked at { $channel }
rpl-endofmonlist = End of the monitor list
rpl-keynotset = { $key } is not set for { $target }
rpl-metadatasynclater = { NUMBER($seconds) ->
        [one] Too much at once; ask for { $target } again in one second
       *[other] Too much at once; ask for { $target } again in { $seconds } seconds
    }
rpl-loggedin = You are now logged in as { $account }
rpl-loggedout = You are now logged out
rpl-saslsuccess = You have proved who you are
rpl-saslmechs = are the mechanisms of SASL here

## Refusals

err-nosuchnick = There is nobody called { $nick }
err-nosuchserver = There is no server { $server }
err-nosuchchannel = There is no channel { $channel }
err-cannotsendtochan = You can't speak in { $channel }
err-slowmode = { NUMBER($seconds) ->
        [one] { $channel } is in slow mode: you can speak there again in one second
       *[other] { $channel } is in slow mode: you can speak there again in { $seconds } seconds
    }
err-toomanychannels = You are in too many channels to enter { $channel }
err-toomanytargets = Too many targets at once; not done for { $target }
err-noorigin = A token is missing
err-invalidcapcmd = CAP has no subcommand { $subcommand }
err-norecipient = { $command } to whom? No recipient given
err-notexttosend = There is no text to send
err-toomanymatches = Too many match; only some of them were shown
err-inputtoolong = The line is too long
err-unknowncommand = There is no command { $command }
err-nonicknamegiven = A nickname is missing
err-erroneusnickname = { $nick } can't be a nickname
err-nicknameinuse = { $nick } is already in use
err-unavailresource = { $channel } can't be opened: there are as many rooms as this server takes
err-usernotinchannel = { $nick } is not in { $channel }
err-notonchannel = You are not in { $channel }
err-notregistered = You have not registered yet
err-needmoreparams = { $command } needs more parameters
err-alreadyregistered = You are registered already
err-passwdmismatch = The password is wrong or missing
err-channelisfull = { $channel } is full
err-unknownmode = There is no mode { $mode }
err-badchannelkey = { $channel } has a key, and it was wrong or missing
err-chanoprivsneeded = Only operators of { $channel } may do that
err-needreggednick = Only people with an account can enter { $channel }
err-chanownprivneeded = Only owners of { $channel } may do that
err-umodeunknownflag = There is no such user mode
err-usersdontmatch = You can change only your own modes
err-invalidmodeparam = "{ $value }" does not fit the mode { $mode }
err-wasnosuchnick = Nobody called { $nick } was here lately
err-useronchannel = { $nick } is in { $channel } already
err-inviteonlychan = { $channel } can be entered only by invitation
err-banlistfull = The list of { $mode } of { $channel } is full
err-noprivileges = Only operators of this server may do that
err-cantkillserver = { $name } is a server, and can't be removed
err-nooperhost = There is no such operator, or the password is wrong
err-helpnotfound = There is no help about { $subject }
err-toomanyknock = You have knocked at { $channel } already; wait for an answer
err-chanopen = { $channel } is open, and needs no knocking
err-nonickchange = Your name stays as it is: { $channel } has banned it, or muted it
err-knockonchan = You are in { $channel } already
err-monlistfull = Your monitor list is full
err-nicklocked = This account can't be logged in to
err-saslfail = Login failed: no such account, or the password is wrong
err-sasltoolong = Login failed: the message is too long
err-saslaborted = Login was given up
err-saslalready = You are logged in to another account already

## Standard replies

note-invalid-utf8 = The line is not UTF-8 and was dropped
note-multiline-max-bytes =
    { NUMBER($bytes) ->
        [one] A message may have at most { $bytes } byte
       *[other] A message may have at most { $bytes } bytes
    }
note-multiline-max-lines =
    { NUMBER($lines) ->
        [one] A message may have at most { $lines } line
       *[other] A message may have at most { $lines } lines
    }
note-multiline-invalid-target = The lines go to { $found }, but the message to { $expected }
note-multiline-invalid = This is not allowed in a multiline message
note-unknown-batch = There is no open batch { $reference }
note-timeout = The batch { $reference } was open for too long and is dropped
note-channel-name-in-use = There is a channel { $name } already; { $channel } keeps its name
note-cannot-rename = { $channel } can't be called { $name }
note-invalid-key = "{ $key }" can't be a metadata key
note-invalid-params = "{ $given }" is not valid, or parameters are missing
note-invalid-target = "{ $target }" is not a valid target here
note-invalid-value = The value of { $key } is too long
note-key-no-permission = You may not change { $key } of { $target }
note-limit-reached =
    { NUMBER($limit) ->
        [one] At most { $limit } key is allowed; stopped at { $item }
       *[other] At most { $limit } keys are allowed; stopped at { $item }
    }
note-rate-limited =
    { NUMBER($seconds) ->
        [one] Too many changes; change { $key } of { $target } in { $seconds } second
       *[other] Too many changes; change { $key } of { $target } in { $seconds } seconds
    }
note-account-exists = { $account } has an account already
note-bad-account-name = { $account } can't be an account's name: it looks too much like another
note-account-name-must-be-nick = An account has the name that you bear; take the name { $account } first
note-need-nick = Take a name with NICK first
note-already-authenticated = You are logged in already
note-weak-password =
    { NUMBER($chars_min) ->
        [one] That password is too easily guessed; it needs at least { $chars_min } character, and can't be the name
       *[other] That password is too easily guessed; it needs at least { $chars_min } characters, and can't be the name
    }
note-unacceptable-password = That can't be a password: it is too long, or has control characters in it
note-invalid-email = An address is needed, like name@host
note-unacceptable-email = That address is too long
note-complete-connection-required = Come in first, then register
note-temporarily-unavailable = That can't be done at the moment
note-invalid-code = There is nothing to complete, or the code is wrong
note-invalid-msgreftype = "{ $given }" is not a way to name a message here
note-message-error = The history can't be read at the moment; try again later
note-need-more-params = Parameters are missing
note-internal-error = This could not be done; try again later
note-redact-forbidden = You may take back only what you said yourself
note-redact-window-expired =
    { NUMBER($seconds) ->
        [one] A message can be taken back only within { $seconds } second
       *[other] A message can be taken back only within { $seconds } seconds
    }
note-unknown-msgid = There is no message { $msgid } in { $target }
note-invalid-realname = This can't be a real name: it is empty or too long
note-nick-looks-like = { $nick } looks too much like { $other }, who is here
note-nick-reserved = { $nick } is reserved for the administrator, or looks too much like it
note-name-owned = { $nick } is registered; whoever it belongs to logs in to bear it
note-nick-too-long =
    { NUMBER($chars_max) ->
        [one] { $nick } is too long: at most { $chars_max } character
       *[other] { $nick } is too long: at most { $chars_max } characters
    }
note-you-stay = You stay in your channels while you are not connected
note-you-leave = You leave your channels when you disconnect
note-account-required = This needs an account; REGISTER gets you one
note-nobody-stays = On this server nobody stays without being connected
note-invitation-required = Only people who were invited can come in: say the code of your invitation as the password (PASS)
note-members-only = Only people with an account can come in: log in (SASL), or say a code for an account as the password (PASS)
note-you-own = { $channel } is yours from here on
note-invitation = { NUMBER($uses) ->
        [one] One person comes in with the code { $code } as the password (PASS), until { $until }
       *[other] { $uses } people come in with the code { $code } as the password (PASS), until { $until }
    }
note-code-forbidden = Only the owner of the default channel can invite people to the server
note-code-invalid-params = Say how many may come in, and for how long: CODE 3 7d
note-too-many-codes = There are too many codes that nobody has used
note-invalid-token = This is no token of an owner, or it was used
note-certificate = You may log in with the certificate { $fingerprint }
note-certificate-added = From here on you may log in with the certificate { $fingerprint }
note-certificate-removed = Nobody logs in with the certificate { $fingerprint } any more
note-no-certificates = Your account has no certificates
note-no-certificate = This connection has shown no such certificate; connect with it first
note-invalid-fingerprint = This is no fingerprint (SHA256:… or 64 hexadecimal digits)
note-unknown-certificate = Your account does not have the certificate { $fingerprint }
note-certificate-taken = The certificate { $fingerprint } is somebody else's
note-too-many-certificates = An account can have at most { $limit } certificates
note-unknown-token = Nothing can be resumed with this token
note-too-many-tries = Too many wrong passwords or codes came from here: this one was not looked at. Wait a minute, then try again
note-history-kept = What is said in { $channel } is kept, and whoever enters later sees it
note-history-late = What is said in { $channel } can't be stored at the moment; it is shown all the same, and will be stored once that is possible again
note-history-shut = What is said in { $channel } can't be stored at the moment; until it can, no messages are taken
note-history-fine = What is said in { $channel } is stored again
note-history-failing = This did not reach { $target }: nothing can be stored at the moment
note-slow-mode = { NUMBER($seconds) ->
        [one] This did not reach { $target }, which is in slow mode: you can speak there again in one second
       *[other] This did not reach { $target }, which is in slow mode: you can speak there again in { $seconds } seconds
    }
note-rooms-full = { $channel } can't be opened: this server takes { $max } rooms, and has them
note-slowed = Your lines come faster than they are read here; none is lost
note-unread = You have closed the connection; the rest of the lines that came too fast was not read
note-house-full = This server has as many connections as it takes ({ $max })
note-address-full = Your address has as many connections as one may have here ({ $max })
note-network-full = Your network has as many connections as one may have here ({ $max })
note-connects-too-often = { NUMBER($seconds) ->
        [one] Your address connects too often; try again in one second
       *[other] Your address connects too often; try again in { $seconds } seconds
    }
note-cannot-restart = The server can't be restarted from here; stop it and start it by hand
note-room-closed = The chatroom was closed by the administrator
note-server-down = The server is going down
note-removed = { $by } removed you from the chatroom
note-reads-too-slowly = Your connection is too slow to keep up with the chat
note-resumed = Your session goes on over another connection

## Keeping order

# $until is a moment, or never; $reason is what was said, or none.

err-bannedfromchan = { $by } has banned you from { $channel }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
err-muted = { $by } has muted you in { $channel }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
err-hushed = { $by } has muted you on this server{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
err-yourebannedcreep = { $by } has banned you from this server{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
err-repeated = { NUMBER($seconds) ->
        [one] You have said that several times; nothing was sent to { $channel }. Say something else, or wait one second
       *[other] You have said that several times; nothing was sent to { $channel }. Say something else, or wait { $seconds } seconds
    }
err-throttle = Only those with an account, and the invited, can enter { $channel } for now. Try again in { $minutes ->
        [1] a minute
       *[other] { $minutes } minutes
    }
note-you-are-banned = { $by } has banned you from { $channel }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-you-are-muted = { $by } has muted you in { $channel }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-you-are-hushed = { $by } has muted you on this server{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-you-may-speak = { $by } lets you speak in { $channel } again
note-you-may-speak-again = { $by } lets you speak on this server again
note-mute-ended = You can speak in { $channel } again: your mute has ended
note-hush-ended = You can speak on this server again: your mute has ended
note-banned = { $by } has banned you from { $channel }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-muted = { $by } has muted you in { $target }; { $command } was not sent{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-hushed = { $by } has muted you on this server; { $command } was not carried out{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-barred = { $by } has banned you from this server{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-nick-banned = The name { $nick } is banned here
note-repeated = { NUMBER($seconds) ->
        [one] You have said that several times; { $command } to { $target } was not sent. Say something else, or wait one second
       *[other] You have said that several times; { $command } to { $target } was not sent. Say something else, or wait { $seconds } seconds
    }
note-braked = { NUMBER($minutes) ->
        [one] For one minute only those with an account, and the invited, can enter { $channel }
       *[other] For { $minutes } minutes only those with an account, and the invited, can enter { $channel }
    }
note-brake-off = Everyone can enter { $channel } again
note-ban-row = { $channel }: { $mask }{ $whom ->
        [none] {""}
       *[other] {" "}({ $whom })
    }, by { $by }, { $until ->
        [never] for ever
       *[other] until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-bans-end = Bans and mutes of { $channel }: { $count }
note-audit-row = { $moment } { $channel }: { $by } { $did ->
        [kick] removed { $whom }
        [ban] banned { $whom }
        [unban] unbanned { $whom }
        [mute] muted { $whom }
        [unmute] unmuted { $whom }
        [expired] lifted the expired ban or mute of { $whom }
        [kill] disconnected { $whom }
        [forget] removed the account { $whom }
        [brake] put the brake on
        [brake-off] took the brake off
       *[other] set { $whom }
    }{ $until ->
        [never] {""}
       *[other] {" "}until { $until }
    }{ $reason ->
        [none] {""}
       *[other] : { $reason }
    }
note-audit-end = Entries of the audit log of { $channel }: { $count }
note-undone-kick = { $whom } may come back to { $channel }, and is told so
note-nothing-to-undo = Nothing was done in { $channel } that could be undone
note-invalid-mask = { $given } is no name and no mask that { $command } could set in { $channel }. A mask is nick!user@host, ~a:account, or an address or range; a range must not be wider than /16, or /32 of IPv6
note-means-everybody = { $given } means everybody; { $command } was not carried out in { $channel }
note-means-you = { $given } means you, too; { $command } was not carried out in { $channel }
note-invalid-span = { $given } is no time for { $command } in { $channel }. A time is 30m, 2h, 7d, or * for ever
note-no-such-ban = There is nothing on { $given } in { $channel } that { $command } could lift
note-may-not-ban = { $command } may not be used on { $whom }, who owns { $channel }
