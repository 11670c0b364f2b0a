import { bodyNotClosed, rowsNotClosed, transactionWithoutRollback } from '../../../src/analyse/rules/resources.ts';
import { ruleTests } from './examples.ts';

const sql = (body: string): string => `package store

import (
	"context"
	"database/sql"
)

func (s *Store) do(ctx context.Context) error {
${body}
}
`;

const http = (body: string): string => `package client

import (
	"io"
	"net/http"
)

func (c *Client) get(url string) error {
${body}
}
`;

ruleTests(rowsNotClosed, {
  found: {
    'a scan error that leaves the loop': sql(`	rows, err := s.db.QueryContext(ctx, "SELECT id FROM orders") // want
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()`),
    'a break at the first match': sql(`	rows, err := s.db.Query("SELECT id FROM orders") // want
	if err != nil {
		return err
	}
	for rows.Next() {
		rows.Scan(&id)
		if id == wanted {
			break
		}
	}
	return nil`),
    'Next asked once': sql(`	rows, err := s.db.Query("SELECT id FROM orders") // want
	if rows.Next() {
		return rows.Scan(&id)
	}
	return err`),
  },
  silent: {
    'a deferred Close': sql(`	rows, err := s.db.Query("SELECT id FROM orders")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()`),
    'rows that a helper takes': sql(`	rows, err := s.db.Query("SELECT id FROM orders")
	if err != nil {
		return err
	}
	return collect(rows)`),
    'a loop that always reads to the end': sql(`	rows, _ := s.db.Query("SELECT id FROM orders")
	for rows.Next() {
		rows.Scan(&id)
	}
	return rows.Err()`),
  },
});

ruleTests(bodyNotClosed, {
  found: {
    'a status that is read and nothing else': http(`	resp, err := http.Get(url) // want
	if err != nil {
		return err
	}
	return check(resp.StatusCode)`),
    'a request of its own, body read': http(`	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req) // want
	if err != nil {
		return err
	}
	_, err = io.ReadAll(resp.Body)
	return err`),
    'a response that nobody looks at': http(`	_, err := http.Get(url) // want
	return err`),
    'one that is dropped with its error, and one that is assigned to nothing': http(`	http.Get(url) // want
	var err error
	_, err = http.Post(url, "", nil) // want
	return err`),
  },
  silent: {
    'a deferred Close': http(`	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil`),
    'a response that is handed on': http(`	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return c.decode(resp)`),
    'a body that is handed on': http(`	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	c.stream = wrap(resp.Body)
	return nil`),
    'one that somebody else declared': http(`	var resp *http.Response
	err := c.again(func() (err error) {
		resp, err = http.Get(url)
		return err
	})
	if err == nil {
		resp.Body.Close()
	}
	return err`),
    'a program that ends right after': `package main

import "net/http"

func main() {
	if _, err := http.Get("http://localhost/health"); err != nil {
		panic(err)
	}
}
`,
    'a Do that is no HTTP call': http(`	v, err := c.group.Do(url)
	if err != nil {
		return err
	}
	return v.Status`),
  },
});

ruleTests(transactionWithoutRollback, {
  found: {
    'an early return': sql(`	tx, err := s.db.BeginTx(ctx, nil) // want
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true"); err != nil {
		return err
	}
	return tx.Commit()`),
    'gorm, with writes whose errors nobody sees': sql(`	tx := s.db.Begin() // want
	tx.Create(&order)
	tx.Save(&stock)
	return tx.Commit().Error`),
  },
  silent: {
    'a deferred rollback': sql(`	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("UPDATE orders SET paid = true"); err != nil {
		return err
	}
	return tx.Commit()`),
    'a rollback in a deferred function': sql(`	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	if err = work(tx); err != nil {
		return err
	}
	return tx.Commit()`),
    'a helper that ends it': sql(`	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer finishTransaction(tx, &err)
	if err = work(tx); err != nil {
		return err
	}
	return tx.Commit()`),
    'a transaction that somebody else commits': sql(`	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	return s.run(tx)`),
  },
});
