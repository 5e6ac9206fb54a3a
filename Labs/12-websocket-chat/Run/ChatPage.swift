/// The page that a browser gets from the same port: it opens a WebSocket back to where it came from. What others say is put
/// in as text, never as markup.
let chatPage = """
    <!DOCTYPE html>
    <html>
    <head><meta charset="utf-8"><title>LayerLab chat</title></head>
    <body>
    <h1>LayerLab chat</h1>
    <div id="messages" style="border:1px solid #888;height:20em;overflow-y:auto;overflow-wrap:anywhere;padding:.5em"></div>
    <p><input id="messageInput" size="60" autofocus> <button id="sendButton">Send</button></p>
    <script>
    const messages = document.getElementById("messages"), input = document.getElementById("messageInput");
    function show(text) {
        const line = document.createElement("div");
        line.textContent = text;
        messages.appendChild(line);
        messages.scrollTop = messages.scrollHeight;
    }
    const socket = new WebSocket("ws://" + location.host + "/");
    socket.onopen = () => show("Connected");
    socket.onmessage = event => show(event.data);
    socket.onclose = () => show("Disconnected");
    function send() {
        if (input.value && socket.readyState === WebSocket.OPEN) { socket.send(input.value); input.value = ""; }
    }
    document.getElementById("sendButton").onclick = send;
    input.onkeydown = event => { if (event.key === "Enter") send(); };
    </script>
    </body>
    </html>

    """
