export * from './command-id';
export * from './command-streams';
export * from './stream-watcher';
export * from './stream-writer';
