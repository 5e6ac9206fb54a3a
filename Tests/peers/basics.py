"""Plain sockets, asyncio and netcat against the first labs."""
import asyncio
import socket

from bench import check, expect

MESSAGES = ["Hello, Server!", "grüße 日本 🙂", "x", "b" * 60000]


def tcp_exchange(port, message):
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


@check("socket -> tcp-echo", "messages of 1 to 60000 bytes come back")
def socket_to_echo(bench):
    port = bench.serve("tcp-echo")
    for message in MESSAGES:
        answer = tcp_exchange(port, message.encode())
        expect(answer == message.encode(), f"{len(answer)} bytes of {len(message.encode())}")


@check("tcp-echo -> socket", "our client's message comes back from Python")
def echo_to_socket(bench):
    port = bench.python("import socket, sys\ns = socket.create_server(('127.0.0.1', int(sys.argv[1])))\nwhile True:\n c, _ = s.accept()\n while d := c.recv(4096): c.sendall(d)\n c.close()\n")
    for message in MESSAGES[:3]:
        outcome = bench.ours("tcp-echo", "client", "--host", "127.0.0.1", "--port", str(port), "--message", message)
        expect(outcome.status == 0 and f"Received: {message}" in outcome.text, outcome)


@check("nc -> tcp-echo", "a line is piped through", "nc")
def netcat_to_echo(bench):
    port = bench.serve("tcp-echo")
    outcome = bench.succeed("nc", "-N", "127.0.0.1", str(port), input=b"one line\n")
    expect(outcome.output == b"one line\n", outcome)


@check("socket -> udp-message", "datagrams are answered with their length")
def socket_to_message(bench):
    port = bench.serve("udp-message", udp=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        for message in MESSAGES[:3]:
            for attempt in range(5):
                client.sendto(message.encode(), ("127.0.0.1", port))
                try:
                    answer = client.recv(2048)
                    break
                except TimeoutError:
                    expect(attempt < 4, "no answer to five datagrams")
            expect(answer == b"Received your message of %d bytes" % len(message.encode()), answer)


@check("udp-message -> socket", "our client's datagram is answered by Python")
def message_to_socket(bench):
    port = bench.python("import socket, sys\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', int(sys.argv[1])))\nwhile True:\n d, a = s.recvfrom(65535)\n s.sendto(b'Received your message of %d bytes' % len(d), a)\n", udp=True)
    outcome = bench.ours("udp-message", "client", "--host", "127.0.0.1", "--port", str(port), "--message", "grüße")
    expect(outcome.status == 0 and "Received your message of 7 bytes" in outcome.text, outcome)


@check("asyncio -> async-echo", "fifty connections at once, each gets its own bytes back")
def asyncio_to_echo(bench):
    port = bench.serve("async-echo")

    async def one(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"message %d" % number)
        answer = await reader.read(100)
        writer.close()
        return answer == b"message %d" % number

    async def all_at_once():
        return await asyncio.gather(*(one(number) for number in range(50)))
    expect(all(asyncio.run(all_at_once())), "a wrong answer")


@check("async-echo -> asyncio", "our client's message comes back from asyncio")
def echo_to_asyncio(bench):
    port = bench.python("import asyncio, sys\nasync def echo(r, w):\n d = await r.read(100)\n w.write(d)\n await w.drain()\n w.close()\nasync def main():\n s = await asyncio.start_server(echo, '127.0.0.1', int(sys.argv[1]))\n await s.serve_forever()\nasyncio.run(main())\n")
    outcome = bench.ours("async-echo", "client", "--host", "127.0.0.1", "--port", str(port), "--message", "Hello, async world!")
    expect(outcome.status == 0 and "Received: Hello, async world!" in outcome.text, outcome)
