// What a package does unasked: reads its settings where they are used, works while it is imported, panics, prints.
import { dirName } from '../../graph/modules.ts';
import type { CodeRule } from '../engine/rule.ts';
import { WIRING_FILE } from './service-code.ts';

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
  report: 'signal',
  judges: 'code',
  title: 'The environment is read where the work is done',
  why: 'Nobody who deploys can see what the code needs, a missing variable shows in a request instead of at start, and a test has to change the process to set it.',
  exceptions: 'In main, in configuration, and in what runs at start.',
  fix: 'Read it once with the other settings and hand the value in.',
  tradeOffs: 'A constructor gains a parameter.',
  example: 'func NewMailer(settings config.Mail) *Mailer { return &Mailer{from: settings.From} }',
  references: ['https://12factor.net/config'],
  linters: ['forbidigo'],
  prefilters: { file: /\bos\.(?:Getenv|LookupEnv)\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Getenv|LookupEnv)$/) || /main$/.test(file.packageName)) return null;
    const [key] = file.argumentsOf(node);
    const declaration = file.declarationAround(node);
    if (WIRING_FILE.test(file.path) || OF_PLATFORM.test(file.text(key)) || declaration === null) return null;
    if (READS_SETTINGS.test(file.field(declaration, 'name'))) return null;
    const said = `${file.where(node)} reads \`${file.text(key)}\` from the environment.`;
    return INNER.test(dirName(file.path)) ? { node, said, severity: 'medium' } : { node, said };
  },
  confirm: ({ path }, around) => !around.isPartOfCommands(dirName(path)),
};
