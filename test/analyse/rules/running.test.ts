import {
  endlessLabel,
  livenessAsksDependency,
  noGracefulShutdown,
  serverCutOff,
} from '../../../src/analyse/rules/running.ts';
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

const program = (body: string): string => `package main

import (
	"net/http"
	"os/signal"
)

func main() {
${body}
}
`;

ruleTests(serverCutOff, {
  found: {
    'a server that is closed on a signal': program(
      '\tserver := &http.Server{Addr: ":8080", Handler: mux}\n\tgo server.ListenAndServe()\n\t<-ctx.Done()\n\tserver.Close() // want',
    ),
    'with its error looked at': program(
      '\tvar srv = http.Server{Addr: ":8080"}\n\tgo srv.ListenAndServe()\n\tsignal.Notify(stop, os.Interrupt)\n\t<-stop\n\tif err := srv.Close(); err != nil { // want\n\t\tlog.Print(err)\n\t}',
    ),
  },
  silent: {
    'Shutdown first': program(
      '\tserver := &http.Server{Addr: ":8080"}\n\tgo server.ListenAndServe()\n\t<-ctx.Done()\n\tif server.Shutdown(bounded) != nil {\n\t\tserver.Close()\n\t}',
    ),
    'something else that is closed': program(
      '\tserver := &http.Server{Addr: ":8080"}\n\tgo server.ListenAndServe()\n\t<-ctx.Done()\n\tdb.Close()',
    ),
    'deferred, for every way out': program(
      '\tserver := &http.Server{Addr: ":8080"}\n\tdefer server.Close()\n\t<-ctx.Done()',
    ),
  },
});

ruleTests(livenessAsksDependency, {
  found: {
    'a handler': program(
      '}\n\nfunc (s *server) Live(w http.ResponseWriter, r *http.Request) {\n\tif err := s.db.PingContext(r.Context()); err != nil { // want\n\t\tw.WriteHeader(503)\n\t}',
    ),
    'a function that makes one': program(
      '}\n\nfunc livez(db Pinger) http.HandlerFunc {\n\treturn func(w http.ResponseWriter, r *http.Request) { use(db.Ping(r.Context())) } // want',
    ),
  },
  silent: {
    readiness: program(
      '}\n\nfunc Ready(db Pinger) http.HandlerFunc {\n\treturn func(w http.ResponseWriter, r *http.Request) { use(db.Ping(r.Context())) }',
    ),
    'a health check of which nobody says what it is for': program(
      '}\n\nfunc Health(w http.ResponseWriter, r *http.Request) {\n\tuse(db.Ping(r.Context()))',
    ),
    'what answers no probe': program('}\n\nfunc alive(db Pinger) error {\n\treturn db.Ping(ctx)'),
  },
});
