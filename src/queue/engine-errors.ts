// Recognises the durable engine's own errors, which are no failures of a job.
import { Error as Engine } from '@dbos-inc/dbos-sdk';

/** The recorded steps are in another order than the code runs them: another version of this program recorded them. */
const CODE_CHANGED: readonly number[] = [26, 37];

/** The engine's code of its own error; null for any other error. */
export function engineErrorCode(error: unknown): number | null {
  return error instanceof Engine.DBOSError ? error.dbosErrorCode : null;
}

export function isCodeChanged(error: unknown): boolean {
  const code = engineErrorCode(error);
  return code !== null && CODE_CHANGED.includes(code);
}
