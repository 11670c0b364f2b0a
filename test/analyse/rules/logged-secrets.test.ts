import { credentialInLog } from '../../../src/analyse/rules/logged-secrets.ts';
import { ruleTests } from './examples.ts';

const file = (body: string): string =>
  `package config\n\nimport (\n\t"log"\n\t"log/slog"\n\t"net/url"\n\n\t"go.uber.org/zap"\n)\n\nfunc open(cfg Config) {\n${body}\n}\n`;

ruleTests(credentialInLog, {
  found: {
    'a password': file('\tlog.Printf("connect %s with %s", cfg.User, cfg.Password) // want'),
    'a key in an attribute': file('\tlogger.Info("sign", zap.String("key", cfg.PrivateKey)) // want'),
    'a token among the pairs of a line': file('\tslog.Debug("verify", "token", rawIDToken) // want'),
    'an address that holds one': file(
      '\taddress := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Pass)}\n\ts.logger.Info("connect", "to", address.String()) // want',
    ),
  },
  silent: {
    'an address without it': file(
      '\taddress := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Pass)}\n\tslog.Info("connect", "to", address.Redacted())',
    ),
    'the name of a secret, the file it is in, and whether there is one': file(
      '\tslog.Info("load", "name", cfg.SecretName, "file", cfg.PasswordFile, "set", hasPassword)',
    ),
    'a hash of it': file('\tlog.Println(hashedPassword, user.PasswordHash)'),
    'a word of a text': file('\tlog.Printf("unexpected %s", token)'),
    'a message about one': file('\tlog.Print("the password is wrong")'),
    'what is no log': file('\tstore.Info(cfg.Password)'),
  },
});
