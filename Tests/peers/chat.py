"""WebSocket: Python's websockets at either end."""
import asyncio

from bench import check, expect


@check("websockets -> websocket-chat", "three clients hear each message; UTF-8, a long message, ping, close", "python:websockets")
def websockets_to_chat(bench):
    import websockets
    url = f"ws://127.0.0.1:{bench.serve('websocket-chat')}"

    async def talk():
        async with websockets.connect(url) as a, websockets.connect(url) as b, websockets.connect(url, compression=None) as c:
            for text in ("hi all", "grüße 日本 🙂", "x" * 60_000, "<b>no markup</b>"):
                await b.send(text)
                heard = [await asyncio.wait_for(client.recv(), 10) for client in (a, b, c)]
                expect(heard == ["Someone said: " + text] * 3, [h[:100] for h in heard])
            await asyncio.wait_for(await a.ping(b"are you there"), 10)
            await a.close(1001, "going")
            await c.send("still here")
            expect([await asyncio.wait_for(client.recv(), 10) for client in (b, c)] == ["Someone said: still here"] * 2, "another message")
    asyncio.run(talk())


@check("websockets -> websocket-chat: echo", "messages to four megabytes come back as they were, compressed and not", "python:websockets")
def websockets_to_echo(bench):
    import websockets
    url = f"ws://127.0.0.1:{bench.serve('websocket-chat', '--echo')}"

    async def talk():
        for compression in ("deflate", None):
            async with websockets.connect(url, compression=compression, max_size=None) as client:
                for message in ("text", b"\x00\xff", "", "long " * 20_000, bytes(range(256)) * 16_384):
                    await client.send(message)
                    expect(await asyncio.wait_for(client.recv(), 20) == message, compression, len(message))
    asyncio.run(talk())


SERVER = """import asyncio, sys, websockets
clients = set()
async def serve(client, path=None):
    clients.add(client)
    try:
        async for message in client:
            for other in list(clients): await other.send('Someone said: ' + message)
    finally: clients.discard(client)
async def main():
    async with websockets.serve(serve, '127.0.0.1', int(sys.argv[1])): await asyncio.get_running_loop().create_future()
asyncio.run(main())
"""


@check("websocket-chat -> websockets", "our client speaks and hears; five at once", "python:websockets")
def chat_to_websockets(bench):
    port = str(bench.python(SERVER))
    for message in ("Hello", "grüße 日本", "a" * 20_000):
        outcome = bench.ours("websocket-chat", "client", "--host", "127.0.0.1", "--port", port, "--message", message, "--no-capture")
        expect(outcome.status == 0 and f"Someone said: {message}" in outcome.text, outcome)
    outcome = bench.ours("websocket-chat", "client", "--host", "127.0.0.1", "--port", port, "--clients", "5", "--no-capture")
    expect(outcome.status == 0 and all(f"Hello, everyone! ({n})" in outcome.text for n in range(1, 6)), outcome)
