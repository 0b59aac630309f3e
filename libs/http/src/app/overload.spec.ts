import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Admission, MIN_IN_FLIGHT } from './overload';

const response = () => new EventEmitter() as unknown as ServerResponse;
const noEnd = (): void => undefined;

/** How many more requests are admitted. */
function room(admission: Admission): number {
  const admitted: ServerResponse[] = [];
  for (let next = response(); admission.admit(next); next = response()) admitted.push(next);
  for (const each of admitted) each.emit('close');
  return admitted.length;
}

describe('answers that stay open', () => {
  it('leave the requests in flight once, whenever they close', () => {
    const admission = new Admission(MIN_IN_FLIGHT);
    const open = response();
    admission.admit(open);
    expect(room(admission)).toBe(MIN_IN_FLIGHT - 1);
    expect(admission.stayOpen(open, noEnd)).toBe(true);
    expect(room(admission)).toBe(MIN_IN_FLIGHT);
    open.emit('close');
    expect(room(admission)).toBe(MIN_IN_FLIGHT);
  });

  it('are not counted where the client has gone meanwhile', () => {
    const admission = new Admission(MIN_IN_FLIGHT);
    const gone = response();
    admission.admit(gone);
    gone.emit('close');
    expect(admission.stayOpen(gone, noEnd)).toBe(false);
    expect(room(admission)).toBe(MIN_IN_FLIGHT);
  });

  it('are ended together, and none is opened any more', () => {
    const admission = new Admission(MIN_IN_FLIGHT);
    const [first, second, late] = [response(), response(), response()];
    for (const each of [first, second, late]) admission.admit(each);
    const ended: string[] = [];
    admission.stayOpen(first, () => ended.push('first'));
    admission.stayOpen(second, () => ended.push('second'));
    first.emit('close');
    admission.endOpen();
    expect(ended).toEqual(['second']);
    expect(admission.stayOpen(late, noEnd)).toBe(false);
  });
});
