// The repository by itself, and what a person may do there.
import { callingToken, repositoryOf } from '../auth.ts';
import { notFound } from '../refusal.ts';
import { type Call, ok, type Reply, type Route } from '../router.ts';
import { showAccount } from '../show/account.ts';
import { showFullRepository } from '../show/repository.ts';

export function repositoryRoutes(): Route[] {
  return [
    {
      method: 'GET',
      template: '/repos/{owner}/{repo}',
      answer: (call) => ok(showFullRepository(call.world, call.url, repositoryOf(call, ['metadata'], 'read'))),
    },
    { method: 'GET', template: '/repos/{owner}/{repo}/collaborators/{username}/permission', answer: permission },
  ];
}

function permission(call: Call): Reply {
  callingToken(call);
  const repository = repositoryOf(call, ['metadata'], 'read');
  const account = call.world.accounts.get((call.params.username ?? '').toLowerCase());
  if (account === undefined) throw notFound();
  const role = call.world.roleOf(repository, account);
  const at = ['none', 'read', 'triage', 'write', 'maintain', 'admin'].indexOf(role);
  const permissions = { pull: at >= 1, triage: at >= 2, push: at >= 3, maintain: at >= 4, admin: at >= 5 };
  return ok({
    // the older scale knows neither maintain nor triage
    permission: role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role,
    role_name: role,
    user: { ...showAccount(call.url, account), permissions, role_name: role },
  });
}
