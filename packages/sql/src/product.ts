/** The name of the database, where PostgreSQL's dialect wants one: there is one database. */
export const DATABASE_NAME = 'kalamdb';

/** What VERSION() gives: clients look for the words at its beginning. */
export const VERSION = 'PostgreSQL 15.0 (dialect of KalamDB)';
