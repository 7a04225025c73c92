// Run the benchmarks of the package in the working directory, from source, one after another; with an
// argument, those whose names begin with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const folder = existsSync('bench') ? 'bench' : '.';
const [wanted = ''] = process.argv.slice(2);
const files = readdirSync(folder).filter(
  (name) => name.startsWith(wanted) && name.endsWith('.bench.ts'),
);
if (files.length === 0) {
  const all = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'));
  const names = all.map((name) => name.replace('.bench.ts', '')).sort();
  console.log(`benchmarks, run by the beginning of their name: ${names.join(', ') || 'none here'}`);
}
const tsx = import.meta.resolve('tsx');
for (const file of files.sort()) {
  const args = ['--conditions=source', '--import', tsx, '--expose-gc'];
  const { status } = spawnSync(process.execPath, [...args, `${folder}/${file}`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
