#!/usr/bin/env python3
"""`layerlab view` on a terminal of our own: what its screen shows after each key, and that the terminal is given back.

usage: view.py PROGRAMS SCRATCH
Prints a line for each check; ends with "passed N of M", and with status 1 where a check fails.
"""
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

programs, scratch = sys.argv[1], sys.argv[2]
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
os.makedirs(scratch, exist_ok=True)
echo = os.path.join(root, "captures", "01-tcp-echo.pcap")
passed = failed = 0


class Failure(Exception):
    pass


class Terminal:
    """A pseudo-terminal with a program on it, and what its screen shows: just as much of ECMA-48 as the program uses, and nothing else."""

    def __init__(self, *command, width=120, height=40, environment=None):
        self.master, self.slave = pty.openpty()
        self.resize(width, height, tell=False)
        self.before = termios.tcgetattr(self.slave)
        self.pending, self.raw, self.alternate, self.hidden = b"", b"", False, False
        def own():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        self.process = subprocess.Popen([os.path.join(programs, command[0]), *command[1:]], stdin=self.slave, stdout=self.slave, stderr=subprocess.PIPE, preexec_fn=own, env=dict(os.environ, TERM="xterm", **(environment or {"NO_COLOR": "1"})))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        os.close(self.master)
        os.close(self.slave)

    def resize(self, width, height, tell=True):
        self.width, self.height = width, height
        self.cells = [[" "] * width for _ in range(height)]
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def send(self, text):
        os.write(self.master, text.encode())

    def listen(self, seconds=0.02):
        while select.select([self.master], [], [], seconds)[0]:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                return
            if not piece:
                return
            self.raw += piece
            self.take(piece)
            seconds = 0.02

    def take(self, piece):
        text = self.pending + piece
        self.pending = b""
        at = 0
        while at < len(text):
            if text[at] == 0x1b:
                found = re.match(rb"\x1b\[(\??)([0-9;]*)([A-Za-z])", text[at:])
                if not found:
                    if len(text) - at > 16:
                        raise Failure(f"an escape that is not ours: {text[at:at + 16]!r}")
                    self.pending = text[at:]
                    return
                self.control(*found.groups())
                at += found.end()
            elif text[at] in b"\r\n":
                at += 1
            elif text[at] < 0x20 or text[at] == 0x7f:
                raise Failure(f"a control character reaches the terminal: {text[at]:#x}")
            else:
                length = 1 if text[at] < 0x80 else 2 if text[at] < 0xe0 else 3 if text[at] < 0xf0 else 4
                if at + length > len(text):
                    self.pending = text[at:]
                    return
                if self.row < self.height and self.column < self.width:
                    self.cells[self.row][self.column] = text[at:at + length].decode()
                elif self.alternate:
                    raise Failure(f"text beyond the screen, row {self.row + 1}, column {self.column + 1} of {self.width}×{self.height}")
                self.column += 1
                at += length

    row = column = 0

    def control(self, private, numbers, letter):
        if private:
            if numbers == b"1049":
                self.alternate = letter == b"h"
            elif numbers == b"25":
                self.hidden = letter == b"l"
        elif letter == b"H":
            self.row, self.column = (int(part) - 1 for part in numbers.split(b";"))
        elif letter == b"J":
            self.cells = [[" "] * self.width for _ in range(self.height)]

    @property
    def screen(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def shows(self, *words, seconds=20):
        """Waits until the screen has all of the words."""
        end = time.monotonic() + seconds
        while True:
            self.listen()
            missing = [word for word in words if word not in self.screen]
            if not missing:
                return self.screen
            if self.process.poll() is not None:
                self.listen()
                raise Failure(f"ended with status {self.process.returncode} before it showed {missing}: {self.process.stderr.read().decode()}")
            if time.monotonic() > end:
                raise Failure(f"the screen never shows {missing}:\n{self.screen}")

    def ends(self, status):
        end = time.monotonic() + 20
        while self.process.poll() is None:
            self.listen()
            if time.monotonic() > end:
                raise Failure("it does not end")
        self.listen()
        if self.process.returncode != status:
            raise Failure(f"status {self.process.returncode}, wanted {status}: {self.process.stderr.read().decode()}")
        self.is_back()

    def is_back(self):
        if termios.tcgetattr(self.slave) != self.before:
            raise Failure("the terminal's settings are not what they were")
        if self.alternate or self.hidden:
            raise Failure("the screen before is not back" if self.alternate else "the cursor is still hidden")


def check(name, body):
    global passed, failed
    try:
        body()
        passed += 1
        print(f"ok    {name}")
    except (Failure, AssertionError) as problem:
        failed += 1
        print(f"FAIL  {name}: {problem}")
    sys.stdout.flush()


def view(*more, **options):
    return Terminal("layerlab", "view", *more, **options)


def walking():
    with view(echo) as terminal:
        terminal.shows("01-tcp-echo.pcap", "frame 1 of 11", "Layers", "Bytes", "Ethernet", "q quit")
        terminal.send("jj\x1b[B")
        terminal.shows("frame 4 of 11")
        terminal.send("G")
        terminal.shows("frame 11 of 11")
        terminal.send("6G")
        terminal.shows("frame 6 of 11")
        terminal.send("g:3\r")
        terminal.shows("frame 3 of 11")
        terminal.send("\x1b[6~")
        terminal.shows("frame 11 of 11")
        terminal.send("q")
        terminal.ends(0)


def layers():
    with view(echo, "--frame", "4") as terminal:
        terminal.shows("frame 4 of 11", "▾ TCP", "▸ IPv4")
        terminal.send("\rg\x1b[C")
        terminal.shows("▾ Ethernet", "Destination: ")
        terminal.send("j")
        terminal.shows("eth.dst", "bytes 0-5")
        terminal.send("hh")
        terminal.shows("▸ Ethernet")
        terminal.send("E")
        terminal.shows("▾ IPv4", "▾ Flags")
        terminal.send("\t" + "j" * 30 + "g" + "l" * 30)
        terminal.shows("ip.dst", "bytes 30-33")
        terminal.send("\x1b")
        terminal.shows("q quit")
        terminal.send("q")
        terminal.ends(0)


def searching():
    with view(echo) as terminal:
        terminal.shows("frame 1 of 11")
        terminal.send("/FIN\r")
        first = terminal.shows("FIN")
        terminal.send("n")
        time.sleep(0.1)
        terminal.send("/nothing like it\r")
        terminal.shows('no frame has "nothing like it"')
        terminal.send("ftcp.flags.syn == 1\r")
        terminal.shows("2 answer to tcp.flags.syn == 1")
        terminal.send("f\x15tcp.nonsense\r")
        terminal.shows("tcp.nonsense", "at character 1")
        terminal.send("\x1b\x1b")
        terminal.shows("frame", "q quit")
        terminal.send("\x1b")
        terminal.send("f\x15arp and tcp\r")
        terminal.shows("no frame answers to that")
        terminal.send("\x1b")
        terminal.shows("of 11", "q quit")
        terminal.send("q")
        terminal.ends(0)


def following():
    with view(echo, "--frame", "5") as terminal:
        terminal.shows("frame 5 of 11")
        terminal.send("s")
        terminal.shows("⇄", "> 14 bytes", "< 14 bytes", "> Hello, server!", "< Hello, server!")
        terminal.send("x")
        terminal.shows("48 65 6c 6c 6f", "Hello, server!")
        terminal.send("f")
        terminal.shows("answer to tcp.stream == 0")
        terminal.send("\x1bgs")
        terminal.send("?")
        terminal.send("q" * 3)
        terminal.ends(0)


def resizing():
    with view(echo, width=140, height=40) as terminal:
        terminal.shows("┬", "│")
        for width, height in ((60, 20), (33, 9), (200, 60), (20, 4), (10, 3), (80, 24)):
            terminal.resize(width, height)
            terminal.process.send_signal(signal.SIGWINCH)
            terminal.shows("frame 1" if width >= 60 else "01-tcp" if width >= 20 else "too small"[:width])
        terminal.send("zq")
        terminal.ends(0)


def signals(number, status):
    with view(echo) as terminal:
        terminal.shows("frame 1 of 11")
        terminal.process.send_signal(number)
        terminal.ends(status)


def stopping():
    between = os.path.join(scratch, "settings")
    # A shell with job control, whose next command goes on with what was stopped.
    with Terminal("/bin/sh", "-mc", f"'{programs}/layerlab' view '{echo}'; stty -a > '{between}'; fg > /dev/null") as terminal:
        terminal.shows("frame 1 of 11")
        terminal.send("j")
        terminal.shows("frame 2 of 11")
        terminal.send("\x1a")
        end = time.monotonic() + 20
        while not re.search(rb"\x1b\[\?1049l.*\x1b\[\?1049h", terminal.raw, re.S):
            terminal.listen()
            if time.monotonic() > end:
                raise Failure("Ctrl-Z does not give the screen back and fg not take it again")
        with open(between) as file:
            settings = file.read().replace(";", " ").split()
        if "icanon" not in settings or "echo" not in settings:
            raise Failure(f"while it is stopped the terminal is not as it was: {settings}")
        terminal.shows("frame 2 of 11")
        terminal.send("jq")
        terminal.ends(0)
    # Where nobody could let it go on (no shell above it), it cannot be stopped.
    with view(echo) as terminal:
        terminal.shows("frame 1 of 11")
        terminal.send("\x1a")
        terminal.listen(0.3)
        terminal.send("j")
        terminal.shows("frame 2 of 11")
        terminal.send("q")
        terminal.ends(0)


def hostile():
    path = os.path.join(scratch, "hostile\x1b[31m.pcap")
    payload = b"GET /\x1b]0;owned\x07\x1b[2J\xc2\x9b31m\xe2\x80\xae HTTP/1.1\r\nHost: \x1b[?1049l\r\n\r\n"
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0, 64, 6, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
    tcp = struct.pack(">HHIIBBHHH", 40000, 80, 1, 1, 0x50, 0x18, 65535, 0, 0)
    frames = [bytes(12) + b"\x08\x00" + ip + tcp + payload, b"", b"\xff" * 3, bytes(range(256)) * 5]
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for frame in frames:
            file.write(struct.pack("<IIII", 1, 2, len(frame), len(frame)) + frame)
    with view(path) as terminal:
        terminal.shows("frame 1 of 4", "GET /")
        for key in "\rEG\tG\x1b":
            terminal.send(key)
            terminal.listen(0.05)
        terminal.send("s")
        terminal.shows("⇄", "GET /\\x1b")
        terminal.send("qG")
        terminal.shows("frame 4 of 4")
        for key in "kk" + "\r\x1b":
            terminal.send(key)
            terminal.listen(0.05)
        terminal.send("q")
        terminal.ends(0)


def keys_of_noise():
    with view(echo) as terminal:
        terminal.shows("frame 1 of 11")
        terminal.send("\x1b[999999999999999~\x1b[" + "1;" * 40 + "Z\x1bOA\x1b[Z" + "é日\U0001F600" + "\x01\x02" + "9" * 400 + "G")
        terminal.listen(0.1)
        terminal.send("/" + "日本\x1b[31m" + "\r\x1b\x1bq\x1bq")
        terminal.ends(0)


def refuses():
    done = subprocess.run([os.path.join(programs, "layerlab"), "view", echo], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "no terminal" in done.stderr and "layerlab inspect" in done.stderr, done
    with view(os.path.join(scratch, "absent.pcap")) as terminal:
        terminal.ends(1)
    with view(echo, "--frame", "99") as terminal:
        terminal.ends(1)


check("frames: by lines, pages, numbers", walking)
check("layers and bytes: fields open, a field says its name and its bytes, a byte its field", layers)
check("search and filter, and what is wrong with a filter", searching)
check("a stream as its programs saw it, as text and as bytes", following)
check("any size of terminal", resizing)
check("Ctrl-Z gives the terminal back, fg takes it again", stopping)
for number, status in ((signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 0), (signal.SIGSEGV, -signal.SIGSEGV), (signal.SIGABRT, -signal.SIGABRT), (signal.SIGILL, -signal.SIGILL)):
    check(f"the terminal is given back after {signal.Signals(number).name}", lambda: signals(number, status))
check("a hostile capture reaches the terminal as plain text", hostile)
check("keys that mean nothing do nothing", keys_of_noise)
check("no terminal, no file, no such frame: one clear error", refuses)
print(f"passed {passed} of {passed + failed}")
sys.exit(1 if failed else 0)
