export * from './config';
export * from './settings';
export * from './signing-secret';
