import { ApiProperty } from '@nestjs/swagger';
import { POSITION, TIMESTAMP } from '@gifting/http/schemas';

/** The answers of the audit service, as OpenAPI shows them. */
export class AuditedEventView {
  @ApiProperty(POSITION)
  readonly position!: string;

  @ApiProperty({ type: 'string', example: 'wallet-ana' })
  readonly stream!: string;

  @ApiProperty({ type: 'integer' })
  readonly revision!: number;

  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly eventId!: string;

  @ApiProperty({ type: 'string', example: 'CoinsSpent' })
  readonly type!: string;

  @ApiProperty({ type: 'integer' })
  readonly schemaVersion!: number;

  @ApiProperty(TIMESTAMP)
  readonly recordedAt!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly data!: object;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly metadata!: object;

  @ApiProperty({
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    description:
      'SHA-256 of the RFC 8785 form of {data, metadata, revision, schemaVersion, stream, type}.',
  })
  readonly hash!: string;
}

const AMOUNTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

export class ViolationView {
  @ApiProperty(POSITION)
  readonly position!: string;

  @ApiProperty({ type: 'string' })
  readonly stream!: string;

  @ApiProperty({ type: 'string' })
  readonly detail!: string;
}

export class TrialBalanceView {
  @ApiProperty(POSITION)
  readonly asOf!: string;

  @ApiProperty(AMOUNTS)
  readonly coins!: object;

  @ApiProperty(AMOUNTS)
  readonly diamonds!: object;

  @ApiProperty({ type: 'object', additionalProperties: AMOUNTS, description: 'By currency.' })
  readonly money!: object;

  @ApiProperty({ type: 'boolean' })
  readonly balanced!: boolean;

  @ApiProperty({ type: [ViolationView] })
  readonly violations!: readonly ViolationView[];
}
