import { Controller } from '@nestjs/common';
import { Bus, type Delivery, type DeliveryBatch, FeedHandler } from '@gifting/bus';
import { UPSTREAM_PURCHASES } from '@gifting/contracts';
import { UpstreamReports } from './upstream-reports';

type Readable = Extract<Delivery, { readonly event: object }>;

/** Purchases that upstream apps emit to Kafka. A topic is written by its app alone, so no token is asked. */
@Controller()
export class UpstreamController {
  constructor(
    private readonly reports: UpstreamReports,
    private readonly bus: Bus,
  ) {}

  /** Natural keys deduplicate. What can never be taken is a dead letter, and the next one is taken. */
  @FeedHandler(UPSTREAM_PURCHASES)
  async handle({ deliveries, partition, topic }: DeliveryBatch): Promise<void> {
    const readable = deliveries.filter(
      (delivery): delivery is Readable => delivery.event !== undefined,
    );
    for (const delivery of deliveries) {
      if (delivery.event !== undefined) continue;
      const { bytes, key, malformed } = delivery;
      await this.bus.deadLetter({ topic, key, bytes, reason: malformed });
    }
    const results = await this.reports.take(
      readable.map(({ event }) => ({ ...event, specversion: '1.0' })),
      undefined,
      undefined,
      (index) => ({ offset: readable[index]?.offset ?? '', partition, topic }),
    );
    for (const [index, { code, status }] of results.entries()) {
      const delivery = readable[index];
      if (status !== 'rejected' || delivery === undefined) continue;
      const bytes = Buffer.from(JSON.stringify(delivery.event));
      await this.bus.deadLetter({ topic, key: delivery.key, bytes, reason: code ?? status });
    }
  }
}
