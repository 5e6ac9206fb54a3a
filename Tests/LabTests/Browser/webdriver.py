"""A browser without a window, driven over the WebDriver protocol (W3C) with nothing but Python's own library."""
import base64, json, os, shutil, subprocess, sys, tempfile, time, urllib.error, urllib.request

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "ArrowDown": "\ue015", "ArrowUp": "\ue013", "ArrowLeft": "\ue012", "ArrowRight": "\ue014",
        "PageDown": "\ue00f", "PageUp": "\ue00e", "Home": "\ue011", "End": "\ue010"}


class Failure(Exception):
    """Something on the page is not as it should be."""


def same(came, wanted, what):
    if came != wanted:
        raise Failure(f"{what}: wanted {wanted!r}, came {came!r}")


class Checks:
    """A script's checks: a line for each, and the sum at the end.

    The script's arguments are the folder with layerlab and the labs, where screenshots go, and axe-core, for the check of accessibility.
    """

    def __init__(self):
        self.programs, self.pictures, self.axe = sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None
        os.makedirs(self.pictures, exist_ok=True)
        self.passed = self.failed = 0

    def __call__(self, name, body):
        try:
            body()
            self.passed += 1
            print(f"ok    {name}")
        except (Failure, AssertionError) as problem:
            self.failed += 1
            print(f"FAIL  {name}: {problem}")
        sys.stdout.flush()

    def program(self, *command):
        return [os.path.join(self.programs, command[0]), *command[1:]]

    def picture(self, name):
        return os.path.join(self.pictures, name)

    def end(self):
        print(f"passed {self.passed} of {self.passed + self.failed}")
        sys.exit(1 if self.failed else 0)


class Browser:
    """Chromium on a page. Ends with its `with` block, whatever happens in it."""

    def __init__(self, width=1280, height=800, dark=False):
        self.profile = tempfile.mkdtemp(prefix="browser-")
        environment = dict(os.environ, HOME=self.profile)
        self.base = next(filter(None, (self.started(environment) for _ in range(3))), None)
        if self.base is None:
            shutil.rmtree(self.profile, ignore_errors=True)
            raise Failure("chromedriver does not start, three times")
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                     "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", f"--window-size={width},{height}", f"--user-data-dir={self.profile}/profile"]
        wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"}, "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": arguments}}
        try:
            self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}}, timeout=60)["sessionId"]
            self.tool("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
            self.tool("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        except BaseException:
            self.driver.kill()
            raise

    def started(self, environment):
        """Starts the driver on a port that is free; its address. Another program may take the port before it: then it ends, and nothing comes of it."""
        self.driver = subprocess.Popen([shutil.which("chromedriver"), "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                return "http://127.0.0.1:" + line.rstrip().rstrip(".").split()[-1]
        self.driver.wait()
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", f"/session/{self.session}", timeout=10)
        except Exception:
            pass
        self.driver.terminate()
        try:
            self.driver.wait(5)
        except subprocess.TimeoutExpired:
            self.driver.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, path, body=None, timeout=30):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error).get("value", {})
            raise Failure(f"{value.get('error')}: {value.get('message', '').splitlines()[0]}") from None

    def tool(self, command, parameters):
        """A command of the DevTools protocol."""
        return self.call("POST", f"/session/{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def go(self, address):
        self.call("POST", f"/session/{self.session}/url", {"url": address})

    def run(self, script, *arguments):
        """The value of a script's `return`; a promise is waited for."""
        wrapped = "const done = arguments[arguments.length - 1]; (async (...args) => {" + script + "})(...[...arguments].slice(0, -1)).then(value => done({value}), error => done({error: String(error)}));"
        answer = self.call("POST", f"/session/{self.session}/execute/async", {"script": wrapped, "args": list(arguments)})
        if "error" in answer:
            raise Failure(answer["error"])
        return answer.get("value")

    def keys(self, *keys):
        """Presses keys wherever the focus is: names from KEYS, or text that is typed letter by letter."""
        steps = []
        for key in keys:
            for one in [KEYS[key]] if key in KEYS else key:
                steps += [{"type": "keyDown", "value": one}, {"type": "keyUp", "value": one}]
        self.call("POST", f"/session/{self.session}/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]})

    def pointer(self, selector, click=False):
        """Moves the mouse to the middle of an element, and clicks."""
        x, y = self.run("const box = document.querySelector(args[0]).getBoundingClientRect(); return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];", selector)
        steps = [{"type": "pointerMove", "x": x, "y": y, "origin": "viewport", "duration": 0}]
        if click:
            steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.call("POST", f"/session/{self.session}/actions", {"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}]})

    def wait(self, script, what, seconds=10):
        """Until a script returns something true."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            if time.monotonic() > end:
                raise Failure(f"waited {seconds} s in vain: {what}")
            time.sleep(0.03)
        return value

    def text(self, selector):
        return self.run("return document.querySelector(args[0])?.textContent ?? null;", selector)

    def console(self):
        """What the page has complained about since it was asked last."""
        entries = self.call("POST", f"/session/{self.session}/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", f"/session/{self.session}/screenshot")))

    def accessibility(self, axe):
        """The violations that axe-core finds: a line each."""
        with open(axe, encoding="utf-8") as file:
            self.call("POST", f"/session/{self.session}/execute/sync", {"script": file.read(), "args": []})
        found = self.run("const all = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}); return all.violations.map(one => `${one.id}: ${one.help}: ` + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | '));")
        return found
