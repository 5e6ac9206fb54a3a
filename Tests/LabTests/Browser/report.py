#!/usr/bin/env python3
"""The page that --html writes, in a real browser.

usage: report.py PROGRAMS PICTURES [AXE.js]
    PROGRAMS  the folder with layerlab and the labs; PICTURES: where screenshots go; AXE.js: axe-core, for the check of accessibility.
Prints a line for each check; ends with "passed N of M", and with status 1 where a check fails.
"""
import struct, subprocess, time
from webdriver import Browser, Checks, Failure, same

check = Checks()
axe = check.axe


def make(page, *command):
    path = check.picture(page)
    done = subprocess.run(check.program(*command, "--html", path), capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}: {done.stderr}")
    return path


def capture(name, frames, link=1):
    """A capture file of frames a millisecond apart."""
    path = check.picture(name)
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link))
        for number, frame in enumerate(frames):
            file.write(struct.pack("<IIII", 1_700_000_000 + number // 1000, number % 1000 * 1000, len(frame), len(frame)) + frame)
    return path


def ethernet(payload, kind=0x0800):
    return bytes.fromhex("020000000002020000000001") + struct.pack(">H", kind) + payload


def ipv4(payload, protocol):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])) + payload


def tcp(payload, sequence=1, port=80):
    return ethernet(ipv4(struct.pack(">HHIIBBHHH", 40000, port, sequence, 1, 0x50, 0x18, 65535, 0, 0) + payload, 6))


def udp(payload, port=53):
    return ethernet(ipv4(struct.pack(">HHHH", 40000, port, 8 + len(payload), 0) + payload, 17))


def opened(browser, path, place=""):
    browser.go("about:blank")
    browser.go("file://" + path + place)
    browser.wait("return document.body.dataset.ready === 'true'", "the page shows its lines")


chosen = "return document.getElementById('chosen').textContent"
echo = make("echo.html", "tcp-echo", "--on", "simulator", "--quiet")
busy = make("reliability.html", "tcp-reliability", "--loss", "5%", "--bytes", "100000", "--tcp", "modern", "--quiet")
attacks = ["</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "\u2028\u2029\u202e\0\x1b[31m\"';--", "{{constructor.constructor('window.pwned=1')()}}", "<!--<script>", "]]>&#x3c;b&#x3e;"]
label = b"<img src=x onerror=window.pwned=1>"
dns = struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + bytes([len(label)]) + label + b"\0" + struct.pack(">HH", 1, 1)
frames = [tcp(b"GET /" + text.encode() + b" HTTP/1.1\r\nHost: " + text.encode() + b"\r\n\r\n", 1 + 1000 * number) for number, text in enumerate(attacks)]
frames += [udp(dns), udp(b"".join(text.encode() for text in attacks), 9999), b"\xff" * 5, b"", tcp(bytes(range(256)), 90000, 9), ethernet(b"\x45" * 3000)]
hostile = make("hostile.html", "layerlab", "inspect", capture("<img src=x onerror=alert(1)>.pcap", frames))
many = 5000
crowd = make("crowd.html", "layerlab", "inspect", capture("crowd.pcap", [tcp(b"x" * (number % 50), 1 + 50 * number, 9000 + number % 40) for number in range(many)]))

with Browser() as browser:
    def shows_all():
        opened(browser, echo)
        same(browser.text("#title"), "01 tcp-echo", "title")
        same(browser.text("#count"), "11 frames, 16 other lines", "count")
        arrows = browser.run("return document.querySelectorAll('#spacer svg .arrow').length")
        same(arrows, 11, "arrows in the ladder")
    check("a run's page shows calls and frames side by side", shows_all)

    def by_keyboard():
        opened(browser, echo)
        browser.keys("Tab")
        same(browser.run("return document.activeElement.textContent"), "Skip to the lines", "the first stop of the Tab key")
        browser.keys("Enter")
        same(browser.run("return document.activeElement.id"), "grid", "where the skip link goes")
        browser.keys("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
        browser.wait("return document.getElementById('chosen').textContent.startsWith('Frame 1: ARP')", "the fourth line is frame 1")
        same(browser.run("return document.getElementById(document.getElementById('grid').getAttribute('aria-activedescendant')).getAttribute('aria-selected')"), "true", "what a screen reader is told")
        browser.keys("End")
        browser.wait("return document.getElementById('chosen').textContent.startsWith('Frame 11: TCP ACK')", "End goes to the last line")
        browser.keys("w")
        browser.wait("return document.getElementById('chosen').textContent.startsWith('Frame 10: TCP FIN')", "w goes to what led to frame 11")
        browser.keys("Home", "?")
        same(browser.run("return document.getElementById('help').open"), True, "? opens the keys")
        browser.keys("Escape")
        same(browser.run("return document.getElementById('help').open"), False, "Esc closes them")
    check("keyboard alone: lines, the cause of a frame, help", by_keyboard)

    def tree():
        opened(browser, echo, "#frame-6")
        browser.wait("return document.querySelectorAll('#layers > [role=treeitem]').length === 5", "five layers with the frame check")
        browser.run("document.getElementById('grid').focus()")
        browser.keys("Enter", "ArrowDown", "ArrowDown", "ArrowRight")
        same(browser.run("return document.activeElement.querySelector('.label').textContent.includes('Source port: 49152')"), True, "the first field of TCP has the focus")
        lit = browser.run("return [...document.querySelectorAll('#bytes span.lit')].map(one => one.dataset.at)")
        same(lit, ["34", "35", "34", "35"], "its bytes, as digits and as characters")
        same("tcp.srcport" in browser.text("#meaning"), True, "Wireshark's name is said")
        browser.keys("ArrowLeft", "ArrowLeft")
        same(browser.run("return document.activeElement.getAttribute('aria-expanded')"), "false", "← closes the layer")
        browser.keys("Escape", "ArrowDown", "Enter")
        same(browser.run("return document.querySelectorAll('#layers [aria-expanded=true].layer').length"), 0, "what was closed stays closed in the next frame")
    check("layers and bytes: a field lights its bytes", tree)

    def other_way():
        opened(browser, echo, "#frame-6")
        browser.wait("return document.querySelector('#bytes span[data-at=\"30\"]')", "the bytes are there")
        browser.pointer("#bytes span[data-at='30']", click=True)
        same(browser.run("return document.querySelector('#layers [aria-selected=true] > .label').textContent"), "Destination: 10.0.0.12", "the field of byte 30")
        browser.run("document.getElementById('bytes').focus()")
        browser.keys("ArrowRight", "ArrowDown")
        same(browser.run("return document.querySelector('#bytes span.cursor').dataset.at"), "17", "the byte under the cursor")
    check("layers and bytes: a byte lights its field", other_way)

    def filters():
        opened(browser, busy)
        browser.run("document.getElementById('grid').focus()")
        total = int(browser.text("#count").split()[0])
        def found(text):
            browser.keys("/", text, "Enter")
            browser.wait("return document.getElementById('count').dataset.of === " + repr(text), f"the answer to {text}")
            count = browser.text("#count")
            browser.keys("Escape")
            return count
        same(int(found("tcp.flags.syn == 1").split()[0]), browser.run("return report.frames.filter(line => line.what.includes('SYN')).length"), "segments with SYN")
        both, first, second = (int(found(text).split()[0]) for text in ("ip.src == 10.0.0.11 or arp", "ip.src == 10.0.0.11", "arp"))
        same(both, first + second, "one or the other")
        same(int(found("not (ip.src == 10.0.0.11 or arp)").split()[0]), total - both, "neither")
        same(int(found("tcp.len > 1000 and ip.dst == 10.0.0.0/24").split()[0]) > 50, True, "long segments")
        same(found("Server says").endswith("other line"), True, "words find the programs' lines")
        same("no frame here has" in found("tcp.nonsense == 1"), True, "an unknown field is named")
        same("compared with" in found("tcp.len >"), True, "an unfinished filter is explained")
        same(int(browser.text("#count").split()[0]), total, "Esc brings all back")
    check("filters: fields, networks, words, and what is wrong with a filter", filters)

    def tabs():
        opened(browser, busy)
        browser.run("document.getElementById('tab-lines').focus()")
        browser.keys("ArrowRight")
        rows = browser.run("return document.querySelectorAll('#view-talks tbody tr').length")
        same(rows >= 2, True, "conversations")
        browser.keys("ArrowRight")
        alts = browser.run("return [...document.querySelectorAll('#view-plots img')].map(one => [one.alt, one.naturalWidth > 100])")
        same(all(width for _, width in alts), True, "pictures are drawn")
        same([any(word in alt for alt, _ in alts) for word in ("time and sequence", "congestion window", "round trips")], [True] * 3, "the three pictures")
        same("sent again" in alts[0][0] and "lost on a wire" in alts[0][0], True, "what a picture shows is said in words")
        same(browser.run("return document.querySelectorAll('#view-plots pre').length"), len(alts), "a twin in text for each")
    check("conversations and pictures, by arrow keys", tabs)

    def safe():
        opened(browser, hostile)
        same(browser.run("return document.querySelector('title').textContent"), "<img src=x onerror=alert(1)>.pcap", "the file's name")
        for number in range(1, len(frames) + 1):
            browser.run("report.goTo(report.frames[args[0] - 1])", number)
            browser.wait(f"return document.getElementById('chosen').textContent.startsWith('Frame {number}:') && (document.getElementById('layers').children.length || {len(frames[number - 1])} < 14)", f"frame {number}")
        browser.run("document.getElementById('tab-talks').click()")
        same(browser.run("return [window.pwned ?? null, document.querySelectorAll('img[src=x], script[src], iframe, b').length, document.scripts.length]"), [None, 0, browser.run("return document.querySelectorAll('script').length")], "nothing in the capture ran or became an element")
        said = browser.run("return report.lines.map(line => line.words).join('\\n')")
        same("<script>window.pwned=1" in said, True, "the attack is there to be read")
        same([mark for mark in "\u2028\u202e\x1b\0" if mark in said], [], "marks that would turn or break a line are escapes")
    check("a hostile capture is shown, and does nothing", safe)

    def large():
        started = time.monotonic()
        opened(browser, crowd)
        same(browser.text("#count"), f"{many} frames", "count")
        browser.run("document.getElementById('grid').focus()")
        browser.keys("End")
        browser.wait(f"return document.getElementById('chosen').textContent.startsWith('Frame {many}:')", "the last frame")
        browser.keys("PageUp", "PageUp", "Home", "PageDown")
        rows = browser.run("return document.querySelectorAll('#spacer .row').length")
        same(rows < 150, True, f"rows that exist at a time ({rows})")
        browser.keys("/", "tcp.port == 9001", "Enter")
        browser.wait(f"return document.getElementById('count').textContent.startsWith('{many // 40} of')", "a filter over all", 20)
        print(f"      {many} frames: opened, walked and filtered in {time.monotonic() - started:.1f} s")
    check("thousands of frames: only the rows in sight exist", large)

    def printed():
        opened(browser, echo, "#frame-6")
        browser.tool("Emulation.setEmulatedMedia", {"media": "print"})
        browser.run("dispatchEvent(new Event('beforeprint'))")
        same(browser.run("return document.querySelectorAll('#print tbody tr').length"), 27, "lines on paper")
        same(browser.run("return getComputedStyle(document.querySelector('.tools')).display"), "none", "what is only for the screen")
        browser.screenshot(check.picture("report-print.png"))
        browser.tool("Emulation.setEmulatedMedia", {"media": ""})
    check("paper", printed)

    def told():
        for name, frames, pictures, words in (("protocol-stack", 1, 2, "Manchester"), ("line-codes", 4, 4, "MLT-3"), ("congestion-control", 5, 4, "Congestion windows")):
            path = make(f"{name}.html", *((name, "codes") if name == "line-codes" else (name, "--time", "300ms", "--quiet") if name == "congestion-control" else (name,)))
            opened(browser, path, "#frame-1")
            browser.wait("return document.getElementById('layers').children.length > 0", f"{name}: the layers of its first frame")
            same(browser.run("return report.frames.length") >= frames, True, f"{name}: frames")
            browser.wait("return document.querySelector('#wire img')?.naturalWidth > 100", f"{name}: the frame on its wire")
            browser.run("document.getElementById('tab-plots').click()")
            same(browser.run("return document.querySelectorAll('#view-plots img').length"), pictures, f"{name}: pictures")
            same(words in browser.text("#view-plots"), True, f"{name}: {words}")
    check("labs that tell their story themselves: 00, 13 and 17", told)

    check("no complaints in the console", lambda: same(browser.console(), [], "console"))

for width, height, dark in ((1400, 850, False), (420, 800, True), (800, 600, False)):
    with Browser(width, height, dark) as browser:
        name = f"{width}x{height}, {'dark' if dark else 'light'}"

        def fits():
            opened(browser, busy, "#frame-9")
            browser.screenshot(check.picture(f"report-{width}-{'dark' if dark else 'light'}.png"))
            same(browser.run("return document.documentElement.dataset.theme"), "dark" if dark else "light", "the system's colours are taken")
            same(browser.run("return document.documentElement.scrollWidth <= innerWidth"), True, "nothing sticks out")
        check(f"{name}: fits the window", fits)
        if axe:
            def accessible():
                opened(browser, busy, "#frame-9")
                for tab in ("lines", "talks", "plots") if width == 1400 else ("lines",):
                    browser.run("document.getElementById('tab-' + args[0]).click()", tab)
                    same(browser.accessibility(axe), [], f"what axe finds on {tab}")
                browser.run("document.getElementById('theme').click()")
                browser.run("document.getElementById('tab-lines').click()")
                same(browser.accessibility(axe), [], "what axe finds in the other colours")
            check(f"{name}: accessible", accessible)

check.end()
