export * from './bus.port';
export * from './cloud-event';
export * from './nest/bus-transport.strategy';
export * from './nest/feed-handler.decorator';
export * from './retry-pause';
