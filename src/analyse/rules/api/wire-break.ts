// Finds struct fields that are removed, renamed or retyped in the JSON of an HTTP API.
import { splitLines } from '../../../text/lines.ts';
import type { FileSide } from '../../change/changed-go-files.ts';
import type { Declaration } from '../../go/outline.ts';
import { type ChangeMatches, type ChangeRule, matchLine, type RuleContext } from '../engine/change-rule.ts';
import type { MessageData } from '../engine/message.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { isIncompatibleJson, type JsonField, jsonFieldsOf } from './json-fields.ts';

/** Names of types that cross the wire. */
const WIRE_NAME = /(Request|Response|Resp|Req|DTO|Dto|Payload|Reply|Body|View)(V\d+)?$/;

/** Packages that answer requests. */
const SERVER_SIDE =
  /(^|\/)(api|apis|handlers?|http|rest|transport|controllers?|dtos?|server|routes?|routers?|contracts?|web|v\d+|requests?|responses?)(\/|$)/i;

/** Packages that call other services, which decide about the fields. */
const CLIENT_SIDE =
  /(^|\/|_)(clients?|sdk|integrations?|providers?|external|third_?party|connectors?|adapters?|upstream|gateways?|config|internal\/ent)(\/|_|$)|client\.go$/i;

export const wireBreak: ChangeRule = {
  id: 'api/wire-break',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'JSON field is removed, renamed or changes type',
  messages: {
    removed: '`{type}` no longer has the field `{field}`.',
    removedAmongOthers: '`{type}` no longer has the field `{field}` (one of {changed} changed fields).',
    renamed: '`{type}` renames `{field}` to `{name}`.',
    renamedAmongOthers: '`{type}` renames `{field}` to `{name}` (one of {changed} changed fields).',
    retyped: '`{type}` changes `{field}` from `{before}` to `{after}`.',
    retypedAmongOthers: '`{type}` changes `{field}` from `{before}` to `{after}` (one of {changed} changed fields).',
  },
  why:
    'Deployed clients still use the old field: in a response they get a zero value or a decoding error, in a ' +
    'request the server ignores what they send. Messages in queues and caches break the same way.',
  exceptions: 'all clients are deployed together with this service, or the endpoint was never released.',
  fix: 'Add the new field, support both, and remove the old one when no client uses it or in the next API version.',
  tradeOffs: 'Two fields carry the same value for a while.',
  example:
    'type OrderResponse struct {\n' +
    '\t// Deprecated: use TotalCents. Removed in v2.\n' +
    '\tTotal      float64 `json:"total"`\n' +
    '\tTotalCents int64   `json:"total_cents"`\n' +
    '}',
  references: ['https://google.aip.dev/180', 'https://go.dev/blog/json'],
  check(change) {
    const old = typesOf(change.files.map(({ before }) => before));
    return change.files.flatMap(({ head }): ChangeMatches => {
      if (head === null || head.isTest || isOutsideServices(head.path) || CLIENT_SIDE.test(head.path)) return [];
      return head.outline.declarations.flatMap((declaration): ChangeMatches => {
        const earlier = old.get(typeKey(change.renames.identity(head.dir), declaration));
        if (earlier === undefined || earlier.text === declaration.text || !declaration.exported) return [];
        const breaks = breaksBetween(earlier, declaration);
        if (breaks.length === 0 || !crossesTheWire(declaration.name, head, change)) return [];
        return [toMatch(declaration, breaks, head)];
      });
    });
  },
};

/** One case for each type, at its first broken field. */
function toMatch(declaration: Declaration, breaks: readonly FieldBreak[], { path, text }: FileSide): Match {
  const { message, data, offset } = breaks[0]!;
  return matchLine(wireBreak, {
    path,
    line: lineOfType(text, declaration) + (offset ?? 0),
    text,
    message: breaks.length === 1 ? message : `${message}AmongOthers`,
    data: { type: declaration.name, ...data, changed: breaks.length },
  });
}

/** Struct types with json tags. */
function typesOf(sides: readonly (FileSide | null)[]): ReadonlyMap<string, Declaration> {
  const types = new Map<string, Declaration>();
  for (const side of sides)
    for (const one of side === null || side.isTest ? [] : side.outline.declarations)
      if (one.kind === 'type' && one.text.includes('json:"')) types.set(typeKey(side!.dir, one), one);
  return types;
}

/** @param dir the directory at the merge base */
function typeKey(dir: string, { name }: Declaration): string {
  return `${dir}\n${name}`;
}

/** Line of the type itself, 1-based: its declaration may begin with the word type or a comment. */
function lineOfType(text: string, { startLine, text: declared }: Declaration): number {
  const lines = splitLines(text);
  const first = declared.split('\n', 1)[0]!;
  const at = lines.slice(startLine - 1).findIndex((line) => line.includes(first));
  return startLine + Math.max(0, at);
}

/** A field that clients no longer find as it was: which message, with what besides the type. */
interface FieldBreak {
  readonly message: 'removed' | 'renamed' | 'retyped';
  readonly data: MessageData;
  /** Lines below the first of the type at the head; null where the field is removed. */
  readonly offset: number | null;
}

function breaksBetween(before: Declaration, after: Declaration): readonly FieldBreak[] {
  // A newly embedded type may bring a removed field back.
  const embedsMore = embeddedIn(after.text).some((one) => !embeddedIn(before.text).includes(one));
  return fieldBreaks(jsonFieldsOf(before.text), jsonFieldsOf(after.text)).filter(
    ({ offset }) => offset !== null || !embedsMore,
  );
}

function fieldBreaks(before: readonly JsonField[], after: readonly JsonField[]): readonly FieldBreak[] {
  if (after.length === 0) return [];
  const byWire = new Map(after.map((field) => [field.wire, field]));
  const byName = new Map(after.map((field) => [field.name, field]));
  return before.flatMap((field): FieldBreak[] => {
    const { wire } = field;
    const same = byWire.get(wire);
    if (same !== undefined) {
      if (!isIncompatibleJson(formOf(field), formOf(same))) return [];
      const data = { field: wire, before: shownType(field), after: shownType(same) };
      return [{ message: 'retyped', data, offset: same.offset }];
    }
    // A removed struct within takes its fields along and is reported once.
    const parent = wire.slice(0, Math.max(0, wire.lastIndexOf('.')));
    if (parent !== '' && !byWire.has(parent)) return [];
    const renamed = byName.get(field.name);
    return renamed === undefined
      ? [{ message: 'removed', data: { field: wire }, offset: null }]
      : [{ message: 'renamed', data: { field: wire, name: renamed.wire }, offset: renamed.offset }];
  });
}

function formOf({ type, isQuoted }: JsonField): string {
  return isQuoted ? 'string' : type;
}

function shownType({ type, isQuoted }: JsonField): string {
  return isQuoted ? `quoted ${type}` : type;
}

/** Types that a struct embeds, as written. */
function embeddedIn(declaration: string): readonly string[] {
  return [...declaration.matchAll(/^\s+(\*?[\w.]+)(?:\s+`[^`]*`)?\s*$/gm)].map((found) => found[1]!);
}

/** A response that the module decodes and never creates belongs to another service, which decides about its fields. */
function isForeignResponse(name: string, type: string, { path }: FileSide, around: RuleContext['around']): boolean {
  if (!/(Response|Resp|Reply)(V\d+)?$/.test(name)) return false;
  const decoded = new RegExp(
    `\\bvar (\\w+) ${type}\\n(?:[^\\n]*\\n){0,12}?[^\\n]*(?:Decode|Unmarshal)\\w*\\([^\\n]*&\\1\\b`,
  );
  return around.findInModule(decoded, path) !== null && around.findInModule(new RegExp(`\\b${name}\\{`), path) === null;
}

/** A handler binds it or responds with it, API comments name it, or its name and package tell. */
function crossesTheWire(name: string, side: FileSide, { around }: RuleContext): boolean {
  const type = `(?:\\w+\\.)?${name}`;
  if (WIRE_NAME.test(name) && SERVER_SIDE.test(side.dir)) return !isForeignResponse(name, type, side, around);
  const answered = `\\.(?:JSON|IndentedJSON|JSONPretty|AbortWithStatusJSON)\\([^\\n]*,\\s*&?(?:\\[\\])?${type}\\{`;
  const bound = `\\bvar \\w+ ${type}\\n(?:[^\\n]*\\n){0,3}?[^\\n]*\\.(?:ShouldBind\\w*|Bind\\w*|BodyParser)\\(`;
  const documented = `@(?:Param|Success|Failure)[^\\n]*[\\s.{\\]]${name}\\b`;
  return around.findInModule(new RegExp([answered, bound, documented].join('|')), side.path) !== null;
}
