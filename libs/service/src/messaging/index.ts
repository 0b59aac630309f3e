export * from './answer-message';
export * from './feed-consumer';
export * from './feed-message';
export * from './feed-target';
export * from './message-of';
export * from './publication';
export * from './relay';
export * from './stream-cache';
