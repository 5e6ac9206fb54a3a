#!/usr/bin/env python3
"""The live view, in a real browser: played, stepped, taken back, broken and forked, and compared with what the run itself prints.

usage: live.py PROGRAMS PICTURES [AXE.js]
Prints a line for each check; ends with "passed N of M", and with status 1 where a check fails.
"""
import json, re, signal, socket, subprocess, time
from webdriver import Browser, Checks, Failure, same

check = Checks()
axe = check.axe


class Served:
    """A lab with --view, and its address. Ends with its `with` block."""

    def __init__(self, *command):
        self.process = subprocess.Popen(check.program(*command, "--view"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/([0-9a-f]{32})/", line)
        if not found:
            raise Failure(f"{command}: no address: {line} {self.process.stderr.read()}")
        self.address, self.port, self.token = found[0], int(found[1]), found[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def raw(self, request):
        """The status line of an answer to a request of our own making."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as stream:
            stream.sendall(request.encode())
            return stream.recv(4096).decode().splitlines()[0]


def log(*command):
    """What the run prints of itself, as objects."""
    done = subprocess.run(check.program(*command, "--json"), capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ready(browser):
    browser.wait("return document.body.dataset.ready === 'true'", "the run is there", 20)


def opened(browser, served):
    browser.go("about:blank")
    browser.go(served.address)
    ready(browser)


def overlaps(browser):
    """Pairs of nodes in the picture of the network that lie on one another."""
    boxes = browser.run("return [...document.querySelectorAll('#network .node')].map(node => { const box = node.getBBox(); return [box.x, box.y, box.x + box.width, box.y + box.height]; })")
    return [(a, b) for index, a in enumerate(boxes) for b in boxes[index + 1:] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def at(browser):
    return browser.run("return view.at")


with Served("tcp-echo", "--on", "simulator") as served, Browser(1400, 900) as browser:
    def strangers():
        host = f"127.0.0.1:{served.port}"
        upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        runs = f"/{served.token}/runs"
        same(served.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").split()[1], "404", "without the token")
        same(served.raw(f"GET /{'0' * 32}/ HTTP/1.1\r\nHost: {host}\r\n\r\n").split()[1], "404", "with another token")
        same(served.raw(f"GET /{served.token}/ HTTP/1.1\r\nHost: evil.example:{served.port}\r\n\r\n").split()[1], "403", "by another name")
        same(served.raw(f"GET {runs} HTTP/1.1\r\nHost: {host}\r\n{upgrade}Origin: http://evil.example\r\n\r\n").split()[1], "403", "from another page")
        same(served.raw(f"GET {runs} HTTP/1.1\r\nHost: {host}\r\n{upgrade}\r\n").split()[1], "403", "from no page")
        same(served.raw(f"POST /{served.token}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n").split()[1], "405", "another method")
        same(served.raw(f"GET {runs} HTTP/1.1\r\nHost: {host}\r\n{upgrade}Origin: http://{host}\r\n\r\n").split()[1], "101", "the page itself")
    check("strangers and other pages are refused", strangers)

    def as_printed():
        opened(browser, served)
        shown = browser.run("return view.run.lines.map(line => [line.kind, Math.round(line.time), line.what, line.number])")
        printed = [[{"frame": "f", "call": "c", "output": "o"}[one["kind"]], one["time_ns"], one["what"], one.get("frame", 0)] for one in log("tcp-echo", "--on", "simulator")]
        same(shown, printed, "the lines")
    check("the page has exactly the lines that the run prints", as_printed)

    def stepping():
        opened(browser, served)
        same(at(browser), -1, "before anything happens")
        browser.keys("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
        same(browser.text("#chosen"), "Frame 1: ARP", "the fourth event")
        same(browser.run("return document.querySelectorAll('#network .frame').length"), 1, "frames on the cable")
        browser.keys("ArrowLeft")
        same([browser.text("#chosen"), browser.run("return document.querySelectorAll('#layers-part[hidden]').length")], ["connect", 1], "one back")
        browser.keys("f", "f", "f")
        same(browser.text("#chosen"), "Frame 3: TCP SYN", "the next frame but two")
        browser.keys("m")
        same(browser.text("#chosen"), "send", "the next message")
        browser.keys("Home")
        same(at(browser), -1, "the beginning")
    check("step, back, next frame, next message: by keys", stepping)

    def playing():
        opened(browser, served)
        browser.run("document.getElementById('speed').value = -4.5; document.body.focus()")
        browser.run("document.getElementById('play').click()")
        browser.wait("return view.at >= 5", "it plays")
        browser.run("document.getElementById('play').click()")
        paused = at(browser)
        time.sleep(0.2)
        same(at(browser), paused, "the event where it was paused")
        browser.run("document.getElementById('speed').value = 0; view.play()")
        browser.wait("return !view.isPlaying && view.at === view.run.lines.length - 1", "at the speed of life it is over at once")
    check("play, pause, speed", playing)

    def tables():
        opened(browser, served)
        browser.keys("f", "f")
        browser.pointer("#network .node[data-name=client] rect", click=True)
        browser.wait("return document.getElementById('panel').dataset.moment === String(view.run.lines[view.at].moment)", "client's tables")
        same("02:00:00:00:00:0c" in browser.text("#panel"), False, "the server's address while its answer is on the way")
        browser.run("document.getElementById('step').click()")
        browser.wait("return document.getElementById('panel').textContent.includes('02:00:00:00:00:0c')", "what ARP has learnt, one frame later")
        same("SYN-SENT" in browser.text("#panel"), True, "the connection's state")
        browser.run("document.getElementById('back').click()")
        browser.wait("return !document.getElementById('panel').textContent.includes('02:00:00:00:00:0c')", "one back it does not know it yet")
    check("a host's tables, at each moment", tables)

    def forked():
        opened(browser, served)
        before = browser.run("return view.run.lines.map(essence)")
        browser.run("view.goTo(view.run.lines.findIndex(line => line.number === 5))")
        here = at(browser)
        browser.keys("x")
        browser.wait("return view.changes.length === 1 && document.body.dataset.ready === 'true'", "the run with a frame lost", 20)
        after = browser.run("return view.run.lines.map(essence)")
        same(after[:here + 1], before[:here + 1], "all up to the playhead")
        same(at(browser), here, "the playhead stays")
        lost = browser.run("return view.run.frames.filter(line => line.isLost).map(line => [line.number, line.what, line.words.includes('lost by hand') || line.words.includes('LOST')])")
        same(lost, [[6, "TCP PSH, ACK", True]], "the frame that is lost")
        again = browser.run("return view.run.frames.filter(line => line.words.includes('again')).length")
        same(again >= 1, True, "and sent again")
        same(browser.run("return view.run.lines.some(line => line.kind === 'o' && line.words === 'Received: Hello, server!')"), True, "the message comes all the same")
        browser.keys("c")
        words = browser.text("#compared-words")
        browser.screenshot(check.picture("live-compared.png"))
        same("frame 4 from client on client-server is lost" in words and "differ" in words, True, f"the comparison's words ({words})")
        same(browser.run("return view.comparison.fork > " + str(here)), True, "the fork is behind the playhead")
        browser.keys("Escape", "u")
        browser.wait("return view.changes.length === 0 && document.body.dataset.ready === 'true'", "the change taken back", 20)
        same(browser.run("return view.run.lines.map(essence)"), before, "the first run again, line for line")
    check("fork: lose a frame, compare, take it back", forked)

    def first():
        opened(browser, served)
        browser.keys("x")
        browser.wait("return view.changes.length === 1 && document.body.dataset.ready === 'true'", "the run with its first frame lost", 20)
        same(browser.run("return view.run.frames.filter(line => line.isLost).map(line => line.number)"), [1], "the frame that is lost")
        same(browser.run("return view.run.frames[1].what"), "ARP", "the question is asked again")
    check("the very first frame can be lost", first)

    def flipped():
        opened(browser, served)
        browser.run("view.goTo(view.run.lines.findIndex(line => line.number === 5)); view.showLink('client-server')")
        browser.run("[...document.querySelectorAll('#panel button')].find(one => one.textContent.startsWith('Flip')).click()")
        browser.wait("return view.changes.length === 1 && document.body.dataset.ready === 'true'", "the run with a bit flipped", 20)
        browser.run("view.goTo(view.run.lines.findIndex(line => line.number === 6))")
        browser.wait("return document.getElementById('layers').textContent.includes('WRONG')", "the frame check finds it")
        same("flipped by hand" in browser.text("#chosen-words"), True, "the line says so")
    check("corrupt a bit: the frame check finds it", flipped)

    def cut():
        opened(browser, served)
        browser.run("view.goTo(view.run.lines.findIndex(line => line.number === 5))")
        browser.run("document.querySelector('#network .link').focus()")
        browser.keys("Enter")
        browser.wait("return [...document.querySelectorAll('#panel button')].some(one => one.textContent === 'Cut the cable')", "the cable's panel, by keyboard")
        browser.run("[...document.querySelectorAll('#panel button')].find(one => one.textContent === 'Cut the cable').click()")
        browser.wait("return view.changes.length === 1 && document.body.dataset.ready === 'true'", "the run with the cable cut", 20)
        same(browser.run("return document.querySelector('#panel').textContent.includes('Mend the cable')"), True, "it can be mended now")
        browser.run("view.goTo(2)")
        same(browser.run("return document.querySelector('#network .link').classList.contains('cut')"), False, "before that moment it is whole")
        browser.run("view.goTo(view.run.lines.length - 1)")
        same(browser.run("return document.querySelector('#network .link').classList.contains('cut')"), True, "afterwards it is cut")
        same(browser.run("return view.run.lines.some(line => line.words === 'Received: Hello, server!')"), False, "the answer never comes")
        browser.screenshot(check.picture("live-cut.png"))
        # Mended before the client gives up, the message arrives late.
        browser.run("return view.change({action: 'mend', target: 'client-server', time: 2e9})")
        ready(browser)
        same(browser.run("return view.run.lines.some(line => line.words === 'Received: Hello, server!' && line.time > 2e9)"), True, "after the cable is mended the answer comes")
    check("cut and mend a cable", cut)

    def wrong():
        opened(browser, served)
        browser.run("return view.change({action: 'cut', target: '<b>nothing</b>', time: 0})")
        browser.wait("return !document.getElementById('failure').hidden", "a change that cannot be is refused")
        same("no link is called <b>nothing</b>" in browser.text("#failure"), True, "and explained")
    check("a change that cannot be", wrong)

    check("no complaints in the console", lambda: same(browser.console(), [], "console"))

    def ends():
        opened(browser, served)
        served.process.send_signal(signal.SIGTERM)
        same(served.process.wait(10), 0, "status")
        browser.wait("return document.getElementById('failure').textContent.includes('The program has ended')", "the page says so")
    check("it ends with the program", ends)

with Served("ethernet-switch") as served:
    for width, height, dark in ((1400, 900, True), (420, 800, False)):
        with Browser(width, height, dark) as browser:
            def network():
                opened(browser, served)
                same(browser.run("return document.querySelectorAll('#network .node').length"), 5, "nodes")
                same(browser.run("return document.querySelectorAll('#network .link').length"), 4, "cables")
                browser.run("view.goTo(view.run.lines.findIndex(line => line.number === 2))")
                same(browser.run("return document.querySelectorAll('#network .frame').length"), 3, "a flooded frame is on three cables at once")
                browser.screenshot(check.picture(f"live-{width}-{'dark' if dark else 'light'}.png"))
                same(browser.run("return document.documentElement.scrollWidth <= innerWidth"), True, "nothing sticks out")
                if axe:
                    same(browser.accessibility(axe), [], "what axe finds")
            check(f"a network with a switch, {width}x{height}", network)

with Served("layerlab", "internet") as served, Browser(1400, 950) as browser:
    def typed(text, host="laptop"):
        """Types at a host, where the playhead is; what it has printed when all is over."""
        browser.run("document.getElementById('prompt-host').value = args[0]", host)
        browser.run("document.getElementById('prompt-line').focus()")
        known = browser.run("return view.changes.length")
        browser.keys(text, "Enter")
        browser.wait(f"return view.changes.length === {known + 1} && document.body.dataset.ready === 'true'", f"the run with {text}", 30)
        browser.run("view.pause(); view.goTo(view.run.lines.length - 1)")
        return browser.text("#transcript").splitlines()

    def panel(name):
        browser.run("document.getElementById('panel').dataset.moment = ''; view.network.pick([...document.querySelectorAll('#network [data-name]')].find(one => one.dataset.name === args[0]))", name)
        browser.wait("return document.getElementById('panel').dataset.moment !== ''", f"{name}'s tables")
        return browser.run("return Object.fromEntries([...document.querySelectorAll('#panel table')].map(table => [table.caption.textContent.split(' ')[0], table.tBodies[0].textContent]))")

    def walk():
        opened(browser, served)
        same(browser.run("return [document.querySelectorAll('#network .node').length, document.querySelectorAll('#network .link').length]"), [20, 21], "nodes and cables")
        same("20 nodes are up" in browser.text("#chosen"), True, "the page begins where everything is up")
        same(overlaps(browser), [], "nodes that lie on one another")
        said = typed("traceroute www.example.com")
        printed = subprocess.run(check.program("layerlab", "internet", "-c", "traceroute www.example.com"), capture_output=True, text=True, timeout=60).stdout.splitlines()[1:]
        same([line.split()[:2] for line in said[2:]], [line.split()[:2] for line in printed[1:]], "the way that the shell finds, too")
        same(browser.run("return view.isUnsteady"), False, "the same before the command")
        browser.screenshot(check.picture("live-internet.png"))
    check("the small internet: its picture, and a command typed at a host", walk)

    def tables():
        home, switch, resolver, core = panel("home"), panel("home-switch"), panel("resolver"), panel("core1")
        for table, word in (("its", "192.0.2.10"), ("addresses", "laptop"), ("neighbours", "192.0.2.1"), ("routes", "default"), ("address", "192.168.1.101")):
            same(word in home.get(table, ""), True, f"{word} in home's table {table} ({home})")
        same("forwarding" in switch["spanning"] and "laptop" in switch["who"], True, f"the switch's tree and addresses ({switch})")
        same("www.example.com." in resolver["names"], True, "what the resolver remembers")
        same("full" in core["OSPF:"] and "ospf" in core["routes"], True, "OSPF's neighbours and routes")
    check("tables of every kind: leases, names, NAT, OSPF, spanning tree, who is on which port", tables)

    def healed():
        opened(browser, served)
        browser.run("return view.change({action: 'cut', target: 'core1-core2', time: Math.round(view.time + view.run.origin)})")
        ready(browser)
        same(browser.run("return document.querySelector('#network [data-name=core1-core2]').classList.contains('cut')"), True, "the cable is drawn cut")
        browser.run("view.goTo(view.run.lines.findIndex(line => line.time > view.time + 2e9))")
        way = typed("traceroute www.example.com")
        same(any("10.0.2.2" in line for line in way) and not any("10.0.1.2" in line for line in way), True, f"OSPF leads by core3 ({way})")
        browser.keys("c")
        browser.screenshot(check.picture("live-internet-compared.png"))
        browser.keys("Escape")
    check("a cable of the core is cut: the frames go another way", healed)

    if axe:
        check("the internet's page is accessible", lambda: same(browser.accessibility(axe), [], "what axe finds"))
    check("no complaints in the internet's console", lambda: same(browser.console(), [], "console"))

for command, sizes in ((("layerlab", "internet"), ((400, 800), (800, 600), (2000, 1200))), (("ethernet-switch", "ring"), ((400, 800), (1280, 800))), (("ip-routing",), ((400, 800), (1280, 800)))):
    with Served(*command) as served:
        for index, (width, height) in enumerate(sizes):
            with Browser(width, height, index % 2 == 0) as browser:
                def laid():
                    opened(browser, served)
                    same(overlaps(browser), [], "nodes that lie on one another")
                    same(browser.run("return document.documentElement.scrollWidth <= innerWidth"), True, "nothing sticks out")
                    browser.screenshot(check.picture(f"live-{'-'.join(command)}-{width}.png"))
                check(f"{' '.join(command)} laid out in {width}x{height}", laid)

# Every lab, with what it touches: stores, TLS, chance. Each run of it is the same up to the change, line for line.
LABS = [("protocol-stack",), ("udp-message",), ("http-client", "--tls"), ("http-server",), ("smtp-mail",), ("ftp-transfer", "--tls"), ("ip-addresses",), ("async-echo", "--clients", "3"), ("web-scrape",), ("json-api",), ("rest-api",),
        ("websocket-chat",), ("line-codes", "codes"), ("ethernet-switch", "hub"), ("ip-routing", "nat"), ("tcp-reliability", "--bytes", "20000"), ("congestion-control", "--time", "300ms"), ("names-and-leases",), ("layerlab", "traceroute")]
with Browser(1400, 900) as browser:
    def repeats(lab):
        with Served(*lab) as served:
            opened(browser, served)
            same(browser.text("#failure"), "", "complaints")
            before = browser.run("return view.run.lines.map(line => [line.time, essence(line)])")
            same(len(before) > 5, True, f"lines ({len(before)})")
            browser.run("view.goTo(Math.floor(view.run.lines.length * 0.6))")
            here = at(browser)
            browser.keys("ArrowLeft")
            same(at(browser), here - 1, "one back")
            browser.keys("ArrowRight")
            cable = browser.run("return view.run.data.map[1][0][0]")
            browser.run("return view.change({action: 'cut', target: args[0], time: Math.round(view.time + view.run.origin)})", cable)
            ready(browser)
            after = browser.run("return view.run.lines.map(line => [line.time, essence(line)])")
            same(after[:here + 1], before[:here + 1], "all up to the fork")
            same(browser.run("return [view.isUnsteady, view.part('changes').textContent.includes('differ before')]"), [False, False], "a steady run")
            browser.keys("u")
            browser.wait("return view.changes.length === 0 && document.body.dataset.ready === 'true'", "the change taken back", 20)
            same(browser.run("return view.run.lines.map(line => [line.time, essence(line)])"), before, "the first run again")
    for lab in LABS:
        check(f"{' '.join(lab)} steps back and forks", lambda: repeats(lab))

    def unsteady():
        with Served("tcp-echo") as served:
            opened(browser, served)
            # A line that the next run will not have: as if the program had drawn it at random.
            browser.run("view.goTo(10); view.run.lines[2].words = 'a number of no seed'")
            browser.run("return view.change({action: 'cut', target: 'client-server', time: Math.round(view.time + view.run.origin)})")
            same("The runs differ before the change, too" in browser.text("#changes"), True, "the page says that the runs differ")
    check("a run that does not repeat is said to", unsteady)

    def message():
        with Served("protocol-stack", "--message", "Hi") as served:
            opened(browser, served)
            browser.run("view.goTo(view.run.lines.findIndex(line => line.kind === 'f') - 1); view.showLink('sender-receiver')")
            browser.run("document.querySelector('#panel input').value = 300; document.querySelector('#panel input').dispatchEvent(new Event('change'))")
            browser.run("[...document.querySelectorAll('#panel button')].find(one => one.textContent.startsWith('Flip')).click()")
            browser.wait("return view.changes.length === 1 && document.body.dataset.ready === 'true'", "the run with bit 300 turned over")
            shown = browser.run("return view.run.lines.filter(line => line.who === 'receiver').map(line => line.what)")
            printed = subprocess.run(check.program("protocol-stack", "--message", "Hi", "--damage", "300"), capture_output=True, text=True, timeout=30).stdout
            same(shown, ["preamble off", "frame check WRONG"], "what the receiver does")
            same(all(what in printed for what in shown), True, "as --damage prints it")
            browser.run("view.goTo(view.run.lines.findIndex(line => line.kind === 'f'))")
            same(browser.run("return document.querySelector('#wire img').naturalWidth > 500"), True, "the wave of the frame")
    check("lab 00: a bit turned over on its way, and who notices", message)

    def codes():
        with Served("line-codes", "codes") as served:
            opened(browser, served)
            same(browser.run("return view.run.frames.map(line => line.what)"), ["NRZ", "NRZI", "Manchester", "MLT-3"], "signals")
            browser.run("return view.change({action: 'flip', target: 'sender-receiver', from: 'sender', nth: 3, bit: 5})")
            same(browser.run("return view.run.lines.filter(line => line.who === 'receiver').map(line => line.what)"), ["decodes", "decodes", "refuses", "decodes"], "Manchester notices a level that is turned over")
    check("lab 13: signals of four codes, and a level turned over", codes)

    check("no complaints in any lab's console", lambda: same(browser.console(), [], "console"))

check.end()
