/** Coins were not conserved, or an acknowledged gift is lost: the figures of the run count for nothing. */
export class VoidRun extends Error {
  name = 'VoidRun';

  constructor(side, faults) {
    super(`the run is void, for ${side}:\n  ${faults.slice(0, 10).join('\n  ')}`);
  }
}

/** @throws VoidRun where there are faults */
export function assertValid(side, faults) {
  if (faults.length > 0) throw new VoidRun(side, faults);
}
