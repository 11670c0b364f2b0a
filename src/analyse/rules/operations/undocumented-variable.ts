// Finds new environment variables that no file outside the Go code mentions.
import { asPattern } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';

/** Set by the platform, the shell or the SDK. */
const KNOWN =
  /^(HOME|PATH|USER|PWD|TMP(DIR)?|TEMP|SHELL|TERM|LANG|LC_\w+|EDITOR|HOSTNAME|PORT|TZ|CI|NO_COLOR|DEBUG|GO\w*|AWS_\w+|GOOGLE_\w+|GCP_\w+|AZURE_\w+|LAMBDA_\w+|KUBERNETES_\w+|K_\w+|POD_\w+|NODE_NAME|XDG_\w+|HTTPS?_PROXY|NO_PROXY|GITHUB_\w+|OTEL_\w+|APPDATA|LOCALAPPDATA|PROGRAM\w+|SYSTEMROOT|USERPROFILE|\w*TEST\w*)$/i;

export const undocumentedVariable: CodeRule = {
  id: 'operations/undocumented-variable',
  section: 'deployment-operations',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Environment variable is not documented',
  messages: {
    undocumented: '`{func}` reads `{variable}`, which no file outside the Go code mentions.',
  },
  why: 'Operators learn about it when a deployment without it fails.',
  exceptions: 'only developers use it.',
  fix: 'Add it, with its default, where the others are listed: example environment, manifest, README.',
  tradeOffs: '',
  example: '',
  references: ['https://12factor.net/config'],
  prefilters: { file: /\bos\.(?:Getenv|LookupEnv)\(\s*"/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Getenv|LookupEnv)$/)) return null;
    const variable = /^"([A-Z][A-Z0-9_]+)"$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    if (variable === undefined || KNOWN.test(variable)) return null;
    return { node, message: 'undocumented', data: { variable }, subject: variable };
  },
  confirm({ subject }, around) {
    const word = new RegExp(`\\b${asPattern(subject!)}\\b`);
    const beside = /^(?!.*\.go$).*$/;
    if (around.find(/\S/, beside) === null) return UNDECIDED;
    if (around.find(word, beside) !== null) return false;
    // Other code may have read it before.
    return !around.stoodBefore(word, /\.go$/);
  },
};
