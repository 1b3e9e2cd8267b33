# What an IRC client is told: the numerics (src/wire/numeric.rs) and the standard replies
# (src/wire/note.rs), each under its name. Short, without a full stop at the end, as is usual there.

## Welcome

rpl-welcome = Welcome to { $network }, { $nick }
rpl-yourhost = Your host is { $server }, running { $version }
rpl-created = This server has been up since { $time }
rpl-isupport = are supported by this server
rpl-luserclient =
    { NUMBER($users) ->
        [one] There is { $users } user on 1 server
       *[other] There are { $users } users on 1 server
    }
rpl-luserchannels =
    { NUMBER($channels) ->
        [one] channel open
       *[other] channels open
    }
rpl-luserme =
    { NUMBER($users) ->
        [one] I have { $users } client and 0 servers
       *[other] I have { $users } clients and 0 servers
    }
rpl-localusers =
    { NUMBER($users) ->
        [one] { $users } user here, at most { $users_max }
       *[other] { $users } users here, at most { $users_max }
    }
rpl-globalusers =
    { NUMBER($users) ->
        [one] { $users } user on the network, at most { $users_max }
       *[other] { $users } users on the network, at most { $users_max }
    }
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

## Refusals

err-nosuchnick = There is nobody called { $nick }
err-nosuchserver = There is no server { $server }
err-nosuchchannel = There is no channel { $channel }
err-cannotsendtochan = You can't speak in { $channel }
err-toomanychannels = You are in too many channels to enter { $channel }
err-toomanytargets = Too many targets at once; not done for { $target }
err-noorigin = A token is missing
err-invalidcapcmd = CAP has no subcommand { $subcommand }
err-norecipient = { $command } to whom? No recipient given
err-notexttosend = There is no text to send
err-inputtoolong = The line is too long
err-unknowncommand = There is no command { $command }
err-nonicknamegiven = A nickname is missing
err-erroneusnickname = { $nick } can't be a nickname
err-nicknameinuse = { $nick } is already in use
err-usernotinchannel = { $nick } is not in { $channel }
err-notonchannel = You are not in { $channel }
err-notregistered = You have not registered yet
err-needmoreparams = { $command } needs more parameters
err-alreadyregistered = You are registered already
err-passwdmismatch = The password is wrong or missing
err-channelisfull = { $channel } is full
err-unknownmode = There is no mode { $mode }
err-badchannelkey = { $channel } has a key, and it was wrong or missing
err-badchanmask = { $channel } can't be a channel's name
err-chanoprivsneeded = Only operators of { $channel } may do that
err-umodeunknownflag = There is no such user mode
err-usersdontmatch = You can change only your own modes
err-invalidmodeparam = "{ $value }" does not fit the mode { $mode }

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
note-multiline-invalid = This can't stand in a multiline message
note-unknown-batch = There is no open batch { $reference }
note-nick-looks-like = { $nick } looks too much like { $other }, who is here
note-nick-reserved = { $nick } is reserved for the administrator, or looks too much like it
note-nick-too-long =
    { NUMBER($chars_max) ->
        [one] { $nick } is too long: at most { $chars_max } character
       *[other] { $nick } is too long: at most { $chars_max } characters
    }
note-room-closed = The chatroom was closed by the administrator
note-server-down = The server is going down
note-removed = { $by } removed you from the chatroom
note-reads-too-slowly = Your connection does not keep up with what is said
