// Registers a GitHub App, as its owner would by hand or from a manifest.
import { generateKeyPairSync } from 'node:crypto';
import type { App, Permissions, World } from './world.ts';

/** The least that a reviewing App needs, and what it asks for unless a test says otherwise. */
const PERMISSIONS: Permissions = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};
const EVENTS = [
  'check_run',
  'check_suite',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review_comment',
];

// Making a key takes long; nobody here tells Apps of one process apart by it.
let keys: { readonly publicKey: string; readonly privateKey: string } | null = null;

export function registerApp(
  world: World,
  slug: string,
  wishes: { readonly name?: string; readonly permissions?: Permissions; readonly events?: readonly string[] } = {},
): { app: App; privateKey: string } {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const id = world.nextId();
  const app: App = {
    id,
    clientId: `Iv23li${String(id).padStart(14, '0')}`,
    slug,
    name: wishes.name ?? 'Go Backend Architect',
    owner: world.account('architects', 'Organization'),
    bot: world.account(`${slug}[bot]`, 'Bot'),
    permissions: wishes.permissions ?? PERMISSIONS,
    events: wishes.events ?? EVENTS,
    publicKey: keys.publicKey,
    webhookSecret: `a secret between the two of us, no. ${id}`,
    createdAt: world.time(),
  };
  world.apps.push(app);
  return { app, privateKey: keys.privateKey };
}
