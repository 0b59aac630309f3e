import type { Refusal } from '@gifting/kernel';
import { RefusalError } from './refusal-error';

/** What was asked for, where it was not refused. @throws RefusalError */
export function unrefused<T extends object>(answer: T | Refusal): T {
  if ('refused' in answer) throw RefusalError.of(answer);
  return answer;
}
