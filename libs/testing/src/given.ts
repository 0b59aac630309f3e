import { type Decider, type DomainEvent, isRefusal, type RefusalCode } from '@gifting/kernel';

/**
 * The three lines of a decider's spec: given events, when a command comes, then events, a refusal,
 * nothing, or a broken invariant.
 *
 *   given(walletDecider, lot('p1', 100)).when(spend(30)).then(spent('p1', 30));
 */
export function given<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  ...history: readonly Event[]
) {
  const fold = (): State =>
    history.reduce((state, event) => decider.evolve(state, event), decider.initial);
  return {
    /** The state that the history leads to. */
    state: fold,

    when(command: Command) {
      const decide = () => decider.decide(command, fold());
      return {
        /** Exactly these events, in this order; and the state takes them. */
        then(...expected: readonly Event[]): void {
          const decision = decide();
          expect(decision).toEqual(expected);
          let state = fold();
          for (const event of expected) state = decider.evolve(state, event);
        },

        thenNothing(): void {
          expect(decide()).toEqual([]);
        },

        thenRefused(code: RefusalCode): void {
          const decision = decide();
          expect(isRefusal(decision) ? decision.refused : decision).toBe(code);
        },

        thenThrows(error: new (...args: never[]) => Error): void {
          expect(decide).toThrow(error);
        },
      };
    },
  };
}
