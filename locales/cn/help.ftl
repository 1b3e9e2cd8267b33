# HELP 和 INFO 的内容，以及 REHASH 和 REGISTER 的结果。每个命令的帮助以写法开头；每一行都不超过 IRC 的行长。

help-title = 帮助
help-title-command = { $command } 的帮助
help-general =
    HELP 加上命令名，可以查看该命令的说明。
    第一次来：JOIN #聊天室 进入一个聊天室，LIST 列出有哪些聊天室。
info-text =
    chatroom { $version }：一个聊天室，多种入口
    { $server } 为 { $network } 提供服务，自 { $since } 起运行
    自由软件，可按 MIT 许可证或 Apache 许可证 2.0 使用
told-reloaded = 已重新读取设置
told-not-reloaded = 没有任何更改：{ $why }
told-not-reloaded-either = 另有错误：{ $why }
told-at-next-start = 以下设置也已更改，下次启动时才会生效：{ $settings }
told-absent = 未连接
told-registering-done = 账号 { $account } 已归你所有，你已登录
told-registering-needs-code = 要完成 { $account } 的注册，请发送 VERIFY { $account }，后接管理员给你的注册码
told-registering-verified = 账号 { $account } 已归你所有，你已登录
help-admin =
    ADMIN [<服务器>]
    显示这台服务器由谁管理，以及如何联系。
help-authenticate =
    AUTHENTICATE <机制>
    AUTHENTICATE <数据>
    通过 SASL 登录账号；由客户端使用。
help-away =
    AWAY [<留言>]
    说明自己暂时离开以及原因。不带留言表示已经回来。
help-batch =
    BATCH +<标记> draft/multiline <对象>
    BATCH -<标记>
    多行消息的开始和结束；由客户端使用，无需手动输入。
help-cap =
    CAP LS 302、CAP LIST、CAP REQ :<能力>、CAP END
    与服务器商定双方都支持的扩展；由客户端使用。
help-cert =
    CERT ADD [<指纹>] | CERT DEL <指纹> | CERT LIST
    设置可以用哪些证书登录（SASL EXTERNAL）。需要账号。
    不写指纹时，指你的客户端出示的证书。
help-chathistory =
    CHATHISTORY LATEST <对象> <* 或位置> <条数>
    CHATHISTORY BEFORE、AFTER、AROUND <对象> <位置> <条数>
    CHATHISTORY BETWEEN <对象> <位置> <位置> <条数>
    CHATHISTORY TARGETS <timestamp=...> <timestamp=...> <条数>
    显示你所在聊天室里的历史记录；有账号时，也显示你与某人的历史记录。
    位置写作 timestamp=2026-01-31T12:00:00.000Z 或 msgid=<消息编号>。
help-code =
    CODE [<人数>] [<有效期>]
    生成邀请：可供这么多人作为密码发送的邀请码。有效期为七天，或你指定的时长（12h、4w、never）。
    仅限默认聊天室的房主和服务器操作员。
help-die =
    DIE
    关闭服务器。仅限服务器操作员。
help-help =
    HELP [<命令>]
    列出所有命令，或说明其中一个。
help-helpop =
    HELPOP [<命令>]
    与 HELP 相同。
help-info =
    INFO [<服务器>]
    介绍这台服务器。
help-invite =
    INVITE <用户名> <聊天室>
    邀请别人进入你所在的聊天室。
    不带参数时列出你收到的邀请。
help-ison =
    ISON <用户名> [<用户名>...]
    显示其中哪些人在场。
help-isupport =
    ISUPPORT
    显示这台服务器支持的功能，与欢迎之后的内容相同。
help-join =
    JOIN <聊天室>[,<聊天室>...] [<密钥>[,<密钥>...]]
    进入聊天室；聊天室不存在时会新建，由你担任房管。
    用 0 代替聊天室表示退出所有聊天室。
help-ban =
    BAN <聊天室> <用户名或掩码> [<期限>] [<原因>]
    将某人从聊天室封禁并移出。期限如 30m、2h、7d，* 表示永久。仅限房管。
help-bans =
    BANS <聊天室>
    列出聊天室的封禁与禁言：由谁设置、到何时、原因。
help-mute =
    MUTE <聊天室> <用户名或掩码> [<期限>] [<原因>]
    在聊天室禁言某人。仅限房管。
help-unban =
    UNBAN <聊天室> <用户名或掩码>
    解除封禁。仅限房管。
help-unmute =
    UNMUTE <聊天室> <用户名或掩码>
    解除禁言。仅限房管。
help-undo =
    UNDO <聊天室>
    撤销聊天室里上一次移出、封禁、禁言，或上一次解除。仅限房管。
help-audit =
    AUDIT <聊天室> [<条数>]
    列出聊天室的操作记录：谁做了什么。仅限房管。
help-kick =
    KICK <聊天室> <用户名>[,<用户名>...] [<原因>]
    把人移出聊天室。仅限房管。
help-kill =
    KILL <用户名> <原因>
    断开某人的连接。仅限服务器操作员。
help-knock =
    KNOCK <聊天室> [<留言>]
    请求房管让你进入聊天室。
help-links =
    LINKS [[<服务器>] <掩码>]
    列出网络中的服务器。只有一台。
help-list =
    LIST [<聊天室>[,<聊天室>...]] [<条件>[,<条件>...]]
    列出聊天室、其中的人数和话题。
    条件：掩码、!掩码、人数 >3 或 <3、建立以来的分钟数 C>5 或 C<5、设置话题以来的分钟数 T>5 或 T<5。
help-lusers =
    LUSERS [<掩码> [<服务器>]]
    显示有多少人在场。
help-markread =
    MARKREAD <对象> [timestamp=<时间>]
    显示或设置你在聊天室里、或与某人的私聊中读到了哪里。
help-metadata =
    METADATA <对象> <子命令> [<参数>...]
    设置和查看用户与聊天室的附加信息。
    子命令：GET、LIST、SET、CLEAR、SUB、UNSUB、SUBS、SYNC。
help-mode =
    MODE <聊天室> [<模式> [<参数>...]]
    MODE <用户名> [<模式>]
    查看或更改聊天室的规则和房管，或你自己的模式。
help-monitor =
    MONITOR + <用户名>[,<用户名>...]、MONITOR - <用户名>[,<用户名>...]
    MONITOR C、MONITOR L、MONITOR S
    关注或不再关注这些人的来去；清空名单、查看名单、查看谁在场。
help-motd =
    MOTD [<服务器>]
    显示今日公告。
help-names =
    NAMES [<聊天室>[,<聊天室>...]]
    显示聊天室里有谁。
help-nick =
    NICK <用户名>
    改名。
help-notice =
    NOTICE <对象>[,<对象>...] <内容>
    发送一条不会被任何程序自动回复的消息。
help-oper =
    OPER <名称> <密码>
    成为服务器操作员，前提是设置中列有你。
help-owner =
    OWNER <房主令牌>
    用服务器启动时给出的令牌成为默认聊天室的房主。需要账号。
help-part =
    PART <聊天室>[,<聊天室>...] [<原因>]
    退出聊天室。
help-pass =
    PASS <密码>
    说出服务器的密码；要在 NICK 和 USER 之前。
help-ping =
    PING <标记>
    询问服务器是否还在。服务器用 PONG 和同样的标记回答。
help-pong =
    PONG <标记>
    回答服务器的 PING。
help-privmsg =
    PRIVMSG <对象>[,<对象>...] <内容>
    对聊天室或个人说话。
    @#聊天室 只发给房管，+#聊天室 还发给有发言权的人。
help-quit =
    QUIT [<原因>]
    断开与服务器的连接。
help-redact =
    REDACT <对象> <消息编号> [<原因>]
    撤回一条消息：自己的，或你任房管的聊天室里的任何一条。
help-register =
    REGISTER <账号> <邮箱> <密码>
    把你正在用的用户名注册为账号。可以用 * 代替自己的用户名，或表示不提供邮箱。
help-rehash =
    REHASH
    重新读取运行中可以更改的设置。
    仅限服务器操作员。
help-rename =
    RENAME <聊天室> <新名称> [<原因>]
    给聊天室改名。仅限房管。
help-restart =
    RESTART
    关闭服务器并重新启动。仅限服务器操作员。
help-resume =
    RESUME <令牌>
    连接中断之后，回到自己在聊天室中的位置；供客户端使用，无需手动输入。
help-search =
    SEARCH <属性>=<值>[;<属性>=<值>...]
    在你所在的聊天室和你自己的私聊里搜索消息。
    属性：text、in、from、after、before、limit。值里的空格写作 \s。
help-setname =
    SETNAME <真实姓名>
    更改自己的真实姓名。
help-stats =
    STATS <查询> [<服务器>]
    查询 u 显示服务器已运行多久；o 显示可以用哪些名称成为服务器操作员（仅限服务器操作员）。
help-stay =
    STAY [ON|OFF]
    断开连接后是否仍留在所在的聊天室。需要账号。
    不带参数时显示当前的选择。
help-tagmsg =
    TAGMSG <对象>[,<对象>...]
    只发送标签而不带文字，例如“正在输入”；由客户端使用。
help-time =
    TIME [<服务器>]
    显示服务器的时间。
help-topic =
    TOPIC <聊天室> [<话题>]
    查看或设置聊天室的话题；空的话题表示清除。
help-user =
    USER <用户> 0 * <真实姓名>
    说明自己是谁；只在进入时使用一次。
help-userhost =
    USERHOST <用户名> [<用户名>...]
    显示最多五个人是否离开，以及谁是服务器操作员。
help-verify =
    VERIFY <账号> <注册码>
    用管理员给你的注册码完成 REGISTER。
help-version =
    VERSION [<服务器>]
    显示这台服务器运行的程序及其支持的功能。
help-wallops =
    WALLOPS <内容>
    告诉所有设置了用户模式 w 的人。仅限服务器操作员。
help-who =
    WHO [<掩码> [o][%<字段>[,<标记>]]]
    列出聊天室里的人，或用户名符合掩码的人。
help-whois =
    WHOIS [<服务器>] <用户名>[,<用户名>...]
    显示某个在场者的信息。
help-whowas =
    WHOWAS <用户名>[,<用户名>...] [<数量> [<服务器>]]
    显示以前用过这个用户名的人。
