# What people read on the screen of `chatroom join`, beside what `chat.ftl` says.

## The window's title, and calls

screen-title = { $place } - chatroom
screen-title-waiting = ({ $count }) { $place } - chatroom
screen-call-room = { $name } in { $room }
screen-call-private = { $name } writes to you

## The row of status

screen-way-connecting = connecting …
screen-way-reconnecting = reconnecting …
screen-way-down = not connected
screen-lag = the server lags by { $seconds } s
screen-below = ▼ { $count } new
screen-below-mention = ▼ { $count } new, { $name } names you
screen-scrolled = ▼ newer below
screen-typing =
    { $count ->
        [one] { $names } is typing
       *[other] { $names } are typing
    }

## Questions in place of the line; a space at the end is part of a prompt

screen-prompt-retry = Enter: try again>{ " " }
screen-prompt-search =
    { $count ->
        [0] search>{ " " }
       *[other] search ({ $count })>{ " " }
    }
screen-prompt-searching =
    { $count ->
        [0] asking the server>{ " " }
       *[other] asking the server ({ $count })>{ " " }
    }
screen-prompt-find = find>{ " " }
screen-paste =
    { $count ->
        [one] Send 1 line? [y] send  [e] edit  [n] discard
       *[other] Send { $count } lines? [y] send  [e] edit  [n] discard
    }
screen-paste-command = A line of it begins with "/": pasted, it is said and not run.
# What was half typed in an earlier run stands on the line again.
screen-draft-back = This is what you were typing when you left; Ctrl+C clears it.

## Sentences until the next key

screen-leave-again = Press { $key } once more to leave.
screen-too-long = It is too long: at most { $bytes_max } bytes fit.
screen-too-many-lines = It has too many lines: at most { $lines_max } fit.
screen-no-mentions = Nobody has named you here.
screen-no-members = There are no members to show here.
screen-no-such-room = There is no conversation with this number.
screen-nothing-new = Nothing new elsewhere.
screen-nothing-failed = There is nothing to send again.
screen-search-no-more = No more of it here; Enter asks the server.
screen-not-here = That message is older than what the server gives.
screen-fetching = Fetching what was said before, up to that message …
screen-notify-all = You are called for every message.
screen-notify-mentions = You are called for what names you and what is said to you alone.
screen-notify-off = You are called for nothing.
screen-mouse-on = The mouse is the screen's: clicks and wheel work; select with Shift held.
screen-mouse-off = The mouse is the terminal's again: select as usual.

## Lists

screen-list-rooms =
    { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }
screen-list-members =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
screen-list-mentions =
    { $count ->
        [one] 1 message names you
       *[other] { $count } messages name you
    }
screen-list-found =
    { $count ->
        [one] 1 message found
       *[other] { $count } messages found
    }
screen-tab-here = here
screen-tab-new = { $count } new
screen-tab-calls = { $count } new, of which { $calls } for you
screen-list-help = Help: type to find ({ $count })
screen-members-more = +{ $count } more
screen-member-away = { " " }(away)
screen-role-owner = owner
screen-role-operator = operator
screen-role-voice = may speak

## Hints: a key and what it does

screen-hint-send = { $key } send
screen-hint-newline = { $key } new line
screen-hint-complete = { $key } complete
screen-hint-editor = { $key } editor
screen-hint-clear = { $key } clear
screen-hint-resend = { $key } send again
screen-hint-newest = { $key } newest
screen-hint-page-down = { $key } down
screen-hint-page-up = { $key } older
screen-hint-search = { $key } search
screen-hint-active = { $key } what is new
screen-hint-switcher = { $key } rooms
screen-hint-help = { $key } help
screen-hint-members = { $key } members
screen-hint-mouse = { $key } mouse
screen-hint-answer = { $key } answer
screen-hint-retry = { $key } try again
screen-hint-leave = { $key } leave
screen-hint-discard = { $key } discard
screen-hint-close = { $key } close
screen-hint-hit-older = { $key } older hit
screen-hint-hit-newer = { $key } newer hit
screen-hint-ask-server = { $key } ask the server
screen-hint-talk-to = { $key } talk to them
screen-hint-choose = { $key } choose
screen-hint-move = { $key } move
screen-hint-hide = { $key } hide

## What keys do, in help

screen-act-send = send
screen-act-newline = begin another line
screen-act-complete = complete the word, or the next candidate
screen-act-complete-back = the candidate before
screen-act-cancel = close what lies on top, take back a completion, go to the newest
screen-act-clear = clear the line; in an empty one, leave after asking
screen-act-delete-or-end = delete the next character; in an empty line, leave after asking
screen-act-suspend = stop the program until fg
screen-act-redraw = draw everything again
screen-act-undo = undo
screen-act-redo = redo
screen-act-left = to the left
screen-act-right = to the right
screen-act-word-left = a word to the left
screen-act-word-right = a word to the right
screen-act-line-start = to the start of the line
screen-act-line-end = to the end of the line
screen-act-older = a row up; from the first, what you said before
screen-act-newer = a row down; from the last, what you said after
screen-act-delete-left = delete the character before the cursor
screen-act-delete-right = delete the character behind the cursor
screen-act-cut-to-end = cut to the end of the line
screen-act-cut-to-start = cut to the start of the line
screen-act-cut-back = cut back to a blank
screen-act-cut-word-left = cut the word before the cursor
screen-act-cut-word-right = cut the word behind the cursor
screen-act-paste-cut = paste what was cut
screen-act-paste-older = right after that: what was cut before it
screen-act-swap = swap two characters
screen-act-page-up = a page of older messages
screen-act-page-down = a page of newer messages
screen-act-row-up = a row of older messages
screen-act-row-down = a row of newer messages
screen-act-oldest = to the oldest message here
screen-act-newest = to the newest message
screen-act-unread = to the first unread message
screen-act-next-room = the next conversation
screen-act-last-room = the conversation before
screen-act-active-room = to where something is new, mentions first
screen-act-next-mention = the next message that names you
screen-act-last-mention = the last message that names you
screen-act-room = the conversation with this number
screen-act-switcher = choose a conversation by typing
screen-act-search = search in this conversation; Enter asks the server
screen-act-help = this help
screen-act-rooms = show or hide the list of conversations
screen-act-members = the list of members, to talk to one; once more: hide it
screen-act-mouse = the mouse to the screen, or back to the terminal
screen-act-editor = go on in $EDITOR
screen-act-resend = send again what failed
screen-act-mentions = the messages that name you

## What was said

# A row that says which day begins. $weekday: 1 is Monday; $month: 1 is January.
screen-day =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
# A row between what was read and what was not.
screen-unread = unread messages below
# Who came and went, told together.
screen-came =
    { $count ->
        [one] { $names } entered.
       *[other] { $count } people entered: { $names }.
    }
screen-went =
    { $count ->
        [one] { $names } left.
       *[other] { $count } people left: { $names }.
    }
screen-passed =
    { $count ->
        [one] { $names } entered and left.
       *[other] { $count } people entered and left: { $names }.
    }
screen-back =
    { $count ->
        [one] { $names } left and came back.
       *[other] { $count } people left and came back: { $names }.
    }
screen-names-more = { $names } and { $count } more
# Between two sentences of one row.
screen-between-sentences = { " " }
# Where somebody finds themselves who was put out of another room.
screen-put-out = { $name } removed you from { $room }.
screen-put-out-because = { $name } removed you from { $room } ({ $reason }).
screen-taken-back = Message taken back.
screen-taken-back-because = Message taken back ({ $reason }).
# A message of ours; $why is a sentence.
screen-not-sent = Not sent. /resend sends it again.
screen-not-sent-because = Not sent. { $why } /resend sends it again.
screen-not-confirmed = Perhaps not sent: the server has not confirmed it. /resend sends it again.
screen-talk-closed = The talk with { $name } was closed: at most { $count } conversations are kept open.
# The first row, where older ones were taken away.
screen-older-gone = Older messages are no longer on the screen.

## The terminal around the screen

screen-editor-failed = Your editor could not be used: { $cause }
screen-drafts-unkept = What you type here is not kept any more: { $cause }

## What a line is, for whoever has it read aloud

screen-linear-message = Message, { $line }
screen-linear-mention = Mention, { $line }
screen-linear-private = Private message, { $line }
screen-linear-action = Action, { $line }
screen-linear-notice = Notice, { $line }
screen-linear-found = Found, { $line }
screen-linear-topic = Topic, { $line }
screen-linear-event = Event, { $line }
screen-linear-problem = Problem, { $line }
screen-linear-info = Info, { $line }
