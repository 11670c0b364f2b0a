// Where an App is installed, and with what it may do there.
import type { App, Installation, Permissions, Repository, World } from './world.ts';

/** Installs the App on a repository, or adds the repository to the installation on its owner's account. */
export function installOn(world: World, app: App, repository: Repository, permissions?: Permissions): Installation {
  const known = world.installations.find((each) => each.account === repository.owner && each.app === app);
  if (known !== undefined) {
    known.repositories.add(repository);
    known.permissions = permissions ?? known.permissions;
    return known;
  }
  const installation: Installation = {
    id: world.nextId(),
    app,
    account: repository.owner,
    repositories: new Set([repository]),
    all: false,
    permissions: permissions ?? app.permissions,
    suspendedAt: null,
    createdAt: world.time(),
  };
  world.installations.push(installation);
  return installation;
}

/** Takes the installation away, and with it every token. */
export function uninstall(world: World, installation: Installation): void {
  world.installations.splice(world.installations.indexOf(installation), 1);
  for (const [secret, token] of world.tokens) if (token.installation === installation) world.tokens.delete(secret);
}
