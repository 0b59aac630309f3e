import { Injectable } from '@nestjs/common';
import { Clock, Projections } from '@gifting/engine';
import { cursorOf, type PageRequest, RefusalError, unrefused } from '@gifting/http';
import type { Position } from '@gifting/kernel';
import {
  SUPPORTER_WINDOWS,
  type SupporterWindow,
  windowAt,
} from '../projections/supporter-windows';
import { boardOf, type SupporterRow, supporters } from '../projections/supporters.projection';
import type { SupporterBoard, SupporterView } from './views';

const isText = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

/** The last row of a page, and the board that it is on: the next page stays there after midnight. */
const boardCursor = cursorOf<{
  span: SupporterWindow;
  window: string;
  order: string;
  key: string;
  rank: number;
}>({
  span: (value): value is SupporterWindow => SUPPORTER_WINDOWS.some((span) => span === value),
  window: (value): value is string => isText(/^(all|\d{4}-\d{2}(-\d{2})?)$/)(value),
  order: (value): value is string => isText(/^\d{43}$/)(value),
  key: (value): value is string => isText(/^[A-Za-z0-9_.:-]{1,64}\/[A-Za-z0-9_.:-]{0,64}$/)(value),
  rank: (value): value is number => Number.isSafeInteger(value) && Number(value) > 0,
});

/** Who supports a creator most, page by page. */
@Injectable()
export class SupporterBoards {
  constructor(
    private readonly projections: Projections,
    private readonly clock: Clock,
  ) {}

  /**
   * One page of a board, highest total first.
   * @throws RefusalError `invalid-cursor` when the cursor belongs to another board; `projection-behind`
   *   when the board does not reach minPosition in time
   */
  async page(
    creatorId: string,
    span: SupporterWindow,
    { cursor, limit }: PageRequest,
    minPosition: Position | undefined,
  ): Promise<SupporterBoard> {
    const after = boardCursor.decode(cursor);
    if (after !== undefined && !(after.span === span && after.key.startsWith(`${creatorId}/`))) {
      throw new RefusalError('invalid-cursor', 'The cursor is that of another board.');
    }
    const window = after?.window ?? windowAt(span, this.clock.now());
    const view = unrefused(await this.projections.at(supporters, minPosition));
    const found = await view.range({
      index: boardOf(creatorId, span, window),
      // One row more than fits shows that there is a next page.
      limit: limit + 1,
      ...(after === undefined ? {} : { after: { order: after.order, key: after.key } }),
    });
    const before = after?.rank ?? 0;
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(({ row }, place) =>
        supporterView(row as SupporterRow, span, before + place),
      ),
      nextCursor:
        last === undefined
          ? null
          : boardCursor.encode({
              span,
              window,
              order: last.order,
              key: last.key,
              rank: before + shown.length,
            }),
      position: view.position,
    };
  }
}

function supporterView(
  { totals, viewerId }: SupporterRow,
  span: SupporterWindow,
  place: number,
): SupporterView {
  const { coins, gifts } = totals[span];
  return { rank: place + 1, viewerId: viewerId ?? null, coins, gifts };
}
