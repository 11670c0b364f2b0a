import { endlessLabel, noGracefulShutdown } from '../../../src/analyse/rules/running.ts';
import { ruleTests } from './examples.ts';

const go = (body: string): string => `package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

func (m *Metrics) seen(r *http.Request, err error) {
${body}
}
`;

ruleTests(endlessLabel, {
  found: {
    'the text of an error': go('	m.failures.WithLabelValues("save", err.Error()).Inc() // want'),
    'the path as it was asked for': go('	m.requests.WithLabelValues(r.Method, r.URL.Path).Inc() // want'),
    'a user among named labels': go('	m.requests.With(prometheus.Labels{"user": m.userID}).Inc() // want'),
  },
  silent: {
    'the pattern of the route': go('	m.requests.WithLabelValues(r.Method, r.Pattern).Inc()'),
    'a fixed set of names': go('	m.failures.With(prometheus.Labels{"kind": kindOf(err)}).Inc()'),
  },
});

const serve = (body: string): string => `package main

import "net/http"

func main() {
${body}
}
`;

ruleTests(noGracefulShutdown, {
  found: {
    'a server of its own': serve('	server := &http.Server{Addr: ":8080"}\n	server.ListenAndServe() // want'),
    'the default server': serve('	http.ListenAndServe(":8080", mux) // want'),
  },
  silent: {
    'a listener of another protocol': serve('	dns.Serve(":53")'),
    'a file that serves no HTTP': serve('	s.ListenAndServe()').replace('"net/http"', '"example.com/dns"'),
  },
});
