import { ConfigError, type Environment, loadConfig, tokenKeysOf } from '@gifting/service';
import { IssuedTokens } from './tokens';

/**
 * Tokens as `npm run token` makes them: signed with GIFTING_JWT_SECRET, or with the secret that the
 * installation keeps in GIFTING_DATA_DIR.
 * @throws ConfigError where tokens come from elsewhere, or the environment is not usable
 */
export async function tokensOf(env: Environment): Promise<IssuedTokens> {
  const keys = await tokenKeysOf(loadConfig(env));
  if (keys.kind !== 'secret') {
    throw new ConfigError(['GIFTING_JWKS_URL is set: tokens come from its issuer, not from here']);
  }
  return new IssuedTokens(keys.secret);
}
