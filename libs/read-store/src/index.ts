export * from './note-store.port';
export * from './projection';
export * from './projector';
export * from './read-store.port';
export * from './rebuild';
