export * from './access.decorators';
export * from './caller';
export * from './token-issuer';
export * from './token-verifier';
