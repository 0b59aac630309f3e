/** One call of `publish`: it resolves when every group has resolved every one of its messages. */
export class PublishCall {
  /** One more than the deliveries that are owed, until all of them have been counted. */
  #open = 1;

  constructor(
    private readonly resolve: () => void,
    readonly reject: (error: Error) => void,
  ) {}

  /** One more delivery is owed. */
  owe(): void {
    this.#open++;
  }

  /** A delivery was resolved, or all that are owed have been counted. */
  settle(): void {
    if (--this.#open === 0) this.resolve();
  }
}
