export type { ObjectPolicy } from './app/route-options';
export { TraceId } from './app/trace';
export { AllowRoles, AnyRole, ObjectAccess, OwnSubject, Public } from './auth/access.decorators';
export { Caller, type Role } from './auth/caller';
export { CommandCall, type CommandResult, replyWith } from './input/command-call';
export { CommandIds } from './input/command-ids';
export { IdempotencyKey } from './input/idempotency-key';
export { pageOf } from './input/page-view';
export {
  MinPosition,
  type Page,
  PageQuery,
  type PageRequest,
  cursorOf,
  historyBefore,
  historyPage,
  indexCursorOf,
  indexPage,
  parsePage,
  parsePosition,
} from './input/pagination';
export { PreferWait } from './input/prefer-wait';
export { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf, statusOf } from './problem/problem';
export { type FieldFault, RefusalError, notFound, unrefused } from './problem/refusal-error';
