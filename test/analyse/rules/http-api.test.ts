import { internalErrorToClient, noReturnAfterError } from '../../../src/analyse/rules/http-api.ts';
import { corsWildcardWithCredentials, serverWithoutTimeouts } from '../../../src/analyse/rules/http-server.ts';
import { ruleTests } from './examples.ts';

const handler = (body: string, imports = '"net/http"'): string => `package shop

import ${imports}

func (s *Server) order(w http.ResponseWriter, r *http.Request) {
${body}
}
`;

const gin = (body: string): string => `package shop

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func order(c *gin.Context) {
${body}
}
`;

ruleTests(noReturnAfterError, {
  found: {
    'a handler that goes on with a nil order': handler(`	o, err := s.load(r)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound) // want
	}
	s.render(w, o)`),
    'the same with gin': gin(`	var in Input
	if err := c.ShouldBindJSON(&in); err != nil {
		log(err)
		c.JSON(http.StatusBadRequest, gin.H{"error": "bad input"}) // want
	}
	c.JSON(http.StatusOK, save(in))`),
    'a numeric status and a failed check': handler(`	user, ok := s.user(r)
	if !ok {
		http.Error(w, "sign in", 401) // want
	}
	s.render(w, user)`),
  },
  silent: {
    'a handler that returns': handler(`	o, err := s.load(r)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	s.render(w, o)`),
    'an error branch at the end': handler(`	if err := s.save(r); err != nil {
		http.Error(w, "no", http.StatusInternalServerError)
	}`),
    'an else branch with the rest': handler(`	if err := s.save(r); err != nil {
		http.Error(w, "no", 500)
	} else {
		w.WriteHeader(204)
	}
	s.count()`),
    'nothing but logging after it': handler(`	if err := s.save(r); err != nil {
		http.Error(w, "no", 500)
	}
	s.logger.Info("done")`),
    'an answer that is no error': handler(`	if err := s.save(r); err != nil {
		http.Error(w, "", http.StatusOK)
	}
	s.render(w, nil)`),
    'a JSON method of something that is no context': `package shop

import "net/http"

func build(c *Builder) {
	if err := c.check(); err != nil {
		c.JSON(http.StatusBadRequest, "x")
	}
	c.finish()
}
`,
  },
});

ruleTests(internalErrorToClient, {
  found: {
    'the error of a query in a 500': handler(`	if err := s.save(r); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError) // want
		return
	}`),
    'the same inside gin.H': gin(`	if err := save(c); err != nil {
		c.JSON(500, gin.H{"error": err.Error()}) // want
		return
	}`),
    'the same in a Lambda response': `package main

import "github.com/aws/aws-lambda-go/events"

func handle(r events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	if err := save(r); err != nil {
		return events.APIGatewayProxyResponse{StatusCode: 500, Body: err.Error()}, nil // want
	}
	return events.APIGatewayProxyResponse{StatusCode: 200}, nil
}
`,
  },
  silent: {
    'an error that the service has named': `package api

import "net/http"

func fail(w http.ResponseWriter, r *http.Request, err error) {
	switch err {
	case ErrNotReady:
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}
}
`,
    'a validation error in a 400': handler(`	if err := check(r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}`),
    'a fixed text': handler(`	if err := s.save(r); err != nil {
		log.Print(err.Error())
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}`),
  },
});

ruleTests(serverWithoutTimeouts, {
  found: {
    'http.ListenAndServe': `package main

import "net/http"

func main() {
	http.ListenAndServe(":8080", nil) // want
}
`,
    'an http.Server with only an address, under another import name': `package main

import web "net/http"

func main() {
	s := &web.Server{Addr: ":8080"} // want
	s.ListenAndServe()
}
`,
  },
  silent: {
    'a listener that is handed over': `package main

import "net/http"

type tunnel struct{ srv *http.Server }

func newTunnel(h http.Handler) *tunnel { return &tunnel{srv: &http.Server{Handler: h}} }

func (t *tunnel) Listen(l *dialback.Listener) error { return t.srv.Serve(l) }
`,
    'a port for operators': `package main

import "net/http"

func main() {
	if conf.Pprof {
		go func() { http.ListenAndServe(":6060", nil) }()
	}
}
`,
    'a server with ReadHeaderTimeout': `package main

import "net/http"

var s = http.Server{Addr: ":8080", ReadHeaderTimeout: limit}
`,
    'a timeout that is set later': `package main

import "net/http"

func main() {
	s := &http.Server{Addr: ":8080"}
	s.ReadTimeout = limit
	s.ListenAndServe()
}
`,
    'a server on a loopback address': `package main

import "net/http"

func main() {
	http.ListenAndServe("localhost:6060", nil)
}
`,
    'a method of a variable that is called http': `package main

import "net/http"

type T struct{ h http.Handler }

func start(http *Fake) {
	http.ListenAndServe(":8080", nil)
}
`,
  },
});

ruleTests(corsWildcardWithCredentials, {
  found: {
    'gin-contrib/cors': `package main

import "github.com/gin-contrib/cors"

var c = cors.Config{
	AllowOrigins:     []string{"*"},
	AllowCredentials: true, // want
}
`,
    AllowAllOrigins: `package main

import "github.com/gin-contrib/cors"

var c = cors.Config{AllowAllOrigins: true, AllowCredentials: true} // want
`,
    'rs/cors': `package main

import "github.com/rs/cors"

var c = cors.New(cors.Options{
	AllowedOrigins:   []string{"https://a.example", "*"},
	AllowCredentials: true, // want
})
`,
  },
  silent: {
    'a wildcard without credentials': `package main

var c = cors.Config{AllowOrigins: []string{"*"}, AllowCredentials: false}
`,
    'listed origins with credentials': `package main

var c = cors.Config{AllowOrigins: []string{"https://*.example.com"}, AllowCredentials: true}
`,
  },
});
