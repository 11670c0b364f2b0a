// Tells what a person or a machine made up to be unguessable from words: names, paths, addresses, messages,
// placeholders.

/** Documentation keys, masks, templates, and text that looks for such shapes. */
const SAMPLE =
  /EXAMPLE(?![A-Z0-9])|x{6,}|0{10,}|123456789|abcdefgh|[*.\u2022\u2026]{3,}|\u2026|\$\{|\{\{|<[a-z_ -]+>|^[$@]|^\{.*\}$|^[([].*[)\]]$|^%[sdvqxXw+#]|^(?:your|my)[-_]|change[-_]?me|placeholder|redacted|dummy|sample/i;

/** Terms with digits in them that say nothing of a value. */
const TECHNICAL =
  /sha-?\d+|md5|hmac|base-?(?:32|58|62|64)|x-?509|o?auth-?\d|[ehr]s-?(?:256|384|512)|rsa-?\d+|aes-?\d+|p-?(?:256|384|521)|ed25519|utf-?\d+|http-?\d|k8s|ec2|s3|i18n|l10n|v\d+|rfc-?\d+|iso-?\d+|20\d\d-?\d\d-?\d\d/gi;

const UUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

/** A value with fewer different characters is a placeholder. */
const FEWEST_CHARACTERS = 6;
/** No longer value is looked at. */
export const MAX_VALUE = 512;

/** A mask, a placeholder, or the key of a documentation: nothing to hide. */
export function isPlaceholder(value: string): boolean {
  return value.length === 0 || new Set(value).size < 4 || SAMPLE.test(value.slice(0, MAX_VALUE));
}

/**
 * The value is made of characters that nobody reads as words.
 *
 * @param least characters
 */
export function isOpaque(value: string, least: number): boolean {
  if (value.length < least || value.length > MAX_VALUE || /\s/.test(value) || SAMPLE.test(value)) return false;
  if (new Set(value).size < FEWEST_CHARACTERS) return false;
  if (UUID.test(value)) return true;
  if (/^[0-9A-Fa-f]{32,}$/.test(value)) return new Set(value).size >= 10;
  return !isAddress(value) && hasOpaqueMix(value);
}

/** Letters of both cases, digits and signs stand as no word or number would have them. */
function hasOpaqueMix(value: string): boolean {
  const rest = value.replace(TECHNICAL, '');
  const changes = countChanges(rest);
  const digits = rest.replace(/\D/g, '').length;
  const isMixed = /[a-z]/.test(rest) && /[A-Z]/.test(rest) && digits > 0;
  // A password that people made: letters of both cases, digits and signs.
  if (isMixed && changes > 0 && /[!@#$%^&*?~]/.test(rest)) return true;
  if (rest.length >= 16 && isMixed && digits >= 4 && changes >= 2) return true;
  if (rest.length < 20) return changes >= 3;
  if (isMixed && wordLength(rest) <= 2.5) return true;
  return digits >= 3 && changes >= 2 && (isMixed || changes >= 4);
}

/** A URL, a resource's name, a path or a host: parts of words between slashes, colons or dots. */
function isAddress(value: string): boolean {
  if (/^[./~]|:\/\/|^(?:arn|urn):/.test(value)) return true;
  if (!/[/:.]/.test(value)) return false;
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(value) && /[A-Z]/.test(value) && countChanges(value) >= 4;
  return !isBase64 && value.split(/[/:.]/).every((part) => part.length < 20 && countChanges(part) < 3);
}

/**
 * Characters of a word on average, where capitals, digits and signs begin words: 5 or 6 of a name, 2 of random
 * characters.
 */
function wordLength(value: string): number {
  const words = value.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  return words.reduce((sum, word) => sum + word.length, 0) / Math.max(1, words.length);
}

/** How often a letter follows a digit, or a digit a letter. */
export function countChanges(value: string): number {
  return value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
}

/** Shannon's entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}
