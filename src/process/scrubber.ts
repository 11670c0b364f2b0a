// Cuts secrets out of a line of the log: the process's own, whatever looks like one, and whatever a name calls one. A
// log is read by more people than may use a credential, so here doubt is enough.
import { redactSecrets } from '../text/secrets/redact-secrets.ts';

export const REDACTED = '[redacted]';

/** Shorter secrets are not looked for: they would take words apart. */
const SHORTEST = 4;
/** Lines of a secret in several lines that are looked for by themselves. */
const SHORTEST_LINE = 16;

/** Fields and headers that hold a credential as a whole. */
const NAMES = [
  ...['authorization', 'proxy-authorization', 'x-api-key', 'api[-_]?key', 'private-token', 'x-github-token', 'cookie'],
  ...['set-cookie', '(?:client|webhook)?[-_]?secret', 'password', 'passwd', 'passphrase', 'private[-_]?key'],
  ...['(?:access|refresh|id|auth|bearer|session|security)?[-_]?token', 'secret[-_]?access[-_]?key', 'pem'],
].join('|');

/**
 * A field up to the quotation mark that opens its value, or the first one of a list. In JSON the mark that closes the
 * name is written as this one; in JSON in a string both have backslashes.
 */
const FIELD = new RegExp(`(?<![A-Za-z0-9])(?:${NAMES})(\\\\*)"\\s{0,4}([:,])\\s{0,4}(\\[?)\\1"`, 'gi');
/** A field as Node prints it, or an attribute. */
const PRINTED = new RegExp(
  `(?<![A-Za-z0-9])(?:${NAMES})'?\\s{0,4}[:=]\\s{0,4}(?:'|\\\\(?:\\\\\\\\)*")([^'"\\\\]+)`,
  'gi',
);
/** In a list of names and values the value is longer than a name. */
const SHORTEST_IN_LIST = 8;
/** A header in the text of a request. */
const HEADER =
  /(?<![A-Za-z0-9])(?:(?:proxy-)?authorization|x-api-key|private-token|(?:set-)?cookie)\s{0,4}:\s{0,4}(?!\\*["'[])([^"'\r\n\\]+)/gi;
/** A parameter of a query, percent-encoded or not. */
const PARAMETER =
  /(?:[?&;]|%3F|%26)(?:[\w.-]{0,30}(?:token|secret|password|passwd|signature|api_?key|credential)|sig|key|jwt)(?:=|%3D)((?:(?!%26)[^&\s"'<>\\])+)/gi;
const SCHEME =
  /(?<![A-Za-z0-9])(?:bearer(?: |%20|\+)(?=[\w.~+/=-]{8})|(?:token|basic)(?: |%20|\+)(?=[\w.~+/=-]{16}))([\w.~+/=-]+)/gi;
/** What begins like a token is one here, be it cut, or one of a documentation. */
const TOKEN =
  /(?:gh[opsur]_[\w-]{16,4000}|github_pat_\w{20,400}|sk-ant-[\w-]{8,400}|eyJ[\w-]{8,600}\.[\w-]{8,4000})(?:\.[\w-]{1,4000}){0,3}/g;
const USERINFO = /:\/\/[^\s:/@"\\]{0,200}:([^\s/@"\\]{1,500})@/g;

/** Makes the function that cuts secrets out of a line. Secrets shorter than four characters are not looked for. */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const known = [...new Set(secrets.flatMap(writingsOf))]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const scrub = (text: string) => {
    let clean = text;
    for (const form of known) clean = clean.replaceAll(form, REDACTED);
    clean = cutFields(redactSecrets(clean));
    clean = clean.replace(TOKEN, REDACTED);
    for (const pattern of [PRINTED, HEADER, PARAMETER, SCHEME, USERINFO]) clean = clean.replace(pattern, cutGroup);
    return clean;
  };
  return (line) => {
    const clean = scrub(line);
    // What looks like a secret may reach beyond the string that it begins in: then each string is looked at by itself.
    return isJson(clean) || !isJson(line) ? clean : JSON.stringify(scrubStrings(JSON.parse(line), scrub));
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const NAME = new RegExp(`(?<![A-Za-z0-9])(?:${NAMES})$`, 'i');

/** A value of JSON with every string and name scrubbed, and the strings of named fields cut out. */
function scrubStrings(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubStrings(item, scrub));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      scrub(name),
      typeof item === 'string' && item !== '' && NAME.test(name) ? REDACTED : scrubStrings(item, scrub),
    ]),
  );
}

/** A secret as it stands, in JSON, in JSON in JSON, in an address, in base64, and line by line. */
function writingsOf(secret: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_LINE) : [];
  return [
    secret,
    inJson(secret),
    inJson(inJson(secret)),
    inJson(inJson(inJson(secret))),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    ...(secret.length < SHORTEST ? [] : inBase64(secret)),
    ...lines.filter((line) => !line.startsWith('-----')),
  ];
}

/** In base64 by itself, and what is the same of it wherever it stands in a longer text, such as "user:password". */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // The first characters, and those that the padding follows, take bits of their neighbours.
    return text.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const forms = [bytes.toString('base64'), ...inside.filter((form) => form.length >= SHORTEST * 2)];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** Cuts the values of named fields, of a list all of them. */
function cutFields(line: string): string {
  let shown = '';
  let from = 0;
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(line); field !== null; field = FIELD.exec(line)) {
    const [, slashes = '', separator, list] = field;
    const between = `${slashes}",${slashes}"`;
    let start = FIELD.lastIndex;
    let end = endOfValue(line, start, slashes.length);
    if (separator === ',' && end - start < SHORTEST_IN_LIST) continue;
    while (end !== -1) {
      shown += line.slice(from, start) + (end === start ? '' : REDACTED);
      from = end;
      if (list === '' || !line.startsWith(between, end)) break;
      start = end + between.length;
      end = endOfValue(line, start, slashes.length);
    }
    FIELD.lastIndex = Math.max(from, start);
  }
  return from === 0 ? line : shown + line.slice(from);
}

/**
 * Where the quotation mark that closes the value begins, with its backslashes, or that of a string around it where
 * the value was cut; -1 where there is none.
 *
 * @param slashes backslashes before the mark that opens it
 */
function endOfValue(line: string, start: number, slashes: number): number {
  for (let at = line.indexOf('"', start); at !== -1; at = line.indexOf('"', at + 1)) {
    let before = at;
    while (before > start && line[before - 1] === '\\') before -= 1;
    const count = at - before;
    // In JSON a mark has no backslash, in JSON in JSON one, then three; each backslash before it is two, four, eight.
    for (let own = slashes; own >= 0; own = own === 0 ? -1 : (own - 1) >> 1) {
      if (count % (2 * (own + 1)) === own) return at - own;
    }
  }
  return -1;
}

/** What matched, with what the group holds cut out. */
function cutGroup(found: string, value: string): string {
  if (value.startsWith('[')) return found;
  const at = found.lastIndexOf(value);
  return `${found.slice(0, at)}${REDACTED}${found.slice(at + value.length)}`;
}
