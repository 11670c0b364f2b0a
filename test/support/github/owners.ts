// What people do to Apps and their checks: they press a check's buttons, install and remove the App, and run other Apps beside it.
import type { Announce } from './events.ts';
import { installOn, uninstall } from './installations.ts';
import { registerApp } from './register-app.ts';
import { newCheckRun, suiteFor } from './routes/checks.ts';
import { nodeId } from './show/account.ts';
import {
  type App,
  type CheckRun,
  type CheckSuite,
  fullName,
  type Installation,
  type PullRequest,
  type Repository,
  type World,
} from './world.ts';

/** Who acts where a test names nobody; may write wherever roles are not given. */
export const SOMEBODY = 'robin';

export class Owners {
  protected readonly world: World;
  protected readonly announce: Announce;
  protected readonly app: App;

  constructor(world: World, announce: Announce, app: App) {
    this.world = world;
    this.announce = announce;
    this.app = app;
  }

  /** "Re-run" on one check. GitHub itself changes nothing: the App is to begin anew. */
  pressRerun(run: CheckRun, login = SOMEBODY): Promise<void> {
    return this.announce.checkRun('rerequested', run, this.world.account(login));
  }

  /** "Re-run all checks". */
  rerunSuite(suite: CheckSuite, login = SOMEBODY): Promise<void> {
    return this.announce.checkSuite('rerequested', suite, this.world.account(login));
  }

  /** Presses one of the buttons that the check run offers. */
  requestAction(run: CheckRun, identifier: string, login = SOMEBODY): Promise<void> {
    if (!run.actions.some((action) => action.identifier === identifier)) {
      throw new Error(`check run ${run.id} offers no button "${identifier}"`);
    }
    return this.announce.checkRun('requested_action', run, this.world.account(login), {
      requested_action: { identifier },
    });
  }

  /** A completed check run of another App on the pull request's head. */
  foreignCheckRun(pull: PullRequest, name: string, conclusion = 'success', slug = 'another-app'): CheckRun {
    const known = this.world.apps.find((each) => each.slug === slug);
    const app = known ?? registerApp(this.world, slug, { name: slug }).app;
    const run = newCheckRun(this.world, suiteFor(this.world, pull.repository, app, pull.head.sha), name);
    run.status = 'completed';
    run.conclusion = conclusion;
    run.completedAt = this.world.time();
    pull.repository.checkRuns.push(run);
    return run;
  }

  /** Installs the App on a repository, or lets its installation reach one more. */
  async install(repository: Repository): Promise<Installation> {
    const before = this.world.installations.length;
    const installation = installOn(this.world, this.app, repository);
    const shown = [brief(repository)];
    const isNew = this.world.installations.length > before;
    await (isNew
      ? this.announce.installation('installation', 'created', installation, { repositories: shown, requester: null })
      : this.announce.installation('installation_repositories', 'added', installation, {
          repository_selection: 'selected',
          repositories_added: shown,
          repositories_removed: [],
          requester: null,
        }));
    return installation;
  }

  /** Takes one repository out of the App's reach. */
  async withdraw(repository: Repository): Promise<void> {
    const installation = this.#installation(repository);
    installation.repositories.delete(repository);
    await this.announce.installation('installation_repositories', 'removed', installation, {
      repository_selection: 'selected',
      repositories_added: [],
      repositories_removed: [brief(repository)],
      requester: null,
    });
  }

  async uninstall(repository: Repository): Promise<void> {
    const installation = this.#installation(repository);
    const repositories = [...installation.repositories].map(brief);
    uninstall(this.world, installation);
    await this.announce.installation('installation', 'deleted', installation, { repositories, requester: null });
  }

  async suspend(repository: Repository): Promise<void> {
    const installation = this.#installation(repository);
    installation.suspendedAt = this.world.time();
    await this.announce.installation('installation', 'suspend', installation, {});
  }

  #installation(repository: Repository): Installation {
    const installation = this.world.installationOf(this.app, repository);
    if (installation === undefined) throw new Error(`the App is not installed on ${fullName(repository)}`);
    return installation;
  }
}

function brief(repository: Repository) {
  const { id, name } = repository;
  return { id, node_id: nodeId('R', id), name, full_name: fullName(repository), private: repository.private };
}
