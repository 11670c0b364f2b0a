// Secrets that only the words around them tell: passwords in addresses, headers, keys that are handed over, values
// with a name.
import { countChanges, isOpaque, isPlaceholder, MAX_VALUE } from './opaque-value.ts';
import { matchAt, type SecretMatch, type SecretShape } from './secret-shape.ts';

/** Characters of an address, from behind "://". */
const MAX_ADDRESS = 600;

/** Characters of a user's name and password. */
const MAX_PASSWORD = 300;

/** Passwords that protect nothing. */
const TRIVIAL = /^(?:pass(?:word)?|secret|postgres|mysql|root|admin|guest|test|user|pw|pwd|example)\d{0,4}$/i;
/** Databases on the machine itself, and hosts of documentation. */
const LOCAL =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|(?:[\w-]+\.)*(?:example(?:\.\w+)?|test|local|invalid))(?:[:/?,]|$)/i;

/** "user:password@host", wherever it begins. */
function findInAddress(text: string, start: number): SecretMatch | null {
  const address = /^[^\s"'`<>\\]*/.exec(text.slice(start, start + MAX_ADDRESS))![0];
  const end = address.search(/[/?#]/);
  const authority = end === -1 ? address : address.slice(0, end);
  let at = authority.lastIndexOf('@');
  // A password with a slash in it; after a port a slash is nothing special.
  if (at === -1 && /^[^:/?#@]{0,200}:(?!\d{1,5}(?:[/?#]|$))/.test(address)) at = address.indexOf('@');
  if (at === -1) return null;
  const colon = address.indexOf(':');
  const isPair = colon !== -1 && colon < at;
  const from = isPair ? colon + 1 : 0;
  const value = address.slice(from, at);
  if (isPlaceholder(value) && !TRIVIAL.test(value)) return null;
  if (!isPair && !isOpaque(value, 20)) return null;
  const host = address.slice(at + 1);
  const isWeak = TRIVIAL.test(value) || value === address.slice(0, colon) || LOCAL.test(host);
  const isRemote = /^[^:/?]*\./.test(host) || isOpaque(value, 8);
  return { start: start + from, end: start + at, isCertain: isPair && !isWeak && isRemote };
}

/** "user:password@tcp(host)" of go-sql-driver/mysql. */
function findInMysqlAddress(text: string, start: number, end: number): SecretMatch | null {
  let from = start;
  while (from > start - MAX_PASSWORD && /[^\s"'`(]/.test(text.charAt(from - 1))) from -= 1;
  const [pair = ''] = text.slice(from, start).split('://').slice(-1);
  const value = pair.slice(pair.indexOf(':') + 1);
  if (value.length === pair.length || (isPlaceholder(value) && !TRIVIAL.test(value))) return null;
  const host = text.slice(end, end + 100);
  return { start: start - value.length, end: start, isCertain: !TRIVIAL.test(value) && !LOCAL.test(host) };
}

const BEARER =
  /(?:(?<![A-Za-z])bearer|authorization["'`]?[ \t]{0,4}[:,=][ \t]{0,4}["'`]?token)[ \t]{1,4}([\w.~+/=-]{16,4000})/iy;
const BASIC = /(?<![A-Za-z])basic[ \t]{1,4}([A-Za-z0-9+/]{8,4000}={0,2})/iy;
const KEYED =
  /(?:hmac\.new\([ \t]{0,8}[\w.]{1,60},|signedstring\()[ \t]{0,8}\[\]byte\(["`]([^"`\r\n\\]{8,256})["`]\)/iy;
const SIGNED = /[\w-]{3,30}=([^\s&"'`<>\\]{16,2000})/y;

function findBasic(text: string, start: number): SecretMatch | null {
  const found = matchAt(BASIC, text, start);
  if (found === null) return null;
  const [, password] =
    /^[\x20-\x7e]*?:([\x20-\x7e]*)$/.exec(Buffer.from(found.value, 'base64').toString('latin1')) ?? [];
  if (password === undefined || isPlaceholder(password)) return null;
  return { start: found.start, end: found.end, isCertain: !TRIVIAL.test(password) };
}

/** A value of a pattern that has to be opaque. */
function opaque(kind: string, keywords: readonly string[], pattern: RegExp, least: number): SecretShape {
  return {
    kind,
    keywords,
    find(text, start) {
      const found = matchAt(pattern, text, start);
      return found === null || !isOpaque(found.value, least)
        ? null
        : { start: found.start, end: found.end, isCertain: true };
    },
  };
}

interface Naming {
  readonly kind: string;
  /** In lower case: the name ends with it. */
  readonly words: readonly string[];
  /** Characters that a value has at least. */
  readonly least: number;
}

const NAMINGS: readonly Naming[] = [
  { kind: 'password', words: ['password', 'passwd', 'passphrase', 'pwd', 'pw'], least: 8 },
  {
    kind: 'API key',
    words: [
      'apikey',
      'api_key',
      'api-key',
      'accesskey',
      'access_key',
      'access-key',
      'authkey',
      'auth_key',
      'accountkey',
    ],
    least: 12,
  },
  {
    kind: 'key',
    words: ['privatekey', 'private_key', 'secretkey', 'secret_key', 'secret-key', 'secret_key_base', 'signingkey']
      .concat(['signing_key', 'encryptionkey', 'encryption_key', 'hmackey', 'hmac_key', 'masterkey', 'master_key'])
      .concat(['jwtkey', 'jwt_key', 'sessionkey', 'session_key']),
    least: 12,
  },
  { kind: 'token', words: ['token'], least: 16 },
  { kind: 'secret', words: ['secret', 'credential', 'credentials', 'cred', 'creds'], least: 8 },
];

/** Short words that other words end with. */
const SHORT = /^(?:pw|pwd|cred|creds)$/i;
/** Tokens that say where a list goes on. */
const CURSOR = /(?:page|next|continuation|cursor|sync|resume|cancel)[_-]?token$/i;
/** From the end of a name to its value, with what may stand around it: a quote, a type, a conversion. */
const ASSIGNMENT =
  /(["'\]]{0,2})[ \t]{0,20}(?:\*?string[ \t]{1,20})?(:=|==|!=|=>|=|:|,)[ \t]{0,20}(?:(\[\]byte|string|\w{1,20}\.(?:String|Ptr|To|Of))\([ \t]{0,4})?/y;
const QUOTED = /"([^"\r\n\\]{1,512})"|'([^'"\r\n\\]{1,512})'|`([^`"\r\n]{1,512})`/y;
const UNQUOTED = /([^\s"'`,;(){}[\]<>&|\\]{1,512})(?=[\s"'`,;&\\]|$)/y;
/** Of a connection string: "host=db user=shop password=…", "Server=…;User Id=…;Password=…". */
const CONNECTION = /(?:^|[\s;"'`])(?:host|user|user ?id|uid|server|dbname|database|data source|sslmode)=/i;

function findNamed(naming: Naming, text: string, start: number, end: number): SecretMatch | null {
  if (/[A-Za-z0-9_]/.test(text.charAt(end)) || !isWord(text, start, end)) return null;
  ASSIGNMENT.lastIndex = end;
  const [operation, quote = '', operator, conversion] = ASSIGNMENT.exec(text) ?? [];
  if (operation === undefined || (operator === ',' && quote === '')) return null;
  const quoted = matchAt(QUOTED, text, end + operation.length);
  if (quoted !== null) return judgeQuoted(naming, quoted);
  if (conversion !== undefined || (operator !== '=' && operator !== ':')) return null;
  const bare = matchAt(UNQUOTED, text, end + operation.length);
  if (bare === null || bare.value.startsWith('/')) return null;
  const around = text.slice(Math.max(0, start - 200), end + 200);
  if (naming.kind === 'password' && operator === '=' && CONNECTION.test(around)) return judgeInConnection(bare);
  return judgeBare(naming, bare, text.slice(Math.max(0, start - 40), start));
}

type Value = NonNullable<ReturnType<typeof matchAt>>;

function judgeQuoted({ kind, least }: Naming, { value, start, end }: Value): SecretMatch | null {
  const isCertain = isOpaque(value, least);
  const isMadeUp = kind === 'password' && /^[^\s/]{6,}$/.test(value) && /[A-Za-z]\d/.test(value);
  return isCertain || (isMadeUp && !isPlaceholder(value)) ? { start, end, isCertain } : null;
}

/** The password of a connection string: whatever is not a placeholder, and known trivial ones. */
function judgeInConnection({ value, start, end }: Value): SecretMatch | null {
  if (isPlaceholder(value) && !TRIVIAL.test(value)) return null;
  return { start, end, isCertain: isOpaque(value, 8) };
}

/** Without quotes it may be the name of a variable. */
function judgeBare({ least }: Naming, { value, start, end }: Value, before: string): SecretMatch | null {
  const isInQuery = /[?&][\w.-]*$/.test(before);
  const isUnlikeName = /[!@#$%^&*?~+/=]/.test(value) || countChanges(value) >= 4;
  return isOpaque(value, least) && (isInQuery || isUnlikeName) ? { start, end, isCertain: false } : null;
}

/** The keyword ends a name: "dbPassword", "DB_PW", but neither "draw pw" nor "nextPageToken". */
function isWord(text: string, start: number, end: number): boolean {
  const word = text.slice(start, end);
  if (CURSOR.test(text.slice(Math.max(0, start - 20), end))) return false;
  if (!SHORT.test(word)) return true;
  const before = text.charAt(start - 1);
  return !/[A-Za-z0-9]/.test(before) || (/[a-z0-9]/.test(before) && /[A-Z]/.test(word.charAt(0)));
}

/** Shapes that are looked for after those of tokens. */
export const CREDENTIAL_SHAPES: readonly SecretShape[] = [
  { kind: 'password', keywords: ['://'], find: (text, _start, end) => findInAddress(text, end) },
  { kind: 'password', keywords: ['@tcp(', '@unix('], find: findInMysqlAddress },
  opaque('bearer token', ['bearer', 'authorization'], BEARER, 16),
  { kind: 'basic credentials', keywords: ['basic'], find: findBasic },
  opaque('HMAC key', ['hmac.new(', 'signedstring('], KEYED, 8),
  {
    kind: 'signature',
    keywords: ['x-amz-signature=', 'x-amz-security-token=', 'x-goog-signature=', '?sig=', '&sig='],
    find(text, start) {
      const found = matchAt(SIGNED, text, /\w/.test(text.charAt(start)) ? start : start + 1);
      return found === null || isPlaceholder(found.value)
        ? null
        : { start: found.start, end: Math.min(found.end, found.start + MAX_VALUE * 4), isCertain: false };
    },
  },
  ...NAMINGS.map(
    (naming): SecretShape => ({
      kind: naming.kind,
      keywords: naming.words,
      find: (text, start, end) => findNamed(naming, text, start, end),
    }),
  ),
];
