export * from './evening';
export * from './steps';
export * from './tape-facts';
export * from './tape-options';
export * from './uniform-gifts';
