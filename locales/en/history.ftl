# What is kept: what `chatroom serve` says of it, and `chatroom history`.

## The folder

data-no-home = this system names no folder to keep history in (is HOME set?). Name one with --data DIR, or keep it in memory only with --no-history.
data-no-folder = can't make the folder { $path } to keep history in: { $cause }. Name another with --data DIR, or keep it in memory only with --no-history.
data-in-use = the history in { $path } is in use by another chatroom server. Stop that one, name another folder with --data DIR, or keep history in memory only with --no-history.
data-newer = the history in { $path } was written by a later version of chatroom (format { $version }). Use that version, or name another folder with --data DIR.
data-damaged = the history in { $path } is damaged: { $cause }. Put a backup in its place, or name another folder with --data DIR; the damaged file is left as it is.
data-unreadable = can't open the history in { $path }: { $cause }. Name another folder with --data DIR, or keep it in memory only with --no-history.
data-secret = the secret of this server in { $path } can't be read or made: { $cause }. Without it, bans by hidden host would hold no more; remove the file to begin with another secret.
data-address = can't write to { $path } where this server is reached: { $cause }. The links of "chatroom invite" may lead elsewhere.

## While the server runs

history-failing = History can't be written: { $cause }. What is said is shown all the same, and written once it can be. Make room on the disk, or see what is wrong with it.
history-failing-refused = History can't be written: { $cause }. Until it can be, nothing can be said. Make room on the disk, or see what is wrong with it.
history-fine = History is written again.
history-stuck =
    { $seconds ->
        [one] The disk has written nothing for { $seconds } second. Everyone stays connected; what is said waits until it is written.
       *[other] The disk has written nothing for { $seconds } seconds. Everyone stays connected; what is said waits until it is written.
    }
history-moves = The disk writes again; what waited has been shown.

## chatroom history

history-nothing-kept = no history is kept in { $path }. Name the folder of the server with --data DIR.
history-no-room = there is no room { $room } in { $path }. "chatroom history list" lists those there are.
history-failed = { $path }: { $cause }
history-private = { $name } → { $to }: { $text }
history-list-nothing = Nothing has been said yet.
history-list-row =
    { $messages ->
        [one] one message, { $kilobytes } kB, { $first } to { $last }
       *[other] { $messages } messages, { $kilobytes } kB, { $first } to { $last }
    }
history-list-row-gone =
    { $messages ->
        [one] one message, { $kilobytes } kB, { $first } to { $last } (this room is gone)
       *[other] { $messages } messages, { $kilobytes } kB, { $first } to { $last } (this room is gone)
    }
history-list-row-empty = nothing yet
history-list-talks = Private talks: { $talks }; messages in them: { $messages }
history-search-nothing = Nothing was found.
history-imported = Added: { $added }; there already: { $known }; can't be kept: { $refused }.
history-import-unreadable = can't read { $path }
history-import-line = { $path }, line { $line }: { $what }. What stands before it was taken in.
history-import-form = not as "export --format json" writes it ({ $cause })
history-import-field = "{ $field }" is missing or unfit
history-erase-nothing = There is nothing to erase.
history-erase-question =
    { $count ->
        [one] Erase one entry for good? [y/N]{" "}
       *[other] Erase { $count } entries for good? [y/N]{" "}
    }
# What counts as a yes, parted by commas.
history-erase-yes = y, yes
history-erase-given-up = Nothing was erased.
history-erase-unasked =
    { $count ->
        [one] One entry would be erased for good, and there is nobody to ask: say --yes.
       *[other] { $count } entries would be erased for good, and there is nobody to ask: say --yes.
    }
history-erase-no-answer = can't read the answer
history-erased =
    { $count ->
        [one] One entry was erased.
       *[other] { $count } entries were erased.
    }
history-backup-exists = { $path } is there already. Choose another name, or move it away.
history-backed-up = Everything was copied to { $path }, { $kilobytes } kB.
history-verified = Rooms: { $rooms }; private talks: { $talks }; messages: { $messages }; other events: { $events }; accounts: { $accounts }.
history-problem = Wrong: { $what }
history-whole = { $path } is whole.
history-not-whole = { $path } is damaged
