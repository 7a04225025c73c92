import { bundle } from '../../tsup.base.ts';

export default bundle('src/index.ts', 'src/level/index.ts', 'src/testing/index.ts');
