import { IsOneOf, Optional } from '@gifting/http/input';
import { SUPPORTER_WINDOWS, type SupporterWindow } from '../projections/supporter-windows';

export class SupportersQuery {
  /** The current one by the calendar of UTC; absent: all time. */
  @Optional()
  @IsOneOf(SUPPORTER_WINDOWS)
  readonly window?: SupporterWindow;
}
