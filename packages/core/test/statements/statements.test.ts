import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGolden } from '@kalamdb/sql/testing';
import { statementDirectives } from './statement-directives.ts';

runGolden(dirname(fileURLToPath(import.meta.url)), statementDirectives);
