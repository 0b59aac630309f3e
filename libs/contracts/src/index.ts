export * from './feed-messages';
export * from './public-events';
export * from './shared';
export * from './topics';
