"""FTP: curl, lftp and ftplib as clients; vsftpd and pyftpdlib as servers."""
import ftplib
import io
import os
import socket

from bench import check, expect, free_port

SMALL, BIG = b"hello\r\nworld\n", os.urandom(3_000_000)


class Shelf:
    """Our FTP server over a folder with some files."""

    def __init__(self, bench, *arguments, root="root"):
        self.root = bench.make(root)
        bench.write(f"{root}/small.txt", SMALL)
        bench.write(f"{root}/big.bin", BIG)
        bench.write(f"{root}/name with space", b"1")
        bench.write(f"{root}/sub/inner.txt", b"inner")
        bench.write("outside.txt", b"nobody's business")
        os.symlink("../outside.txt", f"{self.root}/way-out")
        os.symlink("/etc", f"{self.root}/etc")
        self.port = bench.serve("ftp-transfer", "--root", self.root, *arguments)
        self.url = f"ftp://user:secret@127.0.0.1:{self.port}"

    def content(self, name):
        with open(f"{self.root}/{name}", "rb") as file:
            return file.read()


@check("curl -> ftp-transfer", "list, get, put, resume, append, rename, delete, folders, active mode, no way out", "curl")
def curl_to_server(bench):
    shelf = Shelf(bench)

    def curl(*arguments):
        return bench.succeed("curl", "-sS", *arguments)
    listing = curl(f"{shelf.url}/").text
    expect(all(name in listing for name in ("small.txt", "big.bin", "name with space", "sub")), listing)
    expect(sorted(curl("-l", f"{shelf.url}/sub/").text.split()) == ["inner.txt"], "other names")
    for mode in ((), ("--disable-epsv",), ("-P", "-"), ("-P", "127.0.0.1", "--disable-eprt")):
        expect(curl(*mode, f"{shelf.url}/big.bin").output == BIG, mode)
    expect(curl("-r", "1000000-", f"{shelf.url}/big.bin").output == BIG[1_000_000:], "other bytes")
    expect(curl(f"{shelf.url}/name%20with%20space").output == b"1", "another file")
    half = bench.write("half", BIG[:1_000_000])
    curl("-C", "-", "-o", half, f"{shelf.url}/big.bin")
    expect(open(half, "rb").read() == BIG, "another file after resuming")
    whole = bench.write("whole", BIG)
    curl("-T", whole, f"{shelf.url}/up.bin")
    expect(shelf.content("up.bin") == BIG, "another upload")
    with open(f"{shelf.root}/part.bin", "wb") as part:
        part.write(BIG[:1_500_000])
    curl("-C", "-", "-T", whole, f"{shelf.url}/part.bin")
    expect(shelf.content("part.bin") == BIG, "another upload after resuming")
    curl("-a", "-T", bench.write("tail", b"tail"), f"{shelf.url}/small.txt")
    expect(shelf.content("small.txt") == SMALL + b"tail", "nothing was appended")
    curl("--ftp-create-dirs", "-T", whole, f"{shelf.url}/new/deep/up.bin")
    curl(f"{shelf.url}/", "-Q", "RNFR new/deep/up.bin", "-Q", "RNTO moved.bin", "-Q", "RMD new/deep", "-Q", "RMD new", "-Q", "DELE up.bin")
    expect(sorted(os.listdir(shelf.root)) == ["big.bin", "etc", "moved.bin", "name with space", "part.bin", "small.txt", "sub", "way-out"], os.listdir(shelf.root))
    for path in ("/../outside.txt", "//etc/passwd", "/%2e%2e/outside.txt", "/way-out", "/etc/passwd", "/sub/..%2f..%2foutside.txt"):
        outcome = bench.run("curl", "-sS", "--path-as-is", f"{shelf.url}{path}")
        expect(outcome.status != 0 and not outcome.output, path, outcome)
    expect(bench.run("curl", "-sS", f"ftp://user:wrong@127.0.0.1:{shelf.port}/").status == 67, "a wrong password was taken")


@check("curl -> ftp-transfer: TLS", "AUTH TLS, both connections encrypted, our authority verified", "curl")
def curl_by_tls(bench):
    shelf = Shelf(bench, "--tls")
    secure = ["curl", "-sS", "--ssl-reqd", "--cacert", bench.authority]
    url = f"ftp://user:secret@localhost:{shelf.port}"
    expect(bench.succeed(*secure, f"{url}/big.bin").output == BIG, "another file")
    bench.succeed(*secure, "-T", bench.write("whole", BIG), f"{url}/up.bin")
    expect(shelf.content("up.bin") == BIG, "another upload")


@check("lftp -> ftp-transfer", "mirror down and up, mget, glob, resume; with TLS too", "lftp")
def lftp_to_server(bench):
    for tls in (False, True):
        shelf = Shelf(bench, *(["--tls"] if tls else []), root="root-tls" if tls else "root")
        settings = "set net:max-retries 1; set net:timeout 10; " + (f"set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file {bench.authority}; " if tls else "set ftp:ssl-allow no; ")
        down, got = bench.path("down-tls" if tls else "down"), bench.make("mget-tls" if tls else "mget")
        script = settings + f"open -u user,secret -p {shelf.port} localhost; cls; mirror -x etc -x way-out / {down}; mirror -R {down}/sub /copied; lcd {got}; mget *.txt; mkdir -p a/b; put -O a/b {down}/big.bin; mv a/b/big.bin c.bin; rm -r a"
        outcome = bench.succeed("lftp", "-c", script)
        for name, content in (("small.txt", SMALL), ("big.bin", BIG), ("sub/inner.txt", b"inner"), ("name with space", b"1")):
            expect(open(f"{down}/{name}", "rb").read() == content, name, outcome)
        expect(shelf.content("copied/inner.txt") == b"inner" and shelf.content("c.bin") == BIG and not os.path.exists(f"{shelf.root}/a"), outcome, os.listdir(shelf.root))
        expect(open(f"{got}/small.txt", "rb").read() == SMALL, "mget got nothing")


@check("ftplib -> ftp-transfer", "text and binary, MLSD, SIZE, MDTM, REST, APPE, rename, abort; FTP_TLS; a cut upload leaves nothing")
def ftplib_to_server(bench):
    shelf = Shelf(bench, "--tls")
    for tls in (False, True):
        ftp = ftplib.FTP_TLS(context=bench.trust(), timeout=10) if tls else ftplib.FTP(timeout=10)
        ftp.connect("localhost", shelf.port)
        try:
            ftp.login("user", "wrong")
            expect(False, "a wrong password was taken")
        except ftplib.error_perm:
            pass
        ftp.login("user", "secret")
        if tls:
            ftp.prot_p()
        facts = {name: fact for name, fact in ftp.mlsd()}
        expect(facts["big.bin"]["size"] == "3000000" and facts["sub"]["type"] == "dir", facts)
        for passive in (True, False):
            ftp.set_pasv(passive)
            got = io.BytesIO()
            ftp.retrbinary("RETR big.bin", got.write)
            expect(got.getvalue() == BIG, "another file")
        ftp.set_pasv(True)
        lines = []
        ftp.retrlines("RETR sub/inner.txt", lines.append)
        expect(lines == ["inner"], lines)
        ftp.voidcmd("TYPE I")
        expect(ftp.size("big.bin") == 3_000_000 and ftp.sendcmd("MDTM big.bin").startswith("213 20"), "another size or time")
        got = io.BytesIO()
        ftp.retrbinary("RETR big.bin", got.write, rest=2_999_990)
        expect(got.getvalue() == BIG[-10:], "other bytes")
        ftp.storbinary("STOR up.bin", io.BytesIO(BIG))
        ftp.storbinary("APPE up.bin", io.BytesIO(b"tail"))
        expect(shelf.content("up.bin") == BIG + b"tail", "another upload")
        ftp.mkd("d")
        ftp.cwd("d")
        expect(ftp.pwd() == "/d", ftp.pwd())
        ftp.rename("/up.bin", "in d.bin")
        expect(ftp.nlst() == ["in d.bin"], ftp.nlst())
        ftp.delete("in d.bin")
        ftp.cwd("..")
        ftp.rmd("d")
        for escape in ("RETR way-out", "RETR etc/passwd", "RETR ../outside.txt", "CWD etc", "STOR etc/new", "RNFR way-out/x", "DELE /../outside.txt"):
            try:
                ftp.voidcmd("TYPE I")
                (ftp.transfercmd if escape[:4] in ("RETR", "STOR") else ftp.voidcmd)(escape)
                expect(False, f"{escape} was allowed")
            except ftplib.error_perm:
                pass
        if not tls:
            data = ftp.transfercmd("STOR cut.bin")
            data.sendall(BIG[:500_000])
            ftp.abort()
            data.close()
            expect(ftp.sendcmd("NOOP").startswith("2") and not os.path.exists(f"{shelf.root}/cut.bin"), os.listdir(shelf.root))
        ftp.quit()
    expect(open(bench.path("outside.txt"), "rb").read() == b"nobody's business", "outside was touched")
    expect(sorted(os.listdir(shelf.root)) == ["big.bin", "etc", "name with space", "small.txt", "sub", "way-out"], os.listdir(shelf.root))


def exercise_client(bench, port, root, *options):
    """Our client against a foreign server whose root is `root`."""
    common = ["--host", "localhost", "--port", str(port), "--no-capture", *options]

    def client(*errand):
        return bench.ours("ftp-transfer", "client", *errand, *common)
    for name, content in (("small.txt", SMALL), ("big.bin", BIG), ("empty", b""), ("name with space", b"1")):
        with open(f"{root}/{name}", "wb") as file:
            file.write(content)
    for mode in ((), ("--active",)):
        listing = client("list", *mode)
        expect(listing.status == 0 and all(name in listing.text for name in ("small.txt", "big.bin", "empty", "name with space")), listing)
        for name, content in (("small.txt", SMALL), ("big.bin", BIG), ("empty", b""), ("name with space", b"1")):
            local = bench.path("got")
            outcome = client("get", name, local, *mode)
            expect(outcome.status == 0 and open(local, "rb").read() == content, name, outcome)
            outcome = client("put", local, "up-" + name, *mode)
            expect(outcome.status == 0 and open(f"{root}/up-{name}", "rb").read() == content, name, outcome)
            os.remove(f"{root}/up-{name}")
    missing = client("get", "no-such", bench.path("no-such"))
    expect(missing.status != 0 and not os.path.exists(bench.path("no-such")), missing)
    expect(client("list", "--password", "wrong").status != 0, "a wrong password was taken")


PYFTPDLIB = """import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer
users = DummyAuthorizer()
users.add_user('user', 'secret', sys.argv[2], perm='elradfmwMT')
handler = FTPHandler
if len(sys.argv) > 3:
    handler = TLS_FTPHandler
    handler.certfile, handler.keyfile = sys.argv[3], sys.argv[4]
    handler.tls_control_required = handler.tls_data_required = True
handler.authorizer = users
handler.permit_foreign_addresses = True
FTPServer(('127.0.0.1', int(sys.argv[1])), handler).serve_forever()
"""


@check("ftp-transfer -> pyftpdlib", "list, get, put, passive and active; what fails leaves no file", "python:pyftpdlib")
def client_to_pyftpdlib(bench):
    root = bench.make("root")
    exercise_client(bench, bench.python(PYFTPDLIB, root), root)


@check("ftp-transfer -> pyftpdlib: TLS", "the same with both connections encrypted", "python:pyftpdlib", "python:OpenSSL", "openssl")
def client_to_pyftpdlib_by_tls(bench):
    root, (certificate, key) = bench.make("root"), bench.certificate()
    exercise_client(bench, bench.python(PYFTPDLIB, root, certificate, key), root, "--tls", "--ca", certificate)


@check("ftp-transfer -> vsftpd", "list, get, put, passive and active, with a system's account", "vsftpd", "openssl", "root", "unshare")
def client_to_vsftpd(bench):
    vsftpd(bench)


@check("ftp-transfer -> vsftpd: TLS", "the same with TLS demanded on both connections", "vsftpd", "openssl", "root", "unshare")
def client_to_vsftpd_by_tls(bench):
    vsftpd(bench, tls=True)


def vsftpd(bench, tls=False):
    """vsftpd knows the system's accounts only: it gets a passwd, a shadow and a PAM service of its own, in a mount namespace."""
    root, port = bench.make("root"), free_port()
    os.chmod(root, 0o777)
    hashed = bench.succeed("openssl", "passwd", "-6", "secret").text.strip()
    bench.write("passwd", open("/etc/passwd").read() + f"user:x:54321:54321::{root}:/bin/sh\n")
    bench.write("shadow", open("/etc/shadow").read() + f"user:{hashed}:19000:0:99999:7:::\n")
    bench.write("pam", "auth required pam_unix.so\naccount required pam_permit.so\n")
    secure = ""
    if tls:
        certificate, key = bench.certificate()
        secure = f"ssl_enable=YES\nrsa_cert_file={certificate}\nrsa_private_key_file={key}\nforce_local_logins_ssl=YES\nforce_local_data_ssl=YES\nrequire_ssl_reuse=NO\nssl_ciphers=HIGH\n"
    configuration = bench.write("vsftpd.conf", f"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nlocal_enable=YES\nwrite_enable=YES\nanonymous_enable=NO\nlocal_umask=022\n"
                                f"chroot_local_user=YES\nallow_writeable_chroot=YES\nlocal_root={root}\nsecure_chroot_dir={bench.make('empty')}\npam_service_name=layerlab-peer\nseccomp_sandbox=NO\nconnect_from_port_20=NO\npasv_address=127.0.0.1\n{secure}")
    os.chown(configuration, 0, 0)
    script = (f"mount --bind {bench.path('passwd')} /etc/passwd && mount --bind {bench.path('shadow')} /etc/shadow && mkdir -p {bench.path('pam.d')} && cp -r /etc/pam.d/. {bench.path('pam.d')}/"
              f" && cp {bench.path('pam')} {bench.path('pam.d')}/layerlab-peer && mount --bind {bench.path('pam.d')} /etc/pam.d && exec vsftpd {configuration}")
    bench.start("unshare", "--mount", "sh", "-c", script, port=port)
    exercise_client(bench, port, root, *(["--tls", "--ca", bench.path("cert.pem")] if tls else []))
