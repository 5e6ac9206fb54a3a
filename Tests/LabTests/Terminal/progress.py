#!/usr/bin/env python3
"""`layerlab inspect` of a long file on a terminal of our own: how far it has come is told where it garbles nothing, and nowhere else.

usage: progress.py PROGRAMS SCRATCH
Prints a line for each check; ends with "passed N of M", and with status 1 where a check fails.
"""
import gzip, os, pty, re, select, struct, subprocess, sys, time

programs, scratch = sys.argv[1], sys.argv[2]
os.makedirs(scratch, exist_ok=True)
passed = failed = 0

# 2,200 frames of 64 KiB that no protocol claims: 140 MiB, nearly all of them holes in the file.
frames, size = 2200, 65535
long = os.path.join(scratch, "long.pcap")
with open(long, "wb") as file:
    file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
    for number in range(frames):
        file.write(struct.pack("<IIII", number, 0, size, size) + bytes.fromhex("020000000002 020000000001 88b5"))
        file.seek(size - 14, 1)
    file.truncate(file.tell())
TOLD = re.compile(rb"\r(\d+) of 137 MiB, (\d+) %")
GONE = b"\r\x1b[K"


def run(*arguments, out="file", errors="terminal", stdin=subprocess.DEVNULL):
    """Runs `layerlab inspect` with each of its outputs on a terminal or in a file; what came on the terminal, what in the files, and the status."""
    master, slave = pty.openpty()
    with open(os.path.join(scratch, "out"), "w+b") as out_file, open(os.path.join(scratch, "errors"), "w+b") as error_file:
        process = subprocess.Popen([os.path.join(programs, "layerlab"), "inspect", *arguments], stdin=stdin, stdout=slave if out == "terminal" else out if not isinstance(out, str) else out_file,
                                   stderr=slave if errors == "terminal" else error_file, env=dict(os.environ, TERM="xterm", NO_COLOR="1"))
        os.close(slave)
        seen, end = b"", time.monotonic() + 100
        while time.monotonic() < end:
            if select.select([master], [], [], 0.05)[0]:
                try:
                    piece = os.read(master, 65536)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
            elif process.poll() is not None:
                break
        else:
            process.kill()
        status = process.wait()
        os.close(master)
        out_file.seek(0)
        error_file.seek(0)
        return seen, out_file.read(), error_file.read(), status


def check(name, body):
    global passed, failed
    try:
        body()
        passed += 1
        print(f"ok      {name}")
    except Exception as error:
        failed += 1
        print(f"FAILED  {name}: {error!r}")


def into_a_file():
    seen, lines, _, status = run(long)
    told = [int(match[1]) for match in TOLD.findall(seen)]
    assert status == 0 and lines.count(b"\n") == frames, (status, lines[:200])
    assert told and told == sorted(told) and told[-1] <= 100, seen
    assert seen.endswith(GONE) and TOLD.sub(b"", seen) == GONE, seen
    assert b"MiB" not in lines


def on_the_terminal():
    seen, _, _, status = run(long, out="terminal")
    assert status == 0 and seen.count(b"\n") == frames and b"MiB" not in seen, seen[:200]


def quiet_until_the_end():
    seen, _, _, status = run(long, "--statistics", "conversations", out="terminal")
    assert status == 0 and TOLD.search(seen), seen[:200]
    # The line is gone before the first word of the table.
    assert seen.index(GONE) < seen.index(b"%d frames" % frames) and not TOLD.search(seen[seen.index(GONE):]), seen[:400]


def errors_elsewhere():
    seen, lines, errors, status = run(long, errors="file")
    assert status == 0 and seen == b"" and errors == b"" and lines.count(b"\n") == frames, (seen, errors[:200])


def short_files():
    seen, lines, _, status = run(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "captures", "01-tcp-echo.pcap"))
    assert status == 0 and seen == b"" and lines, seen


def reader_gone():
    read, write = os.pipe()
    os.close(read)
    seen, _, _, status = run(long, out=write)
    os.close(write)
    assert status == 0 and TOLD.sub(b"", seen) in (b"", GONE), (status, seen)


def damaged_behind():
    broken = os.path.join(scratch, "broken.pcap")
    with open(broken, "wb") as file:
        file.truncate(os.path.getsize(long) - 100)
        file.seek(0)
        with open(long, "rb") as whole:
            for number in range(frames):
                at = 24 + number * (16 + size) if number else 0
                whole.seek(at)
                file.seek(at)
                file.write(whole.read(54 if number == 0 else 30))
    seen, lines, _, status = run(broken)
    # The error stands on a line of its own.
    assert status == 1 and lines.count(b"\n") == frames - 1 and GONE + b"layerlab inspect: read " in seen, (status, seen[-200:])


def piped():
    with open(long, "rb") as file:
        sender = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
        seen, lines, _, status = run("-", stdin=sender.stdout)
        sender.stdout.close()
        sender.wait()
    assert status == 0 and seen == b"" and lines.count(b"\n") == frames, (status, seen[:200])


def still_going_on():
    """What has come through a pipe is shown before more comes."""
    process = subprocess.Popen([os.path.join(programs, "layerlab"), "inspect", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdin.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for number in range(3):
            process.stdin.write(struct.pack("<IIII", number, 0, 14, 14) + bytes.fromhex("020000000002 020000000001 88b5"))
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0], f"frame {number + 1} is not shown"
            line = os.read(process.stdout.fileno(), 65536)
            assert line.startswith(b"     %d" % (number + 1)) and line.endswith(b"\n"), line
        process.stdin.close()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def compressed():
    packed = os.path.join(scratch, "echo.pcap.gz")
    plain = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "captures", "01-tcp-echo.pcap")
    with open(plain, "rb") as file, gzip.open(packed, "wb") as target:
        target.write(file.read())
    assert run(packed)[1] == run(plain)[1] != b""
    whole = open(packed, "rb").read()
    with open(packed, "wb") as file:
        file.write(whole[:-12])
    seen, _, _, status = run(packed)
    assert status == 1 and b"the compressed data ends early" in seen, seen


check("lines into a file: told on standard error, and gone at the end", into_a_file)
check("lines on the terminal: nothing between them", on_the_terminal)
check("counts on the terminal: told until the table begins", quiet_until_the_end)
check("standard error in a file: nothing", errors_elsewhere)
check("a short file: nothing", short_files)
check("nobody reads the lines: it ends", reader_gone)
check("a file that is damaged behind: the error stands alone", damaged_behind)
check("from a pipe: nothing is known of the size, nothing is told", piped)
check("a capture that is still going on is shown as it comes", still_going_on)
check("a compressed capture, whole and cut", compressed)
print(f"passed {passed} of {passed + failed}")
sys.exit(1 if failed else 0)
