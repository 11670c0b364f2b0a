// Who calls, and what they may do: the App by its JSON web token, an installation by its token, or nobody.
import { createVerify } from 'node:crypto';
import { badCredentials, notAccessible, notFound, Refusal } from './refusal.ts';
import type { Call } from './router.ts';
import { type App, holds, type Level, type Repository, type Token, type World } from './world.ts';

export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'installation'; readonly token: Token };

// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
const MAX_JWT_SECONDS = 600;
const CLOCK_DRIFT_SECONDS = 60;

/** @throws Refusal 401 for a token that is wrong, out of date, or not meant for here */
export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '') return { kind: 'nobody' };
  const secret = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1];
  if (secret === undefined) throw badCredentials();
  if (secret.split('.').length === 3) return { kind: 'app', app: appOfJwt(world, secret) };
  const token = world.tokens.get(secret);
  if (token === undefined || token.expiresAt <= world.now()) throw badCredentials();
  if (token.installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  return { kind: 'installation', token };
}

function appOfJwt(world: World, jwt: string): App {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = decodeClaims(payload);
  const nowSeconds = world.now() / 1000;
  const issuer = String(claims.iss);
  const app = world.apps.find((each) => issuer === String(each.id) || issuer === each.clientId);
  if (app === undefined) throw new Refusal(404, 'Integration not found');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verifier.verify(app.publicKey, Buffer.from(signature, 'base64url'))) {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || iat > nowSeconds + CLOCK_DRIFT_SECONDS) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof exp !== 'number' || exp <= nowSeconds) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > nowSeconds + MAX_JWT_SECONDS + CLOCK_DRIFT_SECONDS) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  return app;
}

function decodeClaims(payload: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
}

/** The App that calls with its own web token. */
export function callingApp(call: Call): App {
  if (call.caller.kind === 'app') return call.caller.app;
  if (call.caller.kind === 'nobody') throw new Refusal(401, 'Requires authentication');
  throw new Refusal(401, 'A JSON web token could not be decoded');
}

/** The token of the installation that calls. */
export function callingToken(call: Call): Token {
  if (call.caller.kind === 'installation') return call.caller.token;
  if (call.caller.kind === 'nobody') throw new Refusal(401, 'Requires authentication');
  throw new Refusal(403, 'Resource not accessible by integration');
}

const ORDER: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

/** Whether one of the permissions is held at that level or above. */
export function allows(token: Token, names: readonly string[], level: Level): boolean {
  return names.some((name) => {
    const held = token.permissions[name];
    return held !== undefined && ORDER[held] >= ORDER[level];
  });
}

export function sees(token: Token, repository: Repository): boolean {
  return token.repositories === null ? holds(token.installation, repository) : token.repositories.has(repository);
}

/**
 * The repository that the path names.
 *
 * @param names permissions of which any one will do
 * @throws Refusal 404 where the token may not know of it, 403 where it may not do this
 */
export function repositoryOf(call: Call, names: readonly string[], level: Level): Repository {
  const repository = call.world.repository(call.params.owner ?? '', call.params.repo ?? '');
  if (repository === undefined) throw notFound();
  const open = !repository.private && level === 'read' && !names.includes('collaborators');
  if (call.caller.kind === 'nobody' && open) return repository;
  const token = callingToken(call);
  if (sees(token, repository) && allows(token, names, level)) return repository;
  if (open) return repository;
  throw sees(token, repository) || !repository.private ? notAccessible() : notFound();
}
