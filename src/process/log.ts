// The process's log: one JSON object a line, from which every known secret and everything that looks like one is cut out
// after the line is made, so that no error, stack or payload can carry it past.
import { type Logger, pino } from 'pino';

const CUT = '[redacted]';

/** GitHub's tokens (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/), Anthropic's keys, PEM blocks, bearer headers, JSON web tokens, passwords in URLs. */
const LOOKS_SECRET: readonly [RegExp, string][] = [
  [/\b(?:gh[pousr]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{20,})/g, CUT],
  [/\bsk-ant-[A-Za-z0-9_-]{8,}/g, CUT],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, CUT],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g, CUT],
  [/\b((?:bearer|token|basic) )[A-Za-z0-9._~+/=-]{16,}/gi, `$1${CUT}`],
  [/(:\/\/[^\s:/@"\\]*:)[^\s/@"\\]+(@)/g, `$1${CUT}$2`],
];

/** Makes the function that cuts secrets out of a line. Secrets shorter than four characters are not looked for. */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  const known = [...new Set(forms)].filter((form) => form.length >= 4).sort((a, b) => b.length - a.length);
  return (line) => {
    let clean = line;
    for (const form of known) clean = clean.replaceAll(form, CUT);
    for (const [pattern, replacement] of LOOKS_SECRET) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

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
        censor: CUT,
      },
    },
    { write: (line: string) => options.write(scrub(line)) },
  );
}
