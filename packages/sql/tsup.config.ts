import { bundle } from '../../tsup.base.ts';

export default bundle('src/index.ts', 'src/columnar/arrow.ts', 'src/testing/index.ts');
