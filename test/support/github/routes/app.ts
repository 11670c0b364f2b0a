// The App about itself: who it is, where it is installed, tokens, and the log of its webhook deliveries.
import { randomBytes } from 'node:crypto';
import { callingApp, callingToken, sees } from '../auth.ts';
import type { Deliveries } from '../deliveries.ts';
import { notFound, Refusal } from '../refusal.ts';
import { registerApp } from '../register-app.ts';
import { type Call, created, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showApp, showInstallation, showToken } from '../show/account.ts';
import { showRepository } from '../show/repository.ts';
import { holds, type Installation, type Level, type Permissions, type Repository, type Token } from '../world.ts';

/** Installation tokens live an hour. */
const TOKEN_MS = 3_600_000;

export function appRoutes(deliveries: Deliveries): Route[] {
  return [
    { method: 'GET', template: '/app', answer: (call) => ok(showApp(call.url, callingApp(call))) },
    { method: 'GET', template: '/app/installations', answer: listInstallations },
    {
      method: 'GET',
      template: '/app/installations/{installation_id}',
      answer: (call) => ok(showInstallation(call.url, installationIn(call))),
    },
    { method: 'POST', template: '/app/installations/{installation_id}/access_tokens', answer: createToken },
    { method: 'GET', template: '/repos/{owner}/{repo}/installation', answer: repositoryInstallation },
    { method: 'GET', template: '/installation/repositories', answer: listRepositories },
    { method: 'POST', template: '/app-manifests/{code}/conversions', answer: convertManifest },
    {
      method: 'GET',
      template: '/app/hook/deliveries',
      answer: (call) => {
        callingApp(call);
        return deliveries.list(call);
      },
    },
    {
      method: 'GET',
      template: '/app/hook/deliveries/{delivery_id}',
      answer: (call) => {
        callingApp(call);
        return ok(deliveries.show(numberIn(call, 'delivery_id')));
      },
    },
    {
      method: 'POST',
      template: '/app/hook/deliveries/{delivery_id}/attempts',
      answer: (call) => {
        callingApp(call);
        void deliveries.redeliver(numberIn(call, 'delivery_id'));
        return { status: 202, body: {} };
      },
    },
  ];
}

function listInstallations(call: Call): Reply {
  const app = callingApp(call);
  const items = call.world.installations.filter((each) => each.app === app);
  return page(
    call,
    items.map((each) => showInstallation(call.url, each)),
    '/app/installations',
  );
}

function installationIn(call: Call): Installation {
  const app = callingApp(call);
  const id = numberIn(call, 'installation_id');
  const installation = call.world.installations.find((each) => each.id === id && each.app === app);
  if (installation === undefined) throw notFound();
  return installation;
}

function repositoryInstallation(call: Call): Reply {
  const app = callingApp(call);
  const repository = call.world.repository(call.params.owner ?? '', call.params.repo ?? '');
  const installation = repository === undefined ? undefined : call.world.installationOf(app, repository);
  if (installation === undefined) throw notFound();
  return ok(showInstallation(call.url, installation));
}

function listRepositories(call: Call): Reply {
  const token = callingToken(call);
  const items = call.world.repositories.filter((each) => sees(token, each));
  const shown = items.map((each) => showRepository(call.world, call.url, each));
  const selection = token.installation.all ? 'all' : 'selected';
  return page(call, shown, '/installation/repositories', (some) => ({
    total_count: items.length,
    repository_selection: selection,
    repositories: some,
  }));
}

/** What the browser was given a code for: the App now exists, and its secrets are shown once. */
function convertManifest(call: Call): Reply {
  const { app, privateKey } = registerApp(call.world, `app-from-${call.params.code}`);
  return created({
    ...showApp(call.url, app),
    client_secret: '0123456789abcdef0123456789abcdef01234567',
    webhook_secret: app.webhookSecret,
    pem: privateKey,
  });
}

function createToken(call: Call): Reply {
  const installation = installationIn(call);
  if (installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const chosen = chosenRepositories(call, installation);
  const token = issueToken(call.world, installation, chosen, chosenPermissions(call, installation));
  return created(showToken(call.world, call.url, token, chosen));
}

/** Makes an installation token; null for all repositories of the installation. */
export function issueToken(
  world: Call['world'],
  installation: Installation,
  repositories: readonly Repository[] | null,
  permissions: Permissions = installation.permissions,
): Token {
  const token: Token = {
    token: `ghs_${randomBytes(18).toString('hex')}`,
    installation,
    permissions: { metadata: 'read', ...permissions },
    repositories: repositories === null ? null : new Set(repositories),
    expiresAt: world.now() + TOKEN_MS,
  };
  world.tokens.set(token.token, token);
  return token;
}

function chosenRepositories(call: Call, installation: Installation): readonly Repository[] | null {
  const names = call.body.repositories as readonly string[] | undefined;
  const ids = call.body.repository_ids as readonly number[] | undefined;
  if (names === undefined && ids === undefined) return null;
  const reachable = call.world.repositories.filter((each) => holds(installation, each));
  const wanted = [...(names ?? []), ...(ids ?? [])];
  return wanted.map((each) => {
    const found = reachable.find((one) => one.id === each || one.name.toLowerCase() === String(each).toLowerCase());
    if (found !== undefined) return found;
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  });
}

function chosenPermissions(call: Call, installation: Installation): Permissions {
  const wanted = call.body.permissions as Permissions | undefined;
  if (wanted === undefined) return installation.permissions;
  const order: readonly (Level | undefined)[] = [undefined, 'read', 'write', 'admin'];
  for (const [name, level] of Object.entries(wanted)) {
    if (order.indexOf(level) > order.indexOf({ metadata: 'read' as const, ...installation.permissions }[name])) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
  }
  return wanted;
}
