# What has changed in a room: who was banned or muted, who decides, who comes in, who speaks.
#
# $what is whom or what it is about; $by is who did it.

mode-told = { $did ->
        [ban] { $by } banned { $what } from { $room }.
        [unban] { $by } unbanned { $what } from { $room }.
        [mute] { $by } muted { $what } in { $room }.
        [unmute] { $by } unmuted { $what } in { $room }.
        [except] { $by } excepted { $what } from the bans of { $room }.
        [unexcept] { $by } no longer excepts { $what } from the bans of { $room }.
        [welcome] { $by } lets { $what } enter { $room } without an invitation.
        [unwelcome] { $by } no longer lets { $what } enter { $room } without an invitation.
        [key] { $by } set a key for { $room }{ $what ->
                [none] .
               *[other] : { $what }
            }
        [unkey] { $by } removed the key of { $room }.
        [limit] { NUMBER($what) ->
                [one] { $by } limited { $room } to one member.
               *[other] { $by } limited { $room } to { $what } members.
            }
        [unlimit] { $by } lifted the limit of members of { $room }.
        [slow] { NUMBER($what) ->
                [one] { $by } turned slow mode on in { $room }: everyone can speak once a second.
               *[other] { $by } turned slow mode on in { $room }: everyone can speak once in { $what } seconds.
            }
        [unslow] { $by } turned slow mode off in { $room }.
        [invited] { $by } lets only the invited enter { $room }.
        [uninvited] { $by } lets people enter { $room } without an invitation.
        [moderated] { $by } lets only operators and those with a voice speak in { $room }.
        [unmoderated] { $by } lets everyone in { $room } speak.
        [inside] { $by } lets only those in { $room } speak there.
        [outside] { $by } lets those outside { $room } speak there too.
        [secret] { $by } hid { $room } from those outside.
        [unsecret] { $by } shows { $room } to those outside.
        [topic] { $by } lets only operators change the topic of { $room }.
        [untopic] { $by } lets everyone in { $room } change the topic.
        [accounts] { $by } lets only those with an account enter { $room }.
        [unaccounts] { $by } lets people enter { $room } without an account.
        [noctcp] { $by } lets no client in { $room } ask others for anything.
        [ctcp] { $by } lets the clients in { $room } ask each other again.
        [owner] { $by } made { $what } an owner of { $room }.
        [unowner] { $by } removed { $what } as an owner of { $room }.
        [operator] { $by } made { $what } an operator of { $room }.
        [unoperator] { $by } removed { $what } as an operator of { $room }.
        [voice] { $by } gave { $what } a voice in { $room }.
        [unvoice] { $by } took the voice of { $what } in { $room }.
       *[other] { $by } set the mode of { $room }: { $what }
    }
mode-whom = { $kind ->
        [account] the account { $what }
        [place] everyone from { $what }
        [mask] everyone who is { $what }
       *[name] { $what }
    }
mode-whom-by = { $name } ({ $kind ->
        [account] account { $what }
       *[other] { $what }
    })
