import { clientWithoutTimeout, shellWithDynamicText, tlsVerifyOff } from '../../../src/analyse/rules/network.ts';
import { ruleTests } from './examples.ts';

const file = (imports: string, body: string): string =>
  `package shop\n\nimport (\n${imports
    .split(' ')
    .map((path) => `\t"${path}"\n`)
    .join('')})\n\n${body}\n`;

ruleTests(clientWithoutTimeout, {
  found: {
    'http.Get': file(
      'net/http',
      `func get(url string) (*http.Response, error) {
	return http.Get(url) // want
}`,
    ),
    'a client of its own, used on the spot': file(
      'net/http',
      `func get(url string) (*http.Response, error) {
	client := &http.Client{Transport: proxy} // want
	return client.Get(url)
}`,
    ),
    'a client that is kept in a field, whose Get takes no context': file(
      'net/http',
      `func New() *Carrier { return &Carrier{client: &http.Client{}} } // want

func (c *Carrier) Find(url string) { c.client.Get(url) }`,
    ),
    'a client that is put into a field, and one of the package': file(
      'net/http',
      `var shared = &http.Client{Transport: proxy} // want

func (c *Carrier) open() { c.client = &http.Client{} } // want

func (c *Carrier) Find(url string) { c.client.Post(url, "", nil); shared.Head(url) }`,
    ),
  },
  silent: {
    'a client in a field that only does requests, and one that gets its timeout later': file(
      'net/http',
      `func New() *Carrier {
	c := &Carrier{client: &http.Client{}, other: &http.Client{}}
	c.other.Timeout = limit
	return c
}

func (c *Carrier) Find(req *http.Request) { c.client.Do(req); c.other.Get("x") }`,
    ),
    'something else of the same name that is asked with a context': file(
      'net/http context',
      `func New() *Carrier { return &Carrier{client: &http.Client{}} }

func (c *Cache) Find(ctx context.Context, key string) { c.client.Get(ctx, key) }`,
    ),
    'a client with a timeout': file(
      'net/http',
      `var client = &http.Client{Timeout: limit}

func get(url string) { client.Get(url) }`,
    ),
    'requests with a context': file(
      'net/http context',
      `func get(ctx context.Context, url string) {
	client := &http.Client{}
	req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
	client.Do(req)
}`,
    ),
    'a client that is handed to an SDK': file(
      'net/http',
      `func options() []Option {
	return []Option{WithHTTPClient(&http.Client{Transport: proxy})}
}`,
    ),
    'a command': file('net/http', 'func get(url string) { http.Get(url) }').replace('package shop', 'package main'),
    'a type that is called Client': file('example.com/http', 'func get() { c := &http.Client{}; c.Get("x") }'),
  },
});

ruleTests(tlsVerifyOff, {
  found: {
    'a transport': file(
      'crypto/tls net/http',
      `var transport = &http.Transport{
	TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // want
}`,
    ),
    'a variable': file(
      'crypto/tls',
      `func dial() {
	config := tls.Config{
		InsecureSkipVerify: true, // want
	}
	use(&config)
}`,
    ),
  },
  silent: {
    'a setting': file(
      'crypto/tls',
      'func dial(c conf) *tls.Config { return &tls.Config{InsecureSkipVerify: c.Insecure} }',
    ),
    'a flag around it': file(
      'crypto/tls',
      `func dial(insecure bool) *tls.Config {
	if insecure {
		return &tls.Config{InsecureSkipVerify: true}
	}
	return &tls.Config{}
}`,
    ),
    'a question before it': file(
      'crypto/tls',
      `func dial(insecure bool) *tls.Config {
	if !insecure {
		return &tls.Config{}
	}
	return &tls.Config{InsecureSkipVerify: true}
}`,
    ),
    'a name that says what it is': file(
      'crypto/tls net/http',
      `func transports(t *http.Transport) {
	insecure := t.Clone()
	insecure.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	use(insecure)
}`,
    ),
    'a check of its own': file(
      'crypto/tls',
      `var config = &tls.Config{InsecureSkipVerify: true, VerifyConnection: check}`,
    ),
    'a loopback address': file(
      'crypto/tls',
      `func dial() {
	connect("localhost:8443", &tls.Config{InsecureSkipVerify: true})
}`,
    ),
  },
});

ruleTests(shellWithDynamicText, {
  found: {
    concatenation: file(
      'os/exec',
      `func clone(url string) {
	exec.Command("sh", "-c", "git clone "+url) // want
}`,
    ),
    'Sprintf with a context': file(
      'os/exec fmt context',
      `func clone(ctx context.Context, url string) {
	exec.CommandContext(ctx, "/bin/bash", "-c", fmt.Sprintf("git clone %s", url)) // want
}`,
    ),
  },
  silent: {
    'a fixed text': file('os/exec', `func clean() { exec.Command("sh", "-c", "rm -rf /tmp/x | true") }`),
    'arguments apart': file('os/exec', `func clone(url string) { exec.Command("git", "clone", "--", url) }`),
    'an option of another program': file('os/exec', `func f(url string) { exec.Command("tool", "-c", "x"+url) }`),
  },
});
