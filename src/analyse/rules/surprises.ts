// What a package does unasked: reads its settings where they are used, works while it is imported, panics, prints.

import { childrenOf, type GoNode } from '../go/parser.ts';
import { dirName } from '../graph/modules.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import { asPattern, descendants, isInNestedFunction, type RuleFile } from './engine/go-file.ts';
import { isOfCommand, SERVES } from './engine/programs.ts';
import type { Surroundings } from './engine/repository-context.ts';
import type { CodeRule, Sighting } from './engine/rule.ts';
import { isWithinOnce } from './per-call.ts';

/** Files whose work is to read settings or to put the program together. */
const WIRES =
  /(^|\/)(cmd|cli|commands?|config\w*|conf|settings?|env\w*|environment|flags?|options?|bootstrap|setup|wire|app|main|di|build\w*|version|log\w*|telemetry|tracing|otel)(\/|\w*\.go$)|(config|settings?|env|flags?|options?)\w*\.go$/i;
/** Set by the platform or the shell, not a setting of the service. */
const OF_PLATFORM =
  /^"(HOME|PATH|USER|USERNAME|SHELL|TMPDIR|TEMP|TMP|PWD|HOSTNAME|LANG|TERM|EDITOR|VISUAL|PAGER|NO_COLOR|CI|DEBUG|TZ|GO\w+|XDG_\w+|AWS_\w+|_?LAMBDA_\w+|KUBE\w*|GOOGLE_\w+|GITHUB_\w+|HTTPS?_PROXY|NO_PROXY|APPDATA|LOCALAPPDATA|POD_\w+|NODE_NAME|NOTIFY_SOCKET|INVOCATION_ID)"$/;
const READS_SETTINGS =
  /^(main|init|new|load|default|must|open|connect|setup|configure|from|read|parse|get|build|make|create|env|is\w*(enabled|mode|debug|dev|prod))|env|config|setting|option|default/i;
const INNER =
  /(^|\/)(domain|entit\w*|model\w*|usecases?|services?|core|business|biz|handlers?|controllers?|repositor\w*|stores?|transport|api|http|rest|grpc)(\/|$)/i;

export const environmentReadDeep: CodeRule = {
  id: 'operations/environment-read-deep',
  section: 'deployment-operations',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'The environment is read where the work is done',
  why: 'Nobody who deploys can see what the code needs, a missing variable shows in a request instead of at start, and a test has to change the process to set it.',
  fine: 'In main, in configuration, and in what runs at start.',
  fix: 'Read it once with the other settings and hand the value in.',
  tradeOffs: 'A constructor gains a parameter.',
  example: 'func NewMailer(settings config.Mail) *Mailer { return &Mailer{from: settings.From} }',
  references: ['https://12factor.net/config'],
  mentions: /\bos\.(?:Getenv|LookupEnv)\(/,
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Getenv|LookupEnv)$/) || /main$/.test(file.packageName)) return null;
    const [key] = file.argumentsOf(node);
    const declaration = file.declarationAround(node);
    if (WIRES.test(file.path) || OF_PLATFORM.test(file.text(key)) || declaration === null) return null;
    if (READS_SETTINGS.test(file.field(declaration, 'name'))) return null;
    const said = `${file.where(node)} reads \`${file.text(key)}\` from the environment.`;
    return INNER.test(dirName(file.path)) ? { node, said, severity: 'medium' } : { node, said };
  },
  holds: ({ path }, around) => !around.isPartOfCommands(dirName(path)),
};

const PRINTS_BY_NAME =
  /print|dump|show|usage|banner|help|report|render|display|version|prompt|console|terminal|output|debug|tui|spinner|progress/i;

export const printInService: CodeRule = {
  id: 'operations/print-in-service',
  section: 'deployment-operations',
  severity: 'low',
  voice: 'finding',
  judges: 'code',
  title: 'A service prints instead of logging',
  why: 'A printed line has no level, no time and no request id: it can neither be filtered nor found again, and often it is left over from debugging and shows data that should not be in a log.',
  fine: 'In a command that talks to a person at a terminal.',
  fix: "Log it with the service's logger at the level it deserves, or take it out.",
  tradeOffs: 'None.',
  example: 'logger.DebugContext(ctx, "order loaded", "order", order.ID)',
  references: ['https://pkg.go.dev/log/slog'],
  mentions: /\bfmt\.Print(?:f|ln)?\(|\bprintln\(/,
  nodes: ['call_expression'],
  precedent: alreadyThere(
    /^\s*(?:\w+\s+)?"(?:log\/slog|go\.uber\.org\/zap|github\.com\/rs\/zerolog(?:\/log)?|github\.com\/sirupsen\/logrus)"/m,
    (place) => `${place} imports the logger that is in use here.`,
  ),
  check(node, file) {
    const isPrint = file.isCallOf(node, 'fmt', /^Print(f|ln)?$/) || file.field(node, 'function') === 'println';
    if (!isPrint || /main$/.test(file.packageName)) return null;
    if (/(^|\/)(cmd|cli|commands?|tui|ui|scripts?|migrations?|config)(\/|$)/.test(file.path)) return null;
    if (isOfCommand(file)) return null;
    if (PRINTS_BY_NAME.test(file.where(node)) || PRINTS_BY_NAME.test(file.path)) return null;
    if (talksToPerson(node, file) || file.importsAny(/^github\.com\/(aws\/aws-cdk-go|pulumi\/pulumi)\//)) return null;
    return { node, said: `${file.where(node)} calls \`${file.field(node, 'function')}\`.` };
  },
  // Where the same module holds commands, only what a request reaches is told: the rest may speak to a person.
  holds: ({ path, startLine }, around) => {
    if (around.findInModule(SERVES, path) === null) return false;
    return (
      around.findInModule(/"github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong)/, path) === null ||
      around.isInRequestPath(path, startLine)
    );
  },
};

/** Somebody sits before it: it reads their answer, or ends the program right after its last word. */
function talksToPerson(node: GoNode, file: RuleFile): boolean {
  if (/\bos\.Stdin\b|\bterm\.ReadPassword\(|\bfmt\.Scan\w*\(/.test(file.bodyText(file.declarationAround(node))))
    return true;
  const statement = node.parent;
  const siblings = statement?.parent == null ? [] : childrenOf(statement.parent);
  const next = siblings.slice(siblings.findIndex(({ id }) => id === statement?.id) + 1);
  const last = next.find((one) => !/^fmt\.Print/.test(file.text(one)));
  return last !== undefined && /^os\.Exit\(/.test(file.text(last));
}

/** A package that only commands use is their own affair, unless one of these answers requests or events. */
function isOfService({ path }: Sighting, around: Surroundings): boolean {
  const dir = dirName(path);
  if (!around.isPartOfCommands(dir)) return true;
  return around
    .importersOf(dir)
    .some(
      (from) => around.find(SERVES, new RegExp(`^${from === '' ? '' : `${asPattern(from)}/`}[^/]+\\.go$`)) !== null,
    );
}

/** Calls that reach outside the process or end it, by package. */
const WORKS: readonly (readonly [path: RegExp, name: RegExp])[] = [
  [/^os$/, /^(ReadFile|Open|OpenFile|Create|Mkdir(All)?|WriteFile|Remove(All)?|Exit|ReadDir)$/],
  [/^io\/ioutil$/, /^(ReadFile|WriteFile|ReadDir)$/],
  [/^net\/http$/, /^(Get|Post|Head|PostForm|ListenAndServe\w*)$/],
  [/^net$/, /^(Dial|Listen|Lookup)\w*$/],
  [/^os\/exec$/, /^Command(Context)?$/],
  [/^database\/sql$/, /^Open(DB)?$/],
  [/^gorm\.io\/gorm$/, /^Open$/],
  [/^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/],
  [/^github\.com\/aws\/aws-sdk-go\/aws\/session$/, /^New(Session(WithOptions)?)?$/],
  [/^(log|github\.com\/sirupsen\/logrus)$/, /^(Fatal|Panic)(f|ln)?$/],
  [/^github\.com\/joho\/godotenv$/, /^(Load|Overload)$/],
];

export const workInInit: CodeRule = {
  id: 'operations/work-in-init',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'Importing a package starts work',
  why: 'init runs in every program and every test that imports the package, however indirectly, before main can read settings or set up a log; it can return no error, so a failure there ends the process or is ignored.',
  fine: 'In package main, and for registering something without I/O.',
  fix: 'Do it in a constructor that main calls, and return the error.',
  tradeOffs: 'Whoever relied on the import has to call the constructor.',
  example: 'func Open(ctx context.Context, path string) (*Catalog, error)',
  references: [
    'https://go.dev/doc/effective_go#init',
    'https://google.github.io/styleguide/go/best-practices#global-state',
  ],
  mentions: /^func init\(\)/m,
  nodes: ['function_declaration'],
  check(node, file) {
    if (file.field(node, 'name') !== 'init' || /main$/.test(file.packageName)) return null;
    if (/(^|\/)(cmd|cli|commands?)\//.test(file.path)) return null;
    const call = descendants(node.childForFieldName('body'), 'call_expression').find(
      (one) => WORKS.some(([path, name]) => file.isCallOf(one, path, name)) && !isInNestedFunction(one, node),
    );
    if (call === undefined) return null;
    return { node: call, said: `init of package ${file.packageName} calls \`${file.field(call, 'function')}\`.` };
  },
  holds: isOfService,
};

/** Runs at start, or says in its name that it panics. */
const MAY_PANIC =
  /^(main|init|new|must|setup|connect|load|start|run|register|configure|bootstrap|migrate|provide|wire|serve|open|default|build|with[A-Z])|must|panic|orDie/i;
/** Calls that fail only by a mistake in the program, or when nothing can be done. */
const NEVER_FAILS =
  /rand\.|[mM]arshal|regexp\.|url\.Parse\(|hex\.|\.Write(String|Byte)?\(|Fprint|binary\.|template\.|uuid\.|time\.Load|big\.|Encode|embed|Must/;
const SAID_SO =
  /\/\/.*(?:never|cannot|can't|impossible|unreachable|should not|shouldn't|invariant|programm|bug|developer|recover)/i;

export const panicOnError: CodeRule = {
  id: 'operations/panic-on-error',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'An error that a caller could handle becomes a panic',
  why: 'Nobody up the stack can retry, translate or count it: in a goroutine of its own it ends the process with all requests in flight, in a handler it becomes an empty answer and a stack trace.',
  fine: 'While the program starts, in Must… functions, and where the error would be a mistake in the program itself.',
  fix: 'Return the error with a word on what was tried.',
  tradeOffs: 'The signature gains an error that callers have to pass on.',
  example: 'if err != nil {\n\treturn fmt.Errorf("load order %s: %w", id, err)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#dont-panic'],
  mentions: /\bpanic\(/,
  nodes: ['call_expression'],
  check(node, file) {
    if (file.field(node, 'function') !== 'panic' || /main$/.test(file.packageName)) return null;
    const [value] = file.argumentsOf(node);
    const declaration = file.declarationAround(node);
    if (declaration === null || !carriesError(value, file)) return null;
    if (MAY_PANIC.test(file.field(declaration, 'name')) || WIRES.test(file.path)) return null;
    if (isRecovered(node, file) || isMistake(node, file) || isWithinOnce(node, file)) return null;
    const said = `${file.where(node)} panics with \`${file.text(value).slice(0, 80)}\`.`;
    return isInGoroutine(node) ? { node, said, severity: 'high' } : { node, said };
  },
  holds: isOfService,
};

function carriesError(value: GoNode | undefined, file: RuleFile): boolean {
  if (value === undefined) return false;
  if (value.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(value));
  return value.type === 'call_expression' && /(^|[(,\s])(err|\w+Err)(\.Error\(\))?\s*\)$/.test(file.text(value));
}

/** Within a recover: somebody else's panic is passed on. */
function isRecovered(node: GoNode, file: RuleFile): boolean {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn))
    if (/\brecover\(\)/.test(file.text(fn))) return true;
  return false;
}

/** A comment says that it cannot happen, or the call fails only by a mistake in the program. */
function isMistake(node: GoNode, file: RuleFile): boolean {
  const lines = file.file.text.split('\n');
  const row = node.startPosition.row;
  const near = lines.slice(Math.max(0, row - 3), row + 1);
  return near.some((line) => SAID_SO.test(line)) || near.some((line) => NEVER_FAILS.test(line));
}

function isInGoroutine(node: GoNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at.type === 'go_statement') return true;
  return false;
}
