# 限制：触及限制的人会看到的说明，以及控制台上的限制一览（/limits）。

## 无法连接的人

turned-away-house = 本服务器的连接数已达上限（{ $max }），请稍后再试。
turned-away-address = 你的地址在此的连接数已达上限（{ $max }），请先关闭其中一个。
turned-away-network = 你所在网络在此的连接数已达上限（{ $max }），请先关闭其中一个。
turned-away-connects =
    { $seconds ->
       *[other] 你的地址连接过于频繁，请在 { $seconds } 秒后再试。
    }

## 发言太快的人

plain-slowed = 你发送得太快，服务器来不及读取。内容不会丢失，其他人会稍晚一些看到。
plain-unread = 你已关闭连接。发送过快而未读取的其余内容不再读取。

## 服务器的限制

chat-turned-away-house = 服务器的连接数已达上限（{ $number }），请稍后再试。
chat-turned-away-address = 服务器不再接受来自你地址的连接：已有 { $number } 个，请先关闭其中一个。
chat-turned-away-network = 服务器不再接受来自你所在网络的连接：已有 { $number } 个，请先关闭其中一个。
chat-turned-away-too-often = 你的地址连接服务器过于频繁，请在 { $number } 秒后再试。
chat-slow-mode = 未发送：{ $room } 正处于慢速模式，{ $seconds } 秒后你才能再次发言。
chat-slowed = 你发送得太快，服务器来不及读取。内容不会丢失，其他人会稍晚一些看到。
chat-room-no-more = 无法开设 { $room }：服务器的聊天室数量已达上限。

## 控制台

limits-head = 各项限制（设置：上限）、当前用量，以及启动以来触及的次数：
limits-row = { $what }（{ $setting }）：{ $max }；当前 { $now }；触及 { $reached } 次
limits-row-uncounted = { $what }（{ $setting }）：{ $max }；触及 { $reached } 次
limit-connections = 连接总数
limit-peraddress = 单个地址的连接数
limit-pernetwork = 单个 64 位 IPv6 网络的连接数
limit-connects = 单个地址每分钟建立的连接数
limit-handshakes = 每秒 TLS 握手次数
limit-registration = 登录所需的秒数
limit-ping = 回应 PING 的秒数
limit-linebytes = 一行的字节数
limit-messages = 单个连接每秒的消息数
limit-queries = 单个连接每秒的查询数
limit-queue = 等待单个连接读取的字节数
limit-slow = 聊天室的慢速模式
limit-bans = 整台服务器的封禁与禁言
limit-raid = 短时间内进入聊天室的陌生人
limit-repeats = 同一个人重复的话
limit-rooms = 聊天室数
limit-roomspermember = 单个成员所在的聊天室数
limit-membersperroom = 单个聊天室的成员数
limit-masks = 单个聊天室各名单的条目数
limit-namechars = 用户名的字符数
limit-topicbytes = 话题的字节数
limit-targets = 一条命令涉及的聊天室或人数
limit-multilinebytes = 多行消息的字节数
limit-multilinelines = 多行消息的行数
limit-batch = 发送多行消息的秒数
limit-monitored = 单个客户端关注的名字数
limit-metadata = 单个人或聊天室的元数据键数
limit-metadatachanges = 每分钟的元数据更改次数
limit-tries = 单个来源每分钟输错密码的次数
