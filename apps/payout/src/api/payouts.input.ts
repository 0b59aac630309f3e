import { PAYOUT_METHODS, type PayoutMethod } from '@gifting/kernel/facts';
import { IsDiamondsText, IsOneOf, Optional, rule } from '@gifting/http/input';
import { isVaultReference, looksLikeAccountData } from '../domain/destination-token';

/** Account data passes here, to be refused by a code of its own. */
const IsDestinationToken = (): PropertyDecorator =>
  rule(
    'isDestinationToken',
    (value) =>
      typeof value === 'string' && (isVaultReference(value) || looksLikeAccountData(value)),
    'must be a reference of the vault, 8 to 128 characters A-Z a-z 0-9 _ -',
    {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]{8,128}$',
      example: 'ok-vault-reference-1',
      description: 'A reference of the vault, never the account itself.',
    },
  );

/** A payout that a creator asks for. */
export class PayoutInput {
  /** Rounded down to the cash-out unit; absent: all that can be withdrawn. */
  @Optional()
  @IsDiamondsText()
  readonly diamonds?: string;

  @IsOneOf(PAYOUT_METHODS)
  readonly method!: PayoutMethod;

  @IsDestinationToken()
  readonly destinationToken!: string;
}
