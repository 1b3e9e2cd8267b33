# TLS: whom a client believes, keys and certificates.

## chatroom join

tls-clear = 到 { $address } 的连接没有加密：途中的任何人都能看到并篡改全部内容，包括密码。
tls-first-key = 首次访问 { $address }：从现在起信任它的密钥。可向管理员核对指纹：{ $fingerprint }
tls-new-key = 已接受并记住 { $address } 的新密钥：{ $fingerprint }
tls-not-remembered = 无法在 { $path } 中记住 { $address } 的密钥：{ $cause }。下次访问时仍会视为首次访问。
tls-error-changed =
    { $address } 的密钥与以前不同，因此没有向它发送任何内容。可能是它的管理员换了密钥，也可能是途中有人冒充这台服务器。
    已知：{ $known }
    收到：{ $found }
    请通过其他途径向管理员询问指纹。如果与收到的一致，可以用 --accept-new-key 接受一次。
tls-error-not-given =
    { $address } 的密钥与链接中写明的不同，因此没有向它发送任何内容。可能是链接已经过时，也可能是途中有人冒充这台服务器。
    收到：{ $found }
    请向给你链接的人要一个新链接。
tls-error-not-public =
    { $address } 以前的证书受本系统信任，现在的证书却不再受信任，因此没有向它发送任何内容。可能是它的管理员没有及时更新证书，也可能是途中有人冒充这台服务器。
    收到：{ $found }
    请通过其他途径向管理员询问指纹。如果与收到的一致，可以用 --accept-new-key 接受一次。
tls-error-no-tls = { $address } 没有用 TLS 回应，也没有向它发送任何明文。如果你确定这台服务器不支持 TLS，并且不介意有人偷看，请使用 --no-tls。
tls-error-no-tls-known = { $address } 没有用 TLS 回应，也没有向它发送任何内容。这台服务器以前支持 TLS：途中可能有人冒充它，或者阻止了 TLS。请换一个网络，或通过其他途径询问管理员。
tls-error-failed = 无法与 { $address } 建立 TLS 连接：{ $cause }
tls-still-silent = { $address } 接受了连接，但尚未用 TLS 回应。再等 { $seconds } 秒；按 Ctrl-C 可以离开。
tls-error-no-answer = 无法与 { $address } 建立 TLS 连接：{ $seconds } 秒内没有回应。请检查地址和途中的防火墙。不支持 TLS 的服务器也可能毫无回应：如果你确定这台服务器不支持 TLS，并且不介意有人偷看，请使用 --no-tls。
tls-error-no-answer-known = 无法与 { $address } 建立 TLS 连接：{ $seconds } 秒内没有回应。请检查地址和途中的防火墙。这台服务器以前支持 TLS：途中可能有人阻止了它。请换一个网络，或通过其他途径询问管理员。
tls-error-clear-known = 以前通过 TLS 进入过 { $address }，因此不会以明文进入：可能是途中有人想诱使你这样做。请使用 TLS；如果管理员通过其他途径告诉你它不再支持 TLS，请从 { $path } 中删去它那一行。
tls-error-unchecked = 链接中写明了服务器的密钥（fp=），不用 TLS 就无法核对。请去掉 --no-tls，或去掉链接中的 fp=。
tls-error-unchecked-link = 链接中写明了服务器的密钥（fp=），不用 TLS 就无法核对，而 irc:// 不使用 TLS。请向给你链接的人要一个 ircs:// 或 chatroom:// 链接，或去掉链接中的 fp=。
tls-error-known = 无法读取已知服务器的记录 { $path }：{ $cause }。没有它就无法分辨服务器的真伪。请修复它；如果移走它，所有服务器都会重新视为首次访问，谁回应就信任谁。
tls-error-known-line = { $path }:{ $line }：这一行不符合“主机:端口 SHA256:… 日期”的格式。请改正它，或删去它：它所写的服务器会重新视为首次访问。
tls-error-client-cert-unreadable = 无法读取客户端证书 { $path }：{ $cause }
tls-error-client-cert = { $path } 不能用作你的证书：{ $cause }。应为一个 PEM 文件，其中有证书及其私钥。
tls-cause-empty = 文件是空的
tls-cause-not-pem = 不是 PEM 格式（以 "-----BEGIN" 开头）；可以用 openssl 转换
tls-cause-damaged = 文件已损坏或不完整
tls-cause-only-key = 其中只有私钥，没有证书
tls-cause-only-certificate = 其中只有证书，没有私钥
tls-cause-password = 私钥受密码保护，可以用 "openssl pkey" 去掉密码
tls-cause-missing = 其中是别的内容
tls-cause-key-kind = 不支持这种类型或长度的密钥；支持 ECDSA（P-256、P-384、P-521）、Ed25519 和 2048 位及以上的 RSA
tls-cause-expired = 已经过期
tls-cause-not-yet = 尚未生效（也可能是本机的时钟不准）
tls-cause-issuer = 本系统不信任它的签发者
tls-cause-revoked = 已被吊销
tls-cause-pair = 私钥与证书不匹配
tls-cause-versions = 它与我们没有共同的 TLS 版本（我们支持 1.2 和 1.3）
tls-cause-certificate-wanted = 它要求出示证书；请用 --client-cert 指定你的证书
tls-cause-certificate-refused = 它不接受我们的证书
tls-cause-name = 它不认识这个名称
tls-cause-given-up = 它放弃了连接
tls-cause-bad-certificate = 无法读取证书
tls-cause-broken = 它的回应不符合 TLS 的规则
tls-cause-cut = 连接未经告别就被切断
tls-about-encrypted = { $name } 通过 TLS 连接。
tls-about-certificate = { $name } 出示了证书，其密钥指纹为 { $fingerprint }

## chatroom serve

tls-serve-fingerprint = 本服务器的密钥指纹：{ $fingerprint }
tls-serve-this-run = 服务器的密钥无法保存在 { $path }（{ $cause }）。本次使用的密钥只在这次运行中有效：记住它的客户端会拒绝下一个密钥。
tls-serve-renewed = 已重新读取证书。本服务器的密钥：{ $fingerprint }
tls-serve-not-renewed = 已重新读取证书，但无法使用；仍使用之前的证书。{ $why }
tls-serve-untimely = { $path } 中的证书仍在使用，但{ $cause }：按签发者验证证书的 IRC 客户端会拒绝它。请更换证书；“chatroom join”在认得密钥时以密钥为准。
tls-error-half = 证书和密钥必须一起给出：缺少 { $missing }。
tls-error-unreadable = 无法读取 { $path }：{ $cause }
tls-error-certificate = { $path } 中没有可用的证书：{ $cause }。应为一个或多个 PEM 格式的证书，服务器自己的证书在最前面。
tls-error-key = { $path } 中没有可用的私钥：{ $cause }。应为一个 PEM 格式、没有密码的私钥。
tls-error-pair = { $key } 中的私钥与 { $certificate } 中的证书不匹配。请指定一起生成的一对文件；如果文件中有多个证书，服务器自己的证书必须在最前面。
tls-error-unfit = 证书无法使用：{ $cause }
tls-error-unmade = 无法生成密钥：{ $cause }
tls-error-tickets = 无法启动 TLS：{ $cause }
tls-error-sts = tls.sts 需要其他系统信任的证书，而这个证书不是：{ $cause }。请用 tls.cert 指定一个，或将 tls.sts 设为 0。
tls-error-sts-off = tls.sts 要求客户端只通过 TLS 连接，但 tls.mode 是 "off"。请修改其中一项。

## Those who come in without TLS where it must be

tls-required = 本服务器只能通过 TLS 进入。请使用 TLS 重新连接同一端口；“chatroom join”会自动这样做。
