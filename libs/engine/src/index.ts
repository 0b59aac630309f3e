export { Clock, ManualClock } from './clock';
export { CommandHandler } from './command-handler';
export { type CommandAnswer, type CommandRequest, CommandStreams } from './command-streams';
export type { FeedMessage } from './feed-message';
export { Follower, endOfProcess } from './follower';
export type { OperationEvent } from './operation.events';
export { operationKind, operationStream } from './operation.kind';
export { type Outgoing, type Publication, toFeed, toPublic } from './outgoing';
export { Progress } from './progress';
export type { ProjectedEvent, Projection } from './projection';
export { Projections } from './projections';
export { type Outcome, streamAfter } from './stream-command';
export { readBackwards, revisionAfter } from './stream-history';
export { type AnyStreamKind, type StreamKind, UnknownMessage } from './stream-kind';
export {
  type Stored,
  type StreamEvent,
  type StreamState,
  emptyStream,
  evolveStream,
  foldStream,
  readEvents,
} from './stream-state';
export { StreamWatcher } from './stream-watcher';
