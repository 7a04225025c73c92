import { placeOf, type Scene, type Step } from './scene.ts';

/** SELECT nextval(…) or setval(…) of the sequence of a SERIAL column. */
export function drawOrSet(scene: Scene): Step | undefined {
  const { choices, model, user } = scene;
  const counted = model.counted();
  if (counted.length === 0) return undefined;
  const { table, column, counter } = choices.pick(counted);
  const sequence = `pg_get_serial_sequence('${table.name}', '${column.name}')`;
  const place = placeOf(scene, table);
  if (!choices.rarely(3)) {
    const sql = `SELECT nextval(${sequence})`;
    return { sql, scope: user, run: () => ({ rows: [[counter.draw(place)]] }) };
  }
  const value = 1 + choices.below(20);
  return {
    sql: `SELECT setval(${sequence}, ${value})`,
    scope: user,
    run() {
      counter.set(place, value);
      return { rows: [[value]] };
    },
  };
}
