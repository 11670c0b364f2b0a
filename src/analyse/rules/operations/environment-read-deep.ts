// Finds environment variables that are read outside of configuration and start-up.
import { dirName } from '../../graph/modules.ts';
import type { CodeRule } from '../engine/rule.ts';
import { WIRING_FILE } from './service-code.ts';

/** Set by the platform or the shell, not a setting of the service. */
const OF_PLATFORM =
  /^"(HOME|PATH|USER|USERNAME|SHELL|TMPDIR|TEMP|TMP|PWD|HOSTNAME|LANG|TERM|EDITOR|VISUAL|PAGER|NO_COLOR|CI|DEBUG|TZ|GO\w+|XDG_\w+|AWS_\w+|_?LAMBDA_\w+|KUBE\w*|GOOGLE_\w+|GITHUB_\w+|HTTPS?_PROXY|NO_PROXY|APPDATA|LOCALAPPDATA|POD_\w+|NODE_NAME|NOTIFY_SOCKET|INVOCATION_ID)"$/;

/** Names of functions that read settings or run at start-up. */
const READS_SETTINGS =
  /^(main|init|new|load|default|must|open|connect|setup|configure|from|read|parse|get|build|make|create|env|is\w*(enabled|mode|debug|dev|prod))|env|config|setting|option|default/i;

/** Directories of domain, handler and storage code. */
const INNER =
  /(^|\/)(domain|entit\w*|model\w*|usecases?|services?|core|business|biz|handlers?|controllers?|repositor\w*|stores?|transport|api|http|rest|grpc)(\/|$)/i;

export const environmentReadDeep: CodeRule = {
  id: 'operations/environment-read-deep',
  section: 'deployment-operations',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Environment variable is read outside the configuration',
  messages: {
    read: '`{func}` reads `{variable}` from the environment.',
  },
  why:
    'The setting is invisible to operators, a missing value surfaces in a request instead of at start-up, and tests ' +
    'must change the process environment.',
  exceptions: 'the code runs at start-up: `main`, configuration loading, set-up.',
  fix: 'Read it once with the other settings and pass the value in.',
  tradeOffs: 'A constructor gets one more parameter.',
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
    const hit = { node, message: 'read', data: { variable: file.text(key) } };
    return INNER.test(dirName(file.path)) ? { ...hit, severity: 'medium' } : hit;
  },
  confirm: ({ path }, around) => !around.isPartOfCommands(dirName(path)),
};
