/** The rows that analytical benchmarks read: deterministic, the same for every contestant. */
interface EventRow {
  readonly id: number;
  readonly room: number;
  readonly name: string;
  readonly amount: number;
  readonly day: string;
}

const roomCount = 1000;

/** Row `id`; names are a thousand different ones, amounts spread over 0 to 1,000. */
function eventRow(id: number): EventRow {
  const mixed = Math.imul(id, 0x9e3779b1) >>> 0;
  return {
    id,
    room: mixed % roomCount,
    name: `customer number ${(mixed >>> 8) % 1000}`,
    amount: ((mixed >>> 4) % 100_000) / 100,
    day: new Date(Date.UTC(2024, 0, 1) + ((mixed >>> 12) % 366) * 86_400_000)
      .toISOString()
      .slice(0, 10),
  };
}

export const schema = {
  events:
    'CREATE TABLE events (id BIGINT PRIMARY KEY, room INT, name TEXT, amount DOUBLE PRECISION, day DATE)',
  rooms: 'CREATE TABLE rooms (id INT PRIMARY KEY, label TEXT)',
};

/** INSERT statements of up to `size` rows for events 0 to `count` - 1 and for all rooms. */
export function* inserts(count: number, size: number): Generator<string> {
  for (let first = 0; first < count; first += size) {
    const rows = Array.from({ length: Math.min(size, count - first) }, (_, index) => {
      const { id, room, name, amount, day } = eventRow(first + index);
      return `(${id}, ${room}, '${name}', ${amount}, '${day}')`;
    });
    yield `INSERT INTO events VALUES ${rows.join(', ')}`;
  }
  const rooms = Array.from({ length: roomCount }, (_, id) => `(${id}, 'floor ${id % 7}')`);
  yield `INSERT INTO rooms VALUES ${rooms.join(', ')}`;
}

/** What is measured, by name. Each reads the whole table and gives few rows. */
export const queries: Readonly<Record<string, string>> = {
  'filter and sum': 'SELECT sum(amount), count(*) FROM events WHERE amount < 250 AND room > 100',
  'group by 1,000 strings':
    'SELECT name, count(*), sum(amount), avg(amount) FROM events GROUP BY name ORDER BY name LIMIT 5',
  'group by two integers':
    'SELECT room, id % 7, count(*), max(amount) FROM events GROUP BY room, id % 7 ORDER BY 1, 2 LIMIT 5',
  'top ten': 'SELECT id, amount FROM events ORDER BY amount DESC, id LIMIT 10',
  'sort a million': 'SELECT id, amount FROM events ORDER BY amount, id LIMIT 10 OFFSET 999000',
  'join and group':
    'SELECT label, count(*), sum(amount) FROM events JOIN rooms ON events.room = rooms.id GROUP BY label ORDER BY label',
  'count distinct': 'SELECT count(DISTINCT name), count(DISTINCT room) FROM events',
};
