import { addInsideGoroutine, cancelDropped, lockCopied } from '../../../src/analyse/rules/concurrency.ts';
import { deferInLoop, paginatorSpins, queryPerRow } from '../../../src/analyse/rules/loops.ts';
import { fatalInGoroutine } from '../../../src/analyse/rules/tests.ts';
import { ruleTests } from './examples.ts';

const file = (imports: string, body: string): string => `package shop

import (
${imports
  .split(' ')
  .map((path) => `\t"${path}"`)
  .join('\n')}
)

${body}
`;

ruleTests(lockCopied, {
  found: {
    'a mutex as a parameter': file('sync', 'func lock(mu sync.Mutex) {} // want'),
    'a WaitGroup given to a function literal': file(
      'sync',
      `var work = func(wg sync.WaitGroup) { // want
	defer wg.Done()
}`,
    ),
    'a value receiver of a struct that holds a mutex': file(
      'sync',
      `type counter struct {
	mu sync.Mutex
	n  int
}

func (c counter) get() int { // want
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}`,
    ),
    'a struct that holds one, as a parameter': file(
      'sync',
      `type counter struct{ mu sync.Mutex }

func add(c counter, n int) { c.mu.Lock() } // want`,
    ),
    'a value receiver of a struct that holds one in another': file(
      'sync',
      `type guarded struct{ sync.RWMutex }

type counter struct {
	guarded
	n int
}

func (c counter) get() int { // want
	c.RLock()
	return c.n
}`,
    ),
  },
  silent: {
    pointers: file('sync', 'func lock(mu *sync.Mutex, wg *sync.WaitGroup) {}'),
    'a pointer to a struct that holds one, in a struct and as a parameter': file(
      'sync',
      `type guarded struct{ sync.Mutex }

type counter struct {
	*guarded
	other *guarded
	more  *struct{ mu sync.Mutex }
	all   []guarded
}

func (c counter) get(g *guarded) { c.Lock(); g.Lock() }`,
    ),
    'a value receiver of a struct that holds a pointer to a mutex': file(
      'sync',
      `type counter struct{ mu *sync.Mutex }

func (c counter) get() { c.mu.Lock() }`,
    ),
    'a value receiver that uses nothing of it': file(
      'sync',
      `type counter struct{ mu sync.Mutex }

func (counter) name() string { return "counter" }`,
    ),
    "another package's Mutex": file('example.com/sync2', 'func lock(mu sync2.Mutex) {}'),
  },
});

ruleTests(cancelDropped, {
  found: {
    'a timeout': file(
      'context',
      `func f(ctx context.Context) {
	ctx, _ = context.WithTimeout(ctx, 5) // want
	use(ctx)
}`,
    ),
    'a cancel, declared': file(
      'context',
      `func f() {
	ctx, _ := context.WithCancel(context.Background()) // want
	use(ctx)
}`,
    ),
  },
  silent: {
    'a kept cancel': file(
      'context',
      `func f(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5)
	defer cancel()
}`,
    ),
    "somebody else's context": file(
      'example.com/context2',
      `func f(ctx any) {
	ctx, _ = context2.WithTimeout(ctx, 5)
}`,
    ),
    'a value that is dropped': file(
      'context',
      `func f(ctx context.Context) {
	_, _ = ctx.Deadline()
}`,
    ),
  },
});

ruleTests(addInsideGoroutine, {
  found: {
    'Add at the beginning of the goroutine': file(
      'sync',
      `func f() {
	var wg sync.WaitGroup
	for range 3 {
		go func() {
			wg.Add(1) // want
			defer wg.Done()
			work()
		}()
	}
	wg.Wait()
}`,
    ),
    'a WaitGroup in a field': file(
      'sync',
      `func (s *server) f() {
	go func() {
		s.wg.Add(1) // want
		work()
		s.wg.Done()
	}()
	s.wg.Wait()
}`,
    ),
  },
  silent: {
    'Add before the goroutine': file(
      'sync',
      `func f() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
	}()
	wg.Wait()
}`,
    ),
    'a WaitGroup of its own': file(
      'sync',
      `func f() {
	go func() {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { defer wg.Done() }()
		wg.Wait()
	}()
}`,
    ),
    'a counter that is no WaitGroup': file(
      'sync/atomic',
      `func f() {
	go func() {
		n.Add(1)
	}()
}`,
    ),
  },
});

ruleTests(deferInLoop, {
  found: {
    'bodies that stay open until the end': file(
      'net/http',
      `func f(urls []string) error {
	for _, url := range urls {
		resp, err := http.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close() // want
		read(resp)
	}
	return nil
}`,
    ),
    'a lock that is taken again': file(
      'sync',
      `func (c *cache) f(keys []string) {
	for _, key := range keys {
		c.mu.Lock()
		defer c.mu.Unlock() // want
		c.m[key]++
	}
}`,
    ),
    'files, one level down': file(
      'os',
      `func f(paths []string) {
	for _, path := range paths {
		if ok(path) {
			file, err := os.Open(path)
			defer file.Close() // want
			read(file, err)
		}
	}
}`,
    ),
  },
  silent: {
    'a loop in which a function literal does the work': file(
      'os',
      `func f(paths []string) {
	for _, path := range paths {
		func() {
			file, _ := os.Open(path)
			defer file.Close()
		}()
	}
}`,
    ),
    'a block that returns': file(
      'os',
      `func f(paths []string) error {
	for _, path := range paths {
		file, err := os.Open(path)
		if err == nil {
			defer file.Close()
			return read(file)
		}
	}
	return nil
}`,
    ),
    'files that are used after the loop': file(
      'os',
      `func f(paths []string) {
	var all []*os.File
	for _, path := range paths {
		file, _ := os.Open(path)
		defer file.Close()
		all = append(all, file)
	}
	merge(all)
}`,
    ),
    'what the loop goes over': file(
      'os',
      `func f(files []*os.File) {
	for _, file := range files {
		defer file.Close()
	}
}`,
    ),
    'the locks of all shards': file(
      'sync',
      `func (s *shards) f() {
	for _, shard := range s.all {
		shard.mu.Lock()
		defer shard.mu.Unlock()
	}
}`,
    ),
    'undoing on an error': file(
      'os',
      `func f(names []string) (err error) {
	for _, name := range names {
		add(name)
		defer func() {
			if err != nil {
				remove(name)
			}
		}()
	}
	return nil
}`,
    ),
  },
});

ruleTests(queryPerRow, {
  found: {
    'a title for every loan': file(
      'database/sql context',
      `func (s *store) titles(ctx context.Context, loans []loan) error {
	for i := range loans {
		row := s.db.QueryRowContext(ctx, "SELECT title FROM books WHERE id = $1", loans[i].book) // want
		if err := row.Scan(&loans[i].title); err != nil {
			return err
		}
	}
	return nil
}`,
    ),
    'a query inside a loop over rows': file(
      'database/sql',
      `func (s *store) all(rows *sql.Rows) {
	for rows.Next() {
		rows.Scan(&id)
		s.db.QueryRow("SELECT title FROM books WHERE id = $1", id).Scan(&title) // want
	}
}`,
    ),
  },
  silent: {
    'one query for all': file(
      'database/sql',
      `func (s *store) all(ids []int) {
	rows, _ := s.db.Query("SELECT title FROM books WHERE id = ANY($1)", ids)
	for rows.Next() {
		rows.Scan(&title)
	}
}`,
    ),
    'rows that are locked one by one': file(
      'database/sql',
      `func (s *store) lock(tx *sql.Tx, ids []int) {
	for _, id := range ids {
		tx.QueryRow("SELECT 1 FROM books WHERE id = $1 FOR UPDATE", id).Scan(&one)
	}
}`,
    ),
    batches: file(
      'database/sql',
      `func (s *store) all(batches [][]int) {
	for _, ids := range batches {
		s.db.Query("SELECT title FROM books WHERE id = ANY($1)", ids)
	}
}`,
    ),
    'a search for the first': file(
      'database/sql',
      `func (s *store) first(names []string) error {
	for _, name := range names {
		s.db.QueryRow("SELECT 1 FROM books WHERE name = $1", name).Scan(&one)
		return nil
	}
	return nil
}`,
    ),
  },
});

ruleTests(paginatorSpins, {
  found: {
    'continue after a log line': file(
      'log',
      `func f() {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			log.Print(err)
			continue // want
		}
		use(page)
	}
}`,
    ),
    "Azure's pager": file(
      'log',
      `func f() {
	for pager.More() {
		page, err := pager.NextPage(ctx)
		if err != nil {
			continue // want
		}
		use(page)
	}
}`,
    ),
  },
  silent: {
    return: file(
      'log',
      `func f() error {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return err
		}
		use(page)
	}
	return nil
}`,
    ),
    'tries that are counted': file(
      'log',
      `func f() error {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			if retries++; retries > 3 {
				return err
			}
			continue
		}
		use(page)
	}
	return nil
}`,
    ),
    'a page that is passed over': file(
      'log',
      `func f() error {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			continue
		}
		use(page)
	}
	return nil
}`,
    ),
  },
});

ruleTests(fatalInGoroutine, {
  found: {
    't.Fatal': file(
      'testing',
      `func TestA(t *testing.T) {
	go func() {
		if err := serve(); err != nil {
			t.Fatal(err) // want
		}
	}()
}`,
    ),
    't.FailNow as the goroutine itself': file(
      'testing',
      `func TestA(t *testing.T) {
	go t.FailNow() // want
}`,
    ),
    require: file(
      'testing github.com/stretchr/testify/require',
      `func TestA(t *testing.T) {
	t.Run("a", func(t *testing.T) {
		go func() {
			require.NoError(t, serve()) // want
		}()
	})
}`,
    ),
  },
  silent: {
    'another goroutine that is no literal': file(
      'testing',
      `func TestA(t *testing.T) {
	go t.Log("x")
	go server.Fatal("x")
}`,
    ),
    't.Error': file(
      'testing',
      `func TestA(t *testing.T) {
	go func() {
		t.Error("x")
	}()
}`,
    ),
    'a subtest in the goroutine': file(
      'testing',
      `func TestA(t *testing.T) {
	go func() {
		t.Run("a", func(t *testing.T) { t.Fatal("x") })
	}()
}`,
    ),
    'a goroutine with a t of its own': file(
      'testing',
      `func TestA(t *testing.T) {
	go func(t *fakeT) {
		t.Fatal("x")
	}(fake)
}`,
    ),
  },
});
