"""HTTP: curl, requests and nginx as clients; nginx, http.server and Flask as servers."""
import json
import os
import socket

from bench import check, expect, free_port, wait_until

PAGE = b"<!DOCTYPE html><title>page</title><p>" + b"0123456789" * 3000 + b"</p>\n"


@check("curl -> http-server", "GET, HEAD, POST with Expect, chunked upload, keep-alive, HTTP/1.0, ranges, conditions, traversal", "curl")
def curl_to_server(bench):
    folder = bench.make("public")
    bench.write("public/page.html", PAGE)
    bench.write("secret.txt", "nobody's business")
    root = f"http://127.0.0.1:{bench.serve('http-server', '--files', folder)}"

    def curl(*arguments, **options):
        return bench.succeed("curl", "-sS", *arguments, **options)
    expect("You requested path: /a/b?c=d" in curl(f"{root}/a/b?c=d").text, "another page")
    head = curl("-I", f"{root}/files/page.html").text
    expect(f"Content-Length: {len(PAGE)}" in head and "text/html" in head, head)
    # Beyond a megabyte curl asks with Expect: 100-continue first.
    body = os.urandom(3_000_000)
    file = bench.write("body", body)
    sent = curl("-v", "--data-binary", f"@{file}", f"{root}/upload")
    expect(b"100 Continue" in sent.errors and "You sent 3000000 bytes" in sent.text, sent)
    expect("You sent 3000000 bytes" in curl("-H", "Transfer-Encoding: chunked", "-H", "Expect:", "--data-binary", f"@{file}", f"{root}/upload").text, "another number")
    expect(curl("-o", os.devnull, "-o", os.devnull, "-w", "%{num_connects} ", f"{root}/1", f"{root}/2").text == "1 0 ", "a second connection")
    old = curl("-0", "-i", f"{root}/old").text
    expect("Connection: close" in old and "You requested path: /old" in old, old)
    expect(curl("-r", "100-199", f"{root}/files/page.html").output == PAGE[100:200], "other bytes")
    expect(curl("-o", bench.path("whole"), "-C", "-", f"{root}/files/page.html").status == 0 and open(bench.path("whole"), "rb").read() == PAGE, "another file")
    tag = [line[6:].strip() for line in head.splitlines() if line.lower().startswith("etag:")][0]
    expect(curl("-H", f"If-None-Match: {tag}", "-w", "%{http_code}", f"{root}/files/page.html").text == "304", "no 304")
    for path in ("/files/../secret.txt", "/files/..%2fsecret.txt", "/files/%2e%2e/secret.txt", "/files/....//secret.txt", "/files/page.html%00.txt"):
        answer = curl("--path-as-is", "-w", "%{http_code}", f"{root}{path}")
        expect(b"nobody" not in answer.output and answer.text[-3:] in ("400", "403", "404"), path, answer)
    expect(curl("-X", "BREW", "-o", os.devnull, "-w", "%{http_code}", f"{root}/pot").text in ("405", "501"), "another status")


@check("requests -> http-server", "a session, pages, a posted body, a page in pieces", "python:requests")
def requests_to_server(bench):
    import requests
    folder = bench.make("public")
    bench.write("public/page.html", PAGE)
    root = f"http://127.0.0.1:{bench.serve('http-server', '--files', folder)}"
    with requests.Session() as session:
        for path in ("/", "/a/b/c?x=1&y=%20z", "/caf%C3%A9", "/" + "d" * 2000):
            answer = session.get(root + path, timeout=10)
            expect(answer.status_code == 200 and f"You requested path: {path}" in answer.text, path, answer.text[-200:])
        expect("You sent 100000 bytes" in session.post(f"{root}/x", data=b"z" * 100_000, timeout=10).text, "another number")
        expect("You sent 30 bytes" in session.post(f"{root}/x", data=iter([b"ten bytes."] * 3), timeout=10).text, "another number, chunked")
        with session.get(f"{root}/files/page.html", stream=True, timeout=10) as answer:
            expect(b"".join(answer.iter_content(1000)) == PAGE, "another page")
        expect(session.get(f"{root}/files/none", timeout=10).status_code == 404, "no 404")


@check("socket -> http-server", "fifty requests are pipelined on one connection; answers come in order")
def pipelining(bench):
    port = bench.serve("http-server")
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(50)))
        connection.shutdown(socket.SHUT_WR)
        answers = b""
        while piece := connection.recv(65536):
            answers += piece
    bodies = answers.split(b"HTTP/1.1 200 OK\r\n")[1:]
    expect(len(bodies) == 50 and all(b"path: /%d</p>" % number in body for number, body in enumerate(bodies)), answers[:500])


@check("requests -> rest-api", "the books: list, read, add, 404, 400, 405", "python:requests")
def requests_to_books(bench):
    import requests
    books = f"http://127.0.0.1:{bench.serve('rest-api')}/api/books"
    first = requests.get(books, timeout=10).json()["books"]
    added = requests.post(books, json={"title": "Ünïcode 書", "author": 'X "Y"'}, timeout=10)
    expect(added.status_code == 201 and added.json()["book"]["title"] == "Ünïcode 書", added.text)
    expect(requests.get(f"{books}/{added.json()['book']['id']}", timeout=10).json() == added.json(), "another book")
    expect(requests.get(books, timeout=10).json()["books"] == first + [added.json()["book"]], "another list")
    missing = requests.get(f"{books}/99", timeout=10)
    expect(missing.status_code == 404 and missing.json() == {"error": "Book not found"}, missing.text)
    for wrong in ({"json": {"author": "a"}}, {"data": "{bad", "headers": {"Content-Type": "application/json"}}):
        expect(requests.post(books, timeout=10, **wrong).status_code == 400, wrong)
    expect(requests.delete(books, timeout=10).status_code == 405, "no 405")


@check("requests -> json-api", "a user's JSON, and an error's", "python:requests")
def requests_to_users(bench):
    import requests
    root = f"http://127.0.0.1:{bench.serve('json-api')}/users"
    expect(requests.get(f"{root}/python", timeout=10).json()["login"] == "python", "another user")
    expect(requests.get(f"{root}/nobody", timeout=10).status_code == 404, "no 404")


@check("curl -> http-server: through nginx", "nginx hands requests on, and keeps its connections to us", "curl", "nginx")
def through_nginx(bench):
    upstream, port = bench.serve("http-server"), free_port()
    nginx(bench, port, f"location / {{ proxy_pass http://ours; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_request_buffering off; }}"
          f" location /old/ {{ proxy_pass http://ours; }}", f"upstream ours {{ server 127.0.0.1:{upstream}; keepalive 4; }}")
    for _ in range(3):
        expect("You requested path: /x?y" in bench.succeed("curl", "-sS", f"http://127.0.0.1:{port}/x?y").text, "another page")
    expect("You requested path: /old/" in bench.succeed("curl", "-sS", f"http://127.0.0.1:{port}/old/").text, "another page")
    file = bench.write("body", os.urandom(200_000))
    expect("You sent 200000 bytes" in bench.succeed("curl", "-sS", "-H", "Transfer-Encoding: chunked", "--data-binary", f"@{file}", f"http://127.0.0.1:{port}/up").text, "another number")


def nginx(bench, port, locations, upstream="", tls=None):
    """nginx on `port`, as whoever we are, with all its files in the bench's folder."""
    folder = bench.make("nginx")
    secure = f"ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]};" if tls else ""
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = bench.write("nginx.conf", f"""{user} daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}} http {{ access_log off; types {{ text/html html; application/json json; }} {temporary} {upstream}
        server {{ listen 127.0.0.1:{port} {'ssl' if tls else ''}; {secure} {locations} }} }}""")
    bench.start("nginx", "-c", configuration, "-p", folder, "-e", f"{folder}/error.log", port=port)


def plain(bench, *arguments):
    outcome = bench.ours("http-client", "--plain", *arguments)
    expect(outcome.status == 0, outcome)
    status, _, body = outcome.output.partition(b"\n")
    return status.decode(), body


@check("http-client -> nginx", "pages, gzip, redirects, 404, 304's kin 204, a long page", "nginx")
def client_to_nginx(bench):
    port, folder = free_port(), bench.make("public")
    bench.write("public/index.html", PAGE)
    long = bench.write("public/long.html", os.urandom(5_000_000))
    nginx(bench, port, f"root {folder}; gzip on; gzip_min_length 1; location /moved {{ return 301 /index.html; }} location /away/ {{ return 302 ../moved; }}"
          " location /loop { return 302 /loop; } location /none { return 204; }")
    root = f"http://127.0.0.1:{port}"
    for path in ("/", "/moved", "/away/x"):
        expect(plain(bench, root + path) == ("Status: 200", PAGE), path)
    expect(plain(bench, f"{root}/long.html") == ("Status: 200", open(long, "rb").read()), "another long page")
    expect(plain(bench, f"{root}/nothing")[0] == "Status: 404", "no 404")
    expect(plain(bench, f"{root}/none") == ("Status: 204", b""), "no 204")
    loop = bench.ours("http-client", "--plain", f"{root}/loop")
    expect(loop.status != 0 and b"redirects" in loop.errors, loop)
    told = bench.ours("http-client", "--no-capture", root + "/").text
    expect("Status: 200 OK" in told and "Content-Encoding: gzip" in told, told)


@check("http-client -> nginx: TLS", "https with a certificate that is trusted by name, and one that is not", "nginx", "openssl")
def client_to_nginx_by_tls(bench):
    port, folder, certificate = free_port(), bench.make("public"), bench.certificate()
    bench.write("public/index.html", PAGE)
    nginx(bench, port, f"root {folder};", tls=certificate)
    for host in ("localhost", "127.0.0.1"):
        expect(plain(bench, "--ca", certificate[0], f"https://{host}:{port}/") == ("Status: 200", PAGE), host)
    stranger = bench.ours("http-client", "--plain", f"https://localhost:{port}/")
    expect(stranger.status != 0 and not stranger.output and b"certificate" in stranger.errors.lower(), stranger)
    # The right certificate, the wrong name.
    other = bench.ours("http-client", "--plain", "--ca", certificate[0], f"https://127.0.0.2:{port}/")
    expect(other.status != 0, other)


@check("curl -> http-client: server by TLS", "curl trusts the box's own authority", "curl")
def curl_to_stand_in(bench):
    port = bench.serve("http-client", "--tls")
    answer = bench.succeed("curl", "-sS", "--cacert", bench.authority, f"https://localhost:{port}/")
    expect("Example Domain" in answer.text, answer)
    expect(bench.run("curl", "-sS", f"https://localhost:{port}/").status == 60, "curl trusted a stranger")


@check("http-client -> http.server", "Python's own server, HTTP/1.0 and 1.1")
def client_to_python(bench):
    for version in ("HTTP/1.0", "HTTP/1.1"):
        port = bench.python(f"import http.server, sys\nclass Page(http.server.BaseHTTPRequestHandler):\n protocol_version = '{version}'\n def do_GET(self):\n  b = ('You requested path: ' + self.path).encode()\n  self.send_response(200); self.send_header('Content-Length', str(len(b))); self.end_headers(); self.wfile.write(b)\nhttp.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()\n")
        for path in ("/", "/a?b=%20", "/caf%C3%A9"):
            expect(plain(bench, f"http://127.0.0.1:{port}{path}") == ("Status: 200", b"You requested path: " + path.encode()), version, path)


FLASK = """import sys
from flask import Flask, jsonify, redirect
app = Flask(__name__)
@app.get('/users/<name>')
def user(name): return jsonify(login=name, name='A Name', followers=3, public_repos=2)
@app.get('/old')
def old(): return redirect('/users/moved')
@app.get('/page')
def page(): return '<span class="titleline"><a href="http://a.example/">First &amp; best</a></span>'
app.run('127.0.0.1', int(sys.argv[1]))
"""


@check("http-client -> flask", "JSON, a redirect", "python:flask")
def client_to_flask(bench):
    port = bench.python(FLASK)
    status, body = plain(bench, f"http://127.0.0.1:{port}/old")
    expect(status == "Status: 200" and json.loads(body)["login"] == "moved", body)


@check("json-api -> flask", "a user's JSON, taken apart", "python:flask")
def json_to_flask(bench):
    outcome = bench.ours("json-api", "--no-capture", f"http://127.0.0.1:{bench.python(FLASK)}/users/ada")
    expect(outcome.status == 0 and "Username: ada" in outcome.text and "Followers: 3" in outcome.text, outcome)


@check("web-scrape -> flask", "a page's stories", "python:flask")
def scrape_to_flask(bench):
    outcome = bench.ours("web-scrape", "--no-capture", f"http://127.0.0.1:{bench.python(FLASK)}/page")
    expect(outcome.status == 0 and "First & best" in outcome.text and "http://a.example/" in outcome.text, outcome)


@check("curl -> web-scrape", "the stand-in's front page", "curl")
def curl_to_front_page(bench):
    answer = bench.succeed("curl", "-sS", f"http://127.0.0.1:{bench.serve('web-scrape')}/")
    expect(answer.text.count('class="titleline"') >= 5, answer)
