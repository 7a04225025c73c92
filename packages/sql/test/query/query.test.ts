import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGolden } from '../../src/testing/golden.ts';
import { sqlDirectives } from '../../src/testing/sql-directives.ts';

runGolden(dirname(fileURLToPath(import.meta.url)), sqlDirectives);
