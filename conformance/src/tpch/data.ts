import { createRandom, type Random } from '../random.ts';
import { buildRelation, type Relation } from '../relation.ts';
import * as words from './words.ts';

const FIRST_DAY = Date.UTC(1992, 0, 1) / 86_400_000;
const LAST_ORDER_DAY = Date.UTC(1998, 7, 2) / 86_400_000;
const CURRENT_DAY = Date.UTC(1995, 5, 17) / 86_400_000;

/**
 * The eight tables of TPC-H at a scale factor (1: six million line items), by rules like those of
 * the specification's clause 4.2.3: same sizes, value lists, ranges and dependencies between
 * columns, other random numbers. Deterministic.
 */
export function tpchData(scale: number): readonly Relation[] {
  const sizes = {
    suppliers: Math.max(10, Math.round(10_000 * scale)),
    parts: Math.max(20, Math.round(200_000 * scale)),
    customers: Math.max(15, Math.round(150_000 * scale)),
  };
  return [
    regions(),
    nations(),
    suppliers(sizes.suppliers),
    parts(sizes.parts),
    partSuppliers(sizes.parts, sizes.suppliers),
    customers(sizes.customers),
    ...ordersAndLines(sizes),
  ];
}

type Sizes = { readonly suppliers: number; readonly parts: number; readonly customers: number };

function regions(): Relation {
  const table = buildRelation('region', 'r_regionkey INT, r_name TEXT, r_comment TEXT');
  for (const [key, name] of words.regions.entries()) table.add(key, name, 'a region');
  return table.finish();
}

function nations(): Relation {
  const table = buildRelation(
    'nation',
    'n_nationkey INT, n_name TEXT, n_regionkey INT, n_comment TEXT',
  );
  for (const [key, [name, region]] of words.nations.entries()) {
    table.add(key, name, region, 'a nation');
  }
  return table.finish();
}

function suppliers(count: number): Relation {
  const random = createRandom(1);
  const table = buildRelation(
    'supplier',
    's_suppkey INT, s_name TEXT, s_address TEXT, s_nationkey INT, s_phone TEXT, s_acctbal DECIMAL(15,2), s_comment TEXT',
  );
  for (let key = 1; key <= count; key++) {
    const nation = random.between(0, 24);
    const complains = random.between(1, 50) === 1;
    table.add(
      key,
      `Supplier#${padded(key, 9)}`,
      address(random),
      nation,
      phone(random, nation),
      cents(random.between(-99_999, 999_999)),
      complains ? `${comment(random)} Customer deeply Complaints` : comment(random),
    );
  }
  return table.finish();
}

function parts(count: number): Relation {
  const random = createRandom(2);
  const table = buildRelation(
    'part',
    'p_partkey INT, p_name TEXT, p_mfgr TEXT, p_brand TEXT, p_type TEXT, p_size INT, p_container TEXT, p_retailprice DECIMAL(15,2), p_comment TEXT',
  );
  for (let key = 1; key <= count; key++) {
    const maker = random.between(1, 5);
    table.add(
      key,
      Array.from({ length: 5 }, () => random.pick(words.colors)).join(' '),
      `Manufacturer#${maker}`,
      `Brand#${maker}${random.between(1, 5)}`,
      [words.typeSizes, words.typeFinishes, words.typeMetals].map(random.pick).join(' '),
      random.between(1, 50),
      [words.containerSizes, words.containerKinds].map(random.pick).join(' '),
      cents(retailCents(key)),
      comment(random),
    );
  }
  return table.finish();
}

function partSuppliers(partCount: number, supplierCount: number): Relation {
  const random = createRandom(3);
  const table = buildRelation(
    'partsupp',
    'ps_partkey INT, ps_suppkey INT, ps_availqty INT, ps_supplycost DECIMAL(15,2), ps_comment TEXT',
  );
  for (let part = 1; part <= partCount; part++) {
    for (let index = 0; index < 4; index++) {
      table.add(
        part,
        supplierOf(part, index, supplierCount),
        random.between(1, 9999),
        cents(random.between(100, 100_000)),
        comment(random),
      );
    }
  }
  return table.finish();
}

function customers(count: number): Relation {
  const random = createRandom(4);
  const table = buildRelation(
    'customer',
    'c_custkey INT, c_name TEXT, c_address TEXT, c_nationkey INT, c_phone TEXT, c_acctbal DECIMAL(15,2), c_mktsegment TEXT, c_comment TEXT',
  );
  for (let key = 1; key <= count; key++) {
    const nation = random.between(0, 24);
    table.add(
      key,
      `Customer#${padded(key, 9)}`,
      address(random),
      nation,
      phone(random, nation),
      cents(random.between(-99_999, 999_999)),
      random.pick(words.segments),
      comment(random),
    );
  }
  return table.finish();
}

/** Ten orders per customer, every third customer having none; one to seven lines per order. */
function ordersAndLines(sizes: Sizes): readonly Relation[] {
  const random = createRandom(5);
  const orders = buildRelation(
    'orders',
    'o_orderkey INT, o_custkey INT, o_orderstatus TEXT, o_totalprice DECIMAL(15,2), o_orderdate DATE, o_orderpriority TEXT, o_clerk TEXT, o_shippriority INT, o_comment TEXT',
  );
  const lines = buildRelation(
    'lineitem',
    'l_orderkey INT, l_partkey INT, l_suppkey INT, l_linenumber INT, l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2), l_returnflag TEXT, l_linestatus TEXT, l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipinstruct TEXT, l_shipmode TEXT, l_comment TEXT',
  );
  for (let index = 0; index < sizes.customers * 10; index++) {
    // Eight keys in use, twenty-four not.
    const key = (index >> 3) * 32 + (index & 7) + 1;
    const day = random.between(FIRST_DAY, LAST_ORDER_DAY - 151);
    const lineCount = random.between(1, 7);
    let total = 0;
    let shipped = 0;
    for (let line = 1; line <= lineCount; line++) {
      const part = random.between(1, sizes.parts);
      const quantity = random.between(1, 50);
      const price = quantity * retailCents(part);
      const discount = random.between(0, 10);
      const tax = random.between(0, 8);
      const shipDay = day + random.between(1, 121);
      const receiptDay = shipDay + random.between(1, 30);
      const isShipped = shipDay <= CURRENT_DAY;
      total += Math.round((price * (100 - discount) * (100 + tax)) / 10_000);
      shipped += Number(isShipped);
      lines.add(
        key,
        part,
        supplierOf(part, random.between(0, 3), sizes.suppliers),
        line,
        `${quantity}.00`,
        cents(price),
        cents(discount),
        cents(tax),
        receiptDay <= CURRENT_DAY ? random.pick(['R', 'A']) : 'N',
        isShipped ? 'F' : 'O',
        date(shipDay),
        date(day + random.between(30, 90)),
        date(receiptDay),
        random.pick(words.instructions),
        random.pick(words.modes),
        comment(random),
      );
    }
    orders.add(
      key,
      customerOf(random, sizes.customers),
      shipped === lineCount ? 'F' : shipped === 0 ? 'O' : 'P',
      cents(total),
      date(day),
      random.pick(words.priorities),
      `Clerk#${padded(random.between(1, 1000), 9)}`,
      0,
      comment(random),
    );
  }
  return [orders.finish(), lines.finish()];
}

function customerOf(random: Random, count: number): number {
  const key = random.between(1, count);
  return key % 3 === 0 ? (key === count ? key - 1 : key + 1) : key;
}

function supplierOf(part: number, index: number, count: number): number {
  return ((part + index * (Math.floor(count / 4) + Math.floor((part - 1) / count))) % count) + 1;
}

function retailCents(part: number): number {
  return 90_000 + ((Math.floor(part / 10) % 20_001) + 100 * (part % 1000));
}

function phone(random: Random, nation: number): string {
  const { between } = random;
  return `${nation + 10}-${between(100, 999)}-${between(100, 999)}-${between(1000, 9999)}`;
}

function address(random: Random): string {
  return `${random.between(1, 999)} ${random.pick(words.colors)} street`;
}

function comment(random: Random): string {
  return Array.from({ length: random.between(3, 7) }, () => random.pick(words.commentWords)).join(
    ' ',
  );
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function cents(value: number): string {
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function date(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
