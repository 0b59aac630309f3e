import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { type Position, START } from '@gifting/kernel';

export const END = 'end';

export interface StreamReadOptions {
  readonly stream: string;
  readonly from: number | typeof END;
  readonly backwards: boolean;
  readonly limit: number;
}

export interface AllReadOptions {
  /** Inclusive forwards, exclusive backwards, as the server has it. An event must begin there. */
  readonly from: Position | typeof END;
  readonly backwards: boolean;
  readonly categories: readonly string[] | undefined;
  readonly limit: number;
}

/** How many events the server may pass over before it looks whether anybody still waits. */
const SEARCH_WINDOW = 1_000;

export function streamReadRequest(read: StreamReadOptions): ReadReq {
  const stream = new ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(toStreamIdentifier(read.stream));
  if (read.from === END) stream.setEnd(new Empty());
  else stream.setRevision(String(read.from));
  const options = newOptions();
  options.setStream(stream);
  options.setNoFilter(new Empty());
  return counted(options, read);
}

export function allReadRequest(read: AllReadOptions): ReadReq {
  return counted(allOptions(read), read);
}

/** Everything behind a position, then what comes. */
export function subscriptionRequest(
  after: Position,
  categories: readonly string[] | undefined,
): ReadReq {
  const options = allOptions({ from: after, categories });
  options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  return requestOf(options);
}

export function toStreamIdentifier(stream: string): StreamIdentifier {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}

function newOptions(): ReadReq.Options {
  const ids = new ReadReq.Options.UUIDOption();
  ids.setString(new Empty());
  const options = new ReadReq.Options();
  options.setUuidOption(ids);
  return options;
}

function allOptions({ from, categories }: Pick<AllReadOptions, 'from' | 'categories'>) {
  const all = new ReadReq.Options.AllOptions();
  if (from === END) all.setEnd(new Empty());
  else if (from === START) all.setStart(new Empty());
  else all.setPosition(enginePosition(from));
  const options = newOptions();
  options.setAll(all);
  if (categories === undefined) options.setNoFilter(new Empty());
  else options.setFilter(categoryFilter(categories));
  return options;
}

function enginePosition(position: Position): ReadReq.Options.Position {
  const both = new ReadReq.Options.Position();
  both.setCommitPosition(position);
  both.setPreparePosition(position);
  return both;
}

/**
 * Streams whose names begin with the name of a category. That is more than the category, whose name
 * ends at a dash, so answers are looked at once more; a regular expression would be exact, but the
 * server compiles it anew for each read.
 */
function categoryFilter(categories: readonly string[]): ReadReq.Options.FilterOptions {
  const names = new ReadReq.Options.FilterOptions.Expression();
  names.setPrefixList([...categories]);
  const filter = new ReadReq.Options.FilterOptions();
  filter.setStreamIdentifier(names);
  filter.setMax(SEARCH_WINDOW);
  // The server wants an interval though nobody listens to checkpoints; see `followEvents`.
  filter.setCheckpointintervalmultiplier(1_000);
  return filter;
}

function counted(
  options: ReadReq.Options,
  { limit, backwards }: { readonly limit: number; readonly backwards: boolean },
): ReadReq {
  options.setCount(String(limit));
  options.setReadDirection(
    backwards ? ReadReq.Options.ReadDirection.BACKWARDS : ReadReq.Options.ReadDirection.FORWARDS,
  );
  return requestOf(options);
}

function requestOf(options: ReadReq.Options): ReadReq {
  const request = new ReadReq();
  request.setOptions(options);
  return request;
}
