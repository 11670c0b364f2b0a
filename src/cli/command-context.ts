// What every command runs in: the environment, the model service, stdout, and Ctrl-C.
import type { ModelPort } from '../domain/ports.ts';
import type { Config, Environment } from '../process/config.ts';

export interface CommandContext {
  readonly env: Environment;
  /** Returns null if no model service is configured. */
  readonly openModel: (config: Config) => Promise<ModelPort | null>;
  /** Writes to stdout. */
  readonly write: (text: string) => void;
}

/** Fires on Ctrl-C. */
export const interrupt = new AbortController();
