import { Injectable } from '@nestjs/common';
import { Projections } from '@gifting/engine';
import { unrefused } from '@gifting/http';
import { IsOneOf, IsTimestamp, validationRefusal } from '@gifting/http/input';
import type { Position } from '@gifting/kernel';
import { addCoins, type Coins, NO_COINS, printCoins, readCoins } from '@gifting/kernel/coins';
import {
  addDiamonds,
  type Microdiamonds,
  NO_DIAMONDS,
  printDiamonds,
  readMicrodiamonds,
} from '@gifting/kernel/diamonds';
import {
  bucketEnd,
  bucketStart,
  bucketStarts,
  SERIES_BUCKETS,
  type SeriesBucket,
} from '../projections/series-buckets';
import { beforeDay, series, type SeriesRow } from '../projections/series.projection';
import type { EarningsSeriesView, SeriesItem } from './views';

const MOST_BUCKETS = 1_000;
/** Rows of days that are read at once. */
const PAGE_ROWS = 500;

export class SeriesQuery {
  @IsOneOf(SERIES_BUCKETS)
  readonly bucket!: SeriesBucket;

  /** The series begins with the bucket that this time is in. */
  @IsTimestamp()
  readonly from!: string;

  /** The series ends before this time. */
  @IsTimestamp()
  readonly to!: string;
}

interface Sum {
  coins: Coins;
  microdiamonds: Microdiamonds;
  gifts: number;
}

/** What a creator earned over time. */
@Injectable()
export class EarningsSeries {
  constructor(private readonly projections: Projections) {}

  /**
   * One item for each bucket from `from` up to `to`, ascending.
   * @throws RefusalError `validation` when the span is empty or has too many buckets; `projection-behind`
   *   when the series does not reach minPosition in time
   */
  async read(
    creatorId: string,
    { bucket, from, to }: SeriesQuery,
    minPosition: Position | undefined,
  ): Promise<EarningsSeriesView> {
    const starts = startsOf(bucket, Date.parse(from), Date.parse(to));
    const [firstMs = 0] = starts;
    const endMs = bucketEnd(bucket, starts.at(-1) ?? firstMs);
    const view = unrefused(await this.projections.at(series, minPosition));
    const rows: SeriesRow[] = [];
    let after = beforeDay(creatorId, dayOf(firstMs));
    for (;;) {
      const found = await view.range({ index: creatorId, after, limit: PAGE_ROWS });
      const wanted = found.filter(({ order }) => order <= dayOf(endMs - 1));
      rows.push(...wanted.map(({ row }) => row as SeriesRow));
      const last = found.at(-1);
      if (last === undefined || wanted.length < PAGE_ROWS) break;
      after = { order: last.order, key: last.key };
    }
    return { items: seriesOf(rows, bucket, starts), position: view.position };
  }
}

/** One item for each bucket, ascending; those in which nothing was credited are zero. */
export function seriesOf(
  rows: readonly SeriesRow[],
  bucket: SeriesBucket,
  starts: readonly number[],
): readonly SeriesItem[] {
  const sums = new Map<number, Sum>(
    starts.map((startMs) => [startMs, { coins: NO_COINS, microdiamonds: NO_DIAMONDS, gifts: 0 }]),
  );
  for (const { day, hours } of rows) {
    for (const [hour, total] of Object.entries(hours)) {
      const sum = sums.get(bucketStart(bucket, Date.parse(`${day}T${hour}:00:00.000Z`)));
      // The first and the last day of a series by hours may have hours outside it.
      if (sum === undefined) continue;
      sum.coins = addCoins(sum.coins, readCoins(total.coins));
      sum.microdiamonds = addDiamonds(sum.microdiamonds, readMicrodiamonds(total.microdiamonds));
      sum.gifts += total.gifts;
    }
  }
  return [...sums].map(([startMs, { coins, gifts, microdiamonds }]) => ({
    from: new Date(startMs).toISOString(),
    coins: printCoins(coins),
    diamonds: printDiamonds(microdiamonds),
    gifts,
  }));
}

function startsOf(bucket: SeriesBucket, fromMs: number, toMs: number): readonly number[] {
  if (toMs <= fromMs) throw validationRefusal([{ field: 'to', reason: 'must be later than from' }]);
  const starts = bucketStarts(bucket, { fromMs, toMs }, MOST_BUCKETS);
  if (starts !== undefined) return starts;
  const reason = `must be at most ${MOST_BUCKETS} buckets after from`;
  throw validationRefusal([{ field: 'to', reason }]);
}

const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);
