// Takes the patterns of tokens out of gitleaks' configuration and writes them as data of ours:
//
//   npx tsx test/support/gitleaks/extract.ts path/to/gitleaks/config/gitleaks.toml COMMIT
import { readFileSync, writeFileSync } from 'node:fs';

interface GitleaksRule {
  readonly id: string;
  readonly regex: string;
  readonly entropy: number;
  readonly keywords: readonly string[];
}

/** These read several words at once, or match anything; our own shapes find the same, and more. Ids of clients are public. */
const LEFT_OUT =
  /^(?:aws-access-token|curl-|kubernetes-|nuget-|freemius-|hashicorp-tf-password|generic-|private-key|jwt|github-|facebook-access-token$)|(?:client|api|access)-id$|pub(?:lic)?-(?:api-)?key$/;

/** What stands between a name and the value that it gets. */
const OPERATOR = `(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[\\x60'"\\s=]{0,5}`;
/** What has to follow a token: we look at what belongs to it and no further. */
const TAIL = /\(\?:\[\\x60'"\\s;\]\|\\\\\[nr\]\|\$(?:\|\\b)?\)$|\(\?:\[\^[^\]]*\]\|\\z\)$/;

const BRANDS: Readonly<Record<string, string>> = {
  '1password': '1Password',
  amazon: 'Amazon',
  bedrock: 'Bedrock',
  id: 'ID',
  kubernetes: 'Kubernetes',
  meraki: 'Meraki',
  api: 'API',
  aws: 'AWS',
  ad: 'AD',
  ca: 'CA',
  cicd: 'CI/CD',
  digitalocean: 'DigitalOcean',
  droneci: 'Drone CI',
  easypost: 'EasyPost',
  flyio: 'Fly.io',
  gcp: 'Google Cloud',
  gitlab: 'GitLab',
  gocardless: 'GoCardless',
  hashicorp: 'HashiCorp',
  hubspot: 'HubSpot',
  huggingface: 'Hugging Face',
  jfrog: 'JFrog',
  launchdarkly: 'LaunchDarkly',
  linkedin: 'LinkedIn',
  mailchimp: 'Mailchimp',
  messagebird: 'MessageBird',
  npm: 'npm',
  oauth: 'OAuth',
  openai: 'OpenAI',
  openshift: 'OpenShift',
  pat: 'personal access token',
  personnal: 'personal',
  planetscale: 'PlanetScale',
  ptt: 'pipeline trigger token',
  pypi: 'PyPI',
  rrt: 'runner registration token',
  rubygems: 'RubyGems',
  scim: 'SCIM',
  sendgrid: 'SendGrid',
  sonar: 'Sonar',
  sumologic: 'Sumo Logic',
  tf: 'Terraform',
  url: 'URL',
  v2: '',
};

/** Where gitleaks looks for the name anywhere in the file, or for too little. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  'airtable-personnal-access-token': ['pat'],
  'cloudflare-origin-ca-key': ['v1.0-'],
  'intra42-client-secret': ['s-s4t2ud-', 's-s4t2af-'],
  'sourcegraph-access-token': ['sgp_'],
  'vault-service-token': ['hvs.'],
};

const [from, commit] = process.argv.slice(2);
if (from === undefined || commit === undefined) throw new Error('say where gitleaks.toml is and of which commit');
const rules = readRules(readFileSync(from, 'utf8')).filter(({ id }) => !LEFT_OUT.test(id));
const lines = rules.flatMap(toLine);
const LICENSE = readFileSync(new URL('./LICENSE', import.meta.url), 'utf8').trimEnd();
writeFileSync(
  new URL('../../../src/text/secrets/gitleaks-patterns.ts', import.meta.url),
  `// Patterns of vendors' tokens: data from gitleaks, written by test/support/gitleaks/extract.ts. Do not edit.
// Origin: https://github.com/gitleaks/gitleaks, config/gitleaks.toml at ${commit}.
//
${LICENSE.split('\n')
  .map((line) => `// ${line}`.trimEnd())
  .join('\n')}

/**
 * One pattern a line: what it finds | "token" or, where the keyword is the name that it is assigned to, "assigned" |
 * keywords in lower case, by blanks | least entropy in bits a character | flags | pattern.
 */
export const GITLEAKS_PATTERNS = String.raw\`
${lines.join('\n')}
\`;
`,
);

function readRules(toml: string): GitleaksRule[] {
  return toml
    .split('[[rules]]')
    .slice(1)
    .flatMap((block) => {
      const own = block.split('[[rules.allowlists]]')[0]!;
      const regex = /^regex = '''(.*)'''$/m.exec(own)?.[1];
      if (regex === undefined) return [];
      return {
        id: /^id = "(.*)"$/m.exec(own)![1]!,
        regex,
        entropy: Number(/^entropy = ([\d.]+)$/m.exec(own)?.[1] ?? 0),
        keywords: [...(/^keywords = \[([^\]]*)\]/m.exec(own)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
          ([, word]) => word!,
        ),
      };
    });
}

function toLine({ id, regex, entropy, keywords }: GitleaksRule): string[] {
  const at = regex.indexOf(OPERATOR);
  const body = (at < 0 ? regex : regex.slice(at + OPERATOR.length)).replace(TAIL, '');
  // In some the keyword is how the token begins.
  const isToken = at < 0 || keywords.some((word) => body.toLowerCase().includes(word.replace(/[-_]$/, '')));
  const flags = /\(\?i[:)]/.test(regex) ? 'i' : '';
  const pattern = body
    .replaceAll('(?i)', '')
    .replaceAll(/\(\?-?i:/g, '(?:')
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('\\z', '$')
    // The group that counts is the one that holds the token.
    .replaceAll(/\((?!\?)([^()]*)\)(?=\{)/g, '(?:$1)')
    // Every repetition gets a bound.
    .replaceAll(/\{(\d+),\}/g, '{$1,2000}')
    .replaceAll(/([\])])\+|(\\d)\+/g, '$1$2{1,2000}')
    .replaceAll(/\]\*/g, ']{0,2000}');
  const words = KEYWORDS[id] ?? keywords;
  new RegExp(pattern, flags);
  if (/[`|]\s|\$\{/.test(pattern) || words.length === 0) throw new Error(`${id} cannot be written`);
  return [[nameOf(id), isToken ? 'token' : 'assigned', words.join(' '), entropy, flags, pattern].join(' | ')];
}

/** "Adafruit API key" of "adafruit-api-key". */
function nameOf(id: string): string {
  const [first = '', ...others] = id.split('-');
  const named = BRANDS[first] ?? first.charAt(0).toUpperCase() + first.slice(1);
  return [named, ...others.map((word) => BRANDS[word] ?? word)].filter((word) => word !== '').join(' ');
}
