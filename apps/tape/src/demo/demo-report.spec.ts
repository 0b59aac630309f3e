import type { TrialBalanceView } from '../api-types';
import { runTable, trialBalanceTables } from './demo-report';
import { Tally } from './tally';

const BALANCE: TrialBalanceView = {
  asOf: '123',
  coins: { granted: '1234', spent: '34', returned: '0' },
  diamonds: { credited: '17.5', held: '0' },
  money: {
    CHF: { cash: '5.00', unexplained: '0.00' },
    USD: { cash: '14808.00', unexplained: '0.00' },
  },
  balanced: true,
  violations: [],
};

describe('the trial balance', () => {
  it('is shown by currency, without terms that are zero', () => {
    expect(trialBalanceTables(BALANCE).split('\n')).toEqual([
      'trial balance at position 123: balanced, nothing unexplained',
      '',
      'money         CHF        USD',
      '───────────  ────  ─────────',
      'cash         5.00  14,808.00',
      'unexplained  0.00       0.00',
      '',
      'coins',
      '───────  ─────',
      'granted  1,234',
      'spent       34',
      '',
      'diamonds',
      '────────  ────',
      'credited  17.5',
    ]);
  });

  it('says so where it is not balanced', () => {
    expect(trialBalanceTables({ ...BALANCE, balanced: false })).toContain('NOT BALANCED');
  });

  it('lists what must never be', () => {
    const violations = [
      { position: '9', stream: 'wallet-ana', detail: 'revision 3 where 2 was due' },
    ];
    expect(trialBalanceTables({ ...BALANCE, balanced: false, violations })).toContain(
      '\n  9 wallet-ana: revision 3 where 2 was due\n',
    );
  });
});

describe('the table of a run', () => {
  it('counts answers, and only new gifts by the second', () => {
    const tally = new Tally();
    Object.assign(tally.gifts, { sent: 2_900, declined: 100, replayed: 1_000 });
    Object.assign(tally.purchases, { accepted: 12, duplicate: 3, held: 1 });
    tally.payout('paid');
    tally.payout('paid');
    expect(runTable(tally, 4, 5).split('\n').slice(2)).toEqual([
      'purchase events accepted           12',
      '  held                              1',
      '  known already                     3',
      '  rejected                          0',
      'gifts sent                      2,900',
      '  declined                        100',
      '  of these answered before      1,000',
      'coins spent                         0',
      'pages read                          0',
      'payouts paid                        2',
      'requests repeated                   5',
      'gifts per second, as seen here    500',
    ]);
  });
});
