// Environment variables that a change begins to read and nobody who runs the service is told of.
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
  title: 'An environment variable is read and written down nowhere',
  why: 'Whoever deploys this learns of it when it is missing.',
  exceptions: 'For switches that only developers use.',
  fix: 'Name it where the others are: the example environment, the manifest, the README, with its default.',
  tradeOffs: 'None.',
  example: '',
  references: ['https://12factor.net/config'],
  prefilters: { file: /\bos\.(?:Getenv|LookupEnv)\(\s*"/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Getenv|LookupEnv)$/)) return null;
    const key = /^"([A-Z][A-Z0-9_]+)"$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    return key === undefined || KNOWN.test(key)
      ? null
      : { node, said: `${file.where(node)} reads \`${key}\`, which nothing beside the code names.`, subject: key };
  },
  confirm({ subject }, around) {
    const word = new RegExp(`\\b${asPattern(subject!)}\\b`);
    const beside = /^(?!.*\.go$).*$/;
    if (around.find(/\S/, beside) === null) return UNDECIDED;
    if (around.find(word, beside) !== null) return false;
    // It was read before, in another place.
    return !around.stoodBefore(word, /\.go$/);
  },
};
