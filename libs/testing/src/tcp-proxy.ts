import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server on the loopback interface and can keep answers back. */
export class TcpProxy {
  private readonly connections = new Set<Connection>();
  private swallowsAll = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(serverPort: number): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    const proxy = new TcpProxy(server, address.port);
    server.on('connection', (client) => proxy.join(client, connect(serverPort, '127.0.0.1')));
    return proxy;
  }

  /** From now on nothing of the server comes through over the connections that are open. */
  swallowAnswers(): void {
    for (const connection of this.connections) connection.isSwallowed = true;
  }

  /** The same for connections that are opened later. */
  swallowAllAnswers(swallows: boolean): void {
    this.swallowsAll = swallows;
    if (swallows) this.swallowAnswers();
  }

  /** Breaks the connections that are open. */
  cut(): void {
    for (const { client, server } of this.connections) {
      client.destroy();
      server.destroy();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await once(this.server.close(), 'close');
  }

  private join(client: Socket, server: Socket): void {
    const connection: Connection = { client, server, isSwallowed: this.swallowsAll };
    this.connections.add(connection);
    client.pipe(server);
    server.on('data', (bytes) => {
      if (!connection.isSwallowed) client.write(bytes);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        this.connections.delete(connection);
      });
    }
  }
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  isSwallowed: boolean;
}
