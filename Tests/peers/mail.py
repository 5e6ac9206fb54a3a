"""SMTP: swaks, smtplib, curl and Exim as clients; Exim and aiosmtpd as servers."""
import email
import email.message
import email.policy
import glob
import os
import shutil
import smtplib
import subprocess

from bench import check, expect, free_port, wait_until


class Box:
    """Our mail server, and what it has put into its folder."""

    def __init__(self, bench, *arguments):
        self.folder = bench.make("mailbox")
        self.port = bench.serve("smtp-mail", "--mailbox", self.folder, *arguments)
        self.seen = set()

    def raw(self):
        new = sorted(set(glob.glob(self.folder + "/*.eml")) - self.seen)
        expect(len(new) == 1, f"{len(new)} new files", os.listdir(self.folder))
        self.seen.update(new)
        return open(new[0], "rb").read()

    def message(self):
        return email.message_from_bytes(self.raw(), policy=email.policy.default)

    def expect_none(self):
        expect(not set(os.listdir(self.folder)) - {os.path.basename(s) for s in self.seen}, os.listdir(self.folder))


@check("swaks -> smtp-mail", "STARTTLS, AUTH PLAIN and LOGIN, pipelining, attachments, dots, 8-bit; what is wrong is refused", "swaks")
def swaks_to_server(bench):
    box = Box(bench)
    common = ["swaks", "--server", "127.0.0.1", "--port", str(box.port), "--from", "a@example.org", "--to", "b@example.org,c@example.org", "--helo", "peer.example"]
    secure = common + ["-tls", "--tls-verify", "--tls-ca-path", bench.authority, "--auth-user", "user", "--auth-password", "secret"]
    for mechanism in ("PLAIN", "LOGIN"):
        bench.succeed(*secure, "--auth", mechanism, "--header", "Subject: by " + mechanism, "--body", "first\n.\n..two\n.three\nend")
        message = box.message()
        expect(message["Subject"] == "by " + mechanism and message.get_content().replace("\r\n", "\n").startswith("first\n.\n..two\n.three\nend"), message)
    attached = bench.write("photo.bin", bytes(range(256)) * 2000)
    bench.succeed(*secure, "--auth", "--pipeline", "--attach", "@" + attached, "--header", "Subject: Grüße", "--body", "Ünïcode\n")
    raw = box.raw()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    expect([part.get_content() for part in message.iter_attachments()] == [bytes(range(256)) * 2000], "another attachment")
    expect("Subject: Grüße".encode() in raw and "Ünïcode".encode() in raw, raw[:600])
    expect(b"Return-Path: <a@example.org>" in raw and b"from peer.example" in raw, raw[:400])
    for arguments, status in ((secure[:-1] + ["wrong"], 28), (common, 23), (common + ["--auth-user", "user", "--auth-password", "secret"], 28), (secure + ["--from", "not an address"], 23)):
        refused = bench.run(*arguments)
        expect(refused.status == status, f"expected {status}", refused)
    bench.succeed(*secure, "--quit-after", "RCPT")
    box.expect_none()


@check("smtplib -> smtp-mail", "two messages in a session, SMTPUTF8, a null sender, long lines, two megabytes, SIZE, VRFY and the like")
def smtplib_to_server(bench):
    box = Box(bench)
    with smtplib.SMTP("localhost", box.port, timeout=20) as session:
        expect(session.ehlo()[0] == 250 and session.has_extn("STARTTLS") and not session.has_extn("AUTH"), session.esmtp_features)
        expect(session.docmd("MAIL FROM:<a@b.example>")[0] == 530, "mail without a login")
        session.starttls(context=bench.trust())
        session.ehlo()
        expect(session.has_extn("AUTH") and not session.has_extn("STARTTLS"), session.esmtp_features)
        try:
            session.login("user", "wrong")
            expect(False, "a wrong password was taken")
        except smtplib.SMTPAuthenticationError as refusal:
            expect(refusal.smtp_code == 535, refusal)
        session.login("user", "secret")
        for subject, text in (("Hello", "Plain.\nSecond line.\n"), ("Grüße 日本", "Ünïcode 🙂\n"), ("dots", ".\n..\n.x\n"), ("long", "y" * 900 + "\n"), ("empty", "\n"), ("big", "0123456789abcdef\n" * 120_000)):
            message = email.message.EmailMessage()
            message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", subject
            message.set_content(text)
            session.send_message(message)
            came = box.message()
            expect(came["Subject"] == subject and came.get_content().replace("\r\n", "\n") == text, subject, came["Subject"], came.get_content()[:100])
        expect(session.sendmail("", ["postmaster", "@relay.example:user@[127.0.0.1]", '"odd one"@example.org'], b"Subject: bounce\r\n\r\nx\r\n") == {}, "somebody was refused")
        expect(b"Return-Path: <>" in box.raw(), "another sender")
        session.mail("jürgen@exämple.org", ["SMTPUTF8", "BODY=8BITMIME"])
        expect(session.rcpt("用户@例え.example")[0] == 250 and session.data("Subject: ü\r\n\r\n日本\r\n".encode())[0] == 250, "no SMTPUTF8")
        expect("jürgen@exämple.org".encode() in box.raw(), "another sender")
        for command, code in (("NOOP anything", 250), ("VRFY user", 252), ("EXPN list", 502), ("HELP", 214), ("BDAT 4 LAST", 502), ("XYZZY", 500), ("MAIL FROM:<a@b.example> SIZE=999999999999", 552), ("RCPT TO:<x@y.example>", 503), ("DATA", 503), ("RSET", 250)):
            expect(session.docmd(command)[0] == code, command, code)
        expect(session.quit()[0] == 221, "no 221")
    box.expect_none()


@check("curl -> smtp-mail", "a message by smtp with --ssl-reqd and a login", "curl")
def curl_to_server(bench):
    box = Box(bench)
    letter = bench.write("letter", "From: a@example.org\r\nSubject: by curl\r\n\r\n.one dot\r\n")
    command = ["curl", "-sS", f"smtp://localhost:{box.port}/peer.example", "--cacert", bench.authority, "--mail-from", "a@example.org", "--mail-rcpt", "b@example.org", "--upload-file", letter]
    bench.succeed(*command, "--ssl-reqd", "--user", "user:secret")
    message = box.message()
    expect(message["Subject"] == "by curl" and message.get_content().startswith(".one dot"), message)
    expect(bench.run(*command, "--ssl-reqd", "--user", "user:wrong").status == 67, "a wrong password was taken")
    expect(bench.run(*command).status != 0, "mail without a login")
    box.expect_none()


@check("swaks -> smtp-mail: in the clear", "--no-tls: a login without TLS, and no STARTTLS on offer", "swaks")
def swaks_in_the_clear(bench):
    box = Box(bench, "--no-tls")
    command = ["swaks", "--server", "127.0.0.1", "--port", str(box.port), "--from", "a@example.org", "--to", "b@example.org", "--auth", "CRAM-MD5,PLAIN", "--auth-user", "user", "--auth-password", "secret"]
    bench.succeed(*command)
    box.message()
    expect(bench.run(*command, "-tls").status == 29, "TLS out of nowhere")


EXIM_COMMON = """
primary_hostname = localhost
spool_directory = {spool}
log_file_path = {spool}/%slog
host_lookup =
rfc1413_query_timeout = 0s
never_users =
keep_environment =
"""
EXIM_SERVER = EXIM_COMMON + """
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
acl_smtp_rcpt = recipients
acl_smtp_data = data
begin acl
recipients:
  accept authenticated = *
  deny message = authentication required
data:
  accept
begin routers
all:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  maildir_format
  directory = {mailbox}
  user = Debian-exim
  group = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{user}}}}{{eq{{$auth3}}{{secret}}}}}}}}
  server_set_id = $auth2
"""
EXIM_CLIENT = EXIM_COMMON + """
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = smarthost
begin transports
smarthost:
  driver = smtp
  port = {port}
  hosts_require_tls = *
  hosts_require_auth = *
  tls_verify_certificates = {authority}
  tls_verify_hosts = *
  tls_verify_cert_hostnames =
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  client_send = ^user^secret
"""


def exim_folder(bench, name):
    folder = bench.make(name)
    shutil.chown(folder, "Debian-exim", "Debian-exim")
    return folder


@check("exim -> smtp-mail", "Exim relays to us by STARTTLS and AUTH; our authority verified; pipelined, a bounce too", "exim4", "root")
def exim_to_server(bench):
    box = Box(bench)
    authority = bench.write("authority.pem", open(bench.authority, "rb").read())
    configuration = bench.write("exim.conf", EXIM_CLIENT.format(spool=exim_folder(bench, "spool"), port=box.port, authority=authority))
    for sender, recipients in (("a@example.org", ["b@example.net", "c@example.com"]), ("<>", ["d@example.net"])):
        bench.succeed("exim4", "-C", configuration, "-odi", "-f", sender, *recipients, input=b"Subject: by exim\n\n.a dot\nGr\xc3\xbc\xc3\x9fe\n" + b"z" * 990 + b"\n")
        log = bench.path("spool", "mainlog")
        wait_until(lambda: glob.glob(box.folder + "/*.eml") or b"==" in open(log, "rb").read(), "a delivery")
        expect(glob.glob(box.folder + "/*.eml"), open(log).read())
        raws = [open(path, "rb").read() for path in sorted(set(glob.glob(box.folder + "/*.eml")) - box.seen)]
        box.seen.update(glob.glob(box.folder + "/*.eml"))
        expect(len(raws) == 1 and b"\r\n.a dot\r\nGr\xc3\xbc\xc3\x9fe\r\n" in raws[0] and b"z" * 990 in raws[0] and b"with ESMTPSA" in raws[0], raws, open(log).read())


@check("smtp-mail -> exim", "our client by STARTTLS and AUTH; the message is in Exim's maildir, whole; a wrong password is refused", "exim4", "openssl", "root")
def client_to_exim(bench):
    certificate, key = bench.certificate()
    shutil.chown(key, "Debian-exim")
    mailbox, port = exim_folder(bench, "maildir"), free_port()
    configuration = bench.write("exim.conf", EXIM_SERVER.format(spool=exim_folder(bench, "spool"), port=port, certificate=certificate, key=key, mailbox=mailbox))
    bench.start("exim4", "-bdf", "-C", configuration, port=port)
    attached = bench.write("photo.bin", bytes(range(256)) * 40)
    command = ["client", "--host", "localhost", "--port", str(port), "--ca", certificate, "--no-capture", "--from", "a@example.org", "--to", "b@example.org", "c@example.org", "--subject", "Grüße 日本", "--text", "first\n.\n..two\nÜnïcode " + "long " * 400, "--attach", attached]
    outcome = bench.ours("smtp-mail", *command)
    expect(outcome.status == 0 and "Email sent successfully!" in outcome.text, outcome, open(bench.path("spool", "mainlog")).read())
    wait_until(lambda: len(glob.glob(mailbox + "/new/*")) == 2, "two files in the maildir (one a recipient)")
    for path in glob.glob(mailbox + "/new/*"):
        message = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
        text = message.get_body().get_content().replace("\r\n", "\n")
        expect(message["Subject"] == "Grüße 日本" and text.startswith("first\n.\n..two\nÜnïcode long "), message["Subject"], text[:100])
        expect([part.get_content() for part in message.iter_attachments()] == [bytes(range(256)) * 40], "another attachment")
    wrong = bench.ours("smtp-mail", *command, "--password", "wrong")
    expect(wrong.status != 0 and b"535" in wrong.errors, wrong)
    stranger = bench.ours("smtp-mail", *[word for word in command if word not in ("--ca", certificate)])
    expect(stranger.status != 0 and b"certificate" in stranger.errors.lower(), stranger)
    expect(len(glob.glob(mailbox + "/new/*")) == 2, "more mail")


AIOSMTPD = """import ssl, sys, threading
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
class Handler:
    async def handle_DATA(self, server, session, envelope):
        open(sys.argv[4], 'wb').write(('%s %s\\n' % (envelope.mail_from, envelope.rcpt_tos)).encode() + envelope.content)
        return '250 taken'
def right(server, session, envelope, mechanism, data): return AuthResult(success=(data.login, data.password) == (b'user', b'secret'), handled=False)
class C(Controller):
    def factory(self): return SMTP(self.handler, tls_context=context, authenticator=right, auth_required=True, require_starttls=True, enable_SMTPUTF8=True, hostname='localhost')
C(Handler(), hostname='127.0.0.1', port=int(sys.argv[1])).start()
threading.Event().wait()
"""


@check("smtp-mail -> aiosmtpd", "our client by STARTTLS and AUTH; a wrong password is refused", "python:aiosmtpd", "openssl")
def client_to_aiosmtpd(bench):
    certificate, key = bench.certificate()
    file = bench.path("letter")
    port = bench.python(AIOSMTPD, certificate, key, file)
    command = ["client", "--host", "localhost", "--port", str(port), "--ca", certificate, "--no-capture", "--from", "a@example.org", "--to", "b@example.org"]
    for subject, text in (("Hello", "Plain."), ("Grüße", "Ünïcode 🙂"), ("dots", ".\n..\n.x\nend"), ("empty", "")):
        outcome = bench.ours("smtp-mail", *command, "--subject", subject, "--text", text)
        expect(outcome.status == 0, outcome)
        envelope, _, content = open(file, "rb").read().partition(b"\n")
        message = email.message_from_bytes(content, policy=email.policy.default)
        expect(envelope == b"a@example.org ['b@example.org']" and message["Subject"] == subject, envelope, message)
        expect(message.get_content().replace("\r\n", "\n").rstrip("\n") == text, message.get_content())
    expect(bench.ours("smtp-mail", *command, "--password", "wrong").status != 0, "a wrong password was taken")
