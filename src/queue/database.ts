// A PostgreSQL that the durable engine can use, and who else uses it.

export interface Store {
  readonly url: string;
  /** Connections that the engine may hold. */
  readonly poolSize: number;
  /** Names this process; work that a process of the same name left behind is its own. */
  readonly executorId: string;
  /** Starts the engine, which makes its tables: one process at a time. */
  launch(start: () => Promise<void>): Promise<void>;
  /** Those of the executors that have been gone long enough for their work to be taken over. */
  findDead(executorIds: readonly string[]): Promise<readonly string[]>;
  /** Notes that the work is taken over; says how often each of it has been so far. */
  countTakeovers(workflowIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
