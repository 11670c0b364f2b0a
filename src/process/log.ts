// Creates the process's log: one JSON object per line. Secrets are redacted from the finished line, so that none slips
// through in an error, a stack or a payload.
import { type Logger, pino } from 'pino';
import { createScrubber, REDACTED } from './scrubber.ts';

/** Creates the log. `write` receives whole lines, with their line feeds. */
export function createLog(options: {
  readonly level: string;
  readonly secrets: readonly string[];
  readonly write: (line: string) => void;
}): Logger {
  const scrub = createScrubber(options.secrets);
  const paths = ['authorization', 'privateKey', 'secret', 'webhookSecret', 'apiKey', 'token', 'password', 'cookie'];
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          ...paths,
          ...paths.map((name) => `*.${name}`),
          ...paths.map((name) => `*.*.${name}`),
          '*.headers["x-api-key"]',
        ],
        censor: REDACTED,
      },
    },
    { write: (line: string) => options.write(scrub(line)) },
  );
}
