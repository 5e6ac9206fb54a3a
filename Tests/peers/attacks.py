"""What hostile clients and servers do. Ours must keep its memory, and serve the others. Slow: only in the whole run."""
import base64
import os
import resource
import socket
import struct
import time
import urllib.request
import zlib

from bench import PROGRAMS, attack, expect, wait_until  # noqa: F401

MIB = 1 << 20


def many(count):
    """Leave to open so many connections; how many there may be."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 1000), hard))
    return min(count, hard - 1000)


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), 20)
    return connection


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def memory(process, what="VmRSS"):
    """In MiB."""
    for line in open(f"/proc/{process.pid}/status"):
        if line.startswith(what + ":"):
            return int(line.split()[1]) / 1024
    return 0


def get(port, path="/"):
    start = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        content = answer.read()
    return content, time.monotonic() - start


def read_all(connection, limit=20):
    connection.settimeout(limit)
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


def served(port, limit=3):
    content, seconds = get(port)
    expect(b"You requested path: /" in content or b"<html>" in content, content)
    expect(seconds < limit, f"{seconds:.1f} s")


GREETING = {"http-server": (b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n", b"</html>"), "smtp-mail": (b"", b"220 "), "ftp-transfer": (b"", b"220 "),
            "websocket-chat": (b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", b"\r\n\r\n")}


def server(bench, lab):
    arguments = {"smtp-mail": ["--mailbox", bench.make("mail"), "--quiet"], "ftp-transfer": ["--root", bench.make("root"), "--quiet"]}.get(lab, ["--quiet"])
    return bench.serve(lab, *arguments), bench.processes[-1]


def hear(connection, text):
    data = b""
    while text not in data:
        piece = connection.recv(65536)
        expect(piece, f"the end, after {data!r}")
        data += piece
    return data


def idle(bench, lab):
    port, process = server(bench, lab)
    say, answer = GREETING[lab]
    before, connections = memory(process), []
    for _ in range(many(10_000)):
        connection = connect(port)
        connection.sendall(say)
        connections.append(connection)
    for connection in connections:
        hear(connection, answer)
    start = time.monotonic()
    late = connect(port)
    late.sendall(say)
    hear(late, answer)
    seconds = time.monotonic() - start
    now = memory(process)
    print(f"      {len(connections)} connections: {before:.0f} MiB before, {now:.0f} MiB with them, one more served in {seconds * 1000:.0f} ms")
    expect(seconds < 2 and now < 400, f"{seconds:.1f} s, {now:.0f} MiB")
    for connection in connections:
        connection.close()
    late.close()
    wait_until(lambda: len(os.listdir(f"/proc/{process.pid}/fd")) < 50, "closing them")


for lab in GREETING:
    attack(f"attacker -> {lab}: idle", "10,000 connections that do nothing")(lambda bench, lab=lab: idle(bench, lab))


@attack("attacker -> http-server: slow heads", "500 connections drip their heads; each is cut off in time, others are served")
def slow_heads(bench):
    port, process = server(bench, "http-server")
    slow = [connect(port) for _ in range(many(500))]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    start, open_ones = time.monotonic(), set(slow)
    while open_ones and time.monotonic() - start < 45:
        for connection in list(open_ones):
            try:
                connection.sendall(b"X: y\r\n")
            except OSError:
                open_ones.discard(connection)
        served(port)
        time.sleep(1)
    print(f"      all cut off after {time.monotonic() - start:.0f} s, {memory(process):.0f} MiB")
    expect(not open_ones, f"{len(open_ones)} are still open")


@attack("attacker -> http-server: endless", "heads, lines, chunk extensions, trailers and empty lines without an end")
def endless(bench):
    port, process = server(bench, "http-server")
    for start, piece, status in ((b"GET / HTTP/1.1\r\nHost: h\r\n", b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", b"431"), (b"GET /", b"x" * 1000, b"414"), (b"GET / HTTP/1.1\r\nX: ", b"x" * 1000, b"431"),
                                 (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x" * 1000, b"400"), (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 900 + b"\r\nx\r\n", b"400"),
                                 (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n", b"431"), (b"", b"\r\n", b"400"), (b"", os.urandom(1) + b"\x00" * 500, b"400")):
        connection = connect(port)
        sent = 0
        try:
            connection.sendall(start)
            while sent < 20 * MIB:
                connection.sendall(piece * 50)
                sent += len(piece) * 50
        except OSError:
            pass
        expect(sent < 20 * MIB, f"{start[:20]!r} {piece[:10]!r}: everything was taken")
        connection.close()
        again = connect(port)
        again.sendall(start + piece * (200_000 // len(piece)))
        answer = read_all(again)
        expect(answer.startswith(b"HTTP/1.1 " + status), start[-30:], piece[:10], answer[:60])
    served(port)
    expect(memory(process, "VmHWM") < 200, f"{memory(process, 'VmHWM'):.0f} MiB")


@attack("attacker -> http-server: slow readers", "300 ask for 50 MB each and read nothing; 100 uploads of 15 MB stop before their end")
def slow_readers(bench):
    bench.write("public/big.bin", os.urandom(50 * MIB))
    port = bench.serve("http-server", "--files", bench.make("public"), "--quiet")
    process = bench.processes[-1]
    readers = [connect(port) for _ in range(many(300))]
    for connection in readers:
        connection.sendall(b"GET /files/big.bin HTTP/1.1\r\nHost: h\r\n\r\n" * 20)
    served(port)
    writers, refused = [], 0
    for _ in range(100):
        connection = connect(port)
        try:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 15000001\r\n\r\n" + bytes(15_000_000))
        except OSError:
            refused += 1
        writers.append(connection)
    served(port)
    print(f"      {refused} uploads refused, {memory(process, 'VmHWM'):.0f} MiB at most")
    expect(memory(process, "VmHWM") < 900, f"{memory(process, 'VmHWM'):.0f} MiB")


@attack("attacker -> http-server: resets", "3000 connections reset at once or in the middle of a request")
def resets(bench):
    port, process = server(bench, "http-server")
    for number in range(3000):
        connection = connect(port)
        connection.sendall(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"[:number % 56])
        reset(connection)
    served(port)
    wait_until(lambda: len(os.listdir(f"/proc/{process.pid}/fd")) < 50, "closing them")


def frame(payload, opcode=1, compressed=False):
    head = bytes([0x80 | (0x40 if compressed else 0) | opcode])
    size = len(payload)
    head += bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + struct.pack("!H", size) if size < 65536 else bytes([0x80 | 127]) + struct.pack("!Q", size)
    return head + b"\0\0\0\0" + payload


def upgrade(port, extension=b""):
    connection = connect(port)
    connection.sendall(GREETING["websocket-chat"][0][:-2] + extension + b"\r\n")
    hear(connection, b"\r\n\r\n")
    return connection


@attack("attacker -> websocket-chat: bombs", "compressed messages of gigabytes, fragments without an end, a frame of an exabyte")
def bombs(bench):
    for echo in ([], ["--echo"]):
        port = bench.serve("websocket-chat", "--quiet", *echo)
        process = bench.processes[-1]
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = squeeze.compress(bytes(512 * MIB)) + squeeze.flush(zlib.Z_SYNC_FLUSH)
        for what, extension, data in (("a bomb", b"Sec-WebSocket-Extensions: permessage-deflate\r\n", frame(bomb[:-4], 2, True)),
                                      ("fragments", b"", b"".join(b"\x02\x8a\0\0\0\0" + b"x" * 10 if n == 0 else b"\x00\x8a\0\0\0\0" + b"x" * 10 for n in range(2_000_000))),
                                      ("an exabyte", b"", b"\x82\xff" + struct.pack("!Q", 1 << 60) + b"\0\0\0\0")):
            connection = upgrade(port, extension)
            try:
                connection.sendall(data)
            except OSError:
                pass
            answer = read_all(connection)
            expect(answer[:1] == b"\x88" and answer[2:4] == struct.pack("!H", 1009), what, answer[:100])
        served(port)
        print(f"      {'echo' if echo else 'chat'}: {memory(process, 'VmHWM'):.0f} MiB at most")
        expect(memory(process, "VmHWM") < 250, f"{memory(process, 'VmHWM'):.0f} MiB")


@attack("attacker -> websocket-chat: deaf clients", "50 clients never read while 200 MB are said; everybody else hears all of it")
def deaf(bench):
    port, process = server(bench, "websocket-chat")
    deaf_ones = [upgrade(port) for _ in range(50)]
    speaker = upgrade(port)
    listener = upgrade(port)
    text = b"z" * 100_000
    heard = speaker_heard = 0
    size = 4 + len(b"Someone said: ") + len(text)
    if size - 4 >= 65536:
        size += 6
    for _ in range(2000):
        speaker.sendall(frame(text))
        for who in (listener, speaker):
            left = size
            while left:
                piece = who.recv(left)
                expect(piece, "the end")
                left -= len(piece)
    print(f"      {memory(process, 'VmHWM'):.0f} MiB at most")
    expect(memory(process, "VmHWM") < 900, f"{memory(process, 'VmHWM'):.0f} MiB")
    for connection in deaf_ones:
        connection.close()


@attack("attacker -> smtp-mail: endless", "lines and messages without an end, commands without reading the replies, resets everywhere")
def smtp_endless(bench):
    folder = bench.make("mail")
    port = bench.serve("smtp-mail", "--mailbox", folder, "--no-tls", "--quiet")
    process = bench.processes[-1]
    login = b"EHLO x\r\nAUTH PLAIN " + base64.b64encode(b"\0user\0secret") + b"\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"
    for start, piece in ((b"EHLO ", b"x" * 1000), (b"", os.urandom(1000).replace(b"\n", b"").replace(b"\r", b"")), (login, b"x" * 70_000), (b"", b"HELP\r\n" * 1000), (b"EHLO x\r\nAUTH LOGIN\r\n", b"A" * 1000)):
        connection = connect(port)
        sent = 0
        try:
            connection.settimeout(3)
            connection.sendall(start)
            while sent < 300 * MIB:
                connection.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        expect(sent < 300 * MIB, f"{start[:20]!r}: everything was taken")
        connection.close()
    whole = login + b"Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n"
    for count in range(0, len(whole), 3):
        connection = connect(port)
        connection.sendall(whole[:count])
        reset(connection)
    late = connect(port)
    late.sendall(whole)
    expect(b"250 2.0.0 Stored" in read_all(late), "somebody else was not served")
    wait_until(lambda: len(os.listdir(folder)) <= 3, "half messages going away")
    print(f"      {memory(process, 'VmHWM'):.0f} MiB at most")
    expect(memory(process, "VmHWM") < 200, f"{memory(process, 'VmHWM'):.0f} MiB")


@attack("attacker -> ftp-transfer: data connections", "hundreds of passive ports nobody comes to, files nobody reads, commands without an end, resets everywhere")
def ftp_attacks(bench):
    bench.write("root/big.bin", bytes(50 * MIB))
    port = bench.serve("ftp-transfer", "--root", bench.make("root"), "--quiet")
    process = bench.processes[-1]
    login = b"USER user\r\nPASS secret\r\nTYPE I\r\n"
    held = []
    for _ in range(200):
        control = connect(port)
        control.sendall(login + b"EPSV\r\n" * 20)
        control.settimeout(10)
        text = b""
        while text.count(b"229 ") < 20:
            text += control.recv(65536)
        control.sendall(b"RETR big.bin\r\n")
        data = connect(int(text.split(b"|||")[-1].split(b"|")[0]))
        held += [control, data]
    expect(len(os.listdir(f"/proc/{process.pid}/fd")) < 900, "listeners pile up")
    flood = connect(port)
    flood.settimeout(3)
    sent = 0
    try:
        while sent < 300 * MIB:
            flood.sendall(b"HELP\r\n" * 1000)
            sent += 6000
    except OSError:
        pass
    expect(sent < 300 * MIB, "everything was taken")
    whole = login + b"EPSV\r\nSTOR up\r\nABOR\r\nQUIT\r\n"
    for count in range(len(whole)):
        connection = connect(port)
        connection.sendall(whole[:count])
        reset(connection)
    import ftplib
    ftp = ftplib.FTP(timeout=10)
    ftp.connect("127.0.0.1", port)
    ftp.login("user", "secret")
    expect(ftp.nlst() == ["big.bin"], ftp.nlst())
    print(f"      {memory(process, 'VmHWM'):.0f} MiB at most")
    expect(memory(process, "VmHWM") < 400, f"{memory(process, 'VmHWM'):.0f} MiB")


HOSTILE = """import gzip, os, socket, sys, threading, zlib
def serve(c):
    path = c.recv(65536).split(b' ')[1]
    try:
        if path == b'/bomb':
            z = zlib.compressobj(9, zlib.DEFLATED, 31)
            b = z.compress(bytes(1 << 30)) + z.flush()
            c.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\nContent-Length: %d\\r\\n\\r\\n' % len(b) + b)
        elif path == b'/head':
            c.sendall(b'HTTP/1.1 200 OK\\r\\n')
            while True: c.sendall(b'X: yyyyyyyyyyyyyyyyyyyy\\r\\n' * 100)
        elif path == b'/interim':
            while True: c.sendall(b'HTTP/1.1 102 Processing\\r\\n\\r\\n' * 100)
        elif path == b'/endless':
            c.sendall(b'HTTP/1.1 200 OK\\r\\n\\r\\n')
            while True: c.sendall(bytes(65536))
        elif path == b'/chunks':
            c.sendall(b'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n')
            while True: c.sendall(b'1\\r\\nx\\r\\n' * 1000)
        else: c.sendall({b'/loop': b'HTTP/1.1 302 Found\\r\\nLocation: /loop\\r\\nContent-Length: 0\\r\\n\\r\\n', b'/scheme': b'HTTP/1.1 302 Found\\r\\nLocation: file:///etc/passwd\\r\\nContent-Length: 0\\r\\n\\r\\n', b'/split': b'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nxy', b'/cut': b'HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nabc', b'/none': b''}.get(path, os.urandom(1000)))
    except OSError: pass
    c.close()
s = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True: threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
"""


@attack("http-client -> attacker", "bombs, endless heads, loops, other schemes, cut and split answers, noise: one error line, and no more than so much memory")
def hostile_server(bench):
    import bench as module
    root = f"http://127.0.0.1:{bench.python(HOSTILE)}"
    for path in ("bomb", "head", "interim", "loop", "scheme", "split", "cut", "none", "noise", "endless", "chunks"):
        arguments = [] if path in ("endless", "chunks", "bomb") else ["--plain"]
        outcome = bench.run("/bin/sh", "-c", f"ulimit -v 4000000; exec {module.PROGRAMS}/http-client {' '.join(arguments)} --no-capture {root}/{path}", limit=60)
        expect(0 < outcome.status < 128 and outcome.errors.count(b"\n") <= 3 and outcome.errors, path, outcome)
