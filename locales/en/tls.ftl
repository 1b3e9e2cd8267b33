# TLS: whom a client believes, keys and certificates.

## chatroom join

tls-clear = nothing is encrypted on the way to { $address }: anybody on the way can read and change all that is said, passwords included.
tls-first-key = First visit to { $address }: its key is trusted from now on. Ask its operator whether it is this one: { $fingerprint }
tls-new-key = The new key of { $address } is accepted and remembered: { $fingerprint }
tls-not-remembered = The key of { $address } can't be remembered in { $path }: { $cause }. The next visit will count as the first one again.
tls-error-changed =
    { $address } has another key than before, so nothing was said to it. Either its operator has made a new key, or somebody on the way pretends to be this server.
    Known:  { $known }
    Found:  { $found }
    Ask its operator for the fingerprint over another channel. If it is the one that was found, accept it once with --accept-new-key.
tls-error-not-given =
    { $address } does not have the key that the link names, so nothing was said to it. Either the link is old, or somebody on the way pretends to be this server.
    Found:  { $found }
    Ask whoever sent the link for a new one.
tls-error-not-public =
    { $address } had a certificate that this system trusts, and has one that it does not trust any more, so nothing was said to it. Either its operator has let it lapse, or somebody on the way pretends to be this server.
    Found:  { $found }
    Ask its operator for the fingerprint over another channel. If it is the one that was found, accept it once with --accept-new-key.
tls-error-no-tls = { $address } does not answer with TLS, and nothing was said to it in clear text. If you know that this server has no TLS and do not mind who reads along, use --no-tls.
tls-error-no-tls-known = { $address } does not answer with TLS, and nothing was said to it. This server has had TLS: somebody on the way may pretend to be it, or keep TLS away. Try another network, or ask its operator over another channel.
tls-error-failed = No TLS with { $address }: { $cause }
tls-still-silent = { $address } has taken the connection, but does not answer with TLS yet. Waiting for { $seconds } seconds more; Ctrl-C leaves.
tls-error-no-answer = No TLS with { $address }: no answer within { $seconds } seconds. Check the address and the firewalls on the way. A server without TLS may be silent, too: if you know that this one has none and do not mind who reads along, use --no-tls.
tls-error-no-answer-known = No TLS with { $address }: no answer within { $seconds } seconds. Check the address and the firewalls on the way. This server has had TLS: somebody on the way may keep it away. Try another network, or ask its operator over another channel.
tls-error-clear-known = { $address } has been entered with TLS before, and is not entered in clear text: somebody on the way may want you to. Come with TLS; if its operator tells you over another channel that it has none any more, take its line out of { $path }.
tls-error-unchecked = The link names the key of the server (fp=), which can't be checked without TLS. Leave out --no-tls, or the fp= of the link.
tls-error-unchecked-link = The link names the key of the server (fp=), which can't be checked without TLS, and irc:// is without. Ask whoever sent the link for an ircs:// or chatroom:// link, or leave out its fp=.
tls-error-known = Can't read which servers are known, { $path }: { $cause }. Without it no server can be told from a stranger. Put it right; if you move it away, every server is a stranger again, and whoever answers is taken for it.
tls-error-known-line = { $path }:{ $line }: this line is none of the kind "host:port SHA256:… date". Put it right, or take it out: the server that it was about is a stranger then.
tls-error-client-cert-unreadable = Can't read the client certificate { $path }: { $cause }
tls-error-client-cert = { $path } can't be your certificate: { $cause }. Expected one PEM file with a certificate and its private key.
tls-cause-empty = it is empty
tls-cause-not-pem = it is not in PEM, which begins with "-----BEGIN"; openssl can convert it
tls-cause-damaged = it is damaged, or cut off
tls-cause-only-key = there is a private key in it, but no certificate
tls-cause-only-certificate = there is a certificate in it, but no private key
tls-cause-password = the key is protected by a password, which "openssl pkey" can take off
tls-cause-missing = there is something else in it
tls-cause-key-kind = a key of this kind or size is not supported; ECDSA (P-256, P-384, P-521), Ed25519, and RSA from 2048 bits are
tls-cause-expired = it has expired
tls-cause-not-yet = its time has not begun (or the clock of this machine is wrong)
tls-cause-issuer = this system does not trust whoever has issued it
tls-cause-revoked = it was revoked
tls-cause-pair = the key does not belong to the certificate
tls-cause-versions = it has no version of TLS in common with us (we speak 1.2 and 1.3)
tls-cause-certificate-wanted = it lets nobody in without a certificate; name yours with --client-cert
tls-cause-certificate-refused = it does not accept our certificate
tls-cause-name = it does not know itself by this name
tls-cause-given-up = it has given up
tls-cause-bad-certificate = the certificate can't be read
tls-cause-broken = what it says breaks the rules of TLS
tls-cause-cut = it was cut off without a goodbye
tls-about-encrypted = { $name } is connected with TLS.
tls-about-certificate = { $name } has shown a certificate with the key { $fingerprint }

## chatroom serve

tls-serve-fingerprint = The key of this server: { $fingerprint }
tls-serve-this-run = The server's key can't be kept in { $path } ({ $cause }). This one is for this run only: clients that remember it will refuse the next one.
tls-serve-renewed = The certificate was read again. The key of this server: { $fingerprint }
tls-serve-not-renewed = The certificate was read again and is not used; the one before stays. { $why }
tls-serve-untimely = The certificate in { $path } is shown, but { $cause }: IRC clients that go by who has issued it will refuse it. Get a new one; "chatroom join" goes by the key where it knows it.
tls-error-half = A certificate and its key go together: { $missing } is missing.
tls-error-unreadable = Can't read { $path }: { $cause }
tls-error-certificate = { $path } holds no certificate that can be used: { $cause }. Expected one or more certificates in PEM, the server's own first.
tls-error-key = { $path } holds no private key that can be used: { $cause }. Expected one in PEM, without a password.
tls-error-pair = The private key in { $key } does not belong to the certificate in { $certificate }. Name the two that were made together; of several certificates the server's own comes first.
tls-error-unfit = The certificate can't be used: { $cause }
tls-error-unmade = No key can be made: { $cause }
tls-error-tickets = TLS can't be started: { $cause }
tls-error-sts = tls.sts needs a certificate that other systems trust, and this one is none: { $cause }. Name one with tls.cert, or set tls.sts to 0.
tls-error-sts-off = tls.sts tells clients to come by TLS only, and tls.mode is "off". Set one of them otherwise.

## Those who come in without TLS where it must be

tls-required = This server is entered with TLS only. Come again with TLS, on the same port; "chatroom join" does so by itself.
