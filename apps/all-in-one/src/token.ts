import { issueToken, parseTokenRequest, TokenRequestError } from '@gifting/http/app';
import { loadConfig, tokenKeysOf } from '@gifting/service';

/** `npm run token -- --role viewer --sub ana`: prints a token for the secret of this installation. */
async function main(): Promise<void> {
  const claims = parseTokenRequest(process.argv.slice(2));
  const keys = await tokenKeysOf(loadConfig(process.env));
  if (keys.kind !== 'secret') {
    throw new TokenRequestError(['tokens come from the issuer of GIFTING_JWKS_URL']);
  }
  process.stdout.write(`${await issueToken(keys.secret, claims)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
