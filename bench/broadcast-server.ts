import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

// The ceiling of fan-out: a bare server that sends the body of a request to every socket, in its
// own process.
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    for (const socket of sockets.clients) socket.send(body, { binary: false });
    response.writeHead(200, { 'content-length': 0 });
    response.end();
  });
});

server.on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, () => undefined);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
