export { AnsweredBefore } from './answered-before';
export { SystemClock } from './clock';
export { decideAll } from './decide-all';
export { FeedConsumer } from './feed-consumer';
export type { AnyOutgoing } from './outgoing';
export { Relay } from './relay';
export { StreamCache } from './stream-cache';
export { type AnyStreamCommand, commandOf } from './stream-command';
export { StreamSnapshots } from './stream-snapshots';
