// Work that grows stale: a slider asks for more than can be done.

/** Runs the latest of what is asked for, one at a time: what was asked for meanwhile and is stale by then never runs. */
export class Latest {
  private running = false;
  private next: (() => Promise<void>) | undefined;

  run(work: () => Promise<void>): void {
    this.next = work;
    if (!this.running) void this.go();
  }

  private async go(): Promise<void> {
    this.running = true;
    while (this.next) {
      const work = this.next;
      this.next = undefined;
      try {
        await work();
      } catch (problem) {
        // Work tells people itself what went wrong; what it did not expect must not hold up what comes after it.
        console.error(problem);
      }
    }
    this.running = false;
  }
}
