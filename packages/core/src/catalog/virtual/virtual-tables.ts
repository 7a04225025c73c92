import type { SystemTables } from '../system-table.ts';
import type { VirtualTable, VirtualTableMaker } from './virtual-table.ts';

/** The virtual tables of a database, by id and by name. Their ids count from 1. */
export class VirtualTables implements SystemTables {
  readonly all: readonly VirtualTable[];
  readonly #byName: ReadonlyMap<string, VirtualTable>;

  constructor(makers: readonly VirtualTableMaker[]) {
    this.all = makers.map((make, index) => make(index + 1));
    this.#byName = new Map(
      this.all.map((table) => [`${table.info.namespace}.${table.info.name}`, table]),
    );
  }

  find(namespace: string, name: string): VirtualTable | undefined {
    return this.#byName.get(`${namespace}.${name}`);
  }

  byId(id: number): VirtualTable | undefined {
    return this.all[id - 1];
  }

  names(namespace: string): readonly string[] {
    return this.all.flatMap(({ info }) => (info.namespace === namespace ? [info.name] : []));
  }
}
