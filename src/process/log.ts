// The process's log: one JSON object a line, from which every known secret and everything that looks like one is cut out
// after the line is made, so that no error, stack or payload can carry it past.
import { type Logger, pino } from 'pino';
import { createScrubber, REDACTED } from './scrubber.ts';

/** The log of the whole process. `write` gets whole lines, line feed included. */
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
