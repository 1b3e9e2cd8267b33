# Limits: what is told to those who reach one, and the table of all at the console (/limits).

## Those who can't connect

turned-away-house = This server has as many connections as it takes ({ $max }). Please try again later.
turned-away-address = Your address has as many connections as one may have here ({ $max }). Close one of them first.
turned-away-network = Your network has as many connections as one may have here ({ $max }). Close one of them first.
turned-away-connects =
    { $seconds ->
        [one] Your address connects too often. Please try again in one second.
       *[other] Your address connects too often. Please try again in { $seconds } seconds.
    }

## Those who speak too fast

plain-slowed = Your lines come faster than they are read here. None is lost; the others see them a little later.
plain-unread = You have closed the connection. The rest of your lines, which came too fast, was not read.

## Limits of the server

chat-turned-away-house = The server has as many connections as it takes ({ $number }). Try again later.
chat-turned-away-address = The server takes no further connection from your address: it has { $number } already. Close one of them first.
chat-turned-away-network = The server takes no further connection from your network: it has { $number } already. Close one of them first.
chat-turned-away-too-often = { NUMBER($number) ->
        [one] Your address connects to the server too often. Try again in one second.
       *[other] Your address connects to the server too often. Try again in { $number } seconds.
    }
chat-slow-mode = { NUMBER($seconds) ->
        [one] That was not sent: { $room } is in slow mode, and you can speak there again in one second.
       *[other] That was not sent: { $room } is in slow mode, and you can speak there again in { $seconds } seconds.
    }
chat-slowed = You send faster than the server reads. Nothing is lost; the others see it a little later.
chat-room-no-more = { $room } can't be opened: the server has as many rooms as it takes.

## The console

limits-head = What is allowed (setting: limit), what of it is in use, and how often it was reached since the start:
limits-row = { $reached ->
        [one] { $what } ({ $setting }): { $max }; in use { $now }; reached once
       *[other] { $what } ({ $setting }): { $max }; in use { $now }; reached { $reached } times
    }
limits-row-uncounted = { $reached ->
        [one] { $what } ({ $setting }): { $max }; reached once
       *[other] { $what } ({ $setting }): { $max }; reached { $reached } times
    }
limit-connections = Connections
limit-peraddress = Connections of one address
limit-pernetwork = Connections of one IPv6 network of 64 bits
limit-connects = Connections that one address makes in a minute
limit-handshakes = TLS handshakes in a second
limit-registration = Seconds to come in
limit-ping = Seconds to answer a PING
limit-linebytes = Bytes of a line
limit-messages = Messages of one connection in a second
limit-queries = Questions of one connection in a second
limit-queue = Bytes that wait for one connection
limit-slow = Slow mode of a room
limit-bans = Bans and mutes of the whole server
limit-raid = Strangers who enter a room within a while
limit-repeats = The same words of one person
limit-rooms = Rooms
limit-roomspermember = Rooms of one member
limit-membersperroom = Members of one room
limit-masks = Masks in the lists of one room
limit-namechars = Characters of a name
limit-topicbytes = Bytes of a topic
limit-targets = Rooms or people that one command names
limit-multilinebytes = Bytes of a message of several lines
limit-multilinelines = Lines of a message of several lines
limit-batch = Seconds for a message of several lines
limit-monitored = Names that one client watches
limit-metadata = Metadata keys of one person or room
limit-metadatachanges = Changes of metadata in a minute
limit-tries = Wrong passwords from one place in a minute
