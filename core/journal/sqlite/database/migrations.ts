/**
 * The migrations from one schema version to the next; the version is the number of applied migrations. A new one is also
 * a change of `schema`, which describes every table.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE entries (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, received INTEGER NOT NULL,
    platform TEXT, channel TEXT, session TEXT, kept INTEGER NOT NULL, test INTEGER NOT NULL,
    body TEXT NOT NULL, hash INTEGER NOT NULL);
  CREATE INDEX entries_hash ON entries (hash);
  CREATE INDEX entries_kind ON entries (kept, type);
  CREATE INDEX entries_received ON entries (received);
  CREATE INDEX entries_dropped ON entries (received) WHERE kept = 0;
  CREATE TABLE copies (event TEXT NOT NULL, source TEXT NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (event, source, received)) WITHOUT ROWID;
  CREATE TABLE cursors (name TEXT PRIMARY KEY, position INTEGER NOT NULL, epoch INTEGER NOT NULL,
    refilter_to INTEGER) WITHOUT ROWID;
  CREATE TABLE parked (consumer TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
    type TEXT NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (consumer, position)) WITHOUT ROWID;
  CREATE TABLE state (use TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (use, key)) WITHOUT ROWID;
  CREATE VIRTUAL TABLE words USING fts5 (text, user, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2");
  CREATE TABLE progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;`,
  `CREATE TABLE effects (cause TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (cause, position)) WITHOUT ROWID;
  CREATE INDEX effects_position ON effects (position);
  CREATE TABLE notes (event TEXT NOT NULL, plugin TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE INDEX notes_event ON notes (event);`,
  // Recreated, not altered: for a short time the previous migration had the column, too.
  `CREATE TABLE known_copies AS SELECT event, source, received FROM copies;
  DROP TABLE copies;
  CREATE TABLE copies (event TEXT NOT NULL, source TEXT NOT NULL, received INTEGER NOT NULL, own TEXT,
    PRIMARY KEY (event, source, received)) WITHOUT ROWID;
  INSERT INTO copies SELECT event, source, received, NULL FROM known_copies;
  DROP TABLE known_copies;
  CREATE INDEX copies_own ON copies (own) WHERE own IS NOT NULL;`,
  `CREATE TABLE held (place INTEGER PRIMARY KEY, holder TEXT NOT NULL, entry TEXT NOT NULL);`,
  // Empty here: the writer fills it in pieces, as it does the word index.
  `CREATE TABLE streams (session TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL, events INTEGER NOT NULL, began INTEGER, ended INTEGER,
    off INTEGER, lines INTEGER NOT NULL, follows INTEGER NOT NULL, subs INTEGER NOT NULL,
    gifts INTEGER NOT NULL, bits INTEGER NOT NULL, raids INTEGER NOT NULL, raiders INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE stream_minutes (session TEXT NOT NULL, minute INTEGER NOT NULL, lines INTEGER NOT NULL,
    PRIMARY KEY (session, minute)) WITHOUT ROWID;
  CREATE TABLE stream_chatters (session TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (session, who)) WITHOUT ROWID;
  CREATE TABLE stream_tips (session TEXT NOT NULL, currency TEXT NOT NULL, tips INTEGER NOT NULL,
    amount REAL NOT NULL, PRIMARY KEY (session, currency)) WITHOUT ROWID;
  CREATE TABLE people (person INTEGER PRIMARY KEY, platform TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (platform, id));
  CREATE INDEX people_id ON people (id);
  CREATE TABLE personas (persona INTEGER PRIMARY KEY, person INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE,
    shown TEXT NOT NULL COLLATE NOCASE, roles TEXT NOT NULL, UNIQUE (person, name, shown, roles));
  CREATE INDEX personas_name ON personas (name);
  CREATE INDEX personas_shown ON personas (shown);
  CREATE TABLE kinds (kind INTEGER PRIMARY KEY, type TEXT NOT NULL, kept INTEGER NOT NULL, test INTEGER NOT NULL,
    UNIQUE (type, kept, test));
  CREATE TABLE deeds (persona INTEGER NOT NULL, kind INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (persona, kind, position)) WITHOUT ROWID;`,
  // A kind also has one channel and one stream, and totals of viewers are counted in advance. Refilled in pieces.
  `DROP TABLE deeds;
  DROP TABLE kinds;
  DELETE FROM progress WHERE name = 'streams and everybody';
  DELETE FROM streams;
  ALTER TABLE streams ADD COLUMN chatters INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE stream_titles (session TEXT NOT NULL, position INTEGER NOT NULL, received INTEGER NOT NULL,
    title TEXT NOT NULL, PRIMARY KEY (session, position)) WITHOUT ROWID;
  CREATE TABLE kinds (kind INTEGER PRIMARY KEY, same TEXT NOT NULL UNIQUE, type TEXT NOT NULL, kept INTEGER NOT NULL,
    test INTEGER NOT NULL, platform TEXT, channel TEXT, session TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL);
  CREATE TABLE kind_events (kind INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (kind, position)) WITHOUT ROWID;
  CREATE TABLE deeds (persona INTEGER NOT NULL, kind INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (persona, kind, position)) WITHOUT ROWID;
  CREATE TABLE tallies (persona INTEGER NOT NULL, kind INTEGER NOT NULL, events INTEGER NOT NULL, amount REAL NOT NULL,
    PRIMARY KEY (persona, kind)) WITHOUT ROWID;
  CREATE TABLE spans (span INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL);`,
  // Events of people who were forgotten: a source that tells them again is not listened to. The end of the journal is kept
  // apart, because the last events may be among them.
  `CREATE TABLE forgotten (hash INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (hash, id)) WITHOUT ROWID;`,
]
