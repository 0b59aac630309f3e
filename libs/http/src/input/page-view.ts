import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The OpenAPI shape of a page of such items, named after them. */
export function pageOf(item: Type<object>): Type<object> {
  class PageView {
    readonly items!: readonly object[];
    readonly nextCursor!: string | null;
  }
  ApiProperty({ type: [item] })(PageView.prototype, 'items');
  ApiProperty({ type: 'string', nullable: true, description: 'Opaque; null at the end.' })(
    PageView.prototype,
    'nextCursor',
  );
  Object.defineProperty(PageView, 'name', { value: `${item.name}Page` });
  return PageView;
}
