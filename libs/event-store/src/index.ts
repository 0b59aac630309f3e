export * from './event-store.port';
export * from './seal';
export * from './stream-state';
