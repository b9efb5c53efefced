/** Runs the cells of one notebook one after the other, and stops at the first that fails. */

/** One cell on its way through the queue; it shows as pending from the moment it is made. */
export interface QueuedCell<Cell> {
  readonly cell: Cell;
  /** Runs the cell to its end. True when the ones after it should run. */
  run(): Promise<boolean>;
  /** Stops the cell while it runs. */
  cancel(): void;
  /** Ends the cell, which has not begun, without a mark. */
  abandon(): void;
}

export class ExecutionQueue<Cell> {
  readonly #enqueue: (cell: Cell) => QueuedCell<Cell>;
  #pending: QueuedCell<Cell>[] = [];
  #running: QueuedCell<Cell> | null = null;
  #idle: Promise<void> = Promise.resolve();

  constructor(enqueue: (cell: Cell) => QueuedCell<Cell>) {
    this.#enqueue = enqueue;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Adds cells that are not already waiting or running; resolves when the queue is empty. */
  add(cells: readonly Cell[]): Promise<void> {
    for (const cell of cells) {
      if (this.#running?.cell !== cell && !this.#pending.some(waiting => waiting.cell === cell)) this.#pending.push(this.#enqueue(cell));
    }
    if (!this.#running && this.#pending.length > 0) this.#idle = this.#work();
    return this.#idle;
  }

  /** Takes a cell out: stops it when it runs, ends it without a mark when it waits. */
  remove(cell: Cell): void {
    if (this.#running?.cell === cell) this.#running.cancel();
    const waiting = this.#pending.find(one => one.cell === cell);
    this.#pending = this.#pending.filter(one => one !== waiting);
    waiting?.abandon();
  }

  /** Empties the queue. */
  clear(): void {
    this.#abandonPending();
    this.#running?.cancel();
  }

  async #work(): Promise<void> {
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      this.#running = next;
      let mayGoOn = false;
      try {
        mayGoOn = await next.run();
      } finally {
        this.#running = null;
        if (!mayGoOn) this.#abandonPending();
      }
    }
  }

  #abandonPending(): void {
    for (const waiting of this.#pending.splice(0)) waiting.abandon();
  }
}
