// What clients of an HTTP API see of a struct: fields that vanish, are renamed or take another form.
import type { FileSide } from '../../change/changed-go-files.ts';
import type { Declaration } from '../../go/outline.ts';
import { type ChangeMatches, type ChangeRule, matchLine, type RuleContext } from '../engine/change-rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { isOtherJson, type JsonField, jsonFieldsOf } from './json-fields.ts';

/** Types that are named for what crosses the wire. */
const WIRE_NAME = /(Request|Response|Resp|Req|DTO|Dto|Payload|Reply|Body|View)(V\d+)?$/;

/** Packages that answer requests, and those that ask somebody else: there the other side decides. */
const SERVER_SIDE =
  /(^|\/)(api|apis|handlers?|http|rest|transport|controllers?|dtos?|server|routes?|routers?|contracts?|web|v\d+|requests?|responses?)(\/|$)/i;

const CLIENT_SIDE =
  /(^|\/|_)(clients?|sdk|integrations?|providers?|external|third_?party|connectors?|adapters?|upstream|gateways?|config|internal\/ent)(\/|_|$)|client\.go$/i;

export const wireBreak: ChangeRule = {
  id: 'api/wire-break',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'A field leaves the JSON that clients know',
  why: 'Clients that are already out there read the old name or form: no compiler warns them, so they get a zero value or a decoding error as soon as this is deployed, and old messages in queues and caches are read the same way.',
  exceptions: 'When every client is deployed together with this service, or the endpoint has never been released.',
  fix: 'Add the new field beside the old one and fill both; take the old one away when no client reads it, or with the next version of the API.',
  tradeOffs: 'Two fields that say the same for a while.',
  example:
    'type OrderResponse struct {\n\t// Deprecated: use TotalCents. Taken away in v2.\n\tTotal      float64 `json:"total"`\n\tTotalCents int64   `json:"total_cents"`\n}',
  references: ['https://google.aip.dev/180', 'https://go.dev/blog/json'],
  check(change) {
    const old = typesOf(change.files.map(({ before }) => before));
    return change.files.flatMap(({ head }): ChangeMatches => {
      if (head === null || head.isTest || isOutsideServices(head.path) || CLIENT_SIDE.test(head.path)) return [];
      return head.outline.declarations.flatMap((declaration): ChangeMatches => {
        const earlier = old.get(`${change.renames.identity(head.dir)}\n${declaration.name}`);
        if (earlier === undefined || earlier.text === declaration.text || !declaration.exported) return [];
        // What is embedded from here on may bring the field back.
        const embedsMore = embeddedIn(declaration.text).some((one) => !embeddedIn(earlier.text).includes(one));
        const gone = breaksBetween(jsonFieldsOf(earlier.text), jsonFieldsOf(declaration.text)).filter(
          ({ at }) => at !== null || !embedsMore,
        );
        if (gone.length === 0 || !crossesTheWire(declaration.name, head, change)) return [];
        const [first] = gone;
        const more =
          gone.length === 1
            ? ''
            : `, and ${gone.length - 1} more ${gone.length === 2 ? 'field differs' : 'fields differ'}`;
        const said = `\`${declaration.name}\` ${first!.said}${more}.`;
        const line = lineOfType(head.text, declaration) + (first!.at ?? 0);
        return [matchLine(wireBreak, { path: head.path, line, text: head.text, said })];
      });
    });
  },
};

/** Struct types with json tags, by directory at the merge base and name. */
function typesOf(sides: readonly (FileSide | null)[]): ReadonlyMap<string, Declaration> {
  const types = new Map<string, Declaration>();
  for (const side of sides)
    for (const one of side === null || side.isTest ? [] : side.outline.declarations)
      if (one.kind === 'type' && one.text.includes('json:"')) types.set(`${side!.dir}\n${one.name}`, one);
  return types;
}

/** First line of the type itself: its declaration may begin with the word type or a comment. */
function lineOfType(text: string, { startLine, text: declared }: Declaration): number {
  const lines = text.split('\n');
  const first = declared.split('\n', 1)[0]!;
  const at = lines.slice(startLine - 1).findIndex((line) => line.includes(first));
  return startLine + Math.max(0, at);
}

interface Break {
  readonly said: string;
  /** Line of the field at the head, below the first of the type; null: it is gone. */
  readonly at: number | null;
}

function breaksBetween(before: readonly JsonField[], after: readonly JsonField[]): readonly Break[] {
  if (after.length === 0) return [];
  const byWire = new Map(after.map((field) => [field.wire, field]));
  const byName = new Map(after.map((field) => [field.name, field]));
  return before.flatMap((field): Break[] => {
    const same = byWire.get(field.wire);
    if (same !== undefined)
      return isOtherJson(formOf(field), formOf(same))
        ? [{ said: `turns \`${field.wire}\` from ${shown(field)} into ${shown(same)}`, at: same.offset }]
        : [];
    // A struct within that is gone takes its fields along: said once.
    const parent = field.wire.slice(0, Math.max(0, field.wire.lastIndexOf('.')));
    if (parent !== '' && !byWire.has(parent)) return [];
    const renamed = byName.get(field.name);
    return renamed === undefined
      ? [{ said: `no longer has the field \`${field.wire}\``, at: null }]
      : [{ said: `renames \`${field.wire}\` to \`${renamed.wire}\``, at: renamed.offset }];
  });
}

function formOf({ type, isQuoted }: JsonField): string {
  return isQuoted ? 'string' : type;
}

function shown({ type, isQuoted }: JsonField): string {
  return isQuoted ? `${type} in quotes` : type;
}

/** Types that a struct embeds, as they are written. */
function embeddedIn(declaration: string): readonly string[] {
  return [...declaration.matchAll(/^\s+(\*?[\w.]+)(?:\s+`[^`]*`)?\s*$/gm)].map((found) => found[1]!);
}

/** An answer that the module decodes and makes nowhere is somebody else's: they decide about its fields. */
function isOthersAnswer(name: string, type: string, { path }: FileSide, around: RuleContext['around']): boolean {
  if (!/(Response|Resp|Reply)(V\d+)?$/.test(name)) return false;
  const decoded = new RegExp(
    `\\bvar (\\w+) ${type}\\n(?:[^\\n]*\\n){0,12}?[^\\n]*(?:Decode|Unmarshal)\\w*\\([^\\n]*&\\1\\b`,
  );
  return around.findInModule(decoded, path) !== null && around.findInModule(new RegExp(`\\b${name}\\{`), path) === null;
}

/** A handler binds it or answers with it, its documentation says so, or its name and package do. */
function crossesTheWire(name: string, side: FileSide, { around }: RuleContext): boolean {
  const type = `(?:\\w+\\.)?${name}`;
  if (WIRE_NAME.test(name) && SERVER_SIDE.test(side.dir)) return !isOthersAnswer(name, type, side, around);
  const answered = new RegExp(
    `\\.(?:JSON|IndentedJSON|JSONPretty|AbortWithStatusJSON)\\([^\\n]*,\\s*&?(?:\\[\\])?${type}\\{|\\bvar \\w+ ${type}\\n(?:[^\\n]*\\n){0,3}?[^\\n]*\\.(?:ShouldBind\\w*|Bind\\w*|BodyParser)\\(|@(?:Param|Success|Failure)[^\\n]*[\\s.{\\]]${name}\\b`,
  );
  return around.findInModule(answered, side.path) !== null;
}
