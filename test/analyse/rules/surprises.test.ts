import { environmentReadDeep, panicOnError, printInService, workInInit } from '../../../src/analyse/rules/surprises.ts';
import { ruleTests } from './examples.ts';

const go = (body: string, signature = 'func (m *Mailer) Send(to string) error'): string => `package mail

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

${signature} {
${body}
}
`;

ruleTests(environmentReadDeep, {
  found: {
    'a setting read in a method': go('	from := os.Getenv("MAIL_FROM") // want\n	return m.send(from, to)'),
    'a setting looked up': go(
      '	if from, ok := os.LookupEnv("MAIL_FROM"); ok { // want\n		return m.send(from, to)\n	}\n	return nil',
    ),
  },
  silent: {
    'a constructor': go('	return &Mailer{from: os.Getenv("MAIL_FROM")}', 'func NewMailer() *Mailer'),
    'what the platform sets': go('	region := os.Getenv("AWS_REGION")\n	return m.send(region, to)'),
    'a package variable': 'package mail\n\nimport "os"\n\nvar from = os.Getenv("MAIL_FROM")\n',
  },
});

ruleTests(printInService, {
  found: {
    'a line left from debugging': go('	fmt.Println("sending", to) // want\n	return m.send(to)'),
    'the built-in println': go('	println(to) // want\n	return m.send(to)'),
  },
  silent: {
    'a function that prints by name': go('	fmt.Println(m.from)', 'func (m *Mailer) PrintSettings()'),
    'text written elsewhere': go('	fmt.Fprintln(m.log, to)\n	return nil'),
    'a command': go('	fmt.Println("sent")').replace('"os"', '"os"\n\n\t"github.com/spf13/cobra"'),
  },
});

ruleTests(workInInit, {
  found: {
    'a database opened': go('	db, err = sql.Open("postgres", dsn) // want\n	check(err)', 'func init()'),
    'a file read': go(
      '	for _, name := range names {\n		text, _ := os.ReadFile(name) // want\n		add(text)\n	}',
      'func init()',
    ),
  },
  silent: {
    'a driver registered': go('	sql.Register("mail", driver{})', 'func init()'),
    'a closure that works later': go('	open = func() { db, _ = sql.Open("postgres", dsn) }', 'func init()'),
    'a command': go('	if err := flags.MarkRequired("to"); err != nil {\n		os.Exit(1)\n	}', 'func main()'),
    'a method of that name': go('	os.ReadFile("x")', 'func (m *Mailer) init()'),
    'package main': go('	db, err = sql.Open("postgres", dsn)', 'func init()').replace('package mail', 'package main'),
  },
});

ruleTests(panicOnError, {
  found: {
    'an error of a call': go('	if err := m.send(to); err != nil {\n		panic(err) // want\n	}\n	return nil'),
    'an error within a text': go(
      '	if err := m.send(to); err != nil {\n		panic(fmt.Sprintf("send to %s: %v", to, err)) // want\n	}\n	return nil',
    ),
  },
  silent: {
    'a Must function': go('	if err != nil {\n		panic(err)\n	}', 'func MustSend(err error)'),
    'a state that cannot be': go('	switch m.kind {\n	default:\n		panic("unknown kind " + m.kind)\n	}'),
    'a comment that says why': go(
      '	if err := m.send(to); err != nil {\n		// cannot happen: the address was parsed before\n		panic(err)\n	}\n	return nil',
    ),
    'what is made once': go(
      '	m.once.Do(func() {\n		if err := m.dial(); err != nil {\n			panic(err)\n		}\n	})\n	return nil',
    ),
    'a source of chance that fails': go(
      '	if _, err := rand.Read(salt); err != nil {\n		panic(err)\n	}\n	return nil',
    ),
    "somebody else's panic passed on": go(
      '	defer func() {\n		if r := recover(); r != nil {\n			err := errors.Join(m.err)\n			panic(err)\n		}\n	}()\n	return nil',
    ),
  },
});
