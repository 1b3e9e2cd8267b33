# What HELP and INFO say, and what follows REHASH and REGISTER. A command's help begins with how it is written; no line is longer than a
# line of IRC.

help-title = Help
help-title-command = Help about { $command }
help-general =
    HELP followed by a command says more about it.
    New here? JOIN #room enters a room, LIST shows the rooms there are.
info-text =
    chatroom { $version }: one room of people, many doors into it
    { $server } serves { $network }, up since { $since }
    Free software under the MIT licence or the Apache licence 2.0, as you like
told-reloaded = The settings were read again
told-not-reloaded = Nothing was changed: { $why }
told-not-reloaded-either = Wrong as well: { $why }
told-at-next-start = These were changed, too, and hold from the next start on: { $settings }
told-absent = Not connected
told-registering-done = The account { $account } is yours, and you are logged in to it
told-registering-needs-code = To complete { $account }, send VERIFY { $account } and a code that the administrator gave you
told-registering-verified = The account { $account } is yours, and you are logged in to it
help-admin =
    ADMIN [<server>]
    Tells who runs this server and how to reach them.
help-authenticate =
    AUTHENTICATE <mechanism>
    AUTHENTICATE <data>
    Logs in to an account by SASL; for clients.
help-away =
    AWAY [<message>]
    Says that you are away, and why. Without a message you are back.
help-batch =
    BATCH +<reference> draft/multiline <target>
    BATCH -<reference>
    Begins and ends a message of several lines; for clients, not to be typed.
help-cap =
    CAP LS 302, CAP LIST, CAP REQ :<capabilities>, CAP END
    Agrees with the server on what both know beyond plain IRC; for clients.
help-cert =
    CERT ADD [<fingerprint>] | CERT DEL <fingerprint> | CERT LIST
    Says with which certificates you may log in (SASL EXTERNAL). Needs an account. Without a
    fingerprint the certificate is meant that your client has shown.
help-chathistory =
    CHATHISTORY LATEST <target> <* or selector> <limit>
    CHATHISTORY BEFORE, AFTER, AROUND <target> <selector> <limit>
    CHATHISTORY BETWEEN <target> <selector> <selector> <limit>
    CHATHISTORY TARGETS <timestamp=...> <timestamp=...> <limit>
    Shows what was said in a channel that you are in, or, with an account, between you and somebody else.
    A selector is timestamp=2026-01-31T12:00:00.000Z or msgid=<id>.
help-code =
    CODE [<how many>] [<how long>]
    Makes an invitation: a code that so many people say as the password. It holds for seven days, or as
    long as you say (12h, 4w, never). For the owner of the default channel and operators of the server.
help-die =
    DIE
    Ends the server. Only for operators of the server.
help-help =
    HELP [<command>]
    Lists the commands, or tells about one of them.
help-helpop =
    HELPOP [<command>]
    The same as HELP.
help-info =
    INFO [<server>]
    Tells what this server is.
help-invite =
    INVITE <nick> <channel>
    Invites somebody into a channel that you are in.
    Without parameters it lists the channels that you are invited to.
help-ison =
    ISON <nick> [<nick>...]
    Tells which of these are here.
help-isupport =
    ISUPPORT
    Tells what this server supports, as it does after the welcome.
help-join =
    JOIN <channel>[,<channel>...] [<key>[,<key>...]]
    Enters channels; one that does not exist is created, and you become its operator.
    With 0 in place of channels you leave all of them.
help-ban =
    BAN <channel> <nick or mask> [<time>] [<reason>]
    Bans somebody from a channel and puts them out. A time is 30m, 2h, 7d, or * for ever.
    Only for operators of the channel.
help-bans =
    BANS <channel>
    Lists the bans and mutes of a channel: by whom, until when and why.
help-mute =
    MUTE <channel> <nick or mask> [<time>] [<reason>]
    Keeps somebody from speaking in a channel. Only for operators of the channel.
help-unban =
    UNBAN <channel> <nick or mask>
    Lifts a ban. Only for operators of the channel.
help-unmute =
    UNMUTE <channel> <nick or mask>
    Lifts a mute. Only for operators of the channel.
help-undo =
    UNDO <channel>
    Undoes the last removal, ban or mute in a channel, or the last lifting of one.
    Only for operators of the channel.
help-audit =
    AUDIT <channel> [<count>]
    Lists what was done to keep order in a channel, and by whom. Only for operators of the channel.
help-kick =
    KICK <channel> <nick>[,<nick>...] [<reason>]
    Removes people from a channel. Only for operators of the channel.
help-kill =
    KILL <nick> <reason>
    Ends somebody's connection. Only for operators of the server.
help-knock =
    KNOCK <channel> [<message>]
    Asks the operators of a channel to let you in.
help-links =
    LINKS [[<server>] <mask>]
    Lists the servers of the network. There is one.
help-list =
    LIST [<channel>[,<channel>...]] [<condition>[,<condition>...]]
    Lists channels with how many are in them and their topics.
    Conditions: a mask, !mask, >3 or <3 people, C>5 or C<5 minutes since it was created,
    T>5 or T<5 minutes since the topic was set.
help-lusers =
    LUSERS [<mask> [<server>]]
    Tells how many are here.
help-markread =
    MARKREAD <target> [timestamp=<time>]
    Tells, or sets, up to when you have read a channel or what somebody said to you.
help-metadata =
    METADATA <target> <subcommand> [<parameter>...]
    Sets and shows what is known of people and channels.
    Subcommands: GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS, SYNC.
help-mode =
    MODE <channel> [<modes> [<parameter>...]]
    MODE <nick> [<modes>]
    Shows or changes the rules and the operators of a channel, or your own modes.
help-monitor =
    MONITOR + <nick>[,<nick>...], MONITOR - <nick>[,<nick>...]
    MONITOR C, MONITOR L, MONITOR S
    Asks to be told when these come and go, or no more; clears the list, shows it, shows who is here.
help-motd =
    MOTD [<server>]
    Shows the message of the day.
help-names =
    NAMES [<channel>[,<channel>...]]
    Tells who is in a channel.
help-nick =
    NICK <nick>
    Gives you another name.
help-notice =
    NOTICE <target>[,<target>...] <text>
    Says something that no program may answer by itself.
help-oper =
    OPER <name> <password>
    Makes you an operator of this server, if the settings name you as one.
help-owner =
    OWNER <token>
    Makes the server's default channel yours, with the token that the server printed when it began.
    Needs an account.
help-part =
    PART <channel>[,<channel>...] [<reason>]
    Leaves channels.
help-pass =
    PASS <password>
    Says the server's password; before NICK and USER.
help-ping =
    PING <token>
    Asks whether the server is there. It answers with PONG and the same token.
help-pong =
    PONG <token>
    Answers the server's PING.
help-privmsg =
    PRIVMSG <target>[,<target>...] <text>
    Says something to channels and people.
    @#channel is only for the operators of a channel, +#channel for those with a voice, too.
help-quit =
    QUIT [<reason>]
    Leaves the server.
help-redact =
    REDACT <target> <msgid> [<reason>]
    Takes back a message: your own, or any in a channel that you are an operator of.
help-register =
    REGISTER <account> <email> <password>
    Makes the name that you bear an account of yours. * stands for your name, and for no address.
help-rehash =
    REHASH
    Reads the settings again, as far as they may change while the server is up.
    Only for operators of the server.
help-rename =
    RENAME <channel> <name> [<reason>]
    Gives a channel another name. Only for operators of the channel.
help-restart =
    RESTART
    Ends the server and starts it again. Only for operators of the server.
help-resume =
    RESUME <token>
    Takes your place in the chat back after the connection broke; for clients, not to be typed.
help-search =
    SEARCH <attribute>=<value>[;<attribute>=<value>...]
    Finds messages in the channels that you are in and in your own private talks.
    Attributes: text, in, from, after, before, limit. A space in a value is written \s.
help-setname =
    SETNAME <real name>
    Changes your real name.
help-stats =
    STATS <query> [<server>]
    The query u tells how long the server has been up; o, for operators of the server, the names that
    OPER accepts.
help-stay =
    STAY [ON|OFF]
    Keeps you in your channels while you are not connected, or no longer. Needs an account.
    Without a parameter it tells which of the two.
help-tagmsg =
    TAGMSG <target>[,<target>...]
    Sends tags without words, such as that you are typing; for clients.
help-time =
    TIME [<server>]
    Tells the server's time.
help-topic =
    TOPIC <channel> [<topic>]
    Shows a channel's topic, or sets it; an empty one removes it.
help-user =
    USER <user name> 0 * <real name>
    Says who you are; once, when you come in.
help-userhost =
    USERHOST <nick> [<nick>...]
    Tells about up to five people whether they are away and who is an operator of the server.
help-verify =
    VERIFY <account> <code>
    Completes REGISTER with a code that the administrator gave you.
help-version =
    VERSION [<server>]
    Tells which program this server runs, and what it supports.
help-wallops =
    WALLOPS <text>
    Tells something to all who have the user mode w. Only for operators of the server.
help-who =
    WHO [<mask> [o][%<fields>[,<token>]]]
    Lists who is in a channel, or whose name fits the mask.
help-whois =
    WHOIS [<server>] <nick>[,<nick>...]
    Tells about somebody who is here.
help-whowas =
    WHOWAS <nick>[,<nick>...] [<count> [<server>]]
    Tells about those who had this name before.
