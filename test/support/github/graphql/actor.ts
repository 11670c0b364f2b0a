// People, bots and organisations as GraphQL shows them.
import { HTML, nodeId } from '../show/account.ts';
import type { Account } from '../world.ts';

/** An actor. GraphQL says a bot's login without the "[bot]" that REST puts behind it. */
export function showActor(account: Account) {
  const bot = account.type === 'Bot';
  const login = bot ? account.login.replace(/\[bot\]$/, '') : account.login;
  return {
    __typename: account.type,
    login,
    id: nodeId(bot ? 'BOT' : account.type === 'User' ? 'U' : 'O', account.id),
    databaseId: account.id,
    url: bot ? `${HTML}/apps/${login}` : `${HTML}/${login}`,
  };
}
