# Who comes in: invitations, codes, and whose the room is.

## What somebody is given who is invited

invitation-until =
    { $uses ->
        [one] One person comes in with this, until { $time }:
       *[other] { $uses } people come in with this, until { $time }:
    }
invitation-always =
    { $uses ->
        [one] One person comes in with this, at any time:
       *[other] { $uses } people come in with this, at any time:
    }
invitation-other = nc, IRC clients: the password is { $code }
invitation-account = They come in with it to register an account (/register), which uses it up.

## At the start

serve-entry-invited = Only people who were invited or have an account can come in: /invite makes an invitation.
serve-entry-accounts = Only people with an account can come in: /code makes a code with which one can be registered.

## The console

console-owner =
    Whoever has an account and types this owns the room from then on; it works once:
      /owner { $token }
console-usage-invite = Usage: /invite [HOW MANY, 1 TO { $uses_max }] [HOW LONG, LIKE 2h OR 7d, OR never]

## The plain door

# Prompts; the space at the end is part of them.
plain-prompt-code = code>{ " " }
plain-code-wanted = Only people who were invited can come in. Type the code of your invitation; an empty line takes another name.
plain-account-wanted = Only people with an account can come in. Type a code for one, if the administrator gave you such a code; an empty line takes another name.
plain-code-wrong = This code is wrong, used up or too old. Type another; an empty line takes another name.
plain-room-of-accounts = Only people with an account can enter { $room }.
plain-usage-owner = Usage: /owner TOKEN

## Why connections end

ending-uninvited = Only people who were invited can come in
ending-no-account = Only people with an account can come in

## Who comes in, and whose the room is

chat-room-accounts-only = Only people with an account can enter { $room }. /register gets you one.
chat-not-owner = Only owners of { $room } can do that.
chat-end-invited-only = Only people who were invited can come in. Give the code of your invitation with --password-file, or join with the link that you were given.
chat-end-code-wrong = Only people who were invited can come in, and this code is wrong, used up or too old.
chat-end-accounts-only = Only people with an account, or with a code for one, can come in.
chat-code-or-login = Type the code; or, if the name is your account's, /login and its password. An empty line leaves.
chat-owner-yours = { $room } is yours from here on.
chat-owner-wrong = This is no token of an owner, or it was used.
chat-owner-account = Register your name first (/register), then type /owner again.
chat-cert-account = Register your name first (/register), then type /cert again.
chat-too-many-tries = Too many wrong passwords or codes came from here: this one was not looked at. Wait a minute, then try again.
chat-invitation-code = { NUMBER($uses) ->
        [one] One person comes in with the code { $code } as the password, until { $time }.
       *[other] { $uses } people come in with the code { $code } as the password, until { $time }.
    }
chat-invitation-code-always = { NUMBER($uses) ->
        [one] One person comes in with the code { $code } as the password.
       *[other] { $uses } people come in with the code { $code } as the password.
    }
chat-invitation-code-forbidden = Only the owner of the default room can make invitations; /invite NAME asks somebody into this room.
chat-cert = You can log in with the certificate { $fingerprint }
chat-cert-added = From here on you can log in with the certificate { $fingerprint }
chat-cert-removed = Nobody logs in any more with the certificate { $fingerprint }
chat-cert-none = Your account has no certificates.
chat-cert-not-shown = This connection has shown no such certificate. Join with it (--client-cert) first.
chat-cert-unfit = This is no fingerprint. It looks like SHA256:… or is 64 hexadecimal digits.
chat-cert-unknown = Your account does not have the certificate { $fingerprint }
chat-cert-taken = This certificate is somebody else's: { $fingerprint }
chat-cert-too-many = An account can have at most { $limit } certificates.

chat-usage-cert = Usage: /cert add [FINGERPRINT], /cert del FINGERPRINT, or /cert list
chat-usage-owner = Usage: /owner TOKEN

## The command line

cli-invite-about = Make an invitation: a code by which people come in
cli-invite-after =
    It can be made while the server runs, and holds for seven days unless --expires says something else.
    Whoever came in with it can come again by the same name until it expires.
cli-invite-uses = How many people may come in with it (default 1)
cli-invite-expires = For how long: 12h, 7d, 4w, or "never" (default 7d)
cli-invite-account = They may register an account with it, also where only those with a code may
cli-invite-owner = Make the token of the room's owner instead; the ones before stay good until one is used
invite-no-server = there is no server's data in { $path }. Start the server first (chatroom serve), or name its folder with --data DIR.
cli-value-span = SPAN
cli-expects-span = a time like 90m, 12h, 7d or 4w, or "never"
