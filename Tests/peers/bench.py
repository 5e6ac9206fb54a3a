"""What the checks share: our programs, the peers' servers, a folder that goes away, and claims that say what came instead."""
import glob
import importlib.util
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = None
# The labs whose programs have peers.
LABS = ["01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12"]
CHECKS = []
os.environ["PATH"] += ":/usr/sbin:/sbin"
os.environ["NO_COLOR"] = "1"


def find_programs(folder):
    global PROGRAMS
    for candidate in [folder] if folder else [f"{ROOT}/.build/release", f"{ROOT}/.build/debug"]:
        if all(os.path.exists(f"{candidate}/{name.split('-', 1)[1]}") for name in os.listdir(f"{ROOT}/Labs") if name[:2] in LABS):
            PROGRAMS = os.path.abspath(candidate)
            return
    raise SystemExit("our programs are not built: swift build, or name their folder with --programs")


class Check:
    """`name` is "peer -> ours" where the peer is the client, "ours -> peer" where our program is."""

    def __init__(self, name, what, needs, run):
        self.name, self.what, self.needs, self.run = name, what, needs, run
        self.is_slow = False

    def lacks(self):
        for need in self.needs:
            if need == "root":
                if os.geteuid() != 0:
                    return "needs root"
            elif need.startswith("python:"):
                if importlib.util.find_spec(need[7:]) is None:
                    return f"no Python module {need[7:]}"
            elif shutil.which(need) is None:
                return f"no {need}"
        return None

    def parts(self):
        left, right = self.name.split(" -> ", 1)
        right = right.split(":")[0]
        ours = os.path.join(ROOT, "Labs")
        is_ours = any(name.endswith("-" + right) for name in os.listdir(ours))
        return (left, "-> ours", right) if is_ours else (right, "<- ours", left)


def check(name, what, *needs):
    def register(run):
        CHECKS.append(Check(name, what, needs, run))
        return run
    return register


def attack(name, what):
    """A check that takes its time: only in the whole run."""
    def register(run):
        CHECKS.append(Check(name, what, [], run))
        CHECKS[-1].is_slow = True
        return run
    return register


class Outcome:
    def __init__(self, command, status, output, errors):
        self.command, self.status, self.output, self.errors = command, status, output, errors
        self.text = output.decode("utf-8", "replace")

    def __str__(self):
        return f"{' '.join(self.command)}\n  status {self.status}\n  output {self.output[-1500:]!r}\n  errors {self.errors[-1500:]!r}"


def expect(condition, *seen):
    if not condition:
        raise AssertionError("expected otherwise; came: " + "; ".join(str(s) for s in seen))


class Workbench:
    """One check's servers and files. Everything ends with it."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="layerlab-peer-")
        os.chmod(self.folder, 0o755)
        self.processes, self.logs = [], []
        # Our authority for this check alone.
        os.environ["LAYERLAB_HOME"] = self.path("authority")
        signal.signal(signal.SIGALRM, self.expire)
        signal.alarm(180)
        return self

    def expire(self, *_):
        raise AssertionError("a check has three minutes, and this one took them")

    def __exit__(self, kind, error, trace):
        signal.alarm(0)
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        if error is not None and isinstance(error, (AssertionError, OSError)):
            for log in self.logs:
                text = open(log, "rb").read()[-1500:]
                if text:
                    error.args = (f"{error}\n  {os.path.basename(log)} says {text!r}",)
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def make(self, *names):
        folder = self.path(*names)
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        return folder

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, 0o644)
        return path

    @property
    def authority(self):
        return self.path("authority", "authority.pem")

    # Programs that end

    def run(self, *command, input=b"", limit=40, cwd=None):
        process = subprocess.run(list(command), input=input, capture_output=True, timeout=limit, cwd=cwd or self.folder)
        return Outcome(command, process.returncode, process.stdout, process.stderr)

    def succeed(self, *command, **options):
        outcome = self.run(*command, **options)
        expect(outcome.status == 0, outcome)
        return outcome

    def ours(self, lab, *arguments, **options):
        return self.run(f"{PROGRAMS}/{lab}", *arguments, **options)

    # Servers

    def start(self, *command, port, udp=False, cwd=None):
        log = self.path(f"{os.path.basename(command[0])}-{len(self.processes)}.log")
        with open(log, "wb") as file:
            process = subprocess.Popen(list(command), stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True, cwd=cwd or self.folder)
        self.processes.append(process)
        self.logs.append(log)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            expect(process.poll() is None, f"{command[0]} ended with {process.returncode}: {open(log, 'rb').read()[-1000:]!r}")
            if udp and bound(port) or not udp and accepts(port):
                return process
            time.sleep(0.02)
        raise AssertionError(f"{command[0]} does not listen on {port}")

    def serve(self, lab, *arguments, udp=False):
        """Our server; its port."""
        port = free_port(udp)
        self.start(f"{PROGRAMS}/{lab}", "server", "--bind", "127.0.0.1", "--port", str(port), "--no-capture", *arguments, port=port, udp=udp)
        return port

    def python(self, source, *arguments, udp=False):
        """A peer's server in Python, told its port; its port."""
        port = free_port(udp)
        import sys
        self.start(sys.executable, self.write(f"server{len(self.processes)}.py", source), str(port), *arguments, port=port, udp=udp)
        return port

    def certificate(self):
        """A server's own certificate for localhost, as (certificate, key)."""
        certificate, key = self.path("cert.pem"), self.path("key.pem")
        self.succeed("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                     "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate)
        for path in (certificate, key):
            os.chmod(path, 0o644)
        return certificate, key

    def trust(self):
        """A context that trusts our authority, and it alone."""
        return ssl.create_default_context(cafile=self.authority)


def free_port(udp=False):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def bound(port):
    """Whether somebody has this UDP port, as far as Linux tells."""
    wanted = f":{port:04X} "
    return any(wanted in line for name in glob.glob("/proc/net/udp*") for line in open(name))


def wait_until(condition, what, limit=10):
    end = time.monotonic() + limit
    while not condition():
        expect(time.monotonic() < end, f"{what} did not come about in {limit} s")
        time.sleep(0.02)
