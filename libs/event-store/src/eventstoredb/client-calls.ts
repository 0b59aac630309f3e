import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';

/** A stream of answers, and one of appends and their answers. */
export type ReadCall = ReturnType<StreamsClient['read']>;
export type AppendCall = ReturnType<StreamsClient['batchAppend']>;

/** The headers and the options of a call. */
type CallArguments = Required<Parameters<StreamsClient['batchAppend']>>;

/**
 * The client of this process; whoever needs EventStoreDB shares it.
 * @param url `esdb://…`, or `esdb+discover://…` for a cluster
 * @throws Error where the client would silently drop the credentials of the address
 */
export function connectEventStoreDb(url: string): EventStoreDBClient {
  if (url.includes('@') && /[?&]tls=false/i.test(url)) {
    throw new Error('EventStoreDB takes no credentials without TLS');
  }
  return EventStoreDBClient.connectionString(url);
}

/** What the client keeps to itself: it finds the leader, connects again and adds credentials. */
interface ClientInternals {
  GRPCStreamCreator<Call>(
    stub: typeof StreamsClient,
    name: string,
    open: (stub: StreamsClient) => Call,
  ): () => Promise<Call>;
  callArguments(
    options: { readonly requiresLeader: boolean; readonly deadline?: number },
    callOptions?: { readonly deadline: number },
  ): CallArguments;
}

/**
 * Opens the two calls of the Streams service on the connection of the client, always at the leader.
 *
 * The client's own methods above them do not hold under load, in its release 6.2.1: when a server is
 * killed while appends queue up, `appendToStream` raises unhandled rejections, which end the process;
 * all its appends share one table, so that an error of one call rejects those of another, whose answer
 * then is an uncaught TypeError; and `readAll` has no filter, though the server has.
 */
export class ClientCalls {
  private readonly client: ClientInternals;

  constructor(client: EventStoreDBClient) {
    // Protected members; the release of the client is pinned, and the specs run on a real server.
    this.client = client as unknown as ClientInternals;
  }

  /** @param deadlineMs the read fails when it takes longer; a subscription has none */
  read(request: ReadReq, deadlineMs?: number): Promise<ReadCall> {
    return this.open((stub) => stub.read(request, ...this.arguments(deadlineMs)));
  }

  /** One call for many appends. */
  append(): Promise<AppendCall> {
    return this.open((stub) => stub.batchAppend(...this.arguments()));
  }

  private open<Call>(open: (stub: StreamsClient) => Call): Promise<Call> {
    return this.client.GRPCStreamCreator(StreamsClient, 'event store', open)();
  }

  private arguments(deadline?: number): CallArguments {
    const atLeader = { requiresLeader: true };
    return deadline === undefined
      ? this.client.callArguments(atLeader, { deadline: Infinity })
      : this.client.callArguments({ ...atLeader, deadline });
  }
}
