import { CommandIds, type CommandScope } from './command-ids';

const SECRET = 'a secret of one store';
const scope: CommandScope = {
  method: 'POST',
  route: '/v1/gifts',
  sub: 'ana',
  idempotencyKey: 'my-first-gift',
};

describe('CommandIds', () => {
  const ids = new CommandIds(SECRET);

  it('gives the same id for the same scope, and another one for any other', () => {
    expect(ids.idOf(scope)).toBe(ids.idOf({ ...scope }));
    const others: readonly CommandScope[] = [
      { ...scope, route: '/v1/payouts' },
      { ...scope, sub: 'anb' },
      { ...scope, idempotencyKey: 'my-second-gift' },
      // Joined as text, these would be the same.
      { ...scope, sub: 'ana","my', idempotencyKey: '-first-gift' },
    ];
    expect(new Set([scope, ...others].map((each) => ids.idOf(each))).size).toBe(5);
  });

  it('never changes, for the ids name recorded streams', () => {
    expect(ids.idOf(scope)).toBe('dae2dd9f-6fef-831d-9763-b9d42fbc7779');
    expect(ids.hashOf({ b: 1, a: 'x' })).toBe(
      '0551e3f1e862be42c93f5287571801193d67c6d718175c1e78c14fbecc79d8bf',
    );
  });

  it('gives a hash that does not depend on the order of members', () => {
    expect(ids.hashOf({ b: 1, a: 'x' })).toBe(ids.hashOf({ a: 'x', b: 1 }));
    expect(ids.hashOf({ a: 'x', b: 2 })).not.toBe(ids.hashOf({ a: 'x', b: 1 }));
  });

  it('cannot be computed without the secret', () => {
    const others = new CommandIds(`${SECRET}!`);
    expect(others.idOf(scope)).not.toBe(ids.idOf(scope));
    expect(others.hashOf({ message: 'my pin is 4711' })).not.toBe(
      ids.hashOf({ message: 'my pin is 4711' }),
    );
  });
});
