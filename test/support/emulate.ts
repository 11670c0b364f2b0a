// A second GitHub, made by others (https://emulate.dev), against which a story is run to see that we have not only met our own
// idea of GitHub. It has App tokens, permissions, check runs, comments and signed webhooks; it has no GraphQL, no archive, no
// files of a pull request, and reviews only by position in the diff.
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';

/** One repository with one open pull request, and an App installed on it. */
export interface EmulatedGitHub {
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly botLogin: string;
    /** PEM. */
    readonly privateKey: string;
    readonly webhookSecret: string;
  };
  readonly installationId: number;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly pull: { readonly number: number; readonly headSha: string; readonly baseSha: string };
  /** Speaks as the person who opened the pull request. */
  readonly person: Octokit;
  close(): Promise<void>;
}

export interface EmulateOptions {
  /** Where the App listens. */
  readonly webhookUrl: string;
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  readonly events?: readonly string[];
  /** Text of the files that the pull request adds. */
  readonly files: Readonly<Record<string, string>>;
}

const APP_ID = 12_345;
const INSTALLATION_ID = 100;
const SLUG = 'go-backend-architect';
const WEBHOOK_SECRET = 'another secret between the two of us';
const PERSON = 'robin';
const PERSONS_TOKEN = 'token-of-robin';

/** Starts it, and opens the pull request. */
export async function startEmulate(options: EmulateOptions): Promise<EmulatedGitHub> {
  const repository = { owner: 'acme', repo: 'shop' };
  const emulator = await createEmulator({ service: 'github', port: 0, seed: seed(options, repository) });
  const privateKey = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value;
  if (privateKey === undefined) throw new Error('the emulator gave the App no key');
  const person = new Octokit({ baseUrl: emulator.url, auth: PERSONS_TOKEN });
  const pull = await openPullRequest(person, repository, options.files);
  return {
    url: emulator.url,
    app: { id: APP_ID, slug: SLUG, botLogin: `${SLUG}[bot]`, privateKey, webhookSecret: WEBHOOK_SECRET },
    installationId: INSTALLATION_ID,
    repository,
    pull,
    person,
    close: () => emulator.close(),
  };
}

function seed(options: EmulateOptions, repository: { owner: string; repo: string }) {
  const permissions = options.permissions ?? {
    checks: 'write',
    contents: 'read',
    issues: 'write',
    metadata: 'read',
    pull_requests: 'write',
  };
  return {
    tokens: { [PERSONS_TOKEN]: { login: PERSON, scopes: ['repo'] } },
    github: {
      users: [{ login: PERSON }],
      orgs: [{ login: repository.owner, members: [{ login: PERSON, role: 'admin' }] }],
      repos: [{ owner: repository.owner, name: repository.repo, auto_init: true }],
      apps: [
        {
          app_id: APP_ID,
          slug: SLUG,
          name: 'Go Backend Architect',
          permissions,
          events: options.events ?? ['check_run', 'check_suite', 'issue_comment', 'pull_request'],
          webhook_url: options.webhookUrl,
          webhook_secret: WEBHOOK_SECRET,
          installations: [{ installation_id: INSTALLATION_ID, account: repository.owner, repository_selection: 'all' }],
        },
      ],
    },
  };
}

async function openPullRequest(
  person: Octokit,
  repository: { owner: string; repo: string },
  files: Readonly<Record<string, string>>,
) {
  const { data: main } = await person.git.getRef({ ...repository, ref: 'heads/main' });
  await person.git.createRef({ ...repository, ref: 'refs/heads/feature', sha: main.object.sha });
  for (const [path, text] of Object.entries(files)) {
    const content = Buffer.from(text).toString('base64');
    await person.repos.createOrUpdateFileContents({
      ...repository,
      path,
      branch: 'feature',
      message: `Add ${path}`,
      content,
    });
  }
  const { data } = await person.pulls.create({ ...repository, head: 'feature', base: 'main', title: 'A feature' });
  return { number: data.number, headSha: data.head.sha, baseSha: data.base.sha };
}
