// Describes a PostgreSQL for the durable engine, and which processes use it.

export interface QueueDatabase {
  readonly url: string;
  /** Connections that the engine may open. */
  readonly poolSize: number;
  /** Identifies this process. A process with the same id continues the jobs that it left behind. */
  readonly executorId: string;
  /** Starts the engine, which creates its tables: one process at a time. */
  launch(start: () => Promise<void>): Promise<void>;
  /** Returns those executors that have been gone long enough for their jobs to be taken over. */
  findDead(executorIds: readonly string[]): Promise<readonly string[]>;
  /** Counts this takeover of each workflow; returns the totals by workflow id. */
  countTakeovers(workflowIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
