export type { ObjectPolicy } from './app/route-options';
export { TraceId } from './app/trace';
export { AllowRoles, AnyRole, ObjectAccess, OwnSubject, Public } from './auth/access.decorators';
export { Caller, type Role } from './auth/caller';
export { commandIdOf, requestHashOf } from './input/command-id';
export { IdempotencyKey } from './input/idempotency-key';
export {
  CLOUD_EVENT_BATCH_MEDIA_TYPE,
  CLOUD_EVENT_MEDIA_TYPE,
  Consumes,
  mediaTypeOf,
} from './input/media-type';
export { pageOf } from './input/page-view';
export {
  MinPosition,
  type Page,
  PageQuery,
  type PageRequest,
  cursorOf,
  historyBefore,
  historyPage,
  parsePage,
  parsePosition,
} from './input/pagination';
export { PreferWait } from './input/prefer-wait';
export { BatchBody, UncheckedBody } from './input/request-body';
export { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf, statusOf } from './problem/problem';
export { type FieldFault, RefusalError, notFound } from './problem/refusal-error';
export { unrefused } from './problem/unrefused';
