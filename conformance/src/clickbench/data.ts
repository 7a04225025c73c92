import { createRandom } from '../random.ts';
import { buildRelation, type Relation } from '../relation.ts';

const FIRST_SECOND = Date.UTC(2013, 6, 1) / 1000;
const phrases = ['', '', '', '', 'google maps', 'cheap flights', 'weather', 'news', 'football'];
const hosts = ['example.com', 'www.google.com', 'news.org', 'shop.example.net', 'google.ru'];
const pages = ['', 'index.html', 'catalog/item', 'search?q=google', 'about', 'forum/topic'];
const titles = ['', 'Home', 'Google Search', 'Catalog', 'Weather today', 'Forum'];
const models = ['', '', '', 'iPhone 5', 'Galaxy S4', 'Nexus 4'];

/** The columns of ClickBench's table of page views that its queries read, with random rows. */
export function hits(count: number): Relation {
  const random = createRandom(7);
  const table = buildRelation(
    'hits',
    'watchid BIGINT, title TEXT, goodevent INT, eventtime TIMESTAMP, eventdate DATE, counterid INT, clientip INT, regionid INT, userid BIGINT, url TEXT, referer TEXT, isrefresh INT, resolutionwidth INT, mobilephone INT, mobilephonemodel TEXT, traficsourceid INT, searchengineid INT, searchphrase TEXT, advengineid INT, windowclientwidth INT, windowclientheight INT, islink INT, isdownload INT, dontcounthits INT, refererhash BIGINT, urlhash BIGINT',
  );
  for (let row = 0; row < count; row++) {
    const second = FIRST_SECOND + random.between(0, 31 * 86_400 - 1);
    const instant = new Date(second * 1000).toISOString();
    const { between, pick } = random;
    table.add(
      String(BigInt(between(0, 2 ** 31 - 1)) * 4_000_000_007n),
      pick(titles),
      1,
      instant.slice(0, 19).replace('T', ' '),
      instant.slice(0, 10),
      pick([62, 62, 1, 34, 99]),
      between(-(2 ** 31), 2 ** 31 - 1) % 1000,
      between(1, 300),
      pick(['435090932899640449', String(between(1, 5000)), String(between(1, 50))]),
      `http://${pick(hosts)}/${pick(pages)}`,
      pick(['', `https://www.${pick(hosts)}/${pick(pages)}`, `http://${pick(hosts)}/`]),
      between(0, 1),
      pick([1024, 1366, 1920]),
      between(0, 5),
      pick(models),
      pick([-1, 0, 1, 2, 3, 6]),
      pick([0, 0, 2, 3]),
      pick(phrases),
      pick([0, 0, 0, 0, 2, 27]),
      pick([1000, 1300, 1900]),
      pick([500, 700, 900]),
      between(0, 1),
      between(0, 1),
      between(0, 1),
      pick(['3594120000172545465', String(between(1, 100))]),
      pick(['2868770270353813622', String(between(1, 100))]),
    );
  }
  return table.finish();
}
